/** Any two small worlds: whether the check for new access passes exactly where the oracle finds nobody who gains any. */
import type { Violation } from '../../../../src/access/index.ts';
import { compareRevision, newAccess } from '../../../../src/access/index.ts';
import { canonicalJson } from '../../../../src/model/value.ts';
import { Choice } from '../random.ts';
import { isNew } from './oracle.ts';
import type { Known } from './pairs.ts';
import { isOf, knownWorld } from './pairs.ts';
import { PEOPLE } from './people.ts';
import { FACTS, NOW } from './resources.ts';
import { randomPlaces, READERS, worldAt } from './small-world.ts';

/** What a pair is judged by. */
const SIDES = ['getting in', 'administering', 'holding', 'deciding'] as const;

type Side = (typeof SIDES)[number];

export interface GateTally {
  pairs: number;
  /** Pairs in which somebody gains. */
  opening: number;
  /** Pairs of which a violation has a single person. */
  witnessed: number;
  readonly disagreements: string[];
}

/** Goes through pairs of worlds from `seed` on. */
export function proveGate(
  { pairs, seed }: { readonly pairs: number; readonly seed: number },
  tell: (progress: string) => void = () => {},
): GateTally {
  const tally: GateTally = { pairs: 0, opening: 0, witnessed: 0, disagreements: [] };
  const known = new Map<string, Known>();
  for (let index = seed; tally.pairs < pairs; index += 1) {
    const [before, after] = randomPlaces(new Choice(index)).map((place) => {
      const key = place.join();
      if (known.size > 5_000) known.clear();
      const world = worldAt(place);
      const found = known.get(key) ?? (world && knownWorld(world));
      if (found !== undefined) known.set(key, found);
      return found;
    });
    if (before === undefined || after === undefined) continue;
    tally.pairs += 1;
    if (tally.pairs % 1_000 === 0) tell(`${tally.pairs} pairs`);
    judge(tally, index, before, after);
  }
  return tally;
}

function judge(tally: GateTally, seed: number, before: Known, after: Known): void {
  const { diff, revision } = compareRevision({
    ...{ before: before.resources, after: after.resources, directory: FACTS, now: NOW },
  });
  const violations = newAccess(diff, revision);
  const opening = openingOf(before, after);
  if (opening.size > 0) tally.opening += 1;
  if (violations.some(({ counterexample }) => counterexample?.person !== undefined)) tally.witnessed += 1;
  const found = new Set(violations.map(sideOf));
  const ofSomebody = new Set(violations.filter((each) => !isOfNobody(each, before, after)).map(sideOf));
  for (const side of SIDES) {
    // What is said of people whom these worlds lack is true elsewhere.
    const isFound = opening.has(side) ? found.has(side) : ofSomebody.has(side);
    if (side === 'deciding' || isFound === opening.has(side)) continue;
    const what = isFound ? 'stops, and nobody gains' : 'passes, and somebody gains';
    const said = violations.map(({ summary }) => summary).join(' | ');
    tally.disagreements.push(
      `${side}: ${what}: seed ${seed}: ${said}\n${JSON.stringify(before.world)}\n${JSON.stringify(after.world)}`,
    );
  }
  for (const { counterexample, summary } of violations) {
    const { person, before: was, after: is } = counterexample ?? {};
    if (person === undefined || was === undefined || is === undefined) continue;
    if (was.verdict === 'yes' && is.verdict === 'no')
      tally.disagreements.push(`seed ${seed}: ${summary}: ${person.label} loses`);
  }
}

/**
 * What is said of a class, and only of people of it whom the small worlds lack: of organizations to come, of people of no
 * organization where every sign-in is of one, and of guests in a group that has none of them.
 */
