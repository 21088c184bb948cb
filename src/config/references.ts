/** Where a configuration defines keys and where it refers to them, each with its place: what editors follow and rename. */
import { formatAddress, parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { AccessTestExpectation, Governance } from '../schema/governance.ts';
import { kindWithPart } from '../kinds/access-parts.ts';
import { catalogAddress, existingOf, existingParts } from '../kinds/existing.ts';
import type { KindDeclaration } from '../kinds/recorder.ts';
import { declarationsOfKind, recordDeclarations } from '../kinds/recorder.ts';
import { KINDS } from '../kinds/registry.ts';
import { checkAccessTests } from './checks/check-access-tests.ts';
import { checkGuaranteesOf } from './checks/check-guarantees.ts';
import type { JudgeReference } from './checks/declared-reference.ts';
import { referredAddress } from './checks/declared-reference.ts';
import type { SourceTree } from './edits/edit-yaml.ts';
import type { MapNode, SourceFile, SourceNode } from './yaml/source-node.ts';
import { hasPlaceholder, substitute } from './templates/substitute.ts';

/** What stands for entries of sections that hold no resources, in the place of a kind. */
export const SPONSOR = 'sponsor';
const TEMPLATE = 'policyTemplate';

/** A part of a file, by offsets. */
import { documentOf } from './understand.ts';

export interface Stretch {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A key where it is defined. */
export interface Definition extends Stretch {
  /** Address of a resource, or of a sponsor or template as if it were one. */
  readonly address: string;
  readonly path: AttributePath;
}

/** How a reference names what it leads to: by its own key, by the keys of its address, or by the address. */
export type ReferenceForm = 'key' | 'keys' | 'address';

export interface Reference extends Stretch {
  readonly to: string;
  readonly form: ReferenceForm;
  readonly path: AttributePath;
  /** The text stands for it only once variables or parameters are filled in. */
  readonly filledIn: boolean;
}

interface Said {
  readonly to: string;
  readonly form: ReferenceForm;
  readonly path: AttributePath;
}

export interface References {
  /** As far as it can be told, of a document that is not valid. */
  readonly document: Governance;
  readonly declarations: readonly KindDeclaration[];
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
}

/** Definitions and references of a merged document, which need not be valid. */
export function referencesOf(
  { root, expansion }: SourceTree,
  env: Readonly<Record<string, string | undefined>>,
): References {
  const expanded = expansion?.root ?? root;
  const document = documentOf(substitute(expanded, env).value);
  const declarations = [...KINDS.keys()].flatMap((kind) =>
    tolerated(() => declarationsOfKind(kind, document)),
  );
  const parts = tolerated(() => existingParts(document));
  const defined = [...declarations, ...parts, ...tolerated(() => existingOf(document))];
  const paths = new Map(defined.map(({ address, path }) => [address, path]));
  const said = [
    ...recorded([...declarations, ...parts], document, paths),
    ...testReferences(document.tests, document),
    ...guaranteeReferences(document),
    ...addressReferences(document),
  ];
  return {
    document,
    declarations,
    definitions: [
      ...defined.flatMap(({ address, path }) => keyAt(expanded, address, path)),
      ...keysIn(root, 'sponsors', SPONSOR),
      ...keysIn(root, 'policyTemplates', TEMPLATE),
    ],
    references: [...locatedIn(expanded, said), ...locatedIn(root, templateReferences(root))],
  };
}

/** References of a file of access tests; `document` is the configuration that they are about. */
export function referencesOfTests(root: MapNode, document: Governance): readonly Reference[] {
  const { tests } = substitute(root, undefined).value as unknown as Pick<Governance, 'tests'>;
  return locatedIn(root, testReferences(tests, document));
}

/** What can be told of a document that is not valid; nothing where its form is unexpected. */
function tolerated<T>(list: () => readonly T[]): readonly T[] {
  try {
    return list();
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}

/** What the kinds refer to; of an entry of unexpected form nothing. */
function recorded(
  declarations: readonly KindDeclaration[],
  document: Governance,
  paths: ReadonlyMap<string, AttributePath>,
): Said[] {
  const of = (each: readonly KindDeclaration[]): Said[] => {
    const { references, sponsors, unknownSponsors } = recordDeclarations(each, document);
    return [
      ...references
        .filter(({ to, path }) => !isInside(path, paths.get(to)))
        .map(({ to, path }): Said => ({ to, form: 'key', path })),
      ...[...sponsors, ...unknownSponsors].map(({ name, path }): Said => ({
        to: formatAddress(SPONSOR, name),
        form: 'key',
        path,
      })),
    ];
  };
  return declarations.flatMap((each) => tolerated(() => of([each])));
}

/** What lies in an entry refers to it by its place, and by no word. */
function isInside(path: AttributePath, owner: AttributePath | undefined): boolean {
  return owner !== undefined && path.length > owner.length && owner.every((step, at) => step === path[at]);
}

function testReferences(tests: Governance['tests'] = [], document: Governance): readonly Said[] {
  return tests.flatMap((spec, index) => {
    const said = tolerated(() => expectedReferences(spec, ['tests', index], document)).slice();
    const judge: JudgeReference = (part, key, [, , ...path]) => {
      said.push({ to: referredAddress(part, key), form: 'keys', path: ['tests', index, ...path] });
      return undefined;
    };
    tolerated(() => checkAccessTests([spec], judge));
    return said;
  });
}

type TestSpec = NonNullable<Governance['tests']>[number];

/** Sponsors among the expected approvers, and resources among the expected grants. */
function expectedReferences({ can, expect }: TestSpec, at: AttributePath, document: Governance): Said[] {
  // `isArray` alone does not narrow readonly lists.
  const each = (can === undefined || Array.isArray(can) ? {} : can) as Readonly<
    Record<string, AccessTestExpectation>
  >;
  const expected = Object.entries(each).map(([key, said]) => ({ key, said, path: [...at, 'can', key] }));
  const all = [
    ...expected,
    ...(expect === undefined ? [] : [{ key: '', said: expect, path: [...at, 'expect'] }]),
  ];
  return all.flatMap(({ key, said: { approvers, grants }, path }) => {
    const catalog = document.packages?.[key]?.catalog;
    const stages: readonly unknown[] = Array.isArray(approvers) ? approvers : [];
    const resources: readonly { readonly resource: string }[] = catalog === undefined ? [] : (grants ?? []);
    return [
      ...stages.flatMap((stage, row) =>
        (Array.isArray(stage) ? stage : []).flatMap((name: unknown, column): Said[] =>
          typeof name === 'string'
            ? [{ to: formatAddress(SPONSOR, name), form: 'key', path: [...path, 'approvers', row, column] }]
            : [],
        ),
      ),
      ...resources.map(({ resource }, row): Said => ({
        to: formatAddress(kindWithPart('resource').name, catalog ?? '', resource),
        form: 'key',
        path: [...path, 'grants', row, 'resource'],
      })),
    ];
  });
}

function guaranteeReferences({ guarantees = [] }: Governance): readonly Said[] {
  const said: Said[] = [];
  const judge: JudgeReference = (part, key, path) => {
    said.push({ to: referredAddress(part, key), form: 'keys', path });
    return undefined;
  };
  tolerated(() => checkGuaranteesOf(guarantees, judge));
  return said;
}

/** Sections that name resources by address, and catalogs by key. */
function addressReferences({
  lifecycle = {},
  privileged = [],
  moved = [],
  scope,
  defaults,
}: Governance): Said[] {
  const address = (to: unknown, path: AttributePath): Said[] =>
    typeof to === 'string' ? [{ to, form: 'address', path }] : [];
  const catalog = (key: unknown, path: AttributePath): Said[] =>
    typeof key === 'string' ? [{ to: catalogAddress(key), form: 'key', path }] : [];
  return [
    ...tolerated(() => Object.keys(lifecycle).flatMap((each) => address(each, ['lifecycle', each]))),
    ...tolerated(() => privileged.flatMap((each, index) => address(each, ['privileged', index]))),
    ...tolerated(() => moved.flatMap((each, index) => address(each.to, ['moved', index, 'to']))),
    ...tolerated(() =>
      (scope?.catalogs ?? []).flatMap((key, index) => catalog(key, ['scope', 'catalogs', index])),
    ),
    ...tolerated(() =>
      Object.keys(defaults?.catalogs ?? {}).flatMap((key) => catalog(key, ['defaults', 'catalogs', key])),
    ),
  ];
}

/** Uses of templates, as they are written. */
function templateReferences(root: MapNode): readonly Said[] {
  const uses: AttributePath[] = [
    ...entries(root, ['policies']),
    ...entries(root, ['packages']).flatMap((path) => entries(root, [...path, 'policies'])),
    ['defaults', 'policies'],
    ...entries(root, ['defaults', 'catalogs']).map((path) => [...path, 'policies']),
  ];
  return uses.flatMap((path): Said[] => {
    const at = [...path, 'template'];
    const node = nodeAt(root, at)?.node;
    if (node?.type !== 'scalar' || typeof node.value !== 'string') return [];
    return [{ to: formatAddress(TEMPLATE, node.value), form: 'key', path: at }];
  });
}

function entries(root: SourceNode, path: AttributePath): AttributePath[] {
  const node = nodeAt(root, path)?.node;
  return node?.type === 'map' ? [...node.members.keys()].map((key) => [...path, key]) : [];
}

function keysIn(root: MapNode, section: string, kind: string): Definition[] {
  return entries(root, [section]).flatMap((path) => keyAt(root, formatAddress(kind, String(path[1])), path));
}

/** The key at a path, as the definition of an address; none where it does not stand. */
export function keyAt(root: SourceNode, address: string, path: AttributePath): Definition[] {
  const member = nodeAt(root, path)?.member;
  if (member === undefined) return [];
  return [{ address, path, file: member.file, start: member.keyStart, end: member.keyEnd }];
}

function nodeAt(root: SourceNode, path: AttributePath) {
  let node = root;
  let member: (MapNode['members'] extends ReadonlyMap<string, infer M> ? M : never) | undefined;
  for (const step of path) {
    if (node.type === 'map') {
      member = node.members.get(String(step));
      if (member === undefined) return undefined;
      node = member.value;
    } else {
      const item = node.type === 'list' ? node.items[Number(step)] : undefined;
      if (item === undefined) return undefined;
      member = undefined;
      node = item;
    }
  }
  return { node, member };
}

function locatedIn(root: SourceNode, said: readonly Said[]): Reference[] {
  const found = new Map<string, Reference>();
  for (const each of said) {
    const place = locate(root, each);
    if (place === undefined) continue;
    found.set([each.to, place.file.name, place.start].join('\0'), { ...each, ...place });
  }
  return [...found.values()];
}

/** The text that a reference is written as. */
export function writtenAs(address: string, form: ReferenceForm): string {
  const keys = parseAddress(address)?.keys ?? [];
  return form === 'address' ? address : form === 'keys' ? keys.join('/') : (keys.at(-1) ?? address);
}

function locate(root: SourceNode, { to, form, path }: Said): (Stretch & { filledIn: boolean }) | undefined {
  const { node, member } = nodeAt(root, path) ?? {};
  if (node === undefined) return undefined;
  const written = writtenAs(to, form);
  const stretch = ({ file, start, end }: Stretch, filledIn = false) => ({ file, start, end, filledIn });
  if (node.type === 'scalar' && typeof node.value === 'string') {
    if (node.value === written) return stretch(node);
    if (hasPlaceholder(node.value)) return stretch(node, true);
  }
  if (member !== undefined && path.at(-1) === written)
    return stretch({ file: member.file, start: member.keyStart, end: member.keyEnd });
  // A subject set, of which one member is the key.
  const inner = node.type === 'map' ? [...node.members.values()].map(({ value }) => value) : [];
  const said = inner.find((value) => value.type === 'scalar' && value.value === written);
  return said === undefined ? undefined : stretch(said);
}
