/** Variables that nothing uses, and those that only an environment sets. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import type { MapMember, MapNode, SourceNode } from '../yaml/source-node.ts';
import { rangeOfKey } from '../yaml/source-node.ts';
import { bareName, otherPlaceholders, placeholders } from './substitute.ts';

/** Looks at the merged document with all of its environments, whichever is chosen. */
export function variableFaults(root: MapNode): readonly Diagnostic[] {
  const declared = variablesOf(root);
  const environments = root.members.get('environments')?.value;
  const used = new Set<string>();
  collect(root, used, new Set());
  const usedHere = new Set<string>();
  for (const [section, { value }] of root.members)
    if (section !== 'environments') collect(value, usedHere, new Set());
  // What runs on behind the name of a variable is told where it stands, too.
  for (const name of [...used])
    for (const known of declared.keys()) if (name.startsWith(known)) used.add(known);
  // A misspelt use is told where it stands, and its variable is not unused besides.
  for (const name of [...used]) if (!declared.has(name)) used.add(didYouMean(name, declared.keys()) ?? name);
  const diagnostics: Diagnostic[] = [];
  for (const [environment, { value }] of environments?.type === 'map' ? environments.members : []) {
    for (const [name, member] of variablesOf(value)) {
      // Where it is used is where it is told that nothing declares it.
      if (declared.has(name) || usedHere.has(name)) continue;
      const near = didYouMean(name, declared.keys());
      diagnostics.push({
        code: 'CONFIG_VARIABLE',
        severity: 'error',
        summary: `The environment "${environment}" sets the variable "${name}", which is not declared`,
        hint: near === undefined ? `Declare it: variables: { ${name}: ... }` : `Did you mean "${near}"?`,
        range: rangeOfKey(member),
      });
    }
  }
  for (const [name, member] of declared) {
    if (used.has(name)) continue;
    diagnostics.push({
      code: 'CONFIG_VARIABLE_UNUSED',
      severity: 'warning',
      summary: `Nothing uses the variable "${name}"`,
      hint: `Remove it, or use it as \${var.${name}}`,
      range: rangeOfKey(member),
    });
  }
  return diagnostics;
}

function variablesOf(node: SourceNode): ReadonlyMap<string, MapMember> {
  const section = node.type === 'map' ? node.members.get('variables')?.value : undefined;
  return section?.type === 'map' ? section.members : new Map<string, MapMember>();
}

/** Names of the variables that stand in texts; a node that aliases share is looked at once. */
function collect(node: SourceNode, used: Set<string>, seen: Set<SourceNode>): void {
  if (node.type === 'scalar') {
    if (typeof node.value !== 'string') return;
    for (const name of otherPlaceholders(node.value).keys()) used.add(name);
    if (!node.value.includes('${')) return;
    // A use without its scope is told where it stands, and its variable is not unused besides.
    for (const name of placeholders(node.value)) used.add(bareName(name));
    return;
  }
  if (seen.has(node)) return;
  seen.add(node);
  if (node.type === 'list') for (const item of node.items) collect(item, used, seen);
  else for (const { value } of node.members.values()) collect(value, used, seen);
}
