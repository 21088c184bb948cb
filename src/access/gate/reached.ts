/** Whether people get a package on other terms than a guarantee wants. */
import type { ResourceAddress } from '../../model/address.ts';
import { causeAt } from '../compare/causes.ts';
import { opened } from '../compare/severity.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import type { Way } from '../relation/answer.ts';
import { briefAnswer, wayThrough } from '../relation/answering.ts';
import { resolveReviewers, resolveStages } from '../relation/approvers.ts';
import { admission } from '../relation/eligibility.ts';
import { distinct, requestorKey } from '../relation/overview.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import { personText } from '../words/person-text.ts';
import { peopleOf, widerSorts } from './granted.ts';
import type { GuaranteeTerms, TermFault } from './guarantee-terms.ts';
import { termFaults } from './guarantee-terms.ts';
import type { Guaranteed } from './guaranteed.ts';
import { explained } from './new-access.ts';
import type { Counterexample, Violation } from './violation.ts';
import { isAmong, sortsOf, whoText } from './who.ts';

/** Every way to one of the packages that is not on all of `unless`; without that, every way. */
export function reachedOtherwise(
  guaranteed: Guaranteed,
  packages: readonly ResourceAddress[],
  unless: GuaranteeTerms | undefined,
): readonly Violation[] {
  return packages.flatMap((address) => reachedOf(guaranteed, address, unless));
}

/** A way through which a person comes in, on the wrong terms. */
interface BrokenWay {
  /** Undefined where it is of a policy that is not known. */
  readonly policy: ResourceAddress | undefined;
  readonly certain: boolean;
  readonly faults: readonly TermFault[];
  readonly automatic: boolean;
  readonly way?: Way;
}

interface Broken {
  readonly sort: Requestor;
  readonly ways: readonly BrokenWay[];
  readonly certain: boolean;
}

function reachedOf(
  guaranteed: Guaranteed,
  address: ResourceAddress,
  unless: GuaranteeTerms | undefined,
): readonly Violation[] {
  const { model, who } = guaranteed;
  const judge = (sort: Requestor): readonly Broken[] => {
    const among = isAmong(model, who, sort);
    const ways = among === 'no' ? [] : brokenWays(guaranteed, sort, address, unless);
    if (ways.length === 0) return [];
    return [{ sort, ways, certain: among === 'yes' && ways.some(({ certain }) => certain) }];
  };
  const sorts = sortsOf(model, who, address);
  const classes = sorts.flatMap(judge);
  const known = new Map(classes.map((each) => [requestorKey(each.sort), each]));
  const isSaid = (broken: Broken) =>
    widerSorts(model, broken.sort).some((wider) => {
      const found = known.get(requestorKey(wider));
      return found !== undefined && covers(found, broken);
    });
  const asked = new Set(sorts.map(requestorKey));
  const single = distinct(singlePeople(model, address))
    .filter((sort) => !asked.has(requestorKey(sort)))
    .flatMap(judge)
    .filter((broken) => !classes.some((each) => covers(each, broken)));
  return [...classes.filter((each) => !isSaid(each)), ...single].map((broken) =>
    violationOf(guaranteed, broken, address, unless),
  );
}

/** Whether all that is said of the second is said of the first. */
function covers(wider: Broken, { ways, certain }: Broken): boolean {
  const found = new Set(wider.ways.map(({ policy }) => policy));
  return (wider.certain || !certain) && ways.every(({ policy }) => found.has(policy));
}

/**
 * People whose own request others decide than those of their class: who stands alone in a list of approvers leaves it to
 * the fallback, and who reviews alone reviews themselves.
 */
function* singlePeople(model: AccessModel, address: ResourceAddress): Generator<Requestor> {
  const { users } = model.directory;
  for (const policy of model.policiesOf.get(address) ?? []) {
    const sorts = [{ type: 'directoryUsers' } as const, ...sponsoredBy(model, policy)];
    const lists = sorts
      .flatMap((sort) => resolveStages(model, policy, sort))
      .flatMap(({ primary, fallback, escalation }) => [
        primary.people,
        fallback.people,
        ...(escalation === undefined ? [] : [escalation.primary.people, escalation.fallback.people]),
      ]);
    const reviewers = sorts.map((sort) => resolveReviewers(model, policy, sort)?.reviewers.people ?? []);
    for (const people of [...lists, ...reviewers]) {
      const [id, ...others] = new Set(people);
      const person = id === undefined ? undefined : users.get(id);
      if (person !== undefined && others.length === 0) yield { type: 'person', person };
    }
  }
}

/** Guests of the organizations whose sponsors a policy can let approve. */
function sponsoredBy(model: AccessModel, { scope, organizations }: PolicyView): readonly Requestor[] {
  if (!EXTERNAL_SCOPES.includes(scope)) return [];
  const all = organizations.length > 0 ? organizations : [...model.organizations.keys()];
  return all.map((address) => ({ type: 'connectedOrganization', address, guests: true }));
}

