/** What people can decide about the access of others, in words. Untrusted text inside. */
import { firstOf } from '../../model/counted.ts';
import type { AccessModel } from '../facts/model.ts';
import { WHOLE_TENANT } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import { requestorName } from '../facts/requestor.ts';
import type { Beneficiaries } from '../relation/beneficiaries.ts';
import type { Duty } from '../relation/duties.ts';
import { doneInTenant } from '../relation/duties.ts';
import type { Order } from '../relation/order.ts';
import type { AccessDiff } from './access-change.ts';
import type { ComparedDuty } from './compared-duty.ts';
import { isOnOtherTermsAlone } from './compared-duty.ts';
import { approvalLinesFor, isInVainFor } from './on-behalf.ts';
import type { Sides } from './same-people.ts';
import { withSignIns } from './same-people.ts';

/** What is said of a difference, behind the name of the actor. */
export interface DutyText {
  /** What it is about. */
  readonly displayName: string;
  readonly predicate: string;
  readonly details: readonly string[];
}

/** `duty`: one of those that it is about. `model`: in which those have their names. */
export function dutyText(compared: ComparedDuty, duty: Duty, model: AccessModel): DutyText {
  const { list, past, present, idle, people } = compared;
  const { capability, about } = duty;
  const { displayName, words } = subjectName(model, duty, people);
  const named = list === 'lost' ? past : present;
  const sides = isOtherRole(compared) ? [past, present] : [named];
  const roles = sides.map((side) => textsOf(side).join(', ')).join(' -> ');
  const predicate =
    idle !== undefined
      ? idleText(list, `${NAMING[capability]} ${words}`, idle)
      : about === WHOLE_TENANT
        ? tenantText(list, textsOf(named))
        : `${verbOf(compared, capability)} ${words}${conditionOf(compared, model)}`;
  return {
    displayName,
    predicate,
    details: [
      ...(isSponsorAlone(list, named, model) ? [] : [`as ${roles}`]),
      ...(list === 'lost' ? [] : guestsAmong(present)),
      ...(list === 'lost' || saysApproval(compared) ? [] : approvalLinesFor(model, present)),
      ...(compared.terms?.lines ?? []),
    ],
  };
}

/** Of managers. */
function guestsAmong(duties: readonly Duty[]): readonly string[] {
  const names = [...new Set(duties.flatMap(({ guests = [] }) => guests))];
  return names.length === 0 ? [] : [`guests known to be among them: ${firstOf(names, MOST)}`];
}

/** So many people are named, the others are counted. */
const MOST = 10;

function isOtherRole(compared: ComparedDuty): boolean {
  const { list, surety, worth } = compared;
  return list === 'changed' && surety === 'equal' && worth === 'equal' && !isOnOtherTermsAlone(compared);
}

/** Whether the lines of the terms tell who approves, or that nothing differs in that. */
function saysApproval(compared: ComparedDuty): boolean {
  const { terms, worth } = compared;
  if (worth !== 'equal') return false;
  return (
    isOnOtherTermsAlone(compared) || terms?.differences.some(({ facet }) => facet === 'approval') === true
  );
}

/** What goes behind it: of sponsors, as what alone they decide; of who requests for others, that nobody can approve it. */
function conditionOf(
  { list, past, present, worth, wasInVain, isOpen, managers }: ComparedDuty,
  model: AccessModel,
): string {
  const duties = list === 'lost' ? past : present;
  const isInVain = list !== 'lost' && isInVainFor(model, present);
  return [
    isSponsorAlone(list, duties, model) ? `, as ${textsOf(duties).join(', ')}` : '',
    isInVain ? ', but only in vain' : wasInVain && worth === 'looser' ? ', which was in vain' : '',
    isInVain || wasInVain ? '' : OF_SOME[worth],
    isOpen ? (list === 'lost' ? ', if they could at all' : ', if they can sign in, which is not known') : '',
    managers.length > 0 ? `, unless as ${managers.join(' or ')}` : '',
  ].join('');
}

/** Where requests for some people, and not for all, come to be in vain or are so no longer. */
const OF_SOME: Readonly<Record<Order, string>> = {
  equal: '',
  looser: ', also for people for whom it was in vain',
  tighter: ', but in vain for more of them',
  incomparable: ', but in vain for others than before',
};

