/** Members that stand beside what they belong to, as when a line is indented too little and is still YAML. Pure. */
import type { AttributePath } from '../../model/path.ts';
import { formatPath, isSamePath, isWithin } from '../../model/path.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import type { FaultyMap, JoinedFault, PartFault } from './faulty-map.ts';
import { TEMPLATE_LAYOUT } from '../../kinds/template-layout.ts';
import { keyedEntry, membersOf, schemaAt } from './schema-view.ts';
import { inline, MOST_SHOWN } from './shape-advice.ts';
import { patternMeant } from './value-spelling.ts';
import { isKnownOtherwise, letters, noSuchMember } from './unknown-property.ts';

/** Members that are named in a message. */
const MOST_NAMED = 3;

/** Unknown members of a map that one of its own members may have. */
export function besideTheirHolder(map: FaultyMap): readonly JoinedFault[] {
  const holders = [...membersOf(map.root, map.node)];
  const below = holders.flatMap(([holder, node]): JoinedFault[] => {
    const run = map.value[holder] === null ? runBehind(map, holder, node) : [];
    return run.length === 0 ? [] : [indented(map, holder, run)];
  });
  const isTold = (name: string) => below.some(({ covers }) => covers(unknownPart(map, name)));
  const left = map.unknown.filter((name) => !isTold(name) && !isKnownOtherwise(name, map));
  const groups = new Map<string, string[]>();
  for (const name of left) {
    const holder = holderOf(map, holders, name);
    if (holder !== undefined) groups.set(holder, [...(groups.get(holder) ?? []), name]);
  }
  return [...below, ...[...groups].map(([holder, names]) => belonging(map, holder, names))];
}

/** Unknown members that follow an empty one directly, and that it may have. */
function runBehind(map: FaultyMap, holder: string, node: SchemaNode): readonly string[] {
  const behind = Object.keys(map.value);
  const run: string[] = [];
  for (const name of behind.slice(behind.indexOf(holder) + 1)) {
    const isEntry = keyedEntry(map.root, node) !== undefined && isObject(map.value[name]);
    if (!map.unknown.includes(name) || !(has(node, name) || isEntry)) break;
    run.push(name);
  }
  return run;
}

/** The only member that may have another one: itself, or for each of its entries. */
function holderOf(
  { root, value, missing }: FaultyMap,
  holders: readonly (readonly [string, SchemaNode])[],
  name: string,
): string | undefined {
  const entry = value[name];
  const fits = (node: SchemaNode): boolean => {
    if (has(node, name)) return true;
    const keyed = keyedEntry(root, node);
    if (keyed === undefined) return false;
    const members = isObject(entry) ? Object.keys(entry) : [];
    return has(keyed, name) || (members.length > 0 && members.every((member) => has(keyed, member)));
  };
  const found = holders.filter(([, node]) => fits(node)).map(([holder]) => holder);
  const [needed] = found.filter((holder) => missing.includes(holder));
  return needed ?? (found.length === 1 ? found[0] : undefined);
}

function has({ properties }: SchemaNode, name: string): boolean {
  return Object.hasOwn(properties ?? {}, name);
}

/** What follows an empty member and is not indented below it. */
function indented({ path }: FaultyMap, holder: string, run: readonly string[]): JoinedFault {
  return {
    code: 'SCHEMA_UNKNOWN',
    ...standingBeside(holder, run),
    path: [...path, run[0] ?? holder],
    aspect: 'key',
    covers: (fault) => isSamePath(fault.path, [...path, holder]) || isUnknown(fault, path, run),
  };
}

function standingBeside(holder: string, names: readonly string[]): Pick<JoinedFault, 'summary' | 'hint'> {
  const one = names.length === 1;
  return {
    summary: `${listed(names)} ${one ? 'stands' : 'stand'} beside ${holder}, but ${one ? 'belongs' : 'belong'} below it`,
    hint: `Indent ${one ? 'it' : 'them'} with 2 spaces more than ${holder}:`,
  };
}

/** Members of a policy that stand in a template itself, whose policy takes anything until it is used. */
export function besideTheirPolicy(map: FaultyMap): readonly JoinedFault[] {
  const { path, root, unknown } = map;
  if (path[0] !== 'policyTemplates' || path.length !== 2) return [];
  const policy = schemaAt(root, [TEMPLATE_LAYOUT.section, '']);
  const names = unknown.filter((name) => policy !== undefined && has(policy, name));
  return names.length === 0 ? [] : [belonging(map, TEMPLATE_LAYOUT.body, names)];
}

