/** Where people request a package: My Access, with the tenant's domain so that guests come to the right tenant. */

const SITES: Readonly<Record<string, string>> = {
  global: 'https://myaccess.microsoft.com',
  usgov: 'https://myaccess.microsoft.us',
  usgovdod: 'https://myaccess.microsoft.us',
};

/** The link of a package by its Graph id; undefined for clouds whose address is not documented (CONTRACT 16.3). */
export function myAccessLink(cloud: string, domain: string, packageId: string): string | undefined {
  const site = SITES[cloud];
  return site === undefined
    ? undefined
    : `${site}/@${encodeURIComponent(domain)}#/access-packages/${encodeURIComponent(packageId)}`;
}
