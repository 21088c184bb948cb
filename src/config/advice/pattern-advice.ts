/** What was meant by a text that does not match its pattern, told by what the pattern takes. Pure. */
import { isGuid } from '../../model/guid.ts';
import { FORMATS } from '../yaml/date-formats.ts';
import { dateAdvice, durationAdvice, spelledDate } from './value-spelling.ts';
import { spelledDateTime, spelledDuration } from './value-spelling.ts';
import type { Spelling } from './value-spelling.ts';

const GUID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
const GUID_DIGITS = 32;
const DOMAIN = /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i;

/** What a text has to match. */
export function patternOf({ pattern, format }: Readonly<Record<string, unknown>>): RegExp | undefined {
  if (typeof pattern === 'string') return new RegExp(pattern, 'u');
  return typeof format === 'string' ? FORMATS[format] : undefined;
}

/** A text as the pattern wants it, where it is a duration or date of another spelling. */
export function inPattern(data: string, pattern: RegExp | undefined): Spelling | undefined {
  if (pattern === undefined) return undefined;
  return [
    spelledDuration(data),
    spelledDateTime(data),
    spelledDate(data),
    spelledGuid(data),
    spelledDomain(data),
    firstOfHost(data),
    spelledAddress(data),
  ].find((each) => each !== undefined && pattern.test(each.value));
}

export function adviceFor(data: string, pattern: RegExp | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  const takesAddress = pattern.test('alice@contoso.com');
  if (isGuid(data) && takesAddress) return `Write { id: ${data} }: this is an id, not a name`;
  if (pattern.test('abc')) return undefined;
  if (pattern.test('P90D')) return durationAdvice(data);
  if (takesAddress) return addressAdvice(data);
  const takesDomain = pattern.test('fabrikam.com');
  const asGuid = pattern.test(GUID) ? guidAdvice(data) : undefined;
  if (asGuid !== undefined) return asGuid;
  if (takesDomain) return domainAdvice(data, pattern);
  const isDate = pattern.test('2027-06-30T00:00:00Z') || pattern.test('2027-06-30');
  return isDate ? dateAdvice(data) : undefined;
}

/** A GUID in braces, without hyphens or as a URN. Which object it names is for people to confirm. */
function spelledGuid(data: string): Spelling | undefined {
  const digits = data.replace(/^urn:uuid:/i, '').replace(/[{}()\s-]/g, '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return undefined;
  const [a, b, c, d] = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20)];
  return { value: `${a}-${b}-${c}-${d}-${digits.slice(20)}`.toLowerCase(), safe: false };
}

/** The domain of a web address or an e-mail address. Who belongs to it is for people to confirm. */
function spelledDomain(data: string): Spelling | undefined {
  const [, domain] =
    /^\s*(?:https?:\/\/(?:www\.)?|[^@\s/]*@|\*\.|www\.)?([^\s/?#:]+)(?:[/?#:].*)?$/i.exec(data) ?? [];
  return domain === undefined ? undefined : { value: domain.toLowerCase(), safe: false };
}

/** The name of what is served at a web address, where a name alone is wanted. */
function firstOfHost(data: string): Spelling | undefined {
  const name = /^https?:\/\/([^./:]+)\./i.exec(data)?.[1];
  return name === undefined ? undefined : { value: name.toLowerCase(), safe: false };
}

/** A web address without its scheme. */
function spelledAddress(data: string): Spelling | undefined {
  return /^[\w-]+(?:\.[\w-]+)+\//.test(data) ? { value: `https://${data}`, safe: false } : undefined;
}

/** For an id in the place of a domain, and a name without its ending. */
function domainAdvice(data: string, pattern: RegExp): string | undefined {
  if (isGuid(data)) return `Write { tenantId: ${data} }: this is an id, not a domain`;
  const bare = data.trim().toLowerCase();
  return /^[a-z0-9-]+$/.test(bare) && pattern.test(`${bare}.com`)
    ? `Write the whole domain, such as ${bare}.com`
    : undefined;
}

/** In words, the id that a place wants, where its description says which. */
export function idWanted(node: { readonly description?: string } | undefined): string | undefined {
  const [, first, rest] = /^(Object id|Id) (of [^.;:]*)[.;:]/.exec(node?.description ?? '') ?? [];
  return first === undefined ? undefined : `the ${first.toLowerCase()} ${rest ?? ''}, such as ${GUID}`;
}

export function isDomain(data: unknown): boolean {
  return typeof data === 'string' && DOMAIN.test(data);
}

function guidAdvice(data: string): string | undefined {
  if (DOMAIN.test(data)) return `Write the tenant's id, or { domain: ${data} } where a domain may stand`;
  const strange = /[^0-9a-f-]/i.exec(data)?.[0];
  if (!/^[0-9a-z-]{16,}$/i.test(data)) return undefined;
  if (strange !== undefined) return `"${strange}" is not a hexadecimal digit (0 to 9, a to f)`;
  const count = data.replaceAll('-', '').length;
  return count === GUID_DIGITS
    ? `Its ${GUID_DIGITS} digits stand in groups of 8, 4, 4, 4 and 12`
    : `It needs ${GUID_DIGITS} digits, in groups of 8, 4, 4, 4 and 12; this has ${count}`;
}

/** For an address without its domain, or a name in its place. */
function addressAdvice(data: string): string {
  return /\s/.test(data)
    ? `Write the address instead of the name "${data}"`
    : `Add the domain: ${data}@DOMAIN`;
}
