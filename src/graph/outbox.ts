import type { WireRequest } from './answer.ts';
import { BATCH_SIZE } from './batch.ts';

/** What the outbox needs to know about a request to put it into an exchange. */
export interface Mail {
  readonly request: WireRequest;
  /** Writes of one lane are executed one after the other, in the order in which they were put or put back. */
  readonly lane?: string;
  /** It must not share a batch, since one with it was refused as a whole. */
  readonly alone: boolean;
}

/** Requests that leave together. `serial`: each is chained to the one before it. */
export interface Parcel<Item extends Mail> {
  readonly items: readonly Item[];
  readonly serial: boolean;
}

interface Lane<Item extends Mail> {
  readonly items: Item[];
  /** Some of its writes are on the way, or wait to be sent again. */
  busy: boolean;
  /** It is busy because they wait. */
  held: boolean;
}

/** The requests that wait for an exchange, and the rule which of them may share one. */
export class Outbox<Item extends Mail> {
  readonly #free: Item[] = [];
  readonly #lanes = new Map<string, Lane<Item>>();

  /** Appends a request to the queue or to its lane. */
  put(item: Item): void {
    if (item.lane === undefined) this.#free.push(item);
    else this.#lane(item.lane).items.push(item);
  }

  /** Puts requests without a lane before all others. */
  putFirst(items: readonly Item[]): void {
    this.#free.unshift(...items);
  }

  /** Puts writes to the front of their lane; whether it is shut stays as it is. */
  putFirstInLane(name: string, items: readonly Item[]): void {
    if (items.length > 0) this.#lane(name).items.unshift(...items);
  }

  /** Lets the next writes of a lane go. */
  open(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.busy = false;
    lane.held = false;
    if (lane.items.length === 0) this.#lanes.delete(name);
  }

  /** The lane stays shut for a wait, and not for an answer, until it is opened. */
  hold(name: string): void {
    this.#lane(name).held = true;
  }

  /** Nothing waits for an exchange. */
  get isEmpty(): boolean {
    return this.#free.length === 0 && [...this.#lanes.values()].every(({ items }) => items.length === 0);
  }

  /** Takes out all that waits, whatever holds it back. */
  drain(): Item[] {
    const lanes = [...this.#lanes.values()].flatMap(({ items }) => items.splice(0));
    return [...lanes, ...this.#free.splice(0)];
  }

  /** Takes out what a wait holds back, of everything or of a lane, where `mayGo` says so. */
  takeHeld(mayGo: (item: Item) => boolean, everything: boolean): Item[] {
    const takeOut = (items: Item[]): Item[] => {
      const taken = items.filter(mayGo);
      items.splice(0, items.length, ...items.filter((item) => !taken.includes(item)));
      return taken;
    };
    const lanes = [...this.#lanes.values()].filter(({ held }) => everything || held);
    return [...lanes.flatMap(({ items }) => takeOut(items)), ...(everything ? takeOut(this.#free) : [])];
  }

  /** Takes the next exchange out, of at most so many requests. Lanes come first: they are the longest chains of work. */
  take(most: number = BATCH_SIZE): Parcel<Item> | undefined {
    const room = Math.min(most, BATCH_SIZE);
    const lanes = [...this.#lanes.values()].filter(({ busy, items }) => !busy && items.length > 0);
    const serial = lanes.some((lane) => lane.items.length > 1);
    const items: Item[] = [];
    for (const lane of lanes) lane.busy = move(lane.items, items, room, true);
    // Reads stay out of a serial batch: each of them would wait for the writes before it.
    if (!serial) move(this.#free, items, room, false);
    return items.length === 0 ? undefined : { items, serial };
  }

  #lane(name: string): Lane<Item> {
    const lane = this.#lanes.get(name) ?? { items: [], busy: false, held: false };
    this.#lanes.set(name, lane);
    return lane;
  }
}

/** Moves what may share the exchange; with `ordered` it stops at the first that may not. True when anything moved. */
function move<Item extends Mail>(queue: Item[], into: Item[], room: number, ordered: boolean): boolean {
  const before = into.length;
  for (let index = 0; index < queue.length && into.length < room;) {
    const item = queue[index];
    if (item !== undefined && mayJoin(item, into)) into.push(...queue.splice(index, 1));
    else if (ordered) break;
    else index += 1;
  }
  return into.length > before;
}

function mayJoin(item: Mail, others: readonly Mail[]): boolean {
  const [first] = others;
  return first === undefined || (!item.alone && !first.alone);
}
