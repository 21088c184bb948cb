/** Access tests that are missing, made from what holds today: each was run, and passes. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessTestExpectation, Governance } from '../../schema/governance.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { AccessAnswer, Way } from '../relation/answer.ts';
import { answerFor } from '../relation/answering.ts';
import { runAccessTests } from './access-tests.ts';
import type { CheckOutcome } from './access-tests.ts';
import type { Asked } from './asked.ts';
import type { Coverable } from './coverage.ts';
import { isOffer, isRefusal } from './coverage.ts';
import { insiders, keyOf, notMeant } from './suggest-requestors.ts';
import type { SuggestedRequestor } from './suggest-requestors.ts';
import { TestNames } from './test-names.ts';
import type { AccessTestSpec } from './test-requestor.ts';
import { testRequestor } from './test-requestor.ts';

export interface Suggestions {
  readonly tests: readonly AccessTestSpec[];
  /** Policies that no test that passes would touch: people cannot get in by them, or what is needed is not known. */
  readonly without: readonly Coverable[];
}

/** For each policy that is untouched, or whose stages are: who can, on which terms, and who is nearest and cannot. */
export function suggestTests(
  model: AccessModel,
  places: readonly Coverable[],
  sponsors: Governance['sponsors'],
): Suggestions {
  const suggesting = new Suggesting(model, sponsors ?? {});
  const untouched = places.filter(({ touched }) => touched === 0);
  const of = (...kinds: readonly Coverable['kind'][]) =>
    new Map(untouched.filter(({ kind }) => kinds.includes(kind)).map((each) => [each.address, each]));
  const [untold, open, refusing] = [of('policies'), of('policies', 'stages'), of('refusals')];
  const found = [...new Set([...open.keys(), ...refusing.keys()])].flatMap((address) => {
    const policy = model.policies.get(address);
    if (policy === undefined) return [];
    const can = open.has(address)
      ? suggesting.can(policy, untold.has(address) ? isOffer : isToldApproval)
      : undefined;
    const cannot = refusing.has(address) ? suggesting.cannot(policy) : undefined;
    return [{ address, can, cannot }];
  });
  const tests = found.flatMap(({ can, cannot }) => [can ?? [], cannot ?? []].flat());
  return {
    tests: [...new Map(tests.map((spec) => [JSON.stringify(spec), spec])).values()],
    without: found.flatMap(({ address, can }) => (can === undefined ? (open.get(address) ?? []) : [])),
  };
}

type Touches = (outcome: CheckOutcome, asked: Asked, policy: ResourceAddress) => boolean;

/** Where only stages are untouched, a test that does not say who approves adds nothing. */
const isToldApproval: Touches = (outcome, asked, policy) =>
  outcome.approversExpected && isOffer(outcome, asked, policy);

class Suggesting {
  private readonly model: AccessModel;
  private readonly sponsors: NonNullable<Governance['sponsors']>;
  private readonly names: TestNames;

  constructor(model: AccessModel, sponsors: NonNullable<Governance['sponsors']>) {
    this.model = model;
    this.sponsors = sponsors;
    this.names = new TestNames(model, sponsors);
  }

  /** Of all who can, those of whom most can be said. */
  can(policy: PolicyView, touches: Touches): AccessTestSpec | undefined {
    const asked = insiders(this.model, this.names, policy).flatMap((requestor) => {
      const answer = this.answer(requestor, policy);
      return answer?.verdict === 'yes' ? [{ requestor, answer }] : [];
    });
    const tests = LEFT_OUT.flatMap((leftOut) =>
      asked.map(({ requestor, answer }): AccessTestSpec => {
        const expected = this.expectation(answer.ways);
        const kept = Object.entries(expected).filter(([member]) => !leftOut.includes(member));
        return {
          requestor,
          can: { [keyOf(policy.package)]: Object.fromEntries(kept) },
        };
      }),
    );
    return tests.find((spec) => this.holds(spec, policy, touches));
  }

  cannot(policy: PolicyView): AccessTestSpec | undefined {
    const tests = notMeant(this.model, policy).flatMap((requestor): AccessTestSpec[] => {
      const answer = this.answer(requestor, policy);
      if (answer?.verdict !== 'no') return [];
      const cannot = { [keyOf(policy.package)]: answer.reason } as AccessTestSpec['cannot'];
      return [{ requestor, ...(cannot !== undefined && { cannot }) }];
    });
    return tests.find((spec) => this.holds(spec, policy, isRefusal));
  }

  private answer(spec: SuggestedRequestor, policy: PolicyView): AccessAnswer | undefined {
    const requestor = testRequestor(this.model, this.names, spec);
    return typeof requestor === 'string' ? undefined : answerFor(this.model, requestor, policy.package);
  }

  private holds(spec: AccessTestSpec, { address }: PolicyView, touches: Touches): boolean {
    const outcomes = runAccessTests(this.model, [{ spec, placeOf: () => undefined }], this.sponsors);
    return (
      outcomes.every(({ mismatches }) => mismatches.length === 0) &&
      outcomes.some((outcome) =>
        outcome.asked.some((each) => each.certain && touches(outcome, each, address)),
      )
    );
  }

  /** What is so of all ways in. */
  private expectation(ways: readonly Way[]): AccessTestExpectation {
    const policies = ways.map(({ policy }) => keyOf(policy.address));
    const approvers = shared(ways, (way) => this.approversOf(way));
    const end = shared(ways, endOf);
    const [policy = ''] = policies;
    return {
      policy: policies.length === 1 ? policy : policies,
      ...(approvers !== undefined && { approvers }),
      ...end,
    };
  }

  private approversOf({ terms }: Way): string[][] {
    return terms.approval.map(({ approvers, from }) =>
      from === 'nobody'
        ? [from]
        : approvers.subjects.map(({ type, id, label }) => this.called(type, id, label)),
    );
  }

  private called(type: string, id: string, label: string): string {
    if (type !== 'principal') return label;
    const sponsor = Object.keys(this.sponsors).find((key) => this.names.idOf(key) === id);
    const { users, groups } = this.model.directory;
    const { userPrincipalName, mail } = users.get(id) ?? {};
    return sponsor ?? userPrincipalName ?? mail ?? groups.get(id)?.label ?? id;
  }
}

/** What is left out, step by step, until a test passes: not all of an organization or class need have the same terms. */
const LEFT_OUT: readonly (readonly string[])[] = [
  [],
  ['duration', 'until'],
  ['approvers'],
  ['approvers', 'duration', 'until'],
];

function endOf({ terms: { expiration } }: Way): Pick<AccessTestExpectation, 'duration' | 'until'> {
  const { duration, endDateTime, unspecified } = expiration;
  if (duration !== undefined) return { duration };
  if (endDateTime !== undefined) return { until: endDateTime };
  return unspecified === true ? {} : { duration: 'never' };
}

/** Undefined where they differ. */
function shared<T>(ways: readonly Way[], of: (way: Way) => T): T | undefined {
  const found = new Map(ways.map(of).map((each) => [JSON.stringify(each), each]));
  return found.size === 1 ? [...found.values()][0] : undefined;
}
