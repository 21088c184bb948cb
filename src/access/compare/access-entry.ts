/** A difference between two answers as the entry that a plan shows. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Facet } from '../../kinds/bearing.ts';
import { compareNames } from '../../model/natural-order.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import { matchesNewGuests } from '../facts/membership-rule.ts';
import { isOutsideDirectory, requestorName } from '../facts/requestor.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import { isUnapproved } from '../relation/answer.ts';
import { approveWithinClass } from '../relation/each-other.ts';
import { refusalOf } from '../relation/answering.ts';
import { requestorKey } from '../relation/overview.ts';
import { assigningByRule } from '../relation/rule-loss.ts';
import { settingName, shutOut } from '../relation/kept-out.ts';
import type { AccessCapability } from '../relation/capability.ts';
import { allowsMore } from '../relation/order.ts';
import type { Leaving } from '../relation/terms.ts';
import { leavingOf } from '../relation/terms.ts';
import { isInVain } from '../relation/in-vain.ts';
import { exceptFor, partNames, partsText } from '../words/except.ts';
import { differenceLines, gainedLines, leavingText } from '../words/diff-words.ts';
import type { AccessChange, AccessDifference } from './access-change.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import { causesOf } from './causes.ts';
import { changesMeant } from './changes-meant.ts';
import type { Difference } from './compare-answers.ts';
import type { Compared } from './compared.ts';
import { certainty, directionOf } from './compared.ts';
import { nameFrom } from './same-people.ts';
import { givenByLines } from './given-by.ts';
import { aloneLines, restsOnUnsure } from './left-alone.ts';
import { releasedLines } from './released.ts';
import { ruleLapses } from './rule-lapses.ts';
import { sponsorLines } from './sponsor-lines.ts';
import { altered, assigned, opened, raised } from './severity.ts';
import type { ChangeIndex, Revision } from './touched.ts';
import { managerLines } from './without-manager.ts';

const REACH: readonly Facet[] = ['reach'];

/** What lets a requestor in; without approval, also what dropped the approval. */
function gains(answer: AccessAnswer): readonly Facet[] {
  return isUnapproved(answer) ? ['reach', 'approval'] : REACH;
}

/** Where they were excluded, that they no longer are: alone, if the ways in were there. */
function gainedBy(
  before: AccessAnswer,
  after: AccessAnswer,
  changes: readonly ResourceChange[],
): readonly Facet[] {
  if (before.reason !== 'incompatible') return gains(after);
  const changed = new Set(changes.map(({ address }) => address));
  const isNew = after.ways.every(({ policy: { address } }) => changed.has(address));
  return isNew ? [...gains(after), 'conditions'] : ['conditions'];
}

/** What an entry is told from beside the answers. */
export interface Telling extends Revision {
  readonly index: ChangeIndex;
  readonly placeOf: PlaceOf;
  /** Of those whom an entry is about only some come to it, and it is not known who. */
  readonly possible?: boolean;
}

export function toChange(compared: Compared, address: ResourceAddress, telling: Telling): AccessChange {
  const { requestor, list, before, after, differences } = compared;
  // What is gone has its name in the model before.
  const model = list === 'lost' ? telling.before : telling.after;
  const name = requestorName(telling[compared.namedIn], requestor);
  const whole = nameFrom(compared.outside === true ? outsideOf(name, requestor) : name, compared);
  const parts = partNames(telling[compared.namedIn], requestor, compared.except);
  // Behind a gain an exception would read as if these could not get it.
  const named = list === 'gained' ? whole : exceptFor(whole, parts);
  const { displayName } = (list === 'lost' ? before : after).answer.package;
  const called = packageName(model, address);
  const changes = changesMeant(compared, address, telling);
  const useless = whyUseless(compared, telling.after);
  const isDoubtful = restsOnUnsure(compared);
  const predicate = predicateOf(compared, called, telling.possible === true || isDoubtful);
  const told = useless === undefined ? predicate : `${predicate}, but cannot use it`;
  const base = useless === undefined ? severityOf(compared) : 'low';
  const severity = isWorthMore(compared) && useless === undefined ? raised(base) : base;
  // These stand in a line of their own, which says why.
  const alone = (compared.leftAlone ?? []).map((each) => requestorName(telling.after, each));
  const except = [...parts, ...alone];
  return {
    requestor: except.length === 0 ? named : { ...named, except },
    package: { address, displayName },
    severity,
    ...(severity !== base && { raised: true }),
    ...((isOpen(compared) || isDoubtful) && { certain: false }),
    direction: directionOf(list, differences),
    capability: capabilityOf(compared),
    predicate: told,
    summary: `${named.label} ${told}`,
    details: [
      ...detailsOf(compared, telling, address),
      ...(list === 'gained' && parts.length > 0 ? [`could before: ${partsText(parts)}`] : []),
      ...releasedLines(compared, telling, address),
      ...managerLines(compared),
      ...aloneLines(compared),
      ...sponsorLines(compared, telling, address),
      ...approversAmong(compared, telling),
      ...givenByLines(compared, telling.after),
      ...(useless === undefined ? [] : [useless]),
    ],
    causes: causesOf(changes, facetsOf(compared, changes), telling.placeOf),
    ...(list === 'changed' && { differences: differences.map(toDifference) }),
  };
}

