/** What a test expects of access that can be requested, compared member by member. */
import { formatAddress } from '../../model/address.ts';
import { durationSeconds } from '../../model/duration.ts';
import type { AttributePath } from '../../model/path.ts';
import type { AccessTestExpectation } from '../../schema/governance.ts';
import type { AccessAnswer, Way } from '../relation/answer.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { TestNames } from './test-names.ts';

/** Something that is not as expected. */
export interface Mismatch {
  /** Of whom of those whom the test is about, where it is not of all; untrusted text inside. */
  readonly requestor?: string;
  /** `approvers of stage 2`. */
  readonly what: string;
  readonly expected: string;
  /** Untrusted text inside. */
  readonly actual: string;
  /** Inside of the test. */
  readonly path: AttributePath;
}

export interface Answered {
  readonly names: TestNames;
  readonly requestor: Requestor;
  readonly answer: AccessAnswer;
}

/** Everything that is not as expected; `placeOf` gives the place of a member of the expectation. */
export function mismatches(
  answered: Answered,
  expected: AccessTestExpectation,
  placeOf: (member: string) => AttributePath,
): readonly Mismatch[] {
  const { verdict, reason, unknown, automatic, ways } = answered.answer;
  const found: Mismatch[] = [];
  const differs = (
    member: keyof AccessTestExpectation | 'can',
    what: string,
    wanted: string,
    actual: string,
  ) => found.push({ what, expected: wanted, actual, path: placeOf(member) });
  const given = automatic.some(({ certain }) => certain);
  if (expected.automatic !== undefined && expected.automatic !== given)
    differs('automatic', 'automatic', String(expected.automatic), String(given));
  if (expected.automatic !== true && verdict !== 'yes')
    differs('can', 'request', 'can', verdict === 'no' ? `cannot (${reason})` : undecided(unknown));
  if (verdict !== 'yes') return found;
  for (const way of deadEnds(expected, answered.answer))
    for (const stage of way.terms.approval.filter((each) => isDeadEnd([each]))) {
      const what = ofWay(`approval in stage ${stage.index + 1}`, way, ways);
      const actual = stageActual(stage);
      differs('approvers', what, 'someone who can approve', actual);
    }
  if (expected.policy !== undefined) {
    const wanted = [expected.policy].flat().map((key: string) => formatAddress('policy', key));
    const offered = ways.map(({ policy }) => policy.address);
    if (!sameSet(wanted, offered)) differs('policy', 'policy', wanted.join(', '), offered.join(', '));
  }
  for (const way of ways) {
    for (const [member, what, wanted, actual] of termDifferences(answered, expected, way))
      differs(member, ofWay(what, way, ways), wanted, actual);
  }
  return found;
}

/**
 * Ways in that nobody can approve: not access. Where terms are expected, each is held against them; else one that
 * people can approve is enough, or a rule that gives the package.
 */
function deadEnds(
  { automatic: _automatic, policy: _policy, ...terms }: AccessTestExpectation,
  { ways, automatic }: AccessAnswer,
): readonly Way[] {
  const dead = ways.filter((way) => isDeadEnd(way.terms.approval));
  if (Object.keys(terms).length > 0) return dead;
  return dead.length < ways.length || automatic.some(({ certain }) => certain) ? [] : dead;
}

function ofWay(what: string, { policy }: Way, ways: readonly Way[]): string {
  return ways.length > 1 ? `${what} of ${policy.address}` : what;
}

type Difference = readonly [
  member: keyof AccessTestExpectation,
  what: string,
  expected: string,
  actual: string,
];

