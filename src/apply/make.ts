/** Making an object exactly once, although the answer to the request that makes it may be lost. */
import { waitUntil } from '../model/wait-until.ts';
import { asString, isObject } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import { GraphError, isInterrupted } from '../graph/port.ts';
import type { GraphFailure, GraphPort } from '../graph/port.ts';
import type { Making } from '../kinds/kind.ts';

/** Sends of one POST whose outcome stays unknown and which the tenant does not show, where the service refuses a second object. */
const MOST_SENDS = 5;
/**
 * Milliseconds after a lost answer at which an object is looked for again that the service may hold twice: lists lag
 * (CONTRACT 14).
 */
const CAREFUL_LOOKS_MS = [250, 750, 1_750];
/** The same for one that the service says is there. */
const PATIENT_LOOKS_MS = [250, 750, 1_750, 3_750, 7_750];
/** The service refuses a second one, so a single look saves a request where it can. */
const ONE_LOOK_MS: readonly number[] = [];

/** How time passes, and how to let it pass. */
export interface Time {
  readonly clock: () => Date;
  readonly delay: (ms: number) => Promise<void>;
}

/**
 * See `KindWriter.make`; `inDoubt`: an earlier run may have made it, so it is looked for before anything is sent. No
 * look proves that a POST is not carried out yet, so one of unknown outcome is sent again only where the service
 * refuses a second object.
 */
export async function make(graph: GraphPort, making: Making, inDoubt: boolean, time: Time): Promise<string> {
  const looks = making.unique ? ONE_LOOK_MS : CAREFUL_LOOKS_MS;
  const earlier = inDoubt ? await look(making, looks, time) : undefined;
  if (earlier !== undefined) return earlier;
  let mayBeThere = inDoubt;
  for (let sends = 1; ; sends += 1) {
    try {
      return idOf(await graph.write(making.request), making);
    } catch (error) {
      const unknown = error instanceof GraphError && error.outcome === 'unknown';
      mayBeThere ||= unknown;
      const taken = making.taken?.(error) === true || (mayBeThere && isConflict(error));
      if (!unknown && !taken) throw isConflict(error) ? await doubted(error, making, time) : error;
      const id = await look(making, taken ? PATIENT_LOOKS_MS : looks, time);
      if (id !== undefined) return id;
      if (taken || !making.unique || sends >= MOST_SENDS) throw error;
    }
  }
}

/** After a POST of unknown outcome, a refusal of the next as a duplicate says that the first was executed. */
function isConflict(error: unknown): error is GraphError {
  return error instanceof GraphError && error.status === 409;
}

/**
 * A refusal as a duplicate of what now is there: a gateway may have sent the request twice, and hand on the answer to the
 * second. Whose object it is, is for the settlement to tell, which compares time and content.
 */
async function doubted(error: GraphError, making: Making, time: Time): Promise<GraphError> {
  const id = await look(making, ONE_LOOK_MS, time);
  if (id === undefined) return error;
  const failure: GraphFailure = error;
  return new GraphError(error.message, { ...failure, outcome: 'unknown' }, { cause: error });
}

async function look(
  making: Making,
  times: readonly number[],
  { clock, delay }: Time,
): Promise<string | undefined> {
  const begin = clock().getTime();
  try {
    return await waitUntil(() => making.find(), {
      waits: times,
      // Looks that took long themselves have waited already.
      delay: async (time) => {
        const wait = time - (clock().getTime() - begin);
        if (wait > 0) await delay(wait);
      },
      mayPass: isUnknownYet,
    });
  } catch (error) {
    // After a signal it is not looked at again, so what is known of the send stays what it was.
    if (isInterrupted(error) || isUnknownYet(error)) return undefined;
    throw error;
  }
}

/** What an object belongs to is not known to every replica at once. */
function isUnknownYet(error: unknown): boolean {
  return error instanceof GraphError && error.status === 404;
}

/**
 * Without an id, or under the name of something else, the answer may be anything's: whether the object was made is not
 * known, and an id that is not its own would let later runs change another object.
 */
function idOf(body: Awaited<ReturnType<GraphPort['write']>>, { request, what }: Making): string {
  const id = asString(body?.['id']);
  const name = nameOf(body);
  const isOther = name !== undefined && (nameOf(request.body) ?? name) !== name;
  if (id !== undefined && !isOther) return id;
  const { method, path } = request;
  const lack = isOther ? `with something else than ${what}` : `without the id of ${what}`;
  throw new GraphError(`The service answered ${lack}`, {
    method,
    path,
    status: 200,
    code: 'BrokenAnswer',
    outcome: 'unknown',
  });
}

/** What an entity is called, as far as the service leaves names as they are. */
function nameOf(body: JsonValue | undefined): string | undefined {
  const name = isObject(body) ? asString(body['displayName']) : undefined;
  return name?.normalize().trim().toLowerCase();
}
