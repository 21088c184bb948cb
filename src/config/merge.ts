/** Several documents into one: included files add entries, an environment overrides values. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { KINDS } from '../kinds/registry.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import { keyTwice } from './yaml/duplicate-key.ts';
import type { Remedy } from './yaml/duplicate-key.ts';
import type { MapMember, MapNode, SourceNode } from './yaml/source-node.ts';
import { rangeOfKey } from './yaml/source-node.ts';

/**
 * What only the root file may say: who the tenant is, which rules count and what is left alone must not depend on an
 * included file.
 */
const ROOT_ONLY: readonly string[] = [
  'tenant',
  'state',
  'environments',
  'variables',
  'checks',
  'defaults',
  'scope',
];

/**
 * Adds an included document's entries to `base`, section by section. A key that both declare is an error that
 * names both places.
 */
export function addIncluded(base: MapNode, included: MapNode, diagnostics: Diagnostic[]): MapNode {
  const members = new Map(base.members);
  for (const [section, member] of included.members) {
    if (section === 'version' || section === 'include') continue;
    const known = members.get(section);
    if (ROOT_ONLY.includes(section)) {
      diagnostics.push({
        code: 'CONFIG_INCLUDE_MEMBER',
        severity: 'error',
        summary: `An included file cannot set "${section}"`,
        hint: `Move ${section} to the root file`,
        range: rangeOfKey(member),
      });
    } else if (known?.value.type === 'map' && member.value.type === 'map' && !isSingle(section)) {
      const depth = section === 'existing' ? 2 : 1;
      members.set(section, { ...known, value: unite(known.value, member.value, diagnostics, depth) });
    } else if (known?.value.type === 'list' && member.value.type === 'list') {
      const { value } = known;
      const [items, size] = [[...value.items, ...member.value.items], value.size + member.value.size];
      members.set(section, { ...known, value: { ...value, items, size } });
    } else if (known === undefined) {
      members.set(section, member);
    } else {
      diagnostics.push(inTwoFiles(section, member, known, isSingle(section) ? 'remove' : 'join'));
    }
  }
  return { ...base, members };
}

/** True for a section that is one resource, not entries by key: it cannot be said in parts. */
function isSingle(section: string): boolean {
  return KINDS.get(SECTION_KINDS[section] ?? '')?.identity.by === 'singleton';
}

/** `depth`: how many levels of maps lie above what a key stands for. */
function unite(base: MapNode, added: MapNode, diagnostics: Diagnostic[], depth: number): MapNode {
  const members = new Map(base.members);
  for (const [key, member] of added.members) {
    const known = members.get(key);
    if (known === undefined) members.set(key, member);
    else if (depth > 1 && known.value.type === 'map' && member.value.type === 'map')
      members.set(key, { ...known, value: unite(known.value, member.value, diagnostics, depth - 1) });
    else diagnostics.push(inTwoFiles(key, member, known, 'rename'));
  }
  return { ...base, members };
}

function inTwoFiles(key: string, member: MapMember, known: MapMember, remedy: Remedy): Diagnostic {
  return keyTwice(`The key "${key}" is declared in two files`, known, member, remedy);
}

/** Of two groups of members only one may be there; an environment that sets one takes the other away. */
const ALTERNATIVES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  tenant: [
    ['embedded', 'seed'],
    ['id', 'cloud', 'invitationDomains'],
  ],
  state: [['file'], ['azureBlob'], ['http']],
};

/** Lays an environment over a document: maps are merged, anything else replaces, null takes away. */
export function overlay(base: SourceNode, over: SourceNode, path: readonly string[] = []): SourceNode {
  if (base.type !== 'map' || over.type !== 'map' || isChoice(path)) return over;
  const members = new Map(base.members);
  const groups = path.length === 1 ? (ALTERNATIVES[path[0] ?? ''] ?? []) : [];
  const chosen = groups.find(([first = '']) => over.members.has(first));
  for (const group of chosen === undefined ? [] : groups)
    if (group !== chosen) for (const name of group) members.delete(name);
  for (const [key, member] of over.members) {
    const known = members.get(key);
    if (member.value.type === 'scalar' && member.value.value === null) members.delete(key);
    else members.set(key, known === undefined ? member : overlaid(known, member, [...path, key]));
  }
  return { ...base, members };
}

/** What is merged stays where it was declared; what is replaced stands where it is said anew. */
function overlaid(known: MapMember, over: MapMember, path: readonly string[]): MapMember {
  const value = overlay(known.value, over.value, path);
  return value === over.value ? over : { ...known, value };
}

/** A principal or a resource's origin says one thing in one of several ways: it is replaced, never merged. */
function isChoice(path: readonly string[]): boolean {
  const [section, , part] = path;
  return (
    (section === 'sponsors' && path.length === 2) ||
    (section === 'catalogs' && part === 'resources' && path.length === 4)
  );
}