function* termDifferences(
  answered: Answered,
  expected: AccessTestExpectation,
  { terms }: Way,
): Generator<Difference> {
  if (expected.approvers !== undefined)
    yield* approverDifferences(answered, expected.approvers, terms.approval);
  const compare = function* (
    member: keyof AccessTestExpectation,
    actual: boolean | string,
  ): Generator<Difference> {
    const wanted = expected[member];
    if (wanted !== undefined && String(wanted) !== String(actual))
      yield [member, member, String(wanted), String(actual)];
  };
  yield* compare('justification', terms.justification);
  yield* compare('extension', terms.extension);
  yield* compare('review', terms.review !== undefined);
  yield* compare('lapse', terms.lapse?.action ?? 'does not apply: no guest is invited');
  yield* endDifferences(expected, terms.expiration);
  if (expected.deletedAfter !== undefined && !sameDuration(expected.deletedAfter, terms.lapse?.deletedAfter))
    yield ['deletedAfter', 'deletedAfter', expected.deletedAfter, terms.lapse?.deletedAfter ?? 'not deleted'];
  const asked = terms.questions.map(({ text }) => text);
  if (expected.questions !== undefined && expected.questions.join('\n') !== asked.join('\n'))
    yield ['questions', 'questions', expected.questions.join('; ') || 'none', asked.join('; ') || 'none'];
  if (expected.grants !== undefined) {
    const package_ = answered.answer.package.address.slice('accessPackage.'.length);
    const wanted = expected.grants.map(({ resource, role }) =>
      formatAddress('packageResourceRole', package_, resource, role),
    );
    const given = terms.grants.map(({ address }) => address);
    if (!sameSet(wanted, given))
      yield ['grants', 'grants', wanted.join(', ') || 'nothing', given.join(', ') || 'nothing'];
  }
}

function* endDifferences(
  { duration, until }: AccessTestExpectation,
  expiration: Way['terms']['expiration'],
): Generator<Difference> {
  const actual = expiration.duration ?? expiration.endDateTime ?? 'never';
  if (duration !== undefined && duration !== actual && !sameDuration(duration, expiration.duration))
    yield ['duration', 'duration', duration, actual];
  if (until !== undefined && Date.parse(until) !== Date.parse(expiration.endDateTime ?? ''))
    yield ['until', 'until', until, actual];
}

function sameDuration(a: string, b: string | undefined): boolean {
  const [first, second] = [durationSeconds(a), b === undefined ? undefined : durationSeconds(b)];
  return first !== undefined && first === second;
}

function* approverDifferences(
  { names, requestor }: Answered,
  expected: readonly (readonly string[])[],
  actual: readonly StageAnswer[],
): Generator<Difference> {
  if (expected.length !== actual.length) {
    const count = (stages: number) =>
      stages === 0 ? 'no approval' : stages === 1 ? '1 stage' : `${stages} stages`;
    const shown = actual.length === 0 ? '' : ` (${actual.map(stageActual).join('; then ')})`;
    yield ['approvers', 'approvers', count(expected.length), count(actual.length) + shown];
    return;
  }
  for (const [index, stage] of actual.entries()) {
    const wanted = expected[index] ?? [];
    // That nobody can approve is said already.
    if (!isDeadEnd([stage]) && !stageFits(names, requestor, wanted, stage))
      yield [
        'approvers',
        `approvers of stage ${index + 1}`,
        wanted.join(', ') || 'nobody',
        stageActual(stage),
      ];
  }
}

function stageActual({ approvers: { labels, leftOut }, from }: StageAnswer): string {
  const who = from === NO_ONE ? NO_ONE : `${labels.join(', ')}${from === 'fallback' ? ' (fallback)' : ''}`;
  return leftOut.length === 0 ? who : `${who} (left out: ${leftOut.join('; ')})`;
}

const NO_ONE = 'nobody';

function stageFits(
  names: TestNames,
  requestor: Requestor,
  wanted: readonly string[],
  { approvers, from }: StageAnswer,
): boolean {
  if (from === NO_ONE) return wanted.length === 0 || (wanted.length === 1 && wanted[0] === NO_ONE);
  const self = requestor.type === 'person' ? requestor.person.id : undefined;
  const people = wanted.map((text) => names.peopleOf(text, self));
  const known = people.flatMap((ids) => ids ?? []);
  if (approvers.unknown.length === 0 && !people.includes(undefined)) return sameSet(known, approvers.people);
  return sameSet(
    wanted.map((text) => names.idOf(text)),
    approvers.subjects.map(({ type, id, label }) => (type === 'principal' ? id : label)),
  );
}

/** What stands in the way of an answer. */
export function undecided(unknown: readonly string[]): string {
  return `unknown: ${unknown.join('; ')}`;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [first, second] = [new Set(a), new Set(b)];
  return first.size === second.size && [...first].every((item) => second.has(item));
}
