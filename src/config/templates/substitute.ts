/** Located nodes into plain values, with `${var.NAME}` and `${env.NAME}` filled in. */
import type { JsonValue } from '../../model/value.ts';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostic.ts';
import { kindCalled, kindOfTerraform } from '../../kinds/near-address.ts';
import { SECTION_KINDS } from '../../schema/sections.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import type { MapNode, ScalarNode, SourceNode } from '../yaml/source-node.ts';
import { nodeAt, rangeOfNode } from '../yaml/source-node.ts';

/**
 * Only variables that were named for it can be read: a proposed change of the configuration must not show a secret of
 * the process in its plan.
 */
const PREFIX = 'ENTENTE_VAR_';

/** Sections whose placeholders were filled in where their values are used. */
const USED_ELSEWHERE: readonly string[] = ['policyTemplates', 'defaults'];

const PLACEHOLDER = /\$(\$?)\{([^}]*)\}/g;

/** A text in which nothing is taken for a placeholder: `substitute` makes of the result what it was. */
export function escapePlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, (match) => `$${match}`);
}

/** What stands between the braces of the placeholders of a text. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, escaped, name = '']) =>
    escaped === '' ? [name.trim()] : [],
  );
}

/** The name that stands in a placeholder, whatever its scope and the signs before it. */
export function bareName(inner: string): string {
  return inner.trim().replace(/^.*[.:\s{]/, '');
}

/** A placeholder as other tools write it: `$var.x`, `{{ x }}`, `$(x)`, `#{x}`, `%x%`, and `$x` or `var.x` alone. */
const OTHER_PLACEHOLDERS =
  /\$vars?\.([\w-]+)|\{\{-?\s*[.$]?(?:\w+\.)?([\w-]+)\s*-?\}\}|\$\((?:\w+\.)?([\w-]+)\)|#\{(?:\w+\.)?([\w-]+)\}|%([\w-]+)%|^(?:\$|(?:vars?|variables|locals?)\.)([\w-]+)$/g;

/** Names that a text uses as other tools would, with what is written; nothing says yet that they are variables. */
export function otherPlaceholders(text: string): ReadonlyMap<string, string> {
  if (!/[$%]|[{#]\{|^[vl]\w+\./.test(text)) return NO_NAMES;
  return new Map(
    [...text.matchAll(OTHER_PLACEHOLDERS)].map(([written, ...names]) => [names.find(Boolean) ?? '', written]),
  );
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** Whether `substitute` would fill something in. */
export function hasPlaceholder(text: string): boolean {
  return placeholders(text).length > 0;
}

/** A text in which `filler` replaces the placeholders of one scope, such as `param`; others and escapes stay as written. */
export function replacePlaceholders(text: string, scope: string, filler: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (match, escaped: string, inner: string) =>
    escaped === '' && inner.trim().startsWith(`${scope}.`)
      ? filler(inner.trim().slice(scope.length + 1))
      : match,
  );
}

/** What a text is when it is one placeholder and nothing else: what stands between its braces. */
export function wholePlaceholder(text: string): string | undefined {
  return /^\$\{([^}]*)\}$/.exec(text)?.[1]?.trim();
}

export interface Substitution {
  /** The merged document as a plain value. */
  readonly value: JsonValue;
  /** Names and values of the environment variables that were used. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values with a placeholder that could not be filled in. */
  readonly unfilled: readonly ScalarNode[];
  readonly diagnostics: readonly Diagnostic[];
}

function unset(key: string, allowed: boolean): readonly [summary: string, hint: string] {
  if (!allowed) return ['This file cannot use environment variables', 'Write the value out'];
  if (key.startsWith(PREFIX))
    return [
      `\${env.${key}} would read ${PREFIX}${key}, which is not set`,
      `Write \${env.${key.slice(PREFIX.length)}}`,
    ];
  if (!/^\w+$/.test(key))
    return [`"${key}" cannot be the name of an environment variable`, 'Use letters, digits and _'];
  return [
    `\${env.${key}} reads only the environment variable ${PREFIX}${key}, which is not set`,
    `Before you run Entente: export ${PREFIX}${key}=VALUE`,
  ];
}

/** Whether a name is that of a parameter of a template. */
function isParameter(root: MapNode, template: string | undefined, name: string): boolean {
  if (template === undefined) return false;
  return nodeAt(root, ['policyTemplates', template, 'parameters', name]) !== undefined;
}

/** For a reference as Terraform has it, such as `accessPackage.tango.id`: the key alone, where it is declared. */
function keyReferredTo(root: MapNode, name: string): string | undefined {
  const [, word = '', key = ''] = /^([A-Za-z_]+)\.([\w-]+)(?:\.\w+)?$/.exec(name) ?? [];
  const kind = kindCalled(kindOfTerraform(word));
  const section = Object.keys(SECTION_KINDS).find((each) => SECTION_KINDS[each] === kind);
  if (section === undefined || nodeAt(root, [section, key]) === undefined) return undefined;
  return `Write ${key}: entries are named by their keys`;
}

/** The longest variable whose name a text without braces runs on from: `$var.daysD`. */
function beginning(said: string, written: string, known: Iterable<string>): string | undefined {
  if (!written.startsWith('$var')) return undefined;
  const fitting = [...known].filter((name) => said.startsWith(name));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

type Environment = Readonly<Record<string, string | undefined>> | undefined;

interface Reading {
  readonly inVariable?: boolean;
  readonly template?: string;
}

interface Filler {
  /** `template`: what says the text, so that its parameters are known. */
  readonly scalar: (node: ScalarNode, template?: string) => ScalarNode['value'];
  /** Grows with every scalar that cannot be filled in, and for which it is told here. */
  readonly diagnostics: Diagnostic[];
  readonly environment: Record<string, string>;
  /** Scalars that cannot be filled in for a fault that is told elsewhere. */
  readonly following: ReadonlySet<ScalarNode>;
}

/** Reads scalars of a document with its variables filled in; undefined for one that cannot be, which is not told here. */
export function scalarReader(
  root: MapNode,
  env: Environment,
): (node: ScalarNode) => ScalarNode['value'] | undefined {
  const { scalar, diagnostics, following } = fillerOf(root, env);
  return (node) => {
    const before = diagnostics.length;
    const value = scalar(node);
    return diagnostics.length > before || following.has(node) ? undefined : value;
  };
}

function fillerOf(root: MapNode, env: Environment): Filler {
  const diagnostics: Diagnostic[] = [];
  const environment: Record<string, string> = {};
  const unresolved = new Map<string, ScalarNode>();
  // Lists and maps: told where they are declared, and not where they are used.
  const shaped = new Set<string>();
  const following = new Set<ScalarNode>();
  const section = root.members.get('variables')?.value;
  for (const [name, { value }] of section?.type === 'map' ? section.members : []) {
    if (value.type === 'scalar') unresolved.set(name, value);
    else shaped.add(name);
  }

  const report = (node: ScalarNode, code: DiagnosticCode, summary: string, hint: string) =>
    diagnostics.push({ code, severity: 'error', summary, hint, range: rangeOfNode(node) });

  const lookUp = (
    name: string,
    node: ScalarNode,
    { inVariable = false, template }: Reading,
  ): string | number | boolean | null => {
    const [, scope, key = ''] = /^(var|env)\.(.+)$/.exec(name.trim()) ?? [];
    if (scope === 'env') {
      const variable = `${PREFIX}${key}`;
      const found = env?.[variable];
      if (found !== undefined) return (environment[key] = found);
      const [summary, hint] = unset(key, env !== undefined);
      report(node, 'CONFIG_VARIABLE', summary, hint);
      return '';
    }
    if (name.trim().startsWith('param.')) {
      report(
        node,
        'CONFIG_VARIABLE',
        `"\${${name}}" is a parameter, but stands outside of a template`,
        'Write a variable here: ${var.NAME}; parameters stand below policyTemplates.NAME.policy',
      );
      return '';
    }
    if (scope === undefined) {
      const meant = bareName(name);
      const hint = unresolved.has(meant)
        ? `Write \${var.${meant}}`
        : isParameter(root, template, meant)
          ? `Write \${param.${meant}}`
          : (keyReferredTo(root, name.trim()) ??
            'Write ${var.NAME} or ${env.NAME}; for the characters themselves write $${');
      report(node, 'CONFIG_VARIABLE', `"\${${name}}" is not a placeholder`, hint);
      return '';
    }
    const variable = unresolved.get(key);
    if (inVariable) {
      report(
        node,
        'CONFIG_VARIABLE',
        'A variable cannot use another variable',
        'Write the value out, or use ${env.NAME}',
      );
      return '';
    }
    if (variable !== undefined) return scalar(variable, { inVariable: true });
    if (shaped.has(key)) {
      following.add(node);
      return '';
    }
    if (isParameter(root, template, key)) {
      const summary = `"${key}" is a parameter of the template, not a variable`;
      report(node, 'CONFIG_VARIABLE', summary, `Write \${param.${key}}`);
      return '';
    }
    const near = didYouMean(key, unresolved.keys());
    const hint = near === undefined ? `Add it: variables: { ${key}: ... }` : `Did you mean "${near}"?`;
    report(node, 'CONFIG_VARIABLE', `There is no variable "${key}"`, hint);
    return '';
  };

  const scalar = (node: ScalarNode, reading: Reading): string | number | boolean | null => {
    const text = node.value;
    if (typeof text !== 'string') return text;
    if (!text.includes('${')) {
      for (const [said, written] of otherPlaceholders(text)) {
        const name =
          unresolved.has(said) || shaped.has(said) ? said : beginning(said, written, unresolved.keys());
        if (name !== undefined)
          report(
            node,
            'CONFIG_VARIABLE',
            `"${written}" is not a placeholder`,
            `Write \${var.${name}}${said.slice(name.length)}`,
          );
      }
      return text;
    }
    const whole = /^\$\{([^}]*)\}$/.exec(text);
    if (whole !== null) return lookUp(whole[1] ?? '', node, reading);
    return text.replace(PLACEHOLDER, (match, escaped: string, name: string) =>
      escaped === '' ? String(lookUp(name, node, reading) ?? '') : match.slice(1),
    );
  };

  return {
    scalar: (node, template) => scalar(node, { ...(template !== undefined && { template }) }),
    diagnostics,
    environment,
    following,
  };
}

/**
 * Plain value of a document; `variables` come from its own section of that name. Without `env`, the file may not use the
 * environment.
 */
export function substitute(root: MapNode, env: Environment): Substitution {
  const { scalar, diagnostics, environment, following } = fillerOf(root, env);
  const unfilled: ScalarNode[] = [];
  let verbatim = false;
  const plain = (node: SourceNode, outer?: string): JsonValue => {
    const template = node.via === undefined ? outer : node.via.template;
    switch (node.type) {
      case 'scalar': {
        if (verbatim) return node.value;
        const before = diagnostics.length;
        const value = scalar(node, template);
        if (diagnostics.length > before || following.has(node)) unfilled.push(node);
        return value;
      }
      case 'list':
        return node.items.map((item) => plain(item, template));
      case 'map': {
        // A key like __proto__ must become an ordinary member, so that validation can refuse it.
        const entries = [...node.members].map(([key, member]) => {
          if (node === root) verbatim = USED_ELSEWHERE.includes(key);
          return [key, plain(member.value, template)] as const;
        });
        return Object.fromEntries(entries);
      }
    }
  };

  return { value: plain(root), environment, unfilled, diagnostics };
}
