/** What to say of a property that is missing. Pure. */
import type { AttributePath } from '../../model/path.ts';
import { isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import { keysNamedBy } from '../../kinds/property-places.ts';
import type { SchemaSite } from './map-advice.ts';
import { membersOf } from './schema-view.ts';

/** Keys that are listed. */
const MOST_KEYS = 8;
/** Words that are listed. */
const MOST_WORDS = 4;

interface Surroundings {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly document: JsonValue;
  /** What the published schema has there. */
  readonly site: SchemaSite | undefined;
}

/** A property that is missing, with the value where only one can be meant. */
export function missingText(
  name: string,
  path: AttributePath,
  { schema, document, site }: Surroundings,
): string {
  if (path.length === 0 && name === 'tenant')
    return 'tenant: { embedded: FOLDER } for the embedded tenant, or tenant: { id: DOMAIN } for a real one';
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const member = properties[name];
  if (!isObject(member)) return name;
  if (member['const'] !== undefined) return `${name}: ${String(member['const'])}`;
  const keys = keysNamedBy(name, document);
  const [only] = keys;
  if (keys.length === 1) return `${name}: ${only ?? ''}`;
  if (keys.length > 1 && keys.length <= MOST_KEYS) return `${name}, one of ${keys.join(', ')}`;
  const node = site && membersOf(site.root, site.node).get(name);
  const words = node?.type === 'boolean' ? [true, false] : (node?.enum ?? []);
  if (words.length > 0 && words.length <= MOST_WORDS) return `${name}: ${words.map(String).join(' or ')}`;
  // What has a form cannot be guessed from its name.
  return typeof member['x-expected'] === 'string' ? `${name}, ${member['x-expected']}` : name;
}
