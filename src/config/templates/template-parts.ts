/** The templates of a document: their parameters, what they hold, and what is wrong with them before any is used. */
import { daysOf, numberInWords } from '../advice/value-spelling.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { TEMPLATE_LAYOUT } from '../../kinds/template-layout.ts';
import type { MapMember, MapNode, ScalarNode, SourceNode } from '../yaml/source-node.ts';
import { rangeOfKey, rangeOfNode } from '../yaml/source-node.ts';
import { placeholders, wholePlaceholder } from './substitute.ts';

/** The type of a parameter, in the words of JSON Schema. */
type ParameterType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

export interface Parameter {
  readonly name: string;
  readonly member: MapMember;
  readonly type: ParameterType;
  readonly fallback?: SourceNode;
  readonly allowed?: readonly ScalarNode['value'][];
}

export interface Template {
  readonly name: string;
  readonly member: MapMember;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly body: MapNode;
  /** Nodes of the body in which a parameter stands somewhere. */
  readonly filled: ReadonlySet<SourceNode>;
  /** False when a fault of its own is told; what comes of it is not looked at then. */
  readonly sound: boolean;
}

/** The value of a scalar with variables filled in; undefined when they cannot be. */
export type ValueOf = (node: ScalarNode) => ScalarNode['value'] | undefined;

/** A member's value, where the node is a map that has it. */
export function memberOf(node: SourceNode | undefined, name: string): SourceNode | undefined {
  return node?.type === 'map' ? node.members.get(name)?.value : undefined;
}

/** Entries of a map; of anything else none, which the schema tells. */
export function entriesOf(node: SourceNode | undefined): readonly (readonly [string, MapMember])[] {
  return node?.type === 'map' ? [...node.members] : [];
}

/** What a diagnostic of a template says. */
export function templateFault(summary: string, hint: string, range: Diagnostic['range']): Diagnostic {
  return {
    code: 'CONFIG_TEMPLATE',
    severity: 'error',
    summary,
    hint,
    ...(range !== undefined && { range }),
  };
}

/** Every template by name, and the faults that each has by itself. Ill-formed parts are left to the schema. */
export function templatesOf(
  section: SourceNode | undefined,
  valueOf: ValueOf,
): { readonly templates: ReadonlyMap<string, Template>; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const templates = new Map<string, Template>();
  for (const [name, member] of entriesOf(section)) {
    const body = memberOf(member.value, TEMPLATE_LAYOUT.body);
    if (body?.type !== 'map') continue;
    const faults: Diagnostic[] = [];
    const parameters = new Map(
      entriesOf(memberOf(member.value, 'parameters')).map(([key, entry]) => [key, parameterOf(key, entry)]),
    );
    for (const parameter of parameters.values()) faults.push(...defaultFaults(parameter, name, valueOf));
    const filled = new Set<SourceNode>();
    const unknown = new Map<string, ScalarNode>();
    const seen = new Set<SourceNode>();
    const visit = (node: SourceNode): boolean => {
      if (seen.has(node)) return filled.has(node);
      seen.add(node);
      let found = false;
      if (node.type === 'scalar') {
        for (const key of parameterNames(node)) {
          found = true;
          if (!parameters.has(key) && !unknown.has(key)) unknown.set(key, node);
        }
      } else
        for (const child of childrenOf(node)) {
          const inside = visit(child);
          found ||= inside;
        }
      if (found) filled.add(node);
      return found;
    };
    visit(body);
    for (const [key, node] of unknown) faults.push(unknownParameter(key, name, parameters, node));
    for (const word of ['template', 'parameters']) {
      const nested = body.members.get(word);
      if (nested === undefined) continue;
      const summary =
        word === 'template'
          ? `The template "${name}" uses another template`
          : `The template "${name}" gives parameters to a template`;
      faults.push(templateFault(summary, 'Write out what it would take from there', rangeOfKey(nested)));
    }
    const template = { name, member, parameters, body, filled };
    faults.push(...textFaults(template));
    diagnostics.push(...faults);
    templates.set(name, { ...template, sound: faults.length === 0 });
  }
  return { templates, diagnostics };
}

/** Parameters that stand inside a longer text are texts, numbers or booleans; the body of a list or map is refused. */
function textFaults({ name, parameters, filled }: Omit<Template, 'sound'>): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const node of filled) {
    if (node.type !== 'scalar' || wholePlaceholder(String(node.value)) !== undefined) continue;
    for (const key of parameterNames(node)) {
      const type = parameters.get(key)?.type;
      if (type !== 'array' && type !== 'object') continue;
      const summary = `"${key}" of the template "${name}" is ${type === 'array' ? 'a list' : 'a map'} and cannot stand inside a text`;
      diagnostics.push(
        templateFault(summary, `Write \${param.${key}} alone, in the place of the value`, rangeOfNode(node)),
      );
    }
  }
  return diagnostics;
}

