/**
 * Changes of single values in configuration files. Only the stretch of text that says the value is replaced; comments,
 * order and everything else stay as they are. What cannot be placed is refused with the reason, and nothing is guessed.
 */
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import type { Members, Shape } from '../model/shape.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { equalValues, isList, isObject } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MapMember, MapNode, ScalarNode, SourceNode } from './source-node.ts';
import { rangeOfNode } from './source-node.ts';
import { escapePlaceholders, hasPlaceholder } from './substitute.ts';
import type { TextEdit } from './text-edits.ts';
import { contentEnd, editedStretch, isFlow, lineStart, nextLine } from './text-edits.ts';
import { inlineYaml, literalYaml } from './write-yaml.ts';

/** A document with its files, as far as edits need it. */
export interface SourceTree {
  readonly root: MapNode;
  /** The part of a file that an environment laid over the rest. */
  readonly overlay?: SourceNode;
}

/** What an entry says, and is to say; `explicit` with all defaults written out, `sparse` without them. */
export interface EntryEdit {
  readonly path: AttributePath;
  readonly shape: Members;
  readonly from: { readonly explicit: JsonValue };
  readonly to: { readonly explicit: JsonValue; readonly sparse: JsonValue };
}

export interface Edited {
  readonly edits: readonly TextEdit[];
  readonly refusals: readonly Diagnostic[];
}

/** The edits that make an entry say something else. */
export function editEntry(tree: SourceTree, { path, shape, from, to }: EntryEdit): Edited {
  return attempt(tree, path, (editor, node) => {
    editor.change(node, { type: 'object', members: shape }, from.explicit, to.explicit, to.sparse);
  });
}

/** The edits that take entries away; each path names a member of a map or an item of a list. */
export function removeEntries(tree: SourceTree, paths: readonly AttributePath[]): Edited {
  const byParent = new Map<string, AttributePath[]>();
  for (const path of paths) {
    const parent = JSON.stringify(path.slice(0, -1));
    byParent.set(parent, [...(byParent.get(parent) ?? []), path]);
  }
  const all = [...byParent.values()].map((siblings) => {
    const parent = (siblings[0] ?? []).slice(0, -1);
    return attempt(tree, parent, (editor, node, member) => {
      const steps = siblings.map((path) => path.at(-1) ?? '');
      if (node.type === 'list') editor.rewriteList(node, member, new Set(steps.map(Number)), []);
      else if (node.type === 'map') editor.removeMembers(node, member, new Set(steps.map(String)));
    });
  });
  return { edits: all.flatMap(({ edits }) => edits), refusals: all.flatMap(({ refusals }) => refusals) };
}

class Refusal extends Error {
  readonly node: SourceNode;

  constructor(node: SourceNode, why: string) {
    super(why);
    this.node = node;
  }
}

function attempt(
  tree: SourceTree,
  path: AttributePath,
  work: (editor: Editor, node: SourceNode, member: MapMember | undefined) => void,
): Edited {
  const editor = new Editor(tree.overlay);
  try {
    const { node, member } = editor.locate(tree.root, path);
    work(editor, node, member);
    return { edits: editor.edits, refusals: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      edits: [],
      refusals: [
        {
          code: 'ACCEPT_REFUSED',
          severity: 'error',
          summary: `${formatPath(path)} cannot be written here: ${error.message}`,
          hint: 'Change the file by hand, or undo the drift with entente apply',
          path,
          range: rangeOfNode(error.node),
        },
      ],
    };
  }
}

class Editor {
  edits: TextEdit[] = [];
  private readonly overlay: SourceNode | undefined;

  constructor(overlay: SourceNode | undefined) {
    this.overlay = overlay;
  }

  /** The node at a path; refuses to pass through what stands for several places at once. */
  locate(root: SourceNode, path: AttributePath): { node: SourceNode; member: MapMember | undefined } {
    let node = root;
    let member: MapMember | undefined;
    for (const step of path) {
      this.requireOwn(node);
      member = node.type === 'map' ? node.members.get(String(step)) : undefined;
      const next = node.type === 'list' ? node.items[Number(step)] : member?.value;
      if (next === undefined) throw new Refusal(node, `there is no ${String(step)}`);
      node = next;
    }
    this.requireOwn(node);
    return { node, member };
  }

