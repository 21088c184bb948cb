/** Who gains, loses or gets other terms for what between two models. Work is proportional to what changed. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Steps } from '../../model/turns.ts';
import { atOnce } from '../../model/turns.ts';
import type { AccessCapability } from '../relation/capability.ts';
import { lapseOrder } from '../relation/term-order.ts';
import { lapseOf } from '../relation/terms.ts';
import { lapseText } from '../words/phrases.ts';
import type { AccessChange, AccessDiff } from './access-change.ts';
import { toChange } from './access-entry.ts';
import type { PlaceOf } from './causes.ts';
import { causesOf } from './causes.ts';
import { compareDuties } from './compare-duties.ts';
import { compareEmptied } from './compare-emptied.ts';
import { compareHolders } from './compare-holders.ts';
import { comparePathsSteps } from './compare-paths.ts';
import { compareHolding, lostByHolders } from './compare-holding.ts';
import type { Compared } from './compared.ts';
import { compareAnswers } from './compared.ts';
import { withLeftAlone } from './left-alone.ts';
import { withManagersAtDoor } from './managers-at-door.ts';
import { withMembersAtDoor } from './members-at-door.ts';
import { effectsNotWorkedOut } from './not-worked-out.ts';
import { withOwnDecisions } from './own-decisions.ts';
import { othersOfClass } from './parts-keeping.ts';
import { said } from './said.ts';
import type { Sides } from './same-people.ts';
import { sidesAsked } from './same-people.ts';
import { alteredLapse, compareSeverity } from './severity.ts';
import { shiftsOf } from './holder-shifts.ts';
import type { Revision } from './touched.ts';
import { ChangeIndex, scopeOf } from './touched.ts';
import { compareNameLists } from '../../model/natural-order.ts';

export type { ResourceChange } from './causes.ts';

/** A renamed key does not count (see `compareAccess`). */
export interface AccessDiffInput extends Revision {
  readonly placeOf?: PlaceOf;
  /** Only what is come to in one step is asked for. */
  readonly inOneStep?: boolean;
}

/** Compares the answers that the changes can have touched; each list by severity, then package, then requestor. */
export function diffAccess(input: AccessDiffInput): AccessDiff {
  return atOnce(diffAccessSteps(input));
}

/**
 * Compares the answers that the changes can have touched, one package a step; each list by severity, then package, then
 * requestor.
 */
export function* diffAccessSteps(input: AccessDiffInput): Steps<AccessDiff> {
  const { placeOf = NOWHERE, inOneStep = false } = input;
  const found = { gained: [] as AccessChange[], lost: [] as AccessChange[], changed: [] as AccessChange[] };
  const index = new ChangeIndex(input);
  const telling = { ...input, index, placeOf };
  const compared = new Set<ResourceAddress>();
  yield;
  for (const [address, requestors] of scopeOf(input)) {
    yield;
    const differingOf = (sides: Sides): readonly Compared[] => {
      const { asked, differing } = compareAnswers(input, sides, address);
      for (const { answer } of asked.flatMap((each) => [each.before, each.after]))
        for (const { policy } of [...answer.ways, ...answer.automatic]) compared.add(policy.address);
      return differing;
    };
    const listed = sidesAsked(input, requestors, address);
    const ofListed = listed.flatMap(differingOf);
    const others = othersOfClass(input, listed, ofListed, address);
    const differing = [...ofListed, ...others.flatMap(differingOf)];
    const told = said(differing, input, [...listed, ...others]);
    const alone = withManagersAtDoor(input, withLeftAlone(input, told, address), address);
    for (const change of withMembersAtDoor(input, alone, address))
      found[change.list].push(toChange(change, address, telling));
  }
  yield;
  const duties = compareDuties(input, telling);
  for (const list of LISTS) found[list].push(...duties[list]);
  yield;
  found.changed.push(...compareHolding(input, index, placeOf));
  found.lost.push(...lostByHolders(input, placeOf));
  yield;
  const lapse = lapseChange(input);
  if (lapse !== undefined) found.changed.push(lapse);
  found.changed.push(...effectsNotWorkedOut(input, found, compared, placeOf));
  yield;
  for (const list of ['gained', 'changed'] as const) {
    found[list] = withOwnDecisions(found[list], input, list === 'changed' ? found.gained : []);
    yield;
  }
  // They account for no attribute: what each change does in one step is said beside.
  const paths = inOneStep ? [] : yield* comparePathsSteps(input, placeOf);
  // One by one: of many organizations there are more than a call takes arguments.
  for (const path of paths) found.gained.push(path);
  for (const shift of shiftsOf(input)) {
    yield;
    const held = yield* compareHolders(shift, telling, paths);
    for (const list of ['gained', 'changed'] as const) found[list].push(...held[list]);
    found.changed.push(...compareEmptied(shift, telling));
  }
  return {
    gained: inOrder(found.gained),
    lost: inOrder(found.lost),
    changed: inOrder(found.changed),
  };
}

/** By severity, then what people hold and lose, then getting in before deciding about others, then package, then requestor. */
function inOrder(changes: readonly AccessChange[]): AccessChange[] {
  const keyed = changes.map((change) => {
    const { capability, package: of, requestor } = change;
    const isTaken = capability === 'hold' && change.direction === 'tighter';
    const rank = isTaken ? '0' : isEntry(capability) && change.path === undefined ? '1' : '2';
    const key = [rank, of.displayName, of.address, requestor.label, requestor.id ?? ''];
    return { change, key };
  });
  keyed.sort(
    (a, b) => compareSeverity(a.change.severity, b.change.severity) || compareNameLists(a.key, b.key),
  );
  return keyed.map(({ change }) => change);
}

/** Whether it is about getting access, not about deciding on that of others. */
function isEntry(capability: AccessCapability | undefined): boolean {
  return capability === 'request' || capability === 'receive' || capability === 'assign';
}

const LISTS = ['gained', 'lost', 'changed'] as const;

/** Without places nothing is said of lines. */
export const NOWHERE: PlaceOf = () => undefined;

/** The life cycle of guests is one setting for all packages, so it is one change, not one for each of them. */
function lapseChange({
  before,
  after,
  changes,
  placeOf = NOWHERE,
}: AccessDiffInput): AccessChange | undefined {
  const change = changes.find(({ kind }) => kind === 'settings');
  const [was, is] = [lapseOf(before), lapseOf(after)];
  if (change === undefined || is === undefined) return undefined;
  const order = was === undefined ? 'incomparable' : lapseOrder(was, is);
  if (order === 'equal') return undefined;
  return {
    // The end of access is one of its terms.
    capability: 'request',
    requestor: { type: 'anyExternalUser', label: 'guests' },
    package: { address: change.address, displayName: 'every package' },
    severity: alteredLapse(was, is),
    direction: order,
    summary: 'Guests whose last access ends are treated in another way',
    details: [
      `after the last access: ${was === undefined ? 'not known' : lapseText(was)} -> ${lapseText(is)}`,
    ],
    causes: causesOf([change], new Set(['lapse']), placeOf),
    differences: [
      {
        facet: 'lapse',
        direction: order,
        before: was === undefined ? null : { ...was },
        after: { ...is },
      },
    ],
  };
}
