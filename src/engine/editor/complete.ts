/** What can be written at a cursor. */
import path from 'node:path';
import type { Cursor } from '../../config/yaml/probe.ts';
import { cursorAt, MARK } from '../../config/yaml/probe.ts';
import type { Definition, Reference, References } from '../../config/references.ts';
import { referencesOf, referencesOfTests, SPONSOR, writtenAs } from '../../config/references.ts';
import { KINDS } from '../../kinds/registry.ts';
import { SUBJECT_WORDS } from '../../kinds/subject-set.ts';
import { parseAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { load } from '../project.ts';
import { rolesAt } from './roles.ts';
import { membersAt, schemaAt, schemaOf, valuesAt } from './schemas.ts';
import type { EditorHost, EditorOptions, OpenTexts } from './workspace.ts';
import { configurationOf, isTestFile } from './workspace.ts';

/** One thing that can be written. */
export interface Completion {
  readonly text: string;
  readonly sort: 'reference' | 'property' | 'value';
  /** In a few words, what it is. */
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly meaning?: string | undefined;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** Offsets of the word that an item replaces. */
  readonly start: number;
  readonly end: number;
}

/** What an editor asks about. */
export interface Question {
  /** Absolute path of the file. */
  readonly file: string;
  /** Its text now. */
  readonly text: string;
  /** Of the cursor. */
  readonly offset: number;
}

export async function completionsAt(
  { file, text, offset }: Question,
  options: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<Completions | undefined> {
  const examined = await configurationOf(file, options, host, texts);
  const cursor = await cursorAt(file, text, offset);
  if (examined === undefined || cursor === undefined) return undefined;
  const marked = new Map([...texts, [file, cursor.text]]);
  const [section, environment] = cursor.path;
  const env = section === 'environments' && environment !== undefined ? String(environment) : options.env;
  const { tree } = await load({ file: examined.root, env }, host, marked);
  if (tree === undefined) return undefined;
  const known = referencesOf(tree, host.env);
  const asked = [
    ...known.references,
    ...(isTestFile(file) ? referencesOfTests(cursor.root, known.document) : []),
  ].filter((each) => isMarked(each) && path.resolve(host.cwd, each.file.name) === file);
  const roles = await rolesAt(cursor.path, known, path.dirname(examined.root));
  const items = [
    ...asked.flatMap((reference) => referable(reference, known, cursor)),
    ...roles.map((text): Completion => ({ text, sort: 'value', detail: 'role' })),
    ...bySchema(file, cursor),
  ];
  const first = new Map(items.toReversed().map((item) => [item.text, item]));
  return {
    items: items
      .filter((item) => first.get(item.text) === item)
      .map((item) => ({ ...item, text: cursor.needsColon ? `${item.text}: ` : item.text })),
    start: cursor.start,
    end: cursor.end,
  };
}

function isMarked({ to, form }: Reference): boolean {
  return writtenAs(to, form) === MARK;
}

/** What a reference in the place of the mark can lead to. */
function referable(
  { to, form, path: at }: Reference,
  known: References,
  { path: typed }: Cursor,
): Completion[] {
  if (form === 'address') return addresses(known, at);
  const wanted = parseAddress(to) ?? { kind: to, keys: [] };
  const isCandidate = ({ address }: Definition) => {
    const found = parseAddress(address);
    if (found?.kind !== wanted.kind) return false;
    if (form === 'keys') return true;
    return (
      found.keys.length === wanted.keys.length &&
      wanted.keys.slice(0, -1).every((key, index) => key === found.keys[index])
    );
  };
  const keys = known.definitions.filter(isCandidate).map(({ address }): Completion => ({
    text: writtenAs(address, form),
    sort: 'reference',
    detail: detailOf(known, address),
  }));
  // As check.ts advises: words stand for subjects in policies alone.
  const hasWords = wanted.kind === SPONSOR && (at[0] === 'policies' || typed[0] === 'policies');
  const words = hasWords ? SUBJECT_WORDS : [];
  return [...keys, ...words.map((text): Completion => ({ text, sort: 'value' }))];
}

function addresses({ declarations, document }: References, [section]: AttributePath): Completion[] {
  const isWanted = (kind: string) => section !== 'privileged' || KINDS.get(kind)?.access?.part === 'resource';
  return declarations
    .filter(({ kind }) => isWanted(kind))
    .map(({ kind, address }) => ({
      text: address,
      sort: 'reference',
      detail: KINDS.get(kind)?.words.noun,
    }))
    .filter(
      ({ text }) => section !== 'lifecycle' || document.lifecycle?.[text] === undefined,
    ) as Completion[];
}

/** A kind's noun with the name that the configuration gives the resource. */
function detailOf({ declarations }: References, address: string): string | undefined {
  const found = declarations.find((each) => each.address === address);
  if (found === undefined) return parseAddress(address)?.kind === SPONSOR ? 'sponsor' : undefined;
  const { displayName } = (found.spec ?? {}) as { readonly displayName?: unknown };
  const noun = KINDS.get(found.kind)?.words.noun ?? found.kind;
  return typeof displayName === 'string' ? `${noun} "${displayName}"` : noun;
}

function bySchema(file: string, { path: at, isKey, beside }: Cursor): Completion[] {
  const root = schemaOf(file);
  const node = schemaAt(root, at);
  if (node === undefined) return [];
  const values = isKey ? [] : valuesAt(node);
  const members = membersAt(root, node).filter(({ name }) => !beside.includes(name));
  return [
    ...values.map(({ name: text, meaning }): Completion => ({ text, sort: 'value', meaning })),
    ...members.map(({ name, meaning }): Completion => ({
      text: isKey ? name : `${name}: `,
      sort: 'property',
      meaning,
    })),
  ];
}