function isSponsorAlone(list: keyof AccessDiff, duties: readonly Duty[], model: AccessModel): boolean {
  return list !== 'changed' && duties.some(({ about }) => model.organizations.has(about));
}

/** What an entry says they can do. Where it alone differs that nobody knows any more whether they can sign in: `can only`, before that condition. */
function verbOf(compared: ComparedDuty, capability: Duty['capability']): string {
  const { list, surety, worth } = compared;
  if (list !== 'changed') return VERBS[capability][list];
  if (isOnOtherTermsAlone(compared)) return 'can request, on other terms, for other people, access';
  if (surety === 'tighter') return `can only ${NAMING[capability]}`;
  if (worth !== 'equal') return `can ${worth === 'looser' ? 'now ' : ''}${NAMING[capability]}`;
  return VERBS[capability].changed;
}

/** Roles on all of entitlement management give single things to do, over existing catalogs nothing. */
function tenantText(list: keyof AccessDiff, roles: readonly string[]): string {
  return `can ${list === 'lost' ? 'no longer' : 'now'} ${roles.map(doneInTenant).join(', and ')}`;
}

/** Of those who can decide nothing today: that they are named, or no longer, opens nothing and takes nothing away. */
function idleText(list: keyof AccessDiff, what: string, idle: string): string {
  return `is ${list === 'lost' ? 'no longer' : 'now'} named to ${what}, and ${idle}`;
}

/** What people are named to do, who have to be able to sign in for it. */
const NAMING: Readonly<Record<Duty['capability'], string>> = {
  approve: 'approve requests',
  review: 'review who keeps access',
  requestFor: 'request, for other people, access',
  administer: 'administer',
};

const VERBS: Readonly<Record<Duty['capability'], Readonly<Record<keyof AccessDiff, string>>>> = {
  approve: {
    gained: 'can now approve requests',
    lost: 'can no longer approve requests',
    changed: 'can approve, in another role, requests',
  },
  review: {
    gained: 'can now review who keeps access',
    lost: 'can no longer review who keeps access',
    changed: 'can review, in another role, who keeps access',
  },
  requestFor: {
    gained: 'can now request, for other people, access',
    lost: 'can no longer request, for other people, access',
    changed: 'can request, in another way, for other people, access',
  },
  administer: {
    gained: 'can now administer',
    lost: 'can no longer administer',
    changed: 'can administer, in another role,',
  },
};

/** What a duty lets people do, behind `can`. */
export function dutyDone(model: AccessModel, duty: Duty): string {
  if (duty.about === WHOLE_TENANT) return doneInTenant(duty.role);
  return `${NAMING[duty.capability]} ${subjectName(model, duty, undefined).words}`;
}

function subjectName(
  model: AccessModel,
  { about, capability }: Duty,
  people: Sides | undefined,
): { readonly displayName: string; readonly words: string } {
  if (about === WHOLE_TENANT) {
    const words = 'entitlement management';
    return { displayName: words, words };
  }
  const catalog = model.catalogs.get(about)?.displayName;
  if (catalog !== undefined) return { displayName: catalog, words: `the catalog ${catalog}` };
  const organization = model.organizations.get(about)?.displayName;
  if (organization !== undefined) {
    const namesakes = [...model.organizations.values()].filter((each) => each.displayName === organization);
    // Of an organization that comes to mean others, both are told by how they sign in.
    const called =
      namesakes.length > 1 || people?.split === true
        ? requestorName(model, { type: 'connectedOrganization', address: about }).label
        : organization;
    return {
      displayName: organization,
      words: `${capability === 'review' ? 'among' : 'of'} people of ${people === undefined ? called : withSignIns(called, people)}`,
    };
  }
  const displayName = model.packages.get(about)?.displayName ?? about;
  const called = packageName(model, about);
  if (capability === 'administer') return { displayName, words: called };
  return { displayName, words: `${capability === 'approve' ? 'for' : 'to'} ${called}` };
}

/** Roles, and of requests for others each with whom it is for. */
function textsOf(duties: readonly Duty[]): string[] {
  const texts = duties.map(({ role, beneficiaries }) =>
    beneficiaries === undefined ? role : `${role}: ${labelsOf(beneficiaries).join(', ')}`,
  );
  return [...new Set(texts)].sort();
}

function labelsOf(beneficiaries: Beneficiaries): readonly string[] {
  return [...new Set([...beneficiaries.values()].map(({ label }) => label))];
}