/** What belongs in a member that has other things in it, or is missing. */
function belonging(map: FaultyMap, holder: string, names: readonly string[]): JoinedFault {
  const { path, value, node, root } = map;
  const [first = ''] = names;
  const held = membersOf(root, node).get(holder);
  const isOwn = held !== undefined && has(held, first);
  const isHeld = isOwn || held?.additionalProperties === true;
  const inside = isOwn
    ? [holder, first]
    : isKeyed(map, held, first)
      ? [holder, 'KEY', first]
      : [holder, first];
  const place = formatPath([...path, ...inside]);
  const word = holder === 'pattern' ? value[first] : undefined;
  const pattern = typeof word === 'string' ? patternMeant(word) : undefined;
  const said = names.map((name) => `${name}: ${asMember(name, value[name] ?? null)}`);
  const written = `{ ${holder}: ${pattern ?? `{ ${said.join(', ')} }`} }`;
  const isNew = isHeld && value[holder] === undefined && written.length <= MOST_SHOWN;
  const where = noSuchMember(first, path.length === 0 ? undefined : formatPath(path));
  const others = names.length === 1 ? '' : `, nor ${listed(names.slice(1).map((name) => `"${name}"`))}`;
  return {
    code: 'SCHEMA_UNKNOWN',
    summary: `${where}${others}`,
    hint: isNew
      ? `Write ${written.slice(2, -2)}`
      : `${names.length === 1 ? 'It belongs' : 'They belong'} in ${holder}: ${place}`,
    path: [...path, first],
    aspect: 'key',
    covers: (fault) =>
      isUnknown(fault, path, names) ||
      (fault.keyword === 'required' && isSamePath(fault.path, path) && fault.member === holder && isHeld) ||
      (fault.keyword === 'required' &&
        isSamePath(fault.path, [...path, holder]) &&
        names.includes(fault.member)),
  };
}

/** What a member says, as it is written where it belongs: how often reviews take place is a map there. */
function asMember(name: string, said: JsonValue): string {
  const pattern = name === 'recurrence' && typeof said === 'string' ? patternMeant(said) : undefined;
  return pattern === undefined ? inline(said) : `{ pattern: ${pattern} }`;
}

/** Whether a member belongs to each entry of another, rather than being one of its entries. */
function isKeyed({ root }: FaultyMap, held: SchemaNode | undefined, name: string): boolean {
  const entry = held === undefined ? undefined : keyedEntry(root, held);
  return entry !== undefined && has(entry, name);
}

/** Members of an entry that stand beside its key: among the keys of a section. */
export function besideTheirEntry(map: FaultyMap): readonly JoinedFault[] {
  const { path, value, root, node } = map;
  const entry = node.properties === undefined ? keyedEntry(root, node) : undefined;
  if (entry?.properties === undefined) return [];
  const runs = new Map<string | undefined, string[]>();
  let key: string | undefined;
  for (const name of Object.keys(value)) {
    // A map may well be an entry of this key, unless the one before it is empty.
    const isEntry = isObject(value[name]) && !(key !== undefined && value[key] === null);
    if (!hasSpelled(entry, name) || isEntry || value[name] === null) key = name;
    else runs.set(key, [...(runs.get(key) ?? []), name]);
  }
  return [...runs].map(([owner, names]): JoinedFault => ({
    code: 'SCHEMA_TYPE',
    ...(owner === undefined ? withoutKey(path, names) : standingBeside(owner, names)),
    path: [...path, names[0] ?? ''],
    aspect: 'key',
    covers: (fault) =>
      names.some((name) => isWithin(fault.path, [...path, name])) ||
      (owner !== undefined && isOwners(fault, [...path, owner], names)),
  }));
}

function withoutKey(path: AttributePath, names: readonly string[]): Pick<JoinedFault, 'summary' | 'hint'> {
  const one = names.length === 1;
  const [key, first] =
    path[0] === 'lifecycle'
      ? ['address', 'the address of what it guards, ADDRESS:']
      : ['key', 'a key of your choice, such as KEY:'];
  return {
    summary: `${listed(names)} ${one ? 'belongs' : 'belong'} to an entry of ${formatPath(path)}, but no ${key} stands before ${one ? 'it' : 'them'}`,
    hint: `Write ${first}, and ${one ? 'it' : 'them'} below it with 2 spaces more`,
  };
}

/** Whether a name is one of its members, whatever its casing and underscores. */
function hasSpelled({ properties }: SchemaNode, name: string): boolean {
  return Object.keys(properties ?? {}).some((member) => letters(member) === letters(name));
}

/** What an entry lacks because it stands beside it. */
function isOwners(fault: PartFault, owner: AttributePath, names: readonly string[]): boolean {
  if (!isSamePath(fault.path, owner)) return false;
  return fault.keyword === 'type' || (fault.keyword === 'required' && names.includes(fault.member));
}

function unknownPart({ path }: FaultyMap, member: string): PartFault {
  return { keyword: 'additionalProperties', path, member };
}

function isUnknown(
  { keyword, path, member }: PartFault,
  at: AttributePath,
  names: readonly string[],
): boolean {
  return keyword === 'additionalProperties' && isSamePath(path, at) && names.includes(member);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return names.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