function isOfNobody(violation: Violation, before: Known, after: Known): boolean {
  const { requestor, capability, certain, counterexample, causes } = violation;
  // Who held it before they were kept out is reviewed no longer; these worlds ask about what can be got today.
  const isReview =
    causes.length > 0 && causes.every(({ path }) => path?.startsWith('reviewSettings') === true);
  if (requestor.type === 'unknown' && isReview && before.world.excluded.readers === true) return true;
  if (!GETTING_IN.includes(capability) || requestor.type === 'unknown' || !certain) return false;
  const sides = [before, after];
  // Those who would join a group of which all that are known decide about it alone, and cannot for themselves.
  if (requestor.type === 'group' && after.world.policies.some(isDecidedByReadersAlone)) return true;
  // A fallback approver decides once the others have left, which these worlds do not see.
  if (hasOtherFallbacks(before, after)) return true;
  // Anyone in the directory may have a manager; those of these worlds have one or none.
  const byManager = sides.some(({ world }) =>
    world.policies.some((policy) => policy?.terms.stages?.some(({ primary }) => primary.includes('manager'))),
  );
  if (byManager && requestor.type !== 'user') return true;
  // Of each organization that there is something else may hold.
  if (requestor.type === 'configuredOrganizations' && counterexample?.person === undefined) return true;
  const isMember = ({ world }: Known, signIn: string) =>
    Object.values(world.organizations).some(({ sources }) => sources.some((each) => each === signIn));
  const isGroupOut = before.world.excluded.readers === true && after.world.excluded.readers !== true;
  const isUnconnected = requestor.type === 'anyExternalUser' || requestor.guests === true;
  const isCompleted = (index: number) => after.ways[index]?.some(({ coalitions }) => coalitions.length > 0);
  return !PEOPLE.some(
    (person, index) =>
      isOf(requestor.type === 'configuredOrganizations' ? [after] : sides, person, requestor) &&
      (requestor.group === undefined || person.inReaders) &&
      (!(isUnconnected && ['anyExternalUser', 'group'].includes(requestor.type)) ||
        !sides.some((side) => isMember(side, person.signIn))) &&
      // Others than those who are in the group today would not decide about themselves.
      (!isGroupOut || (person.inReaders && isCompleted(index))),
  );
}

function hasOtherFallbacks({ world: before }: Known, { world: after }: Known): boolean {
  const fallbacks = (world: typeof before) =>
    world.policies.flatMap((policy) =>
      (policy?.terms.stages ?? []).flatMap(({ fallback = [] }) => fallback.map(String)),
    );
  const had = new Set(fallbacks(before));
  // Another organization, or another policy that hides this one no longer, leads people to a fallback that there was.
  const people = ({ organizations, policies }: typeof before) =>
    JSON.stringify([organizations, policies.map((policy) => policy?.scope)]);
  const isMoved = people(before) !== people(after);
  return fallbacks(after).some((each) => isMoved || !had.has(each));
}

function isDecidedByReadersAlone(policy: Known['world']['policies'][number]): boolean {
  return (policy?.terms.stages ?? []).some(({ primary }) =>
    primary.every((each) => READERS.some((name) => name === each)),
  );
}

const GETTING_IN: readonly string[] = ['request', 'receive', 'assign'];

function sideOf({ capability, requestor }: Violation): Side {
  if (requestor.type === 'unknown' || GETTING_IN.includes(capability)) return 'getting in';
  if (capability === 'administer') return 'administering';
  return capability === 'hold' ? 'holding' : 'deciding';
}

/** What the oracle finds. */
function openingOf(before: Known, after: Known): ReadonlySet<Side> {
  const found = new Set<Side>();
  const kinds = ['request', 'receive', 'assign'];
  for (const [index] of PEOPLE.entries()) {
    // What nobody can complete gives nothing.
    const of = ({ ways }: Known, kind: string) =>
      (ways[index] ?? []).filter((way) => way.kind === kind && way.coalitions.length > 0);
    if (kinds.some((kind) => isNew(of(before, kind), of(after, kind)))) found.add('getting in');
  }
  if ([...after.administrators].some((each) => !before.administrators.has(each))) found.add('administering');
  const grants = ({ world }: Known) => world.grants.map((grant) => canonicalJson({ ...grant }));
  const had = new Set(grants(before));
  if (grants(after).some((each) => !had.has(each))) found.add('holding');
  return found;
}

/** False when the check and the oracle disagree. */
export function proveGateByBruteForce(pairs: number, seed: number): boolean {
  if (pairs === 0) return true;
  const started = performance.now();
  const tell = (progress: string) => process.stdout.isTTY && process.stdout.write(`\r${progress}`);
  const { disagreements, ...tally } = proveGate({ pairs, seed }, tell);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `gate: ${tally.pairs} pairs of small worlds × ${PEOPLE.length} people, ${tally.opening} open something, ${tally.witnessed} with a person, ${seconds} s`,
  );
  for (const each of disagreements.slice(0, 5)) console.log(each);
  console.log(`disagreements: ${disagreements.length}`);
  return disagreements.length === 0;
}
