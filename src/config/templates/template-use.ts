/** One use of a template: its arguments, checked, and the template's body with them filled in. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';

import type { MapMember, MapNode, ScalarNode, SourceNode, Via } from '../yaml/source-node.ts';
import { rangeOfKey, rangeOfNode } from '../yaml/source-node.ts';
import { replacePlaceholders, wholePlaceholder } from './substitute.ts';
import { mismatch, parameterNames, templateFault } from './template-parts.ts';
import type { Template, ValueOf } from './template-parts.ts';

/** Who uses a template, and what it gives. */
export interface Use {
  readonly template: Template;
  /** Where a fault of the use is told: what names the template. */
  readonly named: MapMember;
  readonly given: ReadonlyMap<string, MapMember>;
  readonly entry: string;
  readonly address: string;
  readonly key: MapMember;
}

/** The value of every parameter at a use; a default is the declaration's own node. */
type Arguments = ReadonlyMap<string, SourceNode>;

/** The arguments of a use, or what is wrong with them. */
export function argumentsOf(
  { template, named, given }: Use,
  valueOf: ValueOf,
): { readonly values: Arguments; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const values = new Map<string, SourceNode>();
  const { name, parameters } = template;
  const misspelt = new Set<string>();
  for (const [key, member] of given) {
    if (parameters.has(key)) continue;
    const near = didYouMean(key, parameters.keys());
    if (near !== undefined) misspelt.add(near);
    const known = [...parameters.keys()];
    const hint =
      near !== undefined
        ? `Did you mean "${near}"?`
        : `It has ${known.length === 0 ? 'no parameters' : known.join(', ')}`;
    diagnostics.push({
      ...templateFault(`The template "${name}" has no parameter "${key}"`, hint, rangeOfKey(member)),
      related: [{ message: 'declared here', range: rangeOfKey(template.member) }],
    });
  }
  for (const parameter of parameters.values()) {
    const declared = { message: 'declared here', range: rangeOfKey(parameter.member) };
    const value = given.get(parameter.name)?.value ?? parameter.fallback;
    if (value === undefined) {
      // What is given under another name is told there.
      if (misspelt.has(parameter.name)) continue;
      const summary = `The template "${name}" needs the parameter "${parameter.name}"`;
      const hint = `Add it: parameters: { ${parameter.name}: ... }`;
      diagnostics.push({ ...templateFault(summary, hint, rangeOfKey(named)), related: [declared] });
      continue;
    }
    values.set(parameter.name, value);
    const wrong = value === parameter.fallback ? undefined : mismatch(parameter, value, valueOf);
    if (wrong === undefined) continue;
    const summary = `The parameter "${parameter.name}" of the template "${name}" is ${wrong.is}, but must be ${wrong.must}`;
    diagnostics.push({ ...templateFault(summary, wrong.hint, rangeOfNode(value)), related: [declared] });
  }
  return { values, diagnostics };
}

/** The body of a template as a use has it. What no argument stands in is shared by all uses. */
export function instantiate(use: Use, values: Arguments): MapNode {
  const { template, entry, address, key } = use;
  const source = `the template "${template.name}"`;
  const via: Via = {
    role: 'template',
    source,
    template: template.name,
    entry,
    address,
    other: { file: key.file, span: [key.keyStart, key.keyEnd] },
  };
  const given = new Set([...use.given.values()].map(({ value }) => value));
  const fill = (node: SourceNode): SourceNode => {
    if (!template.filled.has(node)) return node;
    switch (node.type) {
      case 'scalar':
        return fillScalar(node);
      case 'list': {
        const items = node.items.map(fill);
        return { ...node, items, size: items.reduce((sum, { size }) => sum + size, 1) };
      }
      case 'map': {
        const members = new Map(
          [...node.members].map(([name, member]) => [name, { ...member, value: fill(member.value) }]),
        );
        return {
          ...node,
          members,
          size: [...members.values()].reduce((sum, { value }) => sum + value.size, 1),
        };
      }
    }
  };
  const fillScalar = (node: ScalarNode): SourceNode => {
    const text = String(node.value);
    const whole = wholePlaceholder(text);
    const taken = (value: SourceNode): Via => {
      if (!given.has(value)) return via;
      const other = { file: node.file, span: [node.start, node.end] as const };
      return { ...via, role: 'argument', other };
    };
    if (whole !== undefined) {
      const value = values.get(whole.slice('param.'.length));
      return value === undefined ? node : { ...value, via: taken(value) };
    }
    const [first = ''] = parameterNames(node);
    const blamed = values.get(first);
    const value = replacePlaceholders(text, 'param', (name) => {
      const argument = values.get(name);
      return argument?.type === 'scalar' ? String(argument.value ?? '') : '';
    });
    // A text that is wrong because of what was given is mended where it was given.
    return blamed !== undefined && given.has(blamed)
      ? { ...node, file: blamed.file, start: blamed.start, end: blamed.end, value, via: taken(blamed) }
      : { ...node, value, via, template: text, filledBy: defaultsIn(node) };
  };
  const defaultsIn = (node: ScalarNode) =>
    parameterNames(node).flatMap((name) => {
      const value = values.get(name);
      return value === undefined || given.has(value) ? [] : [value];
    });
  return { ...(fill(template.body) as MapNode), via };
}

/** Lays a map over another: maps deep, lists and scalars replace, null removes. Each value keeps its place and origin. */
export function lay(base: SourceNode | undefined, over: SourceNode): SourceNode {
  if (base?.type !== 'map' || over.type !== 'map') return over;
  const marked = (member: MapMember): MapMember => {
    const via = member.value.via ?? base.via;
    return via === undefined ? member : { ...member, value: { ...member.value, via } };
  };
  const members = new Map([...base.members].map(([name, member]) => [name, marked(member)]));
  for (const [name, member] of over.members) {
    const known = members.get(name);
    const { value } = member;
    if (value.type === 'scalar' && value.value === null) {
      if (known === undefined) members.set(name, member);
      else members.delete(name);
    } else members.set(name, { ...member, value: lay(known?.value, value) });
  }
  return { ...over, members, size: over.size + base.size };
}

/** Members of a use that say which template it takes, not what the entry is. */
const USE_MEMBERS = ['template', 'parameters'] as const;

/** An entry without what says which template it takes. */
export function ownMembers(entry: MapNode): MapNode {
  const members = new Map(entry.members);
  for (const name of USE_MEMBERS) members.delete(name);
  return members.size === entry.members.size ? entry : { ...entry, members };
}
