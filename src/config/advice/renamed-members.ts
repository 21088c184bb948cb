/** Members that other systems call otherwise, told by what is missing and by what they say. Pure. */
import { isGuid } from '../../model/guid.ts';
import { formatPath, isSamePath } from '../../model/path.ts';
import { resolved } from '../../model/schema-node.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { isList } from '../../model/value.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { didYouMean, withinWords } from '../../diagnostics/did-you-mean.ts';
import type { FaultyMap, JoinedFault } from './faulty-map.ts';
import { patternOf } from './pattern-advice.ts';
import { mapSaying } from './map-advice.ts';
import type { SchemaSite } from './map-advice.ts';
import { isMeantFor, membersOf, takesText } from './schema-view.ts';
import { inline, MOST_SHOWN } from './shape-advice.ts';
import { isKnownOtherwise } from './unknown-property.ts';
import { noSuchMember } from './unknown-property.ts';

const SORT = '@odata.type';
/** Members that say the sort of what stands beside them: `targetType`, `originSystem`, `origin_system`. */
const TYPED = /^(?:(.+?)[_-]?)?(?:type|system)$/i;

/** What Graph says beside a reference for people, and no reference has here. */
const LABELS: readonly string[] = ['displayName', 'description'];

/** Unknown members that stand for one of those that the map may have. */
export function namedOtherwise(map: FaultyMap): readonly JoinedFault[] {
  const found = typedPair(map) ?? sortOfGraph(map) ?? sortBeside(map) ?? onlyMissing(map);
  return found === undefined ? [] : [found];
}

/** `targetType: group` beside `target: ID`, as Graph has it, and `type: group` beside any one member: `group: ID`. */
function typedPair(map: FaultyMap): JoinedFault | undefined {
  const { path, value, unknown, root } = map;
  const known = membersOf(root, map.node);
  for (const sort of unknown) {
    const [, name = ''] = TYPED.exec(sort) ?? [undefined, undefined];
    const beside = Object.keys(value).filter((each) => each !== sort);
    const labels = beside.filter(
      (each) => beside.length > 1 && unknown.includes(each) && LABELS.includes(each),
    );
    const [other, ...more] = beside.filter((each) => !labels.includes(each));
    const said = other === undefined || more.length > 0 ? undefined : value[other];
    const word = value[sort];
    const meant =
      typeof word === 'string'
        ? (didYouMean(word, known.keys()) ?? withinWords(word, known.keys()))
        : undefined;
    if (
      !TYPED.test(sort) ||
      meant === undefined ||
      said === undefined ||
      said === null ||
      other === undefined
    )
      continue;
    if (name !== '' && !other.startsWith(name) && !unknown.includes(other)) continue;
    const names = unknown.filter((each) => [sort, other, ...labels].includes(each));
    return {
      ...told(names, map),
      hint: `Write ${inline(reference(known, meant, { [other]: said }))}`,
      covers: (fault) =>
        (isSamePath(fault.path, path) && [...names, meant].includes(fault.member)) ||
        (['minProperties', 'maxProperties'].includes(fault.keyword) && isSamePath(fault.path, path)) ||
        isSamePath(fault.path, [...path, other]),
    };
  }
  return undefined;
}

/** The reference that a member says in a sort: by its id where that is none of the sort's names. */
function reference(known: ReadonlyMap<string, SchemaNode>, sort: string, member: JsonObject): JsonObject {
  const node = known.get(sort);
  const [name = '', said = null] = Object.entries(member)[0] ?? [];
  if (Object.hasOwn(node?.properties ?? {}, name)) return { [sort]: member };
  // A text there is a key, and an id stands in a map of its own.
  if (typeof said === 'string' && isGuid(said) && node?.properties?.['id'] !== undefined)
    return { [sort]: { id: said } };
  return { [known.has('id') && !takes(node, said) ? 'id' : sort]: said };
}

/** Whether a member takes a text: a name is none where an id is wanted, and an id none where a name is. */
function takes(node: SchemaNode | undefined, said: JsonValue): boolean {
  const form = patternOf((node ?? {}) as Readonly<Record<string, unknown>>);
  return form === undefined || (typeof said === 'string' && form.test(said));
}

