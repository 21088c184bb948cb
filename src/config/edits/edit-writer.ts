/**
 * The edits of text that add, remove and replace values of one document. What is written in brackets is written anew,
 * blocks are edited by whole lines; comments stay.
 */
import type { JsonObject, JsonValue } from '../../model/value.ts';
import type { ListNode, Stretch } from './edit-places.ts';
import { colonAfter, colonBefore, itemLines, lineBreak, memberLines, Refusal } from './edit-places.ts';
import { scalarText } from './edit-scalar.ts';
import type { MapMember, MapNode, SourceNode } from '../yaml/source-node.ts';
import { hasPlaceholder } from '../templates/substitute.ts';
import type { TextEdit } from './text-edits.ts';
import { contentEnd, editedStretch, isFlow, lineStart, nextLine } from './text-edits.ts';
import { inlineYaml } from '../yaml/write-yaml.ts';

/** Collects edits; throws {@link Refusal} for what it cannot place. */
export class EditWriter {
  edits: TextEdit[] = [];
  private readonly overlay: SourceNode | undefined;

  /** `overlay`: the part of a file that an environment laid over the rest; it is never edited. */
  constructor(overlay: SourceNode | undefined) {
    this.overlay = overlay;
  }

  /** Takes items away and adds others behind the last. */
  rewriteList(
    node: ListNode,
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
        [...removed].map((index) => itemLines(node, index)),
      );
      return;
    }
    for (const index of removed) this.edits.push({ file: node.file, ...itemLines(node, index), text: '' });
    const indent = node.start - lineStart(node.file, node.start);
    this.insertLines(
      node,
      added.map((item) => `${' '.repeat(indent)}- ${inlineYaml(item)}`),
    );
  }

  /** Takes members away and adds others behind the last. */
  rewriteMembers(
    node: MapNode,
    owner: MapMember | undefined,
    removed: ReadonlySet<string>,
    added: JsonObject,
  ): void {
    const isAdding = Object.keys(added).length > 0;
    if (removed.size > 0 && isAdding && isFlow(node)) {
      // Both are one edit: what stands between brackets is written once.
      const going = [...node.members].filter(([name]) => removed.has(name)).map(([, member]) => member);
      for (const member of going) this.requireRemovable(member);
      if (going.some(({ file }) => file !== node.file))
        throw new Refusal(node, 'its entries stand in several files');
      this.rewriteFlow(node, this.keptMembers(node, removed), membersOf(added));
      return;
    }
    if (removed.size > 0) this.removeMembers(node, owner, removed);
    if (isAdding) this.addMembers(node, added);
  }

  /** Takes members away. */
  removeMembers(node: MapNode, owner: MapMember | undefined, names: ReadonlySet<string>): void {
    const members = [...node.members].filter(([name]) => names.has(name)).map(([, member]) => member);
    for (const member of members) this.requireRemovable(member);
    if (isFlow(node) && members.every(({ file }) => file === node.file)) {
      this.rewriteFlow(node, this.keptMembers(node, names), []);
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

  /** Adds members behind the last. */
  private addMembers(node: MapNode, added: JsonObject): void {
    const texts = membersOf(added);
    if (isFlow(node)) {
      this.rewriteFlow(node, this.keptMembers(node, new Set()), texts);
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
    lines: readonly Stretch[],
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

  private keptMembers(node: MapNode, removed: ReadonlySet<string>): string[] {
    return [...node.members]
      .filter(([name]) => !removed.has(name))
      .map(([, member]) => this.memberSource(member));
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

  /** Writes another value in the place of a node. */
  replace(node: SourceNode, value: JsonValue, member: MapMember | undefined): void {
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

  /** Refuses a node that stands for several places, or that an environment laid over the file. */
  requireOwn(node: SourceNode): void {
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

function membersOf(added: JsonObject): string[] {
  return Object.entries(added).map(([name, value]) => `${name}: ${inlineYaml(value ?? null)}`);
}
