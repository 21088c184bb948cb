/**
 * The name of one managed resource: `settings`, or `KIND.KEY` with `/` between the parts of a key
 * (`packageResourceRole.project-tango/tango-team/Member`). A `/` or `%` inside a part is written `%2F`, `%25`.
 */
export type ResourceAddress = string;

/** An address taken apart; `keys` is empty for a singleton. */
export interface AddressParts {
  readonly kind: string;
  readonly keys: readonly string[];
}

/** Joins a kind and its key parts to an address. */
export function formatAddress(kind: string, ...keys: readonly string[]): ResourceAddress {
  if (keys.length === 0) return kind;
  return `${kind}.${keys.map((key) => key.replace(/[%/]/g, encodeURIComponent)).join('/')}`;
}

/** Takes an address apart; undefined when the text is not of an address's form. */
export function parseAddress(text: string): AddressParts | undefined {
  const match = /^([a-z][A-Za-z]*)(?:\.(.+))?$/s.exec(text);
  const kind = match?.[1];
  if (kind === undefined) return undefined;
  const keys = match?.[2]?.split('/') ?? [];
  if (keys.some((key) => key === '')) return undefined;
  return { kind, keys: keys.map((key) => key.replace(/%(2F|25)/gi, decodeURIComponent)) };
}

/** Orders addresses by kind, then by key parts, so that lists of them are stable everywhere. */
export function compareAddresses(a: ResourceAddress, b: ResourceAddress): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
