/** Any small world: whether a guarantee holds exactly where the oracle finds no person who breaks it. */
import { checkGuarantees, createAccessModel } from '../../../../src/access/index.ts';
import type { GuaranteeSpec } from '../../../../src/access/index.ts';
import { Choice } from '../random.ts';
import type { Way } from './oracle.ts';
import { waysOf } from './oracle.ts';
import type { Valuation } from './people.ts';
import { PEOPLE } from './people.ts';
import { FACTS, NOW, resourcesOf } from './resources.ts';
import type { SmallWorld } from './small-world.ts';
import { randomPlaces, worldAt } from './small-world.ts';

interface Asked {
  readonly spec: Omit<GuaranteeSpec, 'name'>;
  /** Whom it is about. */
  readonly isMeant: (person: Valuation) => boolean;
  /** Whether a way is on its terms. */
  readonly isMet: (way: Way, person: Valuation) => boolean;
}

/** Guests among the names. */
const GUESTS: readonly string[] = ['cat', 'eve'];
const gets = { package: 'p' } as const;
const anyone = { nobody: 'anyone', gets } as const;
const everyone = (): boolean => true;
const people =
  (count: number) =>
  ({ coalitions }: Way): boolean =>
    coalitions.every((set) => set.length >= count);

const ASKED: readonly Asked[] = [
  { spec: anyone, isMeant: everyone, isMet: () => false },
  {
    spec: { nobody: { class: 'anyExternalUser' }, gets },
    isMeant: ({ status }) => status !== 'member',
    isMet: () => false,
  },
  {
    spec: { nobody: { class: 'members' }, gets },
    isMeant: ({ status }) => status === 'member',
    isMet: () => false,
  },
  {
    spec: { nobody: { class: 'directoryUsers' }, gets, unless: { stages: 1 } },
    isMeant: ({ status }) => status !== 'absent',
    isMet: people(1),
  },
  { spec: { ...anyone, unless: { stages: 1 } }, isMeant: everyone, isMet: people(1) },
  { spec: { ...anyone, unless: { stages: 2 } }, isMeant: everyone, isMet: people(2) },
  {
    spec: { ...anyone, unless: { approvalsBy: 'internal' } },
    isMeant: everyone,
    isMet: ({ coalitions }) => coalitions.every((set) => set.some((name) => !GUESTS.includes(name))),
  },
  {
    spec: { ...anyone, unless: { approvalsBy: 'external' } },
    isMeant: everyone,
    isMet: ({ coalitions }) => coalitions.every((set) => set.some((name) => GUESTS.includes(name))),
  },
  { spec: { ...anyone, unless: { atMost: 'P60D' } }, isMeant: everyone, isMet: ({ days }) => days <= 60 },
  {
    spec: { ...anyone, unless: { reviewed: true } },
    isMeant: everyone,
    isMet: ({ reviewers }, { name }) => reviewers !== undefined && reviewers !== 'self' && reviewers !== name,
  },
  {
    spec: { ...anyone, unless: { justified: true } },
    isMeant: everyone,
    isMet: ({ justification }) => justification,
  },
  {
    spec: { ...anyone, unless: { stages: 1, atMost: 'P90D' } },
    isMeant: everyone,
    isMet: (way) => people(1)(way) && way.days <= 90,
  },
];

export interface GuaranteeTally {
  asked: number;
  broken: number;
  unknown: number;
  /** Broken by people whom small worlds lack, and by nobody else. */
  excused: number;
  readonly disagreements: string[];
}

/** Goes through random worlds from `seed` on. */
export function proveGuarantees({
  worlds,
  seed,
}: {
  readonly worlds: number;
  readonly seed: number;
}): GuaranteeTally {
  const tally: GuaranteeTally = { asked: 0, broken: 0, unknown: 0, excused: 0, disagreements: [] };
  let done = 0;
  for (let index = seed; done < worlds; index += 1) {
    const [place] = randomPlaces(new Choice(index));
    const world = worldAt(place);
    if (world === undefined) continue;
    done += 1;
    judge(tally, world, index);
  }
  return tally;
}

function judge(tally: GuaranteeTally, world: SmallWorld, seed: number): void {
  const model = createAccessModel({ resources: resourcesOf(world), directory: FACTS, now: NOW });
  const guarantees = ASKED.map(({ spec }, index) => ({ ...spec, name: String(index) }));
  const outcomes = checkGuarantees({ model, document: { guarantees }, now: NOW, placeOf: () => undefined });
  for (const { index, verdict, violations } of outcomes) {
    const asked = ASKED[index];
    if (asked === undefined) continue;
    tally.asked += 1;
    const breaking = PEOPLE.filter(
      (person) =>
        asked.isMeant(person) &&
        waysOf(world, person).some(
          (way) => way.kind !== 'assign' && way.coalitions.length > 0 && !asked.isMet(way, person),
        ),
    );
    if (breaking.length > 0) tally.broken += 1;
    if (verdict === 'unknown') {
      tally.unknown += 1;
      continue;
    }
    const isFailed = verdict === 'fail';
    if (isFailed === breaking.length > 0) continue;
    // What is said of people whom these worlds lack is true elsewhere.
    if (isFailed && violations.every((each) => isOfNobody(world, each))) {
      tally.excused += 1;
      continue;
    }
    const who = breaking.map(({ label }) => label).join(', ');
    tally.disagreements.push(
      `seed ${seed}: ${JSON.stringify(asked.spec)}: ${verdict}, and the oracle finds ${who || 'nobody'}: ${violations.map(({ summary }) => summary).join(' | ')}\n${JSON.stringify(world)}`,
    );
  }
}

/** Anyone on the internet where every sign-in is of an organization; organizations and members of a group to come. */
function isOfNobody(
  { organizations }: SmallWorld,
  { requestor: { type } }: { readonly requestor: { readonly type: string } },
): boolean {
  const taken = new Set(Object.values(organizations).flatMap(({ sources }) => sources));
  const configured = Object.values(organizations).some((each) => each.configured);
  if (type === 'group') return true;
  return (
    (type === 'anyExternalUser' && taken.size === 3) || (type === 'configuredOrganizations' && !configured)
  );
}
