/** Who requests for others as their manager, by name, where the outer door comes to keep that person out, or to let them in. */
import type { AccessModel } from '../facts/model.ts';
import type { Person } from '../facts/facts.ts';
import type { Beneficiaries } from '../relation/beneficiaries.ts';
import { isAdmissible, managedBy } from '../relation/beneficiaries.ts';
import type { Duty } from '../relation/duties.ts';
import { ADDING_FOR_OTHERS, isGuest, principalName } from '../relation/duties.ts';
import { peopleAtDoor } from './managers-at-door.ts';
import type { Revision } from './touched.ts';

/** Managers as such are the same before and after; of each whom the door concerns, for whom they do it is said. */
export function withManagersNamed(
  revision: Revision,
  side: 'before' | 'after',
  duties: readonly Duty[],
): readonly Duty[] {
  const people = [...peopleAtDoor(revision)];
  if (people.length === 0) return duties;
  const model = revision[side];
  const own = duties.flatMap((duty) =>
    duty.actor.type === 'manager' ? people.flatMap((id) => asDoneBy(model, duty, id)) : [],
  );
  return [...duties, ...own];
}

function asDoneBy(model: AccessModel, duty: Duty, id: string): Duty[] {
  const { beneficiaries, guests: _all, ...rest } = duty;
  if (beneficiaries === undefined) return [];
  const reports = managedBy(model, id, Number(duty.actor.id), beneficiaries).filter((person) =>
    canBeRequestedFor(model, duty, person),
  );
  if (reports.length === 0) return [];
  const actor = principalName(model.directory, id);
  return [{ ...rest, actor, external: isGuest(model.directory, id), beneficiaries: namedAs(reports) }];
}

function canBeRequestedFor(model: AccessModel, { role, at }: Duty, person: Person): boolean {
  const policy = model.policies.get(at.address);
  if (role !== ADDING_FOR_OTHERS || policy === undefined) return true;
  return isAdmissible(model, policy, { type: 'person', person });
}

function namedAs(people: readonly Person[]): Beneficiaries {
  return new Map(
    people.map((person) => [person.id ?? '', { label: person.label, requestor: { type: 'person', person } }]),
  );
}
