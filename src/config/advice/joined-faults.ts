/** Faults of a map that have one cause together: what a validator tells of each of its parts is told once. Pure. */
import type { AttributePath } from '../../model/path.ts';
import { isSamePath } from '../../model/path.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { isObject, valueAt } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import type { FaultyMap, JoinedFault, PartFault } from './faulty-map.ts';
import { besideTheirEntry, besideTheirHolder, besideTheirPolicy } from './misplaced-members.ts';
import { namedOtherwise } from './renamed-members.ts';
import { schemaAt } from './schema-view.ts';

/** The causes that explain several faults, or one better than its own words. */
export function joinedFaults(
  faults: readonly PartFault[],
  document: JsonValue,
  root: SchemaNode,
): readonly JoinedFault[] {
  return mapsOf(faults, document, root).flatMap((map) => {
    const renamed = namedOtherwise(map);
    const rest = {
      ...map,
      unknown: map.unknown.filter((member) => {
        const part: PartFault = { keyword: 'additionalProperties', path: map.path, member };
        return !renamed.some(({ covers }) => covers(part));
      }),
    };
    const ofPolicy = besideTheirPolicy(rest);
    return [
      ...renamed,
      ...(ofPolicy.length > 0 ? ofPolicy : besideTheirHolder(rest)),
      ...besideTheirEntry(map),
    ];
  });
}

/** Maps with unknown or missing members, and those whose entries are of another type, each once. */
function mapsOf(faults: readonly PartFault[], document: JsonValue, root: SchemaNode): readonly FaultyMap[] {
  const paths = new Map<string, AttributePath>();
  for (const { keyword, path } of faults) {
    const at = keyword === 'type' ? path.slice(0, -1) : path;
    if (['type', 'additionalProperties', 'required'].includes(keyword)) paths.set(JSON.stringify(at), at);
  }
  return [...paths.values()].flatMap((path): FaultyMap[] => {
    const value = valueAt(document, path);
    const node = schemaAt(root, path);
    if (!isObject(value) || node === undefined) return [];
    const here = faults.filter((fault) => isSamePath(fault.path, path));
    const membersOf = (keyword: string) =>
      here.filter((fault) => fault.keyword === keyword).map(({ member }) => member);
    const named = membersOf('additionalProperties');
    const unknown = Object.keys(value).filter((name) => named.includes(name));
    return [{ path, value, root, node, unknown, missing: membersOf('required'), document }];
  });
}
