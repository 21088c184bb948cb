/** Every person of a small world: what the analysis answers, held against what the oracle says. */
import { createAccessModel } from '../../../../src/access/index.ts';
import type { AccessModel, Person } from '../../../../src/access/index.ts';
import { briefAnswer } from '../../../../src/access/relation/answering.ts';
import { assignmentAnswer } from '../../../../src/access/relation/assignment.ts';
import type { Valuation } from './people.ts';
import { PEOPLE } from './people.ts';
import type { Way } from './oracle.ts';
import { decidersOf, waysOf } from './oracle.ts';
import { FACTS, NOW, PACKAGE, personOf, policyAddress, resourcesOf } from './resources.ts';
import type { SmallWorld } from './small-world.ts';

export interface Disagreement {
  /** Those of one kind have one. */
  readonly kind: string;
  readonly detail: string;
}

const PERSONS: readonly Person[] = PEOPLE.map(personOf);

/** One for each answer in which the two differ. */
export function disagreements(world: SmallWorld): Disagreement[] {
  const model = createAccessModel({ resources: resourcesOf(world), directory: FACTS, now: NOW });
  return PEOPLE.flatMap((valuation, index) => {
    const person = PERSONS[index];
    return person === undefined ? [] : ofPerson(world, model, valuation, person);
  });
}

function ofPerson(
  world: SmallWorld,
  model: AccessModel,
  valuation: Valuation,
  person: Person,
): Disagreement[] {
  const ways = waysOf(world, valuation);
  const requestor = { type: 'person' as const, person };
  const { verdict, ways: found, automatic } = briefAnswer(model, requestor, PACKAGE);
  const assigned = assignmentAnswer(model, requestor, PACKAGE);
  const of = (kind: Way['kind']) => ways.filter((way) => way.kind === kind);
  const addresses = (kind: Way['kind']) =>
    of(kind)
      .map(({ policy }) => policyAddress(policy))
      .join();
  const theirs = (all: typeof found) =>
    all
      .map(({ policy }) => policy.address)
      .sort()
      .join();
  const says = (kind: string, oracle: string, analysis: string): Disagreement[] =>
    oracle === analysis
      ? []
      : [{ kind, detail: `${valuation.label}: the oracle says "${oracle}", the analysis "${analysis}"` }];
  return [
    ...says('request: verdict', of('request').length > 0 ? 'yes' : 'no', verdict),
    ...says('request: through', addresses('request'), theirs(found)),
    ...says('receive: through', addresses('receive'), theirs(automatic.filter(({ certain }) => certain))),
    ...says('assign: verdict', of('assign').length > 0 ? 'yes' : 'no', assigned.verdict),
    ...found.flatMap(({ policy: { address }, terms }) => {
      const index = Number(address.slice(-1));
      const policy = world.policies[index];
      if (policy === undefined) return [];
      const oracle = decidersOf(world, valuation, policy.terms, policy.scope).map((names) =>
        [...names].sort(),
      );
      const analysis = terms.approval.map(({ approvers, escalation }) =>
        [...new Set([...approvers.people, ...(escalation?.approvers.people ?? [])])].sort(),
      );
      return says('approve: by whom', JSON.stringify(oracle), JSON.stringify(analysis));
    }),
  ];
}
