/** Another key for what stands at a cursor: its definition, everything that refers to it, and `moved` for the state. */
import path from 'node:path';
import { EditWriter } from '../../config/edits/edit-writer.ts';
import type { SourceTree } from '../../config/edits/edit-yaml.ts';
import { lineBreak } from '../../config/edits/edit-places.ts';
import type { Stretch } from '../../config/references.ts';
import { referencesOf, writtenAs } from '../../config/references.ts';
import type { TextEdit } from '../../config/edits/text-edits.ts';
import { applyEdits } from '../../config/edits/text-edits.ts';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import { rangeOfSpan } from '../../config/yaml/source-node.ts';
import { inlineYaml } from '../../config/yaml/write-yaml.ts';
import { KINDS } from '../../kinds/registry.ts';
import { groupBy } from '../../model/group-by.ts';
import { parseAddress } from '../../model/address.ts';
import type { Host } from '../host.ts';
import { load, localState } from '../project.ts';
import type { Question } from './complete.ts';
import { namedAt } from './define.ts';
import type { Known } from './known.ts';
import { knownOf } from './known.ts';
import { schemaOf } from './schemas.ts';
import type { EditorOptions, Examined, OpenTexts } from './workspace.ts';
import { configurationOf, examine } from './workspace.ts';

/** The edits of a rename, or why it cannot be done. */
export type Renaming =
  | { readonly edits: readonly { readonly range: SourceRange; readonly text: string }[] }
  | { readonly refused: string };

export async function renameAt(
  question: Question & { readonly newKey: string },
  options: EditorOptions,
  host: Host,
  texts: OpenTexts,
): Promise<Renaming> {
  const refused = (why: string): Renaming => ({ refused: why });
  const examined = await configurationOf(question.file, options, host, texts);
  const { configuration, tree } = examined?.loaded ?? {};
  if (examined === undefined || configuration === undefined || tree === undefined)
    return refused('The configuration has errors; mend them first');
  const known = await knownOf(examined, options, host, texts);
  const address = namedAt(known, question, host.cwd);
  const definitions = known.definitions.filter((each) => each.address === address);
  const [definition] = definitions;
  if (address === undefined || definition === undefined)
    return refused('This is not a key that can be renamed');
  const key = keyFor(question, { address, text: textOf(definition) });
  if (key === undefined)
    return refused(`"${question.newKey}" cannot be a key here: write letters, digits, dots and dashes`);
  const first = definitions.map((each): TextEdit => ({ ...stretch(each), text: inlineYaml(key) }));
  const names = await namesAfter(
    { address, key, tree },
    { edits: first, examined, known },
    { options, host, texts },
  );
  const references = known.references.filter(({ to }) => names.has(to));
  const filled = references.find(({ filledIn }) => filledIn);
  if (filled !== undefined) {
    const { file, start } = rangeOfSpan(filled.file, [filled.start, filled.end]);
    return refused(
      `It is named by a variable or parameter at ${file}:${start.line}; write the key there first`,
    );
  }
  const edits = distinct([
    ...first,
    ...references.flatMap((each): TextEdit[] => {
      const written = writtenAs(names.get(each.to) ?? '', each.form);
      return written === writtenAs(each.to, each.form)
        ? []
        : [{ ...stretch(each), text: inlineYaml(written) }];
    }),
  ]);
  const all = [...edits, ...(await movedEdits(tree, names, { address, examined, host }))];
  const faults = await newFaults(all, examined, { options, host, texts });
  const [fault] = faults;
  if (fault !== undefined) return refused(`With the new key the configuration is not valid: ${fault}`);
  return {
    edits: all.map(({ file, start, end, text }) => ({ range: rangeOfSpan(file, [start, end]), text })),
  };
}

interface World {
  readonly options: EditorOptions;
  readonly host: Host;
  readonly texts: OpenTexts;
}

function stretch({ file, start, end }: Stretch): Stretch {
  return { file, start, end };
}

