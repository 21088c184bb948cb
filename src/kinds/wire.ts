/** What the kinds share of Graph's wire format (CONTRACT 1.3): paths, type annotations, relative order of members. */
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { asString, equalValues, isObject } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { odataString } from '../model/odata.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { KindWriter } from './kind.ts';

/** Root of entitlement management under `/v1.0`. */
export const EM = '/identityGovernance/entitlementManagement';

const TYPE_PREFIX = /^#?microsoft\.graph\./;

/** `#microsoft.graph.singleUser` → `singleUser`; reads come with and without the leading `#`. */
export function shortType(value: JsonValue | undefined): string {
  return (asString(value) ?? '').replace(TYPE_PREFIX, '');
}

/** A copy whose `@odata.type` is the full name and the first member, as abstract bases need it. */
export function typed(value: JsonObject): JsonObject {
  const { '@odata.type': type, ...members } = value;
  return { '@odata.type': `#microsoft.graph.${shortType(type)}`, ...members };
}

/** The `id` of an entity; a body without one breaks the contract, and is reported rather than guessed. */
export function idOf(entity: JsonObject | undefined, what: string): string {
  const id = asString(entity?.['id']);
  if (id === undefined) throw unusable(`without the id of ${what}`);
  return id;
}

/** The `id` of an expanded navigation property; undefined when it was not returned. */
export function expandedId(value: JsonValue | undefined): string | undefined {
  return isObject(value) ? asString(value['id'])?.toLowerCase() : undefined;
}

/** What is looked for with: the writer tells our objects from older ones, and from those of other addresses. */
type Finder = Pick<KindWriter, 'notBefore' | 'mayBe'> & { readonly graph: GraphReader };

/** The id of the first entity that this run can have made and that is there: lists show deleted ones for a while (CONTRACT 14). */
export async function firstThere(
  finder: Finder,
  path: string,
  entities: readonly JsonObject[],
): Promise<string | undefined> {
  const { graph, notBefore } = finder;
  const [collection] = path.split('?');
  for (const entity of entities) {
    if (Date.parse(asString(entity['createdDateTime']) ?? '') < notBefore) continue;
    const id = idOf(entity, 'an object of a list');
    try {
      await graph.get(`${collection}/${id}`);
      if (await finder.mayBe(id)) return id;
    } catch (error) {
      // Of what is unknown the service also says that nobody may see it (CONTRACT 18).
      if (!refusedWith(error, [404]) && !refusedWith(error, [403], 'UnAuthorized')) throw error;
    }
  }
  return undefined;
}

/** The id of the entity of a collection with a display name, in whatever casing; `isIt` tells it from others of the name. */
export async function findNamed(
  writer: Finder,
  path: string,
  displayName: JsonValue | undefined,
  isIt: (entity: JsonObject) => boolean = () => true,
): Promise<string | undefined> {
  const name = asString(displayName) ?? '';
  const separator = path.includes('?') ? '&' : '?';
  const filter = encodeURIComponent(`displayName eq ${odataString(name)}`);
  const found = (await writer.graph.list(`${path}${separator}$filter=${filter}`)).filter(
    (entity) => asString(entity['displayName'])?.toLowerCase() === name.toLowerCase() && isIt(entity),
  );
  return firstThere(writer, path, found);
}

/** The members of `after` that differ from `before`, or undefined when none does; the body of a PATCH. */
export function changedMembers(
  names: readonly string[],
  before: JsonObject,
  after: JsonObject,
): JsonObject | undefined {
  const changed = names.filter((name) => !equalValues(before[name], after[name]));
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((name) => [name, after[name]]));
}

/** True when a request was refused with one of these statuses and, where given, codes. */
export function refusedWith(error: unknown, status: readonly number[], ...codes: readonly string[]): boolean {
  if (!(error instanceof GraphError) || !status.includes(error.status)) return false;
  return codes.length === 0 || codes.some((code) => code.toLowerCase() === error.code.toLowerCase());
}

/**
 * A natural key: what tells two live objects of one parent apart. The parts are compared as they are, the name in any
 * casing, as the service does.
 */
export function naturalKey(parts: readonly (JsonValue | undefined)[], name: JsonValue | undefined): string {
  const texts = parts.map((part) => asString(part) ?? '');
  return [...texts, (asString(name) ?? '').toLowerCase()].join('|');
}

/** An answer that no client can work with: of a proxy, or of a service that is not Microsoft Graph. */
function unusable(what: string): DiagnosticError {
  return new DiagnosticError([
    {
      code: 'GRAPH_ANSWER',
      severity: 'error',
      summary: `The service answered ${what}`,
      hint: 'Check that ENTENTE_GRAPH_URL, if it is set, leads to Microsoft Graph v1.0 and that no proxy changes the answers; then run the command again',
    },
  ]);
}