function brokenWays(
  { model, now }: Guaranteed,
  sort: Requestor,
  address: ResourceAddress,
  unless: GuaranteeTerms | undefined,
): readonly BrokenWay[] {
  const judged = waysTo(model, sort, address).flatMap(({ way, certain, automatic }): BrokenWay[] => {
    const faults = unless === undefined ? [] : termFaults(model, { terms: way.terms, sort, now }, unless);
    if (unless !== undefined && faults.length === 0) return [];
    const isBroken = unless === undefined || faults.some((each) => each.certain);
    return [{ policy: way.policy.address, certain: certain && isBroken, faults, automatic, way }];
  });
  const { verdict } = briefAnswer(model, sort, address);
  const unseen = verdict === 'no' ? [] : (model.unknownOf.get(address) ?? []);
  return [
    ...judged,
    ...(unseen.length === 0
      ? []
      : [{ policy: undefined, certain: false, automatic: false, faults: unseen.map(unseenFault) }]),
  ];
}

function unseenFault(what: string): TermFault {
  return { clause: 'stages', certain: false, text: `unknown: ${what}`, path: [] };
}

interface FoundWay {
  readonly way: Way;
  readonly certain: boolean;
  readonly automatic: boolean;
}

/** By request or by rule; what nobody can approve is none. */
export function waysTo(model: AccessModel, sort: Requestor, address: ResourceAddress): readonly FoundWay[] {
  const { verdict, ways, automatic } = briefAnswer(model, sort, address);
  const sure = ways.map((way) => ({ way, certain: verdict === 'yes', automatic: false }));
  const strictest = Math.min(...ways.map(({ policy }) => policy.class ?? 1));
  const isOpen = (policy: PolicyView): boolean => {
    if (verdict === 'no' || ways.some((way) => way.policy.address === policy.address)) return false;
    const { admits } = admission(model, policy, sort);
    // What is unknown of the person beside the policies leaves all of these open.
    return ways.length === 0
      ? admits !== 'no'
      : verdict === 'yes' && admits === 'unknown' && (policy.class ?? 1) <= strictest;
  };
  const asked = sort.type === 'attributeRule' ? [] : (model.policiesOf.get(address) ?? []);
  const open = asked
    .filter(isOpen)
    .map((policy) => ({ way: wayThrough(model, policy, sort), certain: false, automatic: false }));
  return [
    ...[...sure, ...open].filter(({ way }) => !isDeadEnd(way.terms.approval)),
    ...automatic.map(({ certain, ...way }) => ({ way, certain, automatic: true })),
  ];
}

function violationOf(
  guaranteed: Guaranteed,
  { sort, ways, certain }: Broken,
  address: ResourceAddress,
  unless: GuaranteeTerms | undefined,
): Violation {
  const { model, who, placeOf } = guaranteed;
  const name = requestorName(model, sort);
  const called = packageName(model, address);
  const texts = [...new Set(ways.flatMap(({ faults }) => faults.map(({ text }) => text)))];
  const able = certain ? 'can' : 'can possibly';
  const among = isAmong(model, who, sort) === 'yes' ? '' : ` (and may be among ${whoText(model, who)})`;
  const on = texts.length === 0 ? '' : `: ${texts.join(', ')}`;
  const automatic = ways.filter((each) => each.automatic).flatMap(({ way }) => way ?? []);
  const requested = ways.filter((each) => !each.automatic).flatMap(({ way }) => way ?? []);
  return {
    check: 'guarantee',
    guarantee: guaranteed.name,
    capability: ways.every((each) => each.automatic) ? 'receive' : 'request',
    requestor: name,
    about: { address, displayName: model.packages.get(address)?.displayName ?? address },
    severity: opened(sort, {
      ways: requested,
      automatic: automatic.map((way) => ({ ...way, certain: true })),
    }),
    certain,
    summary: `${name.label} ${able} get ${called}${among}${on}`,
    details: ways.map((way) => wayText(model, way)),
    causes: ways.flatMap(({ policy, faults }) => {
      if (policy === undefined) return [];
      const paths = faults.length === 0 ? [[]] : faults.map(({ path }) => path);
      return paths.map((path) => causeAt(policy, path, placeOf));
    }),
    counterexample: counterexampleOf(guaranteed, sort, address, unless),
  };
}

function wayText(model: AccessModel, { policy, automatic, faults }: BrokenWay): string {
  const name = policy === undefined ? undefined : model.policies.get(policy)?.displayName;
  const through = name === undefined ? 'through a policy that is not known' : `through "${name}"`;
  const texts = faults.map(({ text }) => text).join(', ');
  return `${automatic ? 'without a request, ' : ''}${through}${texts === '' ? '' : `: ${texts}`}`;
}

/** One of them for whom it is broken; else all of them. */
function counterexampleOf(
  guaranteed: Guaranteed,
  sort: Requestor,
  address: ResourceAddress,
  unless: GuaranteeTerms | undefined,
): Counterexample {
  const { model, who } = guaranteed;
  const people = peopleOf(model, sort, who).map((person) => {
    const ways = brokenWays(guaranteed, { type: 'person', person }, address, unless);
    return { person, isBroken: ways.length > 0, certain: ways.some(({ certain }) => certain) };
  });
  const best = people.find(({ certain }) => certain) ?? people.find(({ isBroken }) => isBroken);
  if (best === undefined)
    return { text: requestorName(model, sort).label, after: explained(model, sort, address) };
  const { person } = best;
  const after = explained(model, { type: 'person', person }, address);
  return { person, text: personText(model, person), after };
}
