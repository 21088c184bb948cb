/** Access differs exactly when its values do: names never count, ids always do, and each difference has its order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAccess, createAccessModel, diffAccess } from '../../src/access/index.ts';
import type { AccessResource, DirectoryFacts } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { ofRequests } from '../support/access.ts';
import { runs } from '../support/whole.ts';

const GROUPS = ['g1', 'g2', 'g3'];

/** Everything that a policy says, each member a value that counts. */
interface Said {
  readonly target: string;
  readonly primary: readonly string[];
  readonly fallback: readonly string[];
  readonly escalation: readonly string[];
  readonly denial: string;
  readonly duration: string | null;
  readonly justification: boolean;
  readonly question: { readonly required: boolean; readonly pattern: string } | null;
  readonly reviewers: readonly string[] | null;
  readonly months: number;
  readonly resource: string;
  readonly excluded: readonly string[];
}

const groups = fc.subarray(GROUPS);
const said: fc.Arbitrary<Said> = fc.record({
  target: fc.constantFrom('t1', 't2'),
  primary: groups,
  fallback: groups,
  escalation: groups,
  denial: fc.constantFrom('P14D', 'P7D'),
  duration: fc.constantFrom('P30D', 'P90D', null),
  justification: fc.boolean(),
  question: fc.option(fc.record({ required: fc.boolean(), pattern: fc.constantFrom('.+', '[0-9]+') }), {
    nil: null,
  }),
  reviewers: fc.option(groups, { nil: null }),
  months: fc.constantFrom(1, 3),
  resource: fc.constantFrom(...GROUPS),
  excluded: groups,
});

const members = (ids: readonly string[]) =>
  ids.map((groupId) => ({ '@odata.type': 'groupMembers', groupId }));

/** The resources, with every name made by `named` and every list in the order that it gives. */
function resourcesOf(policy: Said, named: (name: string) => string): AccessResource[] {
  const { duration, question, reviewers } = policy;
  const resource = (kind: string, key: string, attributes: JsonObject): AccessResource => ({
    address: `${kind}.${key}`,
    kind,
    attributes: { displayName: named(key), ...attributes },
  });
  return [
    resource('catalog', 'c', { state: 'published' }),
    resource('catalogResource', 'c/r', {
      catalog: 'catalog.c',
      originSystem: 'AadGroup',
      originId: policy.resource,
    }),
    resource('accessPackage', 'p', { catalog: 'catalog.c', incompatibleGroups: policy.excluded }),
    resource('packageResourceRole', 'p/r/Member', {
      accessPackage: 'accessPackage.p',
      resource: 'catalogResource.c/r',
      role: 'Member',
    }),
    resource('policy', 'p', {
      accessPackage: 'accessPackage.p',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: members([policy.target]),
      expiration: duration === null ? { type: 'noExpiration' } : { type: 'afterDuration', duration },
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        isRequestorJustificationRequired: policy.justification,
        stages: [
          {
            durationBeforeAutomaticDenial: policy.denial,
            primaryApprovers: members(policy.primary),
            fallbackPrimaryApprovers: members(policy.fallback),
            isEscalationEnabled: true,
            escalationApprovers: members(policy.escalation),
          },
        ],
      },
      questions:
        question === null
          ? []
          : [
              {
                '@odata.type': 'textInputQuestion',
                text: 'Why?',
                isRequired: question.required,
                regexPattern: question.pattern,
              },
            ],
      reviewSettings:
        reviewers === null
          ? null
          : {
              primaryReviewers: members(reviewers),
              schedule: {
                recurrence: { pattern: { type: 'absoluteMonthly', interval: policy.months } },
              },
            },
    }),
  ];
}

const directory = (label: (id: string) => string): DirectoryFacts => ({
  users: new Map(),
  groups: new Map(['t1', 't2', ...GROUPS].map((id) => [id, { label: label(id) }])),
  tenantOfDomain: new Map(),
});

/** All three groups have one name, so that only ids tell them apart. */
const NAMESAKES = directory(() => 'Desk');
const NOTHING = { gained: [], lost: [], changed: [] };

const plain = (policy: Said) => resourcesOf(policy, (name) => name);
const diff = (before: Said, after: Said) =>
  ofRequests(compareAccess({ before: plain(before), after: plain(after), directory: NAMESAKES }));

/** What counts of it: how often a review comes matters only where there is one, and an approver is one or is none. */
function meaning({ months, reviewers, ...others }: Said): string {
  return JSON.stringify({ ...others, reviewers, months: reviewers === null ? null : months });
}