/** Graph's name of a type, where a member says it in a word of its own. */
function sortOfGraph(map: FaultyMap): JoinedFault | undefined {
  const { path, value, unknown, node, root } = map;
  const type = membersOf(root, node).get('type');
  const said = value[SORT];
  if (!unknown.includes(SORT) || typeof said !== 'string') return undefined;
  const words = (type?.enum ?? []).filter((word) => said.toLowerCase().includes(String(word).toLowerCase()));
  if (words.length !== 1) return undefined;
  return {
    ...told([SORT], map),
    hint: `Write type: ${String(words[0])}`,
    covers: ({ path: at, member }) => isSamePath(at, path) && [SORT, 'type'].includes(member),
  };
}

/** Graph's name of a type, and labels, beside members that say it all: `tenantId`. */
function sortBeside(map: FaultyMap): JoinedFault | undefined {
  const { path, value, unknown, missing } = map;
  const names = unknown.filter((each) => each === SORT || LABELS.includes(each));
  const rest = Object.entries(value).filter(([name]) => !unknown.includes(name));
  const isWhole = names.length === unknown.length && missing.length === 0;
  if (!unknown.includes(SORT) || !isWhole || rest.length === 0) return undefined;
  const written = inline(Object.fromEntries(rest));
  const remove = names.length === 1 ? 'Remove it' : 'Remove them';
  return {
    ...told(names, map),
    hint: written.length <= MOST_SHOWN ? `Write ${written}` : remove,
    covers: (fault) => isSamePath(fault.path, path) && !rest.some(([name]) => name === fault.member),
  };
}

/** The only unknown member where one is missing, and what it says is meant for that one. */
function onlyMissing(map: FaultyMap): JoinedFault | undefined {
  const { path, value, missing, unknown, node, root } = map;
  const [name, ...others] = unknown;
  const [lacking, ...further] = missing;
  if (name === undefined || lacking === undefined || others.length + further.length > 0) return undefined;
  const member: SchemaNode | undefined = membersOf(root, node).get(lacking);
  if (member === undefined || isKnownOtherwise(name, map)) return undefined;
  const list = listOfMaps(value[name], { root, node: member });
  if (list === undefined && !says(member, value[name])) return undefined;
  return {
    ...told([name], map),
    hint: list === undefined ? `Did you mean "${lacking}"?` : `Write ${lacking}: ${inline(list)}`,
    covers: (fault) => isSamePath(fault.path, path) && [name, lacking].includes(fault.member),
  };
}

/** For a list of texts: the maps that say them, where a list of maps is wanted. */
function listOfMaps(
  value: JsonValue | undefined,
  { root, node }: SchemaSite,
): readonly JsonValue[] | undefined {
  const entry = node.items && resolved(root, node.items);
  if (entry?.type !== 'object' || !isList(value)) return undefined;
  const maps = value.flatMap((each) => {
    const map = typeof each === 'string' ? mapSaying(each, { root, node: entry }) : undefined;
    return map === undefined ? [] : [map];
  });
  return maps.length > 0 && maps.length === value.length ? maps : undefined;
}

/** A list of maps is not any list; free text is taken for what is missing where it is a name and no sentence. */
function says(node: SchemaNode, value: JsonValue | undefined): boolean {
  if (typeof value === 'string' && takesText(node)) return !/\s\S+\s/.test(value);
  return isMeantFor(node, value) && !isList(value);
}

function told(names: readonly string[], { path }: FaultyMap): Omit<JoinedFault, 'hint' | 'covers'> {
  const [first = '', ...others] = names;
  const also = others.length === 0 ? '' : `, nor "${others.join('", "')}"`;
  const where = path.length === 0 ? 'The document' : formatPath(path);
  return {
    code: 'SCHEMA_UNKNOWN',
    summary: `${noSuchMember(first, where)}${also}`,
    path: [...path, first],
    aspect: 'key',
  };
}
