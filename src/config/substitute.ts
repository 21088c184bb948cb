/** Located nodes into plain values, with `${var.NAME}` and `${env.NAME}` filled in. */
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { MapNode, ScalarNode, SourceNode } from './source-node.ts';
import { rangeOfNode } from './source-node.ts';

/** Whoever may propose a change of the configuration must not be able to read these in the plan of it. */
const SECRET = /TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL|CERTIFICATE|PRIVATE|_KEY$|^ACTIONS_|^INPUT_/i;

const PLACEHOLDER = /\$(\$?)\{([^}]*)\}/g;

/** A text in which nothing is taken for a placeholder: `substitute` makes of the result what it was. */
export function escapePlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, (match) => `$${match}`);
}

/** Whether `substitute` would fill something in. */
export function hasPlaceholder(text: string): boolean {
  return [...text.matchAll(PLACEHOLDER)].some(([, escaped]) => escaped === '');
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

/** Plain value of a document; `variables` come from its own section of that name. */
export function substitute(root: MapNode, env: Readonly<Record<string, string | undefined>>): Substitution {
  const diagnostics: Diagnostic[] = [];
  const environment: Record<string, string> = {};
  const unfilled: ScalarNode[] = [];
  const unresolved = new Map<string, ScalarNode>();
  const section = root.members.get('variables')?.value;
  for (const [name, { value }] of section?.type === 'map' ? section.members : []) {
    if (value.type === 'scalar') unresolved.set(name, value);
  }

  const report = (node: ScalarNode, code: string, summary: string, hint: string) =>
    diagnostics.push({ code, severity: 'error', summary, hint, range: rangeOfNode(node) });

  const lookUp = (name: string, node: ScalarNode, inVariable: boolean): string | number | boolean | null => {
    const [, scope, key = ''] = /^(var|env)\.(.+)$/.exec(name.trim()) ?? [];
    if (scope === 'env' && SECRET.test(key)) {
      report(
        node,
        'CONFIG_SECRET',
        `${key} may hold a secret, which plans and reports would show`,
        'Put what is no secret into a variable of another name',
      );
      return '';
    }
    if (scope === 'env') {
      const found = env[key];
      if (found !== undefined) return (environment[key] = found);
      report(
        node,
        'CONFIG_VARIABLE',
        `The environment variable ${key} is not set`,
        `Set ${key} before you run Entente`,
      );
      return '';
    }
    if (scope === undefined) {
      const hint = 'Write ${var.NAME} or ${env.NAME}; for the characters themselves write $${';
      report(node, 'CONFIG_VARIABLE', `"\${${name}}" is no placeholder`, hint);
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
    if (variable !== undefined) return scalar(variable, true);
    const near = didYouMean(key, unresolved.keys());
    const hint = near === undefined ? `Add it: variables: { ${key}: ... }` : `Did you mean "${near}"?`;
    report(node, 'CONFIG_VARIABLE', `There is no variable "${key}"`, hint);
    return '';
  };

  const scalar = (node: ScalarNode, inVariable = false): string | number | boolean | null => {
    const text = node.value;
    if (typeof text !== 'string' || !text.includes('${')) return text;
    const whole = /^\$\{([^}]*)\}$/.exec(text);
    if (whole !== null) return lookUp(whole[1] ?? '', node, inVariable);
    return text.replace(PLACEHOLDER, (match, escaped: string, name: string) =>
      escaped === '' ? String(lookUp(name, node, inVariable) ?? '') : match.slice(1),
    );
  };

  const plain = (node: SourceNode): JsonValue => {
    switch (node.type) {
      case 'scalar': {
        const before = diagnostics.length;
        const value = scalar(node);
        if (diagnostics.length > before) unfilled.push(node);
        return value;
      }
      case 'list':
        return node.items.map(plain);
      case 'map': {
        // A key like __proto__ must become an ordinary member, so that validation can refuse it.
        const entries = [...node.members].map(([key, member]) => [key, plain(member.value)] as const);
        return Object.fromEntries(entries);
      }
    }
  };

  return { value: plain(root), environment, unfilled, diagnostics };
}