  /** Makes `node` say `to` where it says `from`; both written out in full, `sparse` is for what is new. */
  change(
    node: SourceNode,
    shape: Shape,
    from: JsonValue,
    to: JsonValue,
    sparse: JsonValue,
    member?: MapMember,
  ): void {
    if (equalValues(from, to)) return;
    this.requireOwn(node);
    if (node.type === 'map' && isObject(from) && isObject(to)) {
      this.changeMap(node, shape, from, to, isObject(sparse) ? sparse : {}, member);
    } else if (node.type === 'list' && isList(from) && isList(to) && isList(sparse)) {
      if (shape.type === 'list') this.changeList(node, shape.of, from, to, sparse, member);
      else this.changeSet(node, from, to, sparse, member);
    } else {
      this.replace(node, sparse, member);
    }
  }

  private changeMap(
    node: MapNode,
    shape: Shape,
    from: JsonObject,
    to: JsonObject,
    sparse: JsonObject,
    owner: MapMember | undefined,
  ): void {
    const added: Record<string, JsonValue> = {};
    const removed = new Set<string>();
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const [before, after] = [from[name], to[name]];
      if (equalValues(before, after)) continue;
      const member = node.members.get(name);
      const value = sparse[name] ?? after;
      if (member === undefined) {
        if (value !== undefined) added[name] = value;
      } else if (after === undefined || before === undefined) {
        removed.add(name);
        if (after !== undefined && value !== undefined) added[name] = value;
      } else {
        const inner = shape.type === 'object' ? shape.members[name] : undefined;
        this.change(member.value, inner ?? { type: 'json' }, before, after, value ?? after, member);
      }
    }
    if (removed.size > 0 && Object.keys(added).length > 0 && isFlow(node))
      throw new Refusal(node, 'too much of this line changes');
    if (removed.size > 0) this.removeMembers(node, owner, removed);
    if (Object.keys(added).length > 0) this.addMembers(node, added);
  }

  /** Order matters: what both begin and end with stays, the rest is changed in its place, and then cut or added to. */
  private changeList(
    node: Extract<SourceNode, { type: 'list' }>,
    shape: Shape,
    from: readonly JsonValue[],
    to: readonly JsonValue[],
    sparse: readonly JsonValue[],
    member: MapMember | undefined,
  ): void {
    if (node.items.length !== from.length)
      throw new Refusal(node, 'the entries of the list are not the ones that were applied');
    const shorter = Math.min(from.length, to.length);
    let head = 0;
    while (head < shorter && equalValues(from[head], to[head])) head += 1;
    let tail = 0;
    while (tail < shorter - head && equalValues(from.at(-1 - tail), to.at(-1 - tail))) tail += 1;
    const paired = shorter - tail;
    for (let index = head; index < paired; index += 1) {
      const item = node.items[index];
      if (item !== undefined)
        this.change(item, shape, from[index] ?? null, to[index] ?? null, sparse[index] ?? null);
    }
    const removed = new Set(from.map((_, index) => index).slice(paired, from.length - tail));
    const added = sparse.slice(paired, to.length - tail);
    if (added.length > 0 && tail > 0) throw new Refusal(node, 'an entry came in between others');
    if (removed.size > 0 || added.length > 0) this.rewriteList(node, member, removed, added);
  }

  private changeSet(
    node: Extract<SourceNode, { type: 'list' }>,
    from: readonly JsonValue[],
    to: readonly JsonValue[],
    sparse: readonly JsonValue[],
    member: MapMember | undefined,
  ): void {
    const going = from.filter((item) => !to.some((other) => equalValues(item, other)));
    const coming = sparse.filter((_, index) => !from.some((other) => equalValues(to[index], other)));
    const removed = new Set<number>();
    for (const item of going) {
      const index = node.items.findIndex((candidate, at) => !removed.has(at) && says(candidate, item));
      const found = node.items[index];
      if (found === undefined)
        throw new Refusal(node, `which entry is ${JSON.stringify(item)} cannot be told`);
      this.requireOwn(found);
      removed.add(index);
    }
    this.rewriteList(node, member, removed, coming);
  }

  /** Takes items away and adds others behind the last. */
  rewriteList(
    node: Extract<SourceNode, { type: 'list' }>,
    member: MapMember | undefined,
    removed: ReadonlySet<number>,
    added: readonly JsonValue[],
  ): void {
    for (const index of removed) {
      const item = node.items[index];
      if (item !== undefined) this.requireOwn(item);
    }
    if (isFlow(node)) {
      this.rewriteFlow(
        node,
        node.items.filter((_, index) => !removed.has(index)).map((item) => this.itemSource(item)),
        added.map(inlineYaml),
      );
      return;
    }
    const kept = node.items.length - removed.size + added.length;
    if (kept === 0) {
      this.empty(
        node,
        member,
        '[]',
        [...removed].map((index) => this.itemLines(node, index)),
      );
      return;
    }
    for (const index of removed)
      this.edits.push({ file: node.file, ...this.itemLines(node, index), text: '' });
    const indent = node.start - lineStart(node.file, node.start);
    this.insertLines(
      node,
      added.map((item) => `${' '.repeat(indent)}- ${inlineYaml(item)}`),
    );
  }

  removeMembers(node: MapNode, owner: MapMember | undefined, names: ReadonlySet<string>): void {
    const members = [...node.members].filter(([name]) => names.has(name)).map(([, member]) => member);
    for (const member of members) this.requireRemovable(member);
    if (isFlow(node) && members.every(({ file }) => file === node.file)) {
      const kept = [...node.members]
        .filter(([name]) => !names.has(name))
        .map(([, member]) => this.memberSource(member));
      this.rewriteFlow(node, kept, []);
      return;
    }
    for (const file of new Set(members.map((member) => member.file))) {
      const own = members.filter((member) => member.file === file);
      const rest = [...node.members].filter(([name, member]) => member.file === file && !names.has(name));
      const lines = own.map((member) => memberLines(member));
      if (rest.length === 0)
        this.empty(
          { ...node, file, start: own[0]?.keyStart ?? 0 },
          owner?.file === file ? owner : undefined,
          '{}',
          lines,
        );
      else for (const range of lines) this.edits.push({ file, ...range, text: '' });
    }
  }

  private addMembers(node: MapNode, added: JsonObject): void {
    const texts = Object.entries(added).map(([name, value]) => `${name}: ${inlineYaml(value ?? null)}`);
    if (isFlow(node)) {
      this.rewriteFlow(
        node,
        [...node.members.values()].map((member) => this.memberSource(member)),
        texts,
      );
      return;
    }
    const first = [...node.members.values()].find(({ file }) => file === node.file);
    if (first === undefined) throw new Refusal(node, 'it says nothing here yet');
    const column = first.keyStart - lineStart(node.file, first.keyStart);
    this.insertLines(
      node,
      texts.map((text) => ' '.repeat(column) + text),
    );
  }

  /** Inserts lines behind the last line of a block. */
  private insertLines(node: SourceNode, lines: readonly string[]): void {
    if (lines.length === 0) return;
    const { file } = node;
    const end = contentEnd(node);
    const at = end > 0 && file.text[end - 1] === '\n' ? end : nextLine(file, end);
    const broken = at > 0 && file.text[at - 1] === '\n';
    // The last line of the text went, and left the line break before it.
    const cleared = this.edits.some((edit) => edit.file === file && edit.end === at && edit.text === '');
    const newline = lineBreak(file.text);
    const text = lines.map((line) => line + newline).join('');
    this.edits.push({
      file,
      start: at,
      end: at,
      text: broken ? text : (cleared ? '' : newline) + text.slice(0, -newline.length),
    });
  }

  /** A block collection without entries is written as brackets behind its key. */
  private empty(
    node: SourceNode,
    member: MapMember | undefined,
    brackets: string,
    lines: readonly { readonly start: number; readonly end: number }[],
  ): void {
    const { file } = node;
    const colon = member === undefined ? colonBefore(node) : colonAfter(member);
    if (colon === undefined) throw new Refusal(node, 'its last entry would leave nothing behind');
    this.edits.push({ file, start: colon, end: colon, text: ` ${brackets}` });
    for (const range of lines) this.edits.push({ file, ...range, text: '' });
  }

  /** Brackets with the kept entries as they are written, and new ones. */
  private rewriteFlow(node: SourceNode, kept: readonly string[], added: readonly string[]): void {
    const { file, start, end } = node;
    const old = file.text.slice(start, end);
    if (/\n/.test(old) && /#/.test(old)) throw new Refusal(node, 'it holds comments between brackets');
    const entries = [...kept, ...added];
    const [open = '', close = ''] = node.type === 'map' ? '{}' : '[]';
    const pad =
      node.type === 'map' ? (/^\{\S/.test(old) && old !== '{}' ? '' : ' ') : /^\[\s/.test(old) ? ' ' : '';
    const inner = entries.length === 0 ? '' : pad + entries.join(', ') + pad;
    this.edits.push({ file, start, end, text: open + inner + close });
  }

  private itemSource(node: SourceNode): string {
    return this.source(node, node.start);
  }

  private memberSource({ keyStart, value }: MapMember): string {
    return this.source(value, keyStart);
  }

  /** What stands from an offset to the end of a value, with the edits made there so far, which are taken back. */
  private source(node: SourceNode, start: number): string {
    if (node.anchored === true)
      throw new Refusal(node, 'an anchor or alias makes it stand for several places');
    const { file } = node;
    const end = contentEnd(node);
    const inside = this.edits.filter((edit) => edit.file === file && edit.start >= start && edit.end <= end);
    this.edits = this.edits.filter((edit) => !inside.includes(edit));
    return editedStretch(file, start, end, inside);
  }

  /** The lines of one item of a block list. */
  private itemLines(
    node: Extract<SourceNode, { type: 'list' }>,
    index: number,
  ): { start: number; end: number } {
    const item = node.items[index];
    const { file } = node;
    if (item === undefined || item.file !== file) throw new Refusal(node, 'the entry is not in this file');
    const start = lineStart(file, item.start);
    if (!/^ *- *$/.test(file.text.slice(start, item.start)))
      throw new Refusal(item, 'it does not begin a line of its own');
    return { start, end: endOfLines(item) };
  }

  private replace(node: SourceNode, value: JsonValue, member: MapMember | undefined): void {
    this.requireNoPlaceholder(node);
    const { file, start } = node;
    const end = contentEnd(node);
    if (node.type === 'scalar') {
      this.edits.push({ file, start, end, text: scalarText(node, value) });
      return;
    }
    const colon = member === undefined || isFlow(node) ? undefined : colonAfter(member);
    const from = colon !== undefined && file.text.slice(colon, start).trim() === '' ? colon : start;
    const text = (from === start ? '' : ' ') + inlineYaml(value);
    this.edits.push({
      file,
      start: from,
      end,
      text: file.text[end - 1] === '\n' ? text + lineBreak(file.text) : text,
    });
  }

  private requireRemovable(member: MapMember): void {
    const { file, keyStart, value } = member;
    if (this.inOverlay(file.name, keyStart)) throw new Refusal(value, 'it comes from an environment');
    this.requireOwn(value);
  }

  private requireOwn(node: SourceNode): void {
    if (node.anchored === true)
      throw new Refusal(node, 'an anchor or alias makes it stand for several places');
    if (this.inOverlay(node.file.name, node.start)) throw new Refusal(node, 'it comes from an environment');
  }

  private inOverlay(file: string, offset: number): boolean {
    const { overlay } = this;
    return overlay?.file.name === file && offset >= overlay.start && offset < overlay.end;
  }

  private requireNoPlaceholder(node: SourceNode): void {
    if (node.type === 'scalar') {
      if (typeof node.value === 'string' && hasPlaceholder(node.value))
        throw new Refusal(node, `the value comes from ${node.value}`);
    } else if (node.type === 'list') for (const item of node.items) this.requireNoPlaceholder(item);
    else for (const { value } of node.members.values()) this.requireNoPlaceholder(value);
  }
}

/** The value of a scalar, in the manner of the old one. */
function scalarText(node: ScalarNode, value: JsonValue): string {
  const { file, start, end } = node;
  const old = file.text.slice(start, end);
  if (/^[|>]/.test(old)) return blockText(old, value, lineBreak(file.text));
  if (typeof value !== 'string') return inlineYaml(value);
  const text = inlineYaml(value);
  const escaped = escapePlaceholders(value);
  const plain = !text.startsWith('"');
  if (old.startsWith("'") && plain) return `'${escaped.replaceAll("'", "''")}'`;
  return old.startsWith('"') && plain ? JSON.stringify(escaped) : text;
}

/** A value in the place of a block scalar, as a block if it can be one; what is remarked behind the header stays. */
function blockText(old: string, value: JsonValue, newline: string): string {
  const remark = /^[|>][-+0-9]*([ \t]+#[^\r\n]*)/.exec(old)?.[1] ?? '';
  const indent = /\n( +)\S/.exec(old)?.[1] ?? '';
  const literal = typeof value !== 'string' || indent === '' ? undefined : literalYaml(value, indent);
  if (literal === undefined) return inlineYaml(value) + remark + (old.endsWith('\n') ? newline : '');
  const header = literal.indexOf('\n');
  return (literal.slice(0, header) + remark + literal.slice(header)).replaceAll('\n', newline);
}

/** Whether a node says a value, with defaults left out or written. */
function says(node: SourceNode, value: JsonValue): boolean {
  switch (node.type) {
    case 'scalar':
      return node.value === value;
    case 'list':
      return (
        isList(value) &&
        value.length === node.items.length &&
        node.items.every((item, index) => says(item, value[index] ?? null))
      );
    case 'map':
      return (
        isObject(value) &&
        [...node.members].every(([name, member]) => says(member.value, value[name] ?? null))
      );
  }
}

function memberLines(member: MapMember): { start: number; end: number } {
  const { file, keyStart, value } = member;
  const start = lineStart(file, keyStart);
  if (!/^ *$/.test(file.text.slice(start, keyStart)))
    throw new Refusal(value, 'it does not begin a line of its own');
  return { start, end: endOfLines(value) };
}

/** Behind the last line of a value, with what is remarked on that line. */
function endOfLines(node: SourceNode): number {
  const end = contentEnd(node);
  return end > 0 && node.file.text[end - 1] === '\n' ? end : nextLine(node.file, end);
}

/** Behind the colon of a member. */
function colonAfter({ file, keyEnd }: MapMember): number | undefined {
  const colon = file.text.indexOf(':', keyEnd);
  return colon !== -1 && file.text.slice(keyEnd, colon).trim() === '' ? colon + 1 : undefined;
}

/** Behind the colon of the key whose block holds the entry at `start`: the nearest line before that is indented less. */
function colonBefore({ file, start }: SourceNode): number | undefined {
  const column = start - lineStart(file, start);
  for (let end = lineStart(file, start) - 1; end > 0; end = lineStart(file, end) - 1) {
    const line = file.text.slice(lineStart(file, end), end);
    const indent = /^ *(?=[^\s#])/.exec(line)?.[0].length;
    if (indent === undefined || indent >= column) continue;
    const key = /^ *[A-Za-z0-9_-]+:(?=\s*(?:#.*)?$)/.exec(line)?.[0];
    return key === undefined ? undefined : lineStart(file, end) + key.length;
  }
  return undefined;
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
