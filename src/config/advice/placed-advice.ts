/** Advice of where a property belongs, with the address, key or word of the entry that it stands in. Pure. */
import { formatAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { formatPath } from '../../model/path.ts';
import { isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import type { PropertyPlace } from '../../kinds/property-places.ts';
import { SECTION_KINDS } from '../../schema/sections.ts';
import type { SchemaSite } from './map-advice.ts';
import { schemaAt } from './schema-view.ts';
import { spelledEnum } from './value-spelling.ts';

/** A general advice as it holds for the entry at a path: `ADDRESS` and `policies.KEY` stand for what is known there. */
export function atEntry(advice: string, path: AttributePath): string {
  const address = addressAt(path);
  const [section, key] = path;
  const kind = /(?<=^Write it in the section lifecycle, by address: lifecycle: \{ )\w+\.KEY/;
  return (
    address === undefined ? advice : advice.replace(kind, address).replace('{ ADDRESS:', `{ ${address}:`)
  ).replace(`${String(section)}.KEY`, () =>
    key === undefined ? `${String(section)}.KEY` : formatPath(path.slice(0, 2)),
  );
}

/** Address of the resource that an entry of a section declares. */
function addressAt(path: AttributePath): string | undefined {
  const [section, key, part, inner, ...more] = path.map(String);
  const kind = SECTION_KINDS[section ?? ''];
  if (kind === undefined || key === undefined) return undefined;
  const inPlace = SECTION_KINDS[part ?? ''];
  if (part === undefined) return formatAddress(kind, key);
  return inPlace !== undefined && inner !== undefined && more.length === 0 && part === 'policies'
    ? formatAddress(inPlace, `${key}-${inner}`)
    : undefined;
}

/** A member of the policy with the word that a value means there: Terraform's and the portal's words are others. */
export function asWordOfPolicy(
  place: PropertyPlace | undefined,
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
): string | undefined {
  const [, member] = /^(\w+) of the policy$/.exec(place?.writtenAs ?? '') ?? [];
  if (member === undefined || typeof said !== 'string' || site === undefined) return undefined;
  const words = schemaAt(site.root, ['policies', '', member])?.enum?.map(String) ?? [];
  const word = words.includes(said) ? said : spelledEnum(said, words)?.value;
  return word === undefined ? undefined : `Write it in the policy, as ${member}: ${word}`;
}

/** How long one review takes is said in its schedule, which the length of access has the form of. */
export function inSchedule(place: PropertyPlace | undefined, path: AttributePath): PropertyPlace | undefined {
  const { writtenAs } = place ?? {};
  if (writtenAs?.startsWith('expiration: ') !== true || !path.includes('reviewSettings')) return undefined;
  const written = path.at(-1) === 'reviewSettings' ? `schedule: { ${writtenAs} }` : writtenAs;
  return { text: `Write it as ${written}`, writtenAs: written };
}

/** Ids are of the tenant, and no entry says its own: what exists already is taken over. */
export function idOfEntry(name: string, path: AttributePath): string | undefined {
  const isOwn = name === 'id' && addressAt(path) !== undefined;
  return isOwn
    ? 'Remove it: the state keeps ids; what exists already is taken over with plan --adopt'
    : undefined;
}

/** Severities by rule, as linters have them, where a rule has a map. */
export function severities(
  name: string,
  path: AttributePath,
  said: JsonValue | undefined,
): string | undefined {
  if (path.length !== 1 || path[0] !== 'checks' || !/^(?:severit(?:y|ies)|levels?)$/i.test(name))
    return undefined;
  const [rule, severity] = (isObject(said) ? Object.entries(said)[0] : undefined) ?? ['RULE', said];
  return typeof severity === 'string' ? `Write rules: { ${rule}: { severity: ${severity} } }` : undefined;
}
