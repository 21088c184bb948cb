/** How few people can complete the stages of a request, and who they are. */
import type { Person, Tri } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { StageDeciders } from '../relation/deciders.ts';

export interface Fewest {
  /** So many suffice; Infinity where those who are known cannot complete the stages. */
  readonly known: number;
  /** Ids of so many people. */
  readonly people: readonly string[];
  /** So many suffice if those who are not known are who they can be at worst. */
  readonly possible: number;
}

/** The fewest different people who can complete the stages between them: one person may decide several. */
export function fewestPeople(stages: readonly StageDeciders[]): Fewest {
  const masks = new Map<number, string>();
  for (const id of new Set(stages.flatMap(({ people }) => [...people]))) {
    const mask = maskOf(stages, ({ people }) => people.has(id));
    if (!masks.has(mask)) masks.set(mask, id);
  }
  const all = maskOf(stages, () => true);
  const open = maskOf(stages, ({ unknown }) => unknown.length > 0);
  const people = cover([...masks.keys()], all);
  // Who is not known can be anyone, also a person who decides another stage.
  const possible = cover([open, ...[...masks.keys()].map((mask) => mask | open)], all);
  return {
    known: people?.length ?? Infinity,
    people: (people ?? []).map((mask) => masks.get(mask) ?? ''),
    possible: possible?.length ?? Infinity,
  };
}

function maskOf(stages: readonly StageDeciders[], is: (stage: StageDeciders) => boolean): number {
  return stages.reduce((mask, stage, index) => (is(stage) ? mask | (1 << index) : mask), 0);
}

/** The fewest masks that together have all bits; a policy has three stages at most. */
function cover(masks: readonly number[], all: number): readonly number[] | undefined {
  let found: readonly (readonly number[])[] = [[]];
  for (let count = 0; count <= 3; count += 1) {
    const whole = found.find((set) => set.reduce((sum, mask) => sum | mask, 0) === all);
    if (whole !== undefined) return whole;
    found = found.flatMap((set) => masks.map((mask) => [...set, mask]));
  }
  return undefined;
}

/** Whether people of one type alone can complete the stages. */
export function decidedBy(
  { directory }: AccessModel,
  stages: readonly StageDeciders[],
  type: NonNullable<Person['userType']>,
): { readonly alone: Tri; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  let alone: Tri = 'yes';
  for (const stage of stages) {
    const types = [...stage.people].map((id) => ({ id, userType: directory.users.get(id)?.userType }));
    if (types.some(({ userType }) => userType === type)) continue;
    const untold = types.filter(({ userType }) => userType === undefined);
    const open = [
      ...untold.map(({ id }) => `whether ${nameOf(directory, id)} is a member or a guest`),
      ...stage.unknown,
    ];
    if (open.length === 0) return { alone: 'no', unknown: [] };
    alone = 'unknown';
    unknown.push(...open);
  }
  return { alone, unknown };
}