/** What stands directly inside a node. */
export function childrenOf(node: SourceNode): readonly SourceNode[] {
  if (node.type === 'list') return node.items;
  return node.type === 'map' ? [...node.members.values()].map(({ value }) => value) : [];
}

/** Names of the parameters that stand in a scalar. */
export function parameterNames({ value }: ScalarNode): readonly string[] {
  if (typeof value !== 'string' || !value.includes('${')) return [];
  return placeholders(value).flatMap((inner) => (inner.startsWith('param.') ? [inner.slice(6)] : []));
}

function parameterOf(name: string, member: MapMember): Parameter {
  const type = memberOf(member.value, 'type');
  const fallback = memberOf(member.value, 'default');
  const allowed = memberOf(member.value, 'enum');
  return {
    name,
    member,
    type: (type?.type === 'scalar' ? type.value : undefined) as ParameterType,
    ...(fallback !== undefined && { fallback }),
    ...(allowed?.type === 'list' && {
      allowed: allowed.items.flatMap((item) => (item.type === 'scalar' ? [item.value] : [])),
    }),
  };
}

function defaultFaults(parameter: Parameter, template: string, valueOf: ValueOf): Diagnostic[] {
  const { fallback, name } = parameter;
  if (fallback === undefined) return [];
  const wrong = mismatch(parameter, fallback, valueOf);
  if (wrong === undefined) return [];
  const summary = `The default of "${name}" in the template "${template}" is ${wrong.is}, but must be ${wrong.must}`;
  return [templateFault(summary, wrong.hint, rangeOfNode(fallback))];
}

function unknownParameter(
  key: string,
  template: string,
  known: ReadonlyMap<string, Parameter>,
  node: ScalarNode,
): Diagnostic {
  const near = didYouMean(key, known.keys());
  const hint =
    near === undefined ? `Declare it: parameters: { ${key}: { type: string } }` : `Did you mean "${near}"?`;
  return templateFault(`The template "${template}" declares no parameter "${key}"`, hint, rangeOfNode(node));
}

const TYPE_WORDS: Readonly<Record<ParameterType, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

/** Why a value does not fit a parameter; undefined when it does, or when another fault is told of it. */
export function mismatch(
  { name, type, allowed }: Parameter,
  node: SourceNode,
  valueOf: ValueOf,
): { readonly is: string; readonly must: string; readonly hint: string } | undefined {
  const value = node.type === 'scalar' ? valueOf(node) : undefined;
  if (node.type === 'scalar' && value === undefined) return undefined;
  const words = TYPE_WORDS[type] as string | undefined;
  if (words === undefined) return undefined;
  const isPlaced = node.type === 'scalar' && node.value !== value;
  const is = sortOf(node, isPlaced);
  if (!fits(type, node, value)) {
    const unquoted = typeof value === 'string' && !isPlaced && fitsText(type, value);
    const hint = unquoted
      ? `Write ${value} without quotes`
      : type === 'string' && node.type === 'scalar' && value !== null
        ? `Put it in quotes: "${String(value)}"`
        : (numberMeant(type, name, value) ?? `Give it ${words}`);
    return { is, must: words, hint };
  }
  if (allowed === undefined || node.type !== 'scalar' || allowed.includes(value ?? null)) return undefined;
  const texts = allowed.map(String);
  const near = typeof value === 'string' ? didYouMean(value, texts) : undefined;
  const must = `one of ${texts.join(', ')}`;
  return { is, must, hint: near === undefined ? `Use ${must}` : `Did you mean "${near}"?` };
}

/** What a value is, in words; of one with a variable in it not the text. */
function sortOf(node: SourceNode, isPlaced: boolean): string {
  if (node.type !== 'scalar') return node.type === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'empty';
  if (typeof node.value !== 'string') return String(node.value);
  return isPlaced ? 'what a variable says' : `the text "${node.value}"`;
}

function fits(type: ParameterType, node: SourceNode, value: ScalarNode['value'] | undefined): boolean {
  if (type === 'array') return node.type === 'list';
  if (type === 'object') return node.type === 'map';
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value);
  return typeof value === type;
}

/** The number that a text in other words says. */
function numberMeant(
  type: ParameterType,
  name: string,
  value: ScalarNode['value'] | undefined,
): string | undefined {
  if (typeof value !== 'string' || (type !== 'integer' && type !== 'number')) return undefined;
  const counted = numberInWords(value) ?? daysOf(value, name);
  return counted === undefined ? undefined : `Write ${counted}`;
}

function fitsText(type: ParameterType, value: string): boolean {
  if (type === 'boolean') return value === 'true' || value === 'false';
  return type === 'integer' ? /^-?\d+$/.test(value) : type === 'number' && Number.isFinite(Number(value));
}