/** Of a class that comes to be let in, or on looser terms: that those who approve are of it. */
function approversAmong(
  { list, requestor, differences, before, after }: Compared,
  models: Revision,
): readonly string[] {
  if (list === 'lost' || !allowsMore(directionOf(list, differences))) return [];
  const isSo = (model: AccessModel, { ways }: AccessAnswer) =>
    ways.some(({ policy: { address } }) => {
      const policy = model.policies.get(address);
      return policy !== undefined && approveWithinClass(model, policy, requestor);
    });
  return isSo(models.after, after.answer) && !isSo(models.before, before.answer)
    ? ['approvers are among them: each approves what the others request']
    : [];
}

function outsideOf(name: RequestorName, requestor: Requestor): RequestorName {
  if (requestor.type !== 'anyExternalUser')
    return { ...name, label: `people of ${name.label} who are not in the directory yet`, whole: name.label };
  const are = (requestor.domains ?? []).length > 0 ? 'are' : 'is';
  return { ...name, label: `${name.label} who ${are} not in the directory yet`, whole: name.label };
}

/** Why guests who can be assigned something have nothing of it: they cannot sign in. */
function whyUseless({ asked, list, present }: Compared, after: AccessModel): string | undefined {
  if (asked !== 'assign' || list === 'lost') return undefined;
  const shut = shutOut(after, present);
  return shut === undefined ? undefined : `${settingName(after, shut.setting)} keeps them out`;
}

/** Whether missing facts leave open what is said. */
function isOpen({ list, before, after }: Compared): boolean {
  const sides = list === 'gained' ? [after] : list === 'lost' ? [before] : [before, after];
  return sides.some(({ answer }) => certainty(answer) === 'unknown');
}

/** Whether more people, or more easily, get a role that is worth more than others. */
function isWorthMore({ list, after, differences }: Compared): boolean {
  const ways = [...after.answer.ways, ...after.answer.automatic];
  return (
    allowsMore(directionOf(list, differences)) &&
    ways.some(({ terms }) => terms.grants.some(({ privileged }) => privileged))
  );
}

/** Who can do both is said to request. */
function capabilityOf({ asked, list, before, after }: Compared): AccessCapability {
  if (asked === 'assign') return 'assign';
  const { verdict, automatic } = (list === 'lost' ? before : after).answer;
  return verdict === 'no' && automatic.length > 0 ? 'receive' : 'request';
}

/** Users whom a rule matches request as what else they are, which is told of those. */
const isOfRule = ({ requestor }: Compared): boolean => requestor.type === 'attributeRule';

function predicateOf(compared: Compared, name: string, possible: boolean): string {
  const { asked, list, before, after } = compared;
  const is = certainty(after.answer);
  const get = asked === 'assign' ? 'be assigned' : 'get';
  const called = isOfRule(compared) ? `${name} without a request` : name;
  const come = possible ? `possibly ${get}` : get;
  const ask = asked === 'assign' ? get : 'request';
  switch (list) {
    case 'gained':
      if (is === 'yes' && isInVain(after.answer)) return `can now ${ask} ${called}, but only in vain`;
      return is === 'yes' ? `can now ${come} ${called}` : `can now possibly ${get} ${called}`;
    case 'lost':
      if (isInVain(before.answer)) return `can no longer ${ask} ${called}, which was in vain`;
      return `can no longer ${get} ${called}`;
    case 'changed':
      return changedTo(compared, called, { get, come });
  }
}

function changedTo(
  { asked, before, after }: Compared,
  called: string,
  { get, come }: { readonly get: string; readonly come: string },
): string {
  const [was, is] = [certainty(before.answer), certainty(after.answer)];
  const [requested, request] = asked === 'assign' ? ['', ''] : ['requested ', 'request it '];
  if (is === 'no') return `can no longer possibly ${get} ${called}`;
  if (isInVain(after.answer) && !isInVain(before.answer))
    return `can ${is === 'unknown' ? 'possibly ' : ''}no longer ${get} ${called}, only ${request}in vain`;
  if (isInVain(before.answer) && !isInVain(after.answer))
    return `can now ${is === 'unknown' ? `possibly ${get}` : come} ${called}, which was ${requested}in vain`;
  return was === 'yes' && is === 'unknown'
    ? `can possibly no longer ${get} ${called}`
    : `can ${come} ${called} on other terms`;
}

function severityOf({ asked, requestor, list, before, after, differences }: Compared) {
  if (list === 'gained' && isInVain(after.answer)) return 'low';
  // An administrator stands between them and the package.
  if (asked === 'assign') return assigned(requestor, directionOf(list, differences));
  switch (list) {
    case 'gained':
      return opened(requestor, after.answer);
    case 'lost':
      return 'low';
    case 'changed':
      return altered(requestor, before.answer, after.answer, differences);
  }
}

