/** Making an object exactly once, although the answer to the request that makes it may be lost. */
import { asString } from '../model/value.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphPort } from '../graph/port.ts';
import type { Making } from '../kinds/kind.ts';

/** Sends of one POST whose outcome stays unknown and which the tenant does not show. */
const MOST_SENDS = 5;
/** Milliseconds before each look for an object that a second POST would double: lists lag (CONTRACT 14). */
const CAREFUL_LOOKS_MS = [0, 250, 500, 1_000];
/** Before each look for one that the service says is there. */
const PATIENT_LOOKS_MS = [0, 250, 500, 1_000, 2_000, 4_000];
/** The service refuses a second one, so a single look saves a request where it can. */
const ONE_LOOK_MS = [0];

/** See `KindWriter.make`; `inDoubt`: an earlier run may have made it, so it is looked for before anything is sent. */
export async function make(
  graph: GraphPort,
  making: Making,
  inDoubt: boolean,
  delay: (ms: number) => Promise<void>,
): Promise<string> {
  const looks = making.unique ? ONE_LOOK_MS : CAREFUL_LOOKS_MS;
  const earlier = inDoubt ? await look(making, looks, delay) : undefined;
  if (earlier !== undefined) return earlier;
  let mayBeThere = inDoubt;
  for (let sends = 1; ; sends += 1) {
    try {
      return idOf(await graph.write(making.request), making.what);
    } catch (error) {
      const unknown = error instanceof GraphError && error.outcome === 'unknown';
      mayBeThere ||= unknown;
      const taken = making.taken?.(error) === true || (mayBeThere && isConflict(error));
      if (!unknown && !taken) throw error;
      const id = await look(making, taken ? PATIENT_LOOKS_MS : looks, delay);
      if (id !== undefined) return id;
      if (taken || sends >= MOST_SENDS) throw error;
    }
  }
}

/** After a POST of unknown outcome, a refusal of the next as a duplicate says that the first was executed. */
function isConflict(error: unknown): boolean {
  return error instanceof GraphError && error.status === 409;
}

async function look(
  making: Making,
  waits: readonly number[],
  delay: (ms: number) => Promise<void>,
): Promise<string | undefined> {
  for (const wait of waits) {
    if (wait > 0) await delay(wait);
    try {
      const id = await making.find();
      if (id !== undefined) return id;
    } catch (error) {
      // What it belongs to is not known to every replica yet.
      if (!(error instanceof GraphError && error.status === 404)) throw error;
    }
  }
  return undefined;
}

function idOf(body: Awaited<ReturnType<GraphPort['write']>>, what: string): string {
  const id = asString(body?.['id']);
  if (id === undefined) throw new Error(`Microsoft Graph answered without the id of ${what}`);
  return id;
}