function textOf({ file, start, end }: Stretch): string {
  return file.text.slice(start, end).replace(/^(["'])(.*)\1$/, '$2');
}

/** What is to stand where the key is defined; of an entry in place that is only the end of its whole key. */
function keyFor(
  { newKey }: { readonly newKey: string },
  { address, text }: { readonly address: string; readonly text: string },
): string | undefined {
  const whole = parseAddress(address)?.keys.at(-1) ?? '';
  const prefix = whole.endsWith(text) ? whole.slice(0, whole.length - text.length) : '';
  const key = prefix !== '' && newKey.startsWith(prefix) ? newKey.slice(prefix.length) : newKey;
  const { pattern = '' } = schemaOf('').definitions?.['key'] ?? {};
  return key !== '' && new RegExp(pattern).test(key) ? key : undefined;
}

/** New addresses by old ones: entries keep their order, so that those of the same rank are the same. */
async function namesAfter(
  { address, key, tree }: { readonly address: string; readonly key: string; readonly tree: SourceTree },
  {
    edits,
    examined,
    known,
  }: { readonly edits: readonly TextEdit[]; readonly examined: Examined; readonly known: Known },
  { options, host, texts }: World,
): Promise<ReadonlyMap<string, string>> {
  const direct = known.references.filter(({ to, filledIn }) => to === address && !filledIn);
  const parts = parseAddress(address);
  const simple = `${parts?.kind ?? ''}.${[...(parts?.keys.slice(0, -1) ?? []), key].join('/')}`;
  if (KINDS.get(parts?.kind ?? '') === undefined) return new Map([[address, simple]]);
  const once = distinct([
    ...edits,
    ...direct.map((each): TextEdit => ({ ...stretch(each), text: inlineYaml(writtenAs(simple, each.form)) })),
  ]);
  const after = await load({ file: examined.root, env: options.env }, host, edited(once, host, texts));
  if (after.tree === undefined) return new Map([[address, simple]]);
  const [old, now] = [tree, after.tree].map((each) => referencesOf(each, host.env).declarations);
  const pairs = (old ?? []).flatMap((each, index) => {
    const to = now?.[index]?.address;
    return to === undefined || to === each.address ? [] : [[each.address, to] as const];
  });
  return new Map([[address, simple], ...pairs]);
}

function edited(edits: readonly TextEdit[], { cwd }: Host, texts: OpenTexts): OpenTexts {
  const changed = [...applyEdits(edits)].map(([name, text]) => [path.resolve(cwd, name), text] as const);
  return new Map([...texts, ...changed]);
}

function distinct(edits: readonly TextEdit[]): TextEdit[] {
  return [...new Map(edits.map((edit) => [`${edit.file.name}\0${edit.start}`, edit] as const)).values()];
}

/** Entries of `moved` for what may be tracked; what lives inside a moved resource moves with it. */
async function movedEdits(
  { root }: SourceTree,
  names: ReadonlyMap<string, string>,
  { address, examined, host }: { readonly address: string; readonly examined: Examined; readonly host: Host },
): Promise<readonly TextEdit[]> {
  const { configuration } = examined.loaded;
  const kind = parseAddress(address)?.kind ?? '';
  if (configuration === undefined || !KINDS.has(kind)) return [];
  const isRemote = Object.keys(configuration.document.state ?? {}).some((member) => member !== 'file');
  const state = isRemote ? undefined : await localState(configuration, host).catch(() => undefined);
  // A state that cannot be read here may track it.
  const mayTrack = (each: string) =>
    isRemote || (state?.resources.some((resource) => resource.address === each) ?? false);
  const isInside = (each: string) =>
    KINDS.get(parseAddress(each)?.kind ?? '')?.identity.addressKeys?.some((own) => own.kind === kind) ===
    true;
  const moves = [...names]
    .filter(([from]) => mayTrack(from) && (from === address || !isInside(from)))
    .map(([from, to]) => ({ from, to }));
  if (moves.length === 0) return [];
  const member = root.members.get('moved');
  if (member?.value.type === 'list') {
    const writer = new EditWriter(undefined);
    writer.rewriteList(member.value, member, new Set(), moves);
    return writer.edits;
  }
  const { file } = root;
  const newline = lineBreak(file.text);
  const lines = ['moved:', ...moves.map((move) => `  - ${inlineYaml(move)}`), ''];
  const before = file.text.endsWith('\n') || file.text === '' ? newline : newline + newline;
  return [{ file, start: file.text.length, end: file.text.length, text: before + lines.join(newline) }];
}

/** What would be wrong that was right before. */
async function newFaults(
  edits: readonly TextEdit[],
  { root, diagnostics }: Examined,
  { options, host, texts }: World,
): Promise<readonly string[]> {
  const after = await examine(root, options, host, edited(edits, host, texts));
  const byCode = (all: Examined['diagnostics']) => groupBy([...all.values()].flat(), ({ code }) => code);
  const before = byCode(diagnostics);
  return [...byCode(after.diagnostics)].flatMap(([code, found]) =>
    found.slice(before.get(code)?.length ?? 0).map(({ summary }) => summary),
  );
}
