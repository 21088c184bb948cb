/**
 * Long computations that let others have their turn: while a lock is held, none may keep Ctrl-C waiting for more than half
 * a second.
 */

/** Gives signals and timers their turn between two computations. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Items between two turns: what is done for so many takes a small part of half a second, whatever it is. */
const CHUNK = 250;

/** What `Array.prototype.map` gives, with turns for others before it and between chunks of the list. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const mapped: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index % CHUNK === 0) await breathe();
    mapped.push(map(item));
  }
  return mapped;
}

/** The items of a long list in chunks, with turns for others before each. */
export async function* chunksInTurns<T>(items: Iterable<T>): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    if (chunk.push(item) < CHUNK) continue;
    await breathe();
    yield chunk;
    chunk = [];
  }
  await breathe();
  yield chunk;
}

/** A computation that stops between its steps. */
export type Steps<R> = Generator<void, R, void>;

/** What steps come to, without a turn for others. */
export function atOnce<R>(steps: Steps<R>): R {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Milliseconds of computing between two turns for others. */
const TURN_MS = 50;

/** The same, with turns for others between the steps. */
export async function inTurns<R>(steps: Steps<R>): Promise<R> {
  await breathe();
  for (let since = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await breathe();
    since = performance.now();
  }
}