describe('the access diff', () => {
  it('is empty exactly when the values are equal', () => {
    let [same, other] = [0, 0];
    const pair = fc.tuple(said, said, fc.subarray([...KEYS])).map(([first, second, keys]): [Said, Said] => {
      const changes = Object.fromEntries(keys.map((key) => [key, second[key]]));
      return [first, { ...first, ...changes }];
    });
    fc.assert(
      fc.property(pair, ([first, second]) => {
        expect(diff(first, first)).toEqual(NOTHING);
        const equal = meaning(first) === meaning(second);
        const found = diff(first, second);
        const entries = [...found.gained, ...found.lost, ...found.changed];
        expect([entries.length === 0, first, second]).toEqual([equal, first, second]);
        // Every line about a difference shows one.
        for (const line of found.changed.flatMap(({ details }) => details)) {
          const [before, after] = line.slice(line.indexOf(': ') + 2).split(' -> ');
          expect([line, before === after]).toEqual([line, false]);
        }
        if (equal) same += 1;
        else other += 1;
      }),
      runs(100, 400),
    );
    expect(Math.min(same, other)).toBeGreaterThan(10);
  });

  it('knows no names: calling everything otherwise changes nothing', () => {
    fc.assert(
      fc.property(said, fc.array(fc.string(), { minLength: 3, maxLength: 3 }), (policy, labels) => {
        const [before, after] = [plain(policy), resourcesOf(policy, (name) => `${labels[0] ?? ''}${name}`)];
        const renamed = directory((id) => labels[GROUPS.indexOf(id)] ?? id);
        const past = new Map(before.map((resource) => [resource.address, resource.attributes]));
        const found = diffAccess({
          before: createAccessModel({ resources: before, directory: NAMESAKES }),
          after: createAccessModel({ resources: after, directory: renamed }),
          changes: after.map(({ address, kind, attributes }) => ({
            address,
            kind,
            before: past.get(address),
            after: attributes,
          })),
        });
        expect(found).toEqual(NOTHING);
      }),
    );
  });

  it('knows ids: exchanging two of one name always changes something', () => {
    const exchange = (id: string) => ({ g1: 'g2', g2: 'g1' })[id] ?? id;
    const lists = ['primary', 'fallback', 'escalation', 'excluded'] as const;
    fc.assert(
      fc.property(said, fc.constantFrom(...lists), (policy, list) => {
        const swapped: Said = {
          ...policy,
          [list]: GROUPS.filter((id) => policy[list].map(exchange).includes(id)),
        };
        const { changed } = diff(policy, swapped);
        const differs = policy[list].includes('g1') !== policy[list].includes('g2');
        // Who approves by another list of the stage as well is not new, or not gone, with this one.
        const others = lists.slice(0, 3).filter((each) => each !== list && list !== 'excluded');
        const alone = others.every((each) => policy[each].every((id) => exchange(id) === id));
        const directions = changed.map(({ direction }) => direction);
        if (alone || !differs) expect(directions).toEqual(differs ? ['incomparable'] : []);
        else expect(directions).toHaveLength(1);
      }),
    );
  });
});

const BASE: Said = {
  target: 't1',
  primary: ['g1', 'g2'],
  fallback: [],
  escalation: ['g1'],
  denial: 'P14D',
  duration: 'P90D',
  justification: true,
  question: { required: true, pattern: '.+' },
  reviewers: ['g1'],
  months: 3,
  resource: 'g3',
  excluded: ['g1', 'g2'],
};
const KEYS = Object.keys(BASE) as readonly (keyof Said)[];

describe('the order of terms', () => {
  it.each<[string, Partial<Said>, string, string]>([
    ['an approver more', { primary: GROUPS }, 'approval', 'looser'],
    ['an approver less', { primary: ['g1'] }, 'approval', 'tighter'],
    ['another approver', { primary: ['g1', 'g3'] }, 'approval', 'incomparable'],
    ['nobody who approves', { primary: [] }, 'approval', 'tighter'],
    ['a fallback', { fallback: ['g3'] }, 'approval', 'looser'],
    ['an escalation more', { escalation: ['g1', 'g3'] }, 'approval', 'looser'],
    ['an earlier denial', { denial: 'P7D' }, 'approval', 'tighter'],
    ['longer access', { duration: 'P120D' }, 'duration', 'looser'],
    ['shorter access', { duration: 'PT48H' }, 'duration', 'tighter'],
    ['access without end', { duration: null }, 'duration', 'looser'],
    ['no justification', { justification: false }, 'justification', 'looser'],
    ['no question', { question: null }, 'questions', 'looser'],
    [
      'an answer that may be missing',
      { question: { required: false, pattern: '.+' } },
      'questions',
      'looser',
    ],
    ['another pattern', { question: { required: true, pattern: '[0-9]' } }, 'questions', 'incomparable'],
    ['no review', { reviewers: null }, 'review', 'looser'],
    ['rarer reviews', { months: 6 }, 'review', 'looser'],
    ['more frequent reviews', { months: 1 }, 'review', 'tighter'],
    ['other reviewers', { reviewers: ['g2'] }, 'review', 'incomparable'],
    ['another resource', { resource: 'g2' }, 'grants', 'incomparable'],
    ['an exclusion less', { excluded: ['g1'] }, 'conditions', 'looser'],
    ['an exclusion more', { excluded: GROUPS }, 'conditions', 'tighter'],
  ])('%s', (_what, changes, facet, direction) => {
    const opposite = { looser: 'tighter', tighter: 'looser' }[direction] ?? direction;
    for (const [found, wanted] of [
      [diff(BASE, { ...BASE, ...changes }), direction],
      [diff({ ...BASE, ...changes }, BASE), opposite],
    ] as const) {
      const differences = found.changed.flatMap((entry) => entry.differences ?? []);
      expect(differences.map((each) => [each.facet, each.direction])).toEqual([[facet, wanted]]);
      expect(found.changed.map((entry) => entry.direction)).toEqual([wanted]);
    }
  });

  it('takes one length in two spellings, and twelve months and a year, for equal', () => {
    expect(diff(BASE, { ...BASE, duration: 'PT2160H', denial: 'PT336H' })).toEqual(NOTHING);
    const yearly = plain({ ...BASE, months: 12 }).map((resource) =>
      resource.kind === 'policy'
        ? {
            ...resource,
            attributes: {
              ...resource.attributes,
              reviewSettings: {
                primaryReviewers: members(['g1']),
                schedule: { recurrence: { pattern: { type: 'absoluteYearly', interval: 1 } } },
              },
            },
          }
        : resource,
    );
    const found = compareAccess({
      before: plain({ ...BASE, months: 12 }),
      after: yearly,
      directory: NAMESAKES,
    });
    expect(found).toEqual(NOTHING);
  });
});
