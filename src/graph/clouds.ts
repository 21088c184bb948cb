/**
 * Microsoft's clouds: where to sign in and where Graph answers. The two never mix
 * (https://learn.microsoft.com/graph/deployments).
 */
export type Cloud = 'global' | 'usgov' | 'usgovdod' | 'china';

export interface CloudEndpoints {
  /** Where tokens come from. */
  readonly authority: string;
  /** Graph's host; `/v1.0` and `/.default` follow from it. */
  readonly graph: string;
  /** What follows `ACCOUNT.` in the address of a storage account's blobs. */
  readonly blobs: string;
}

export const CLOUDS: Readonly<Record<Cloud, CloudEndpoints>> = {
  global: {
    authority: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    blobs: 'blob.core.windows.net',
  },
  usgov: {
    authority: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    blobs: 'blob.core.usgovcloudapi.net',
  },
  usgovdod: {
    authority: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    blobs: 'blob.core.usgovcloudapi.net',
  },
  china: {
    authority: 'https://login.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    blobs: 'blob.core.chinacloudapi.cn',
  },
};
