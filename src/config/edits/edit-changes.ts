/** Which values of a document differ from what they are to be, down to the smallest that can be edited alone. */
import type { AttributePath } from '../../model/path.ts';
import type { Shape } from '../../model/shape.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { equalValues, isList, isObject } from '../../model/value.ts';
import type { ListNode } from './edit-places.ts';
import { Refusal } from './edit-places.ts';
import type { EditWriter } from './edit-writer.ts';
import type { MapMember, MapNode, SourceNode } from '../yaml/source-node.ts';

/** A value that becomes another. `from` and `to` have all defaults written out; `sparse` is `to` without them. */
export interface Change<T> {
  readonly from: T;
  readonly to: T;
  readonly sparse: T;
}

/** Finds places and their differences, and has them written. */
export class Editor {
  private readonly writer: EditWriter;

  constructor(writer: EditWriter) {
    this.writer = writer;
  }

  /** The node at a path; refuses to pass through what stands for several places at once. */
  locate(root: SourceNode, path: AttributePath): { node: SourceNode; member: MapMember | undefined } {
    let node = root;
    let member: MapMember | undefined;
    for (const step of path) {
      this.writer.requireOwn(node);
      member = node.type === 'map' ? node.members.get(String(step)) : undefined;
      const next = node.type === 'list' ? node.items[Number(step)] : member?.value;
      if (next === undefined) throw new Refusal(node, `there is no ${String(step)}`);
      node = next;
    }
    this.writer.requireOwn(node);
    return { node, member };
  }

  /** Makes `node` say `to` where it says `from`; both written out in full, `sparse` is for what is new. */
  change(node: SourceNode, shape: Shape, { from, to, sparse }: Change<JsonValue>, member?: MapMember): void {
    if (equalValues(from, to)) return;
    this.writer.requireOwn(node);
    if (node.type === 'map' && isObject(from) && isObject(to)) {
      this.changeMap(node, shape, { from, to, sparse: isObject(sparse) ? sparse : {} }, member);
    } else if (node.type === 'list' && isList(from) && isList(to) && isList(sparse)) {
      if (shape.type === 'list') this.changeList(node, shape.of, { from, to, sparse }, member);
      else this.changeSet(node, { from, to, sparse }, member);
    } else {
      this.writer.replace(node, sparse, member);
    }
  }

  private changeMap(
    node: MapNode,
    shape: Shape,
    { from, to, sparse }: Change<JsonObject>,
    owner: MapMember | undefined,
  ): void {
    const added: Record<string, JsonValue> = {};
    const removed = new Set<string>();
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const [before, after] = [from[name], to[name]];
      const member = node.members.get(name);
      // What is a default of what stood here, and none of what stands here now, has to be written.
      const isImplied = member === undefined && sparse[name] !== undefined;
      if (equalValues(before, after) && !isImplied) continue;
      const value = sparse[name] ?? after;
      if (member === undefined) {
        if (value !== undefined) added[name] = value;
      } else if (after === undefined || before === undefined) {
        removed.add(name);
        if (after !== undefined && value !== undefined) added[name] = value;
      } else {
        const inner = shape.type === 'object' ? shape.members[name] : undefined;
        const difference = { from: before, to: after, sparse: value ?? after };
        this.change(member.value, inner ?? { type: 'json' }, difference, member);
      }
    }
    this.writer.rewriteMembers(node, owner, removed, added);
  }

  /** Order matters: what both begin and end with stays, the rest is changed in its place, and then cut or added to. */
  private changeList(
    node: ListNode,
    shape: Shape,
    { from, to, sparse }: Change<readonly JsonValue[]>,
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
        this.change(item, shape, {
          from: from[index] ?? null,
          to: to[index] ?? null,
          sparse: sparse[index] ?? null,
        });
    }
    const removed = new Set(from.map((_, index) => index).slice(paired, from.length - tail));
    const added = sparse.slice(paired, to.length - tail);
    if (added.length > 0 && tail > 0) throw new Refusal(node, 'an entry came in between others');
    if (removed.size > 0 || added.length > 0) this.writer.rewriteList(node, member, removed, added);
  }

  private changeSet(
    node: ListNode,
    { from, to, sparse }: Change<readonly JsonValue[]>,
    member: MapMember | undefined,
  ): void {
    const going = from.filter((item) => !to.some((other) => equalValues(item, other)));
    const coming = sparse.filter((_, index) => !from.some((other) => equalValues(to[index], other)));
    const removed = new Set<number>();
    for (const item of going) {
      const index = node.items.findIndex((candidate, at) => !removed.has(at) && says(candidate, item));
      const found = node.items[index];
      if (found === undefined) throw new Refusal(node, `no entry of the list is ${JSON.stringify(item)}`);
      this.writer.requireOwn(found);
      removed.add(index);
    }
    this.writer.rewriteList(node, member, removed, coming);
  }
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
