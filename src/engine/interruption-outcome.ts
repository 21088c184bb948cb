/** What an interrupted command leaves, in the words of its last line. */

/** What became of a state and its lock. */
export interface Outcome {
  readonly done:
    | 'nothing'
    /** A session recorded it. */
    | 'recorded'
    /** A command on the state itself wrote it. */
    | 'written'
    /** Its backend did not take it. */
    | 'unwritten';
  /** `doubtful`: it was asked for, and no answer came. */
  readonly lock: 'none' | 'free' | 'left' | 'doubtful';
  /** Addresses of operations of which it is not known whether they were done. */
  readonly open: readonly string[];
}

export const NOTHING: Outcome = { done: 'nothing', lock: 'none', open: [] };

/** Such as `what was done is recorded in the state X, and its lock is free`; `outcomes` are by location. */
export function outcomeText(outcomes: ReadonlyMap<string, Outcome>): string {
  const texts = [...outcomes].flatMap(([location, outcome]) => ofState(location, outcome));
  return texts.length === 0 ? 'nothing was done, and no lock is held' : texts.join('; ');
}

function ofState(location: string, { done, lock, open }: Outcome): string[] {
  if (lock === 'none') return [];
  const unknown = open.length === 0 ? '' : `; the outcome of these is unknown: ${open.join(', ')}`;
  if (done === 'nothing')
    return [`nothing was done, and the lock of the state ${location} ${LOCKS[lock]}${unknown}`];
  return [`${DONE[done](location)}, and its lock ${LOCKS[lock]}${unknown}`];
}

/** Whether the command can simply be run again. */
export function isFree(outcomes: ReadonlyMap<string, Outcome>): boolean {
  return [...outcomes.values()].every(({ lock }) => lock === 'none' || lock === 'free');
}

const DONE: Readonly<Record<Exclude<Outcome['done'], 'nothing'>, (location: string) => string>> = {
  recorded: (location) => `what was done is recorded in the state ${location}`,
  written: (location) => `the state ${location} was written`,
  unwritten: (location) => `the state ${location} could not be written`,
};

const LOCKS: Readonly<Record<Exclude<Outcome['lock'], 'none'>, string>> = {
  free: 'is free',
  left: 'could not be freed',
  doubtful: 'may be held',
};