function facetsOf(
  { list, before, after, differences, split }: Compared,
  changes: readonly ResourceChange[],
): ReadonlySet<Facet> {
  const people: readonly Facet[] = split ? ['people'] : [];
  switch (list) {
    case 'gained':
      return new Set([...gainedBy(before.answer, after.answer, changes), ...people]);
    case 'lost':
      return new Set([...REACH, ...people]);
    case 'changed':
      // Through other policies they come to other terms, by whatever lets them in there.
      return new Set([
        ...differences.map(({ facet }) => facet),
        ...(isThroughOthers(before.answer, after.answer) ? REACH : []),
        ...people,
      ]);
  }
}

function isThroughOthers(before: AccessAnswer, after: AccessAnswer): boolean {
  const [had, has] = [before, after].map(
    ({ ways, automatic }) => new Set([...ways, ...automatic].map(({ policy }) => policy.address)),
  );
  return [...(has ?? [])].some((each) => had?.has(each) !== true) || had?.size !== has?.size;
}

function toDifference({ facet, order, pair, before, after }: Difference): AccessDifference {
  const policy = (pair?.[1] ?? pair?.[0])?.way.policy.address;
  return { facet, direction: order, ...(policy !== undefined && { policy }), before, after };
}

function detailsOf(compared: Compared, telling: Revision, address: ResourceAddress): readonly string[] {
  const { asked, present, list, before, after, differences } = compared;
  switch (list) {
    case 'gained':
      return [
        ...gainedLines(before.answer, after.answer),
        ...(present.type === 'attributeRule' && matchesNewGuests(present.rule) === 'yes'
          ? ['it matches guests too, unless what it compares is filled in for them']
          : []),
        ...(isOfRule(compared)
          ? otherRules(telling.before, address).map(
              ([rule, was]) => `those matching ${rule} got it before${leavingShift(was, after.answer)}`,
            )
          : []),
      ];
    case 'lost':
      if (isOfRule(compared) && telling.after.packages.has(address)) {
        const lapses = ruleLapses(compared, telling, address);
        const alone = lapses === undefined ? '; what they can request does not depend on it' : '';
        return [
          `no policy assigns it to them by this rule${alone}`,
          ...otherRules(telling.after, address).map(([rule]) => `those matching ${rule} get it`),
          ...(lapses ?? []),
        ];
      }
      return [
        asked === 'assign' && after.answer.reason === 'noPolicy'
          ? outOfScope(telling.after, before.answer)
          : refusalOf(telling.after, present, address, isTheSame(compared)) +
            (asked === 'request' ? alsoLost(after.answer) : ''),
        ...givenByRule(telling.after, present, address),
        ...(compared.keptToday === true
          ? ['all who are in it today keep it otherwise; who joins it later does not get it']
          : []),
      ];
    case 'changed':
      return differenceLines(before, after, differences);
  }
}

/**
 * Rules that assign a package on a side where the one that an entry is about does not, each with what becomes of whom it
 * matches no more: some may match both.
 */
function otherRules(model: AccessModel, address: ResourceAddress): readonly [string, Leaving][] {
  const rules = new Map(
    assigningByRule(model, address).flatMap(({ rules: [rule], attributes }) =>
      rule === undefined
        ? []
        : [[rule, leavingOf(objectAt(attributes, 'automaticRequestSettings'))] as const],
    ),
  );
  return [...rules].sort(([a], [b]) => compareNames(a, b));
}

/** Whom of a class that can no longer request a package rules go on to give it to. */
function givenByRule(after: AccessModel, present: Requestor, address: ResourceAddress): readonly string[] {
  if (present.type === 'person' || isOutsideDirectory(present)) return [];
  return otherRules(after, address).map(([rule]) => `those matching ${rule} are assigned it all the same`);
}

/** Those whom both rules match keep it on the terms of the new one. */
function leavingShift(was: Leaving, { automatic: [given] }: AccessAnswer): string {
  const [before, after] = [was, given?.terms.leaving].map((leaving) => leavingText({ leaving }));
  return given === undefined || before === after ? '' : `; leaving: ${before ?? ''} -> ${after ?? ''}`;
}

/** Why nothing can be assigned through the policies that had them in their scope. */
function outOfScope({ policies }: AccessModel, { ways }: AccessAnswer): string {
  const ended = ways.flatMap(({ policy: { address } }) => {
    const policy = policies.get(address);
    return policy?.ended === undefined ? [] : [policy.displayName];
  });
  return ended.length > 0 && ended.length === ways.length
    ? `access through ${ended.join(', ')} has ended`
    : 'no policy has them in its scope';
}

/** What keeps people out of more than requests. */
function alsoLost({ reason }: AccessAnswer): string {
  return reason === 'catalogNotVisible'
    ? ', so it cannot be assigned to those who are not in the directory yet either'
    : '';
}

/** Whether they are to the model after what they were before: else the reason says what they are now. */
function isTheSame({ past, present }: Compared): boolean {
  return requestorKey(past) === requestorKey(present);
}
