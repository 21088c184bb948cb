/** What of a configuration access tests touch: what they leave alone can change without a test that fails. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { objectsOf } from '../../model/value.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf, packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import { groupOf } from '../facts/in-group.ts';
import { organizationsOf } from '../facts/requestor.ts';
import type { CheckOutcome } from './access-tests.ts';
import type { Asked } from './asked.ts';

export const COVERAGE_KINDS = ['policies', 'stages', 'refusals', 'organizations', 'automatic'] as const;

export type CoverageKind = (typeof COVERAGE_KINDS)[number];

/** Something that a test can touch. */
export interface Coverable {
  readonly kind: CoverageKind;
  readonly address: ResourceAddress;
  /** Inside of its attributes. */
  readonly path: AttributePath;
  /** What a reader calls it; untrusted text inside. */
  readonly label: string;
  /** How many checks of tests touch it. */
  readonly touched: number;
}

type Place = Omit<Coverable, 'touched'> & {
  /** Whether it is touched by what was found of one sort of people. */
  readonly isTouched: (outcome: CheckOutcome, asked: Asked) => boolean;
};

/** Everything that can be touched, by kind, in the order of the model. */
export function coverage(model: AccessModel, outcomes: readonly CheckOutcome[]): readonly Coverable[] {
  const places = [
    ...[...model.policies.values()].flatMap((policy) => ofPolicy(model, policy)),
    ...[...model.packages.keys()].flatMap((address) => exclusionsOf(model, address)),
  ];
  const counted = [
    ...places.map(({ isTouched, ...place }): Coverable => {
      const touched = outcomes.filter((outcome) =>
        outcome.asked.some((each) => each.certain && isTouched(outcome, each)),
      );
      return { ...place, touched: touched.length };
    }),
    ...organizations(model, outcomes),
  ];
  return COVERAGE_KINDS.flatMap((kind) => counted.filter((each) => each.kind === kind));
}

/** Those whose people a test is about. */
function organizations(model: AccessModel, outcomes: readonly CheckOutcome[]): readonly Coverable[] {
  const touching = outcomes.map(
    ({ requestors }) =>
      new Set(
        requestors.flatMap((requestor) =>
          organizationsOf(model, requestor).certain.map(({ address }) => address),
        ),
      ),
  );
  return [...model.organizations.values()].map(({ address, displayName }): Coverable => {
    const touched = touching.filter((addresses) => addresses.has(address)).length;
    return { kind: 'organizations', address, path: [], label: displayName, touched };
  });
}

function ofPolicy(model: AccessModel, policy: PolicyView): readonly Place[] {
  const { address } = policy;
  const label = `${policy.displayName}, of ${packageName(model, policy.package)}`;
  if (policy.automatic) {
    const isTouched: Place['isTouched'] = ({ expected }, { answer: { automatic } }) =>
      expected === 'can' && automatic.some((way) => way.certain && way.policy.address === address);
    return [{ kind: 'automatic', address, path: ['automaticRequestSettings'], label, isTouched }];
  }
  // Requests of applications are not what access tests are about.
  if (FOR_APPLICATIONS.includes(policy.scope)) return [];
  const refusal: Place = {
    ...{ kind: 'refusals', address, path: ['allowedTargetScope'] },
    label: `who is kept out by ${label}`,
    isTouched: (outcome, asked) => isRefusal(outcome, asked, address),
  };
  // Through a policy that takes no requests, or that has ended, nobody can request.
  if (!policy.acceptsRequests || policy.class === undefined || policy.ended !== undefined) return [refusal];
  const isOffered: Place['isTouched'] = (outcome, asked) => isOffer(outcome, asked, address);
  return [
    { kind: 'policies', address, path: [], label, isTouched: isOffered },
    ...stagesOf(policy).map((index): Place => ({
      ...{ kind: 'stages', address, path: ['requestApprovalSettings', 'stages', index] },
      label: `stage ${index + 1} of ${label}`,
      isTouched: (outcome, asked) => outcome.approversExpected && isOffered(outcome, asked),
    })),
    refusal,
  ];
}

/** Whether a `can` rests on a policy. */
export function isOffer({ expected }: CheckOutcome, { answer }: Asked, policy: ResourceAddress): boolean {
  return (
    expected === 'can' &&
    answer.verdict === 'yes' &&
    answer.ways.some(({ policy: { address } }) => address === policy)
  );
}

/** Whether a `cannot` rests on a policy, or on others too. */
export function isRefusal({ expected }: CheckOutcome, { answer }: Asked, policy: ResourceAddress): boolean {
  return (
    expected === 'cannot' &&
    answer.verdict === 'no' &&
    answer.steps.some(({ result, at }) => result === 'no' && at?.address === policy)
  );
}

const FOR_APPLICATIONS: readonly string[] = [
  'specificDirectoryServicePrincipals',
  'allDirectoryServicePrincipals',
  'allDirectoryAgentIdentities',
];

function stagesOf({ attributes }: PolicyView): readonly number[] {
  const approval = objectAt(attributes, 'requestApprovalSettings');
  return approval['isApprovalRequiredForAdd'] === true
    ? objectsOf(approval['stages']).map((_stage, index) => index)
    : [];
}

/** One for each package and group that is incompatible. */
function exclusionsOf(model: AccessModel, address: ResourceAddress): readonly Place[] {
  const { incompatiblePackages = [], incompatibleGroups = [] } = model.packages.get(address) ?? {};
  const excluded = (member: string, who: string, keepsOut: (asked: Asked) => boolean): Place => ({
    ...{ kind: 'refusals', address, path: [member] },
    label: `${who} are kept out of ${packageName(model, address)}`,
    isTouched: ({ expected }, asked) =>
      expected === 'cannot' &&
      asked.answer.package.address === address &&
      asked.answer.reason === 'incompatible' &&
      keepsOut(asked),
  });
  return [
    ...incompatiblePackages.map((other) =>
      excluded(
        'incompatibleAccessPackages',
        `holders of ${packageName(model, other)}`,
        ({ requestor }) => requestor.type === 'person' && requestor.person.holds?.includes(other) === true,
      ),
    ),
    ...incompatibleGroups.map((group) =>
      excluded(
        'incompatibleGroups',
        `members of ${nameOf(model.directory, group)}`,
        ({ requestor }) => groupOf(model, requestor, [group]).in === 'yes',
      ),
    ),
  ];
}
