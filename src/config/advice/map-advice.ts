/** The map that a single value stands for, by what the members of the map take. Pure. */
import type { SchemaNode } from '../../model/schema-node.ts';
import { examplesOf } from '../../model/schema-node.ts';
import { isObject } from '../../model/value.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { choicesOf, isMeantFor, isOfType, membersOf, takesText } from './schema-view.ts';
import { inline } from './shape-advice.ts';
import { spelledEnum } from './value-spelling.ts';

/** A place in a document, as its schema has it. */
export interface SchemaSite {
  readonly root: SchemaNode;
  readonly node: SchemaNode;
}

/** What to write instead of a value that has to be a map: with it as a member if one can be meant, or else an example. */
export function mapFor(value: JsonValue, site: SchemaSite): string | undefined {
  const map = mapSaying(value, site);
  if (map !== undefined) return `Write ${inline(map)}`;
  const example = exampleOf(site.node);
  if (example === undefined) return undefined;
  const texts = (site.node.required ?? []).filter((name) =>
    takesText(membersOf(site.root, site.node).get(name) ?? {}),
  );
  const [text, ...others] = texts;
  const isSaid = typeof value === 'string' && /\s/.test(value) && text !== undefined && others.length === 0;
  if (isSaid && isSentenceOf(example, text)) return `Write ${inline({ ...example, [text]: value })}`;
  return `Write a map, such as ${inline(example)}`;
}

/** Whether an example has a text of several words there, and no other member that would be made up. */
function isSentenceOf(example: JsonObject, name: string): boolean {
  const others = Object.keys(example).filter((each) => each !== name && each !== 'type');
  return /\s/.test(String(example[name] ?? '')) && others.length === 0;
}

/** The map that says a value; undefined where several members may. */
export function mapSaying(value: JsonValue, { root, node }: SchemaSite): JsonObject | undefined {
  const members = membersOf(root, node);
  const ofAzure = typeof value === 'string' ? azureResource(value, members) : undefined;
  if (ofAzure !== undefined) return ofAzure;
  const example = exampleOf(node);
  const name = memberMeant(value, node, members);
  if (name === undefined) return undefined;
  const words = members.get(name)?.enum?.map(String) ?? [];
  const spelled = typeof value === 'string' ? spelledEnum(value, words)?.value : undefined;
  // What is said depends on the type, which stands before it.
  const type = name !== 'type' && example?.['type'] !== undefined ? { type: example['type'] } : {};
  return { ...type, [name]: spelled ?? value };
}

/** The only member that takes the value; of several the only one that is required, or the only choice that is a text. */
function memberMeant(
  value: JsonValue,
  node: SchemaNode,
  members: ReadonlyMap<string, SchemaNode>,
): string | undefined {
  const { required = [] } = node;
  const takes = [...members].filter(([, member]) => isMeantFor(member, value)).map(([name]) => name);
  const [only] = required;
  // Any text may stand where there is nothing else to say.
  if (takes.length === 0 && required.length === 1 && only !== undefined)
    return isOfType(members.get(only) ?? {}, value) ? only : undefined;
  const [text, ...texts] = choicesOf(node).filter((name) => takesText(members.get(name) ?? {}));
  if (takes.length === 0 && typeof value === 'string' && text !== undefined && texts.length === 0)
    return text;
  const needed = takes.filter((name) => required.includes(name));
  const [first, ...others] = takes.length === 1 ? takes : needed;
  const isComplete = required.every((name) => name === first);
  return others.length === 0 && isComplete ? first : undefined;
}

/** The parts of a resource's id in Azure, where the map names them as Azure does. */
function azureResource(id: string, members: ReadonlyMap<string, SchemaNode>): JsonObject | undefined {
  const found =
    /^\/subscriptions\/(?<subscriptionId>[^/]+)\/resourceGroups\/(?<resourceGroupName>[^/]+)\/.*\/workflows\/(?<logicAppWorkflowName>[^/]+)$/i.exec(
      id,
    )?.groups;
  return found !== undefined && Object.keys(found).every((name) => members.has(name))
    ? { ...found }
    : undefined;
}

/** The first example of a schema that is a map. */
export function exampleOf(schema: SchemaNode): JsonObject | undefined {
  return (examplesOf(schema) as readonly JsonValue[]).find((each) => isObject(each));
}
