/** Twins in a snapshot: what is certain, what is only possible, and what keeps one from being removed. */
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../src/kinds/registry.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { attributesDigest } from '../../src/plan/attributes-digest.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import type { PlanInput } from '../../src/plan/input.ts';
import { findTwins, inTheWay, twinKept } from '../../src/plan/twins.ts';
import type { UncertainCreation } from '../../src/state/document.ts';
import { canonical, declared, live, planInput, stateOf, tracked } from '../support/plan-input.ts';

const SENT = '2026-01-01T10:00:00Z';
const LATER = '2026-01-01T10:00:05Z';

/** The creation of `address` with these attributes, whose answer was lost. */
function lost(
  address: string,
  attributes: JsonObject,
  more: Partial<UncertainCreation> = {},
): UncertainCreation {
  const [name = ''] = address.split('.');
  const kind = KINDS.get(name);
  if (kind === undefined) throw new Error(`There is no kind ${name}`);
  const sent = canonical(name, attributes);
  return {
    operation: 'operation',
    address,
    kind: name,
    displayName: kind.words.displayName(sent),
    parent: null,
    naturalKeys: kind.identity.naturalKeys(sent),
    digest: attributesDigest(kind, sent),
    serviceDate: SENT,
    startedAt: SENT,
    ...more,
  };
}

const PARTNERS = { displayName: 'Partners', description: 'As sent' };
type Live = Parameters<typeof live>[0][string][number];
const tracked1: Live = { id: 'first', attributes: PARTNERS, createdAt: SENT };
const twin: Live = { id: 'second', attributes: PARTNERS, createdAt: LATER };

/** What is found beside `catalog.partners`, which is tracked as the first of the catalogs. */
function found(
  catalogs: readonly Live[],
  open: readonly UncertainCreation[],
  { others = {}, remove = false, unread = [] as readonly string[] } = {},
) {
  const snapshot = live({ catalog: catalogs, ...others }, unread);
  const objects = snapshot.objects.get('catalog') ?? [];
  const [first] = objects;
  return findTwins({
    live: snapshot,
    binding: {
      bound: new Map(
        first === undefined
          ? []
          : [['catalog.partners', { id: first.id, attributes: first.attributes, adopted: false }]],
      ),
      unbound: new Map(
        [...snapshot.objects].map(([kind, list]) => [kind, kind === 'catalog' ? list.slice(1) : list]),
      ),
    },
    open,
    remove,
  });
}

const said = ({ findings }: ReturnType<typeof found>) =>
  findings.map(({ rule, severity, message }) => `${severity} ${rule} ${message}`);
const CERTAIN =
  '"Partners", id second, was made by a creation whose answer was lost; the tracked one is first';

describe('a twin', () => {
  it('is certain when it is as it was sent, and made since', () => {
    const { changes, findings } = found([tracked1, twin], [lost('catalog.partners', PARTNERS)]);
    expect(findings).toEqual([
      {
        rule: 'TWIN',
        severity: 'error',
        address: 'catalog.partners#twin',
        message: `${CERTAIN}; nothing uses it`,
        hint: 'It is removed by an apply with --remove-twins, or with a yes to the question',
      },
    ]);
    expect(changes).toEqual([
      {
        address: 'catalog.partners#twin',
        kind: 'catalog',
        action: 'removeTwin',
        reason: 'twin',
        displayName: 'Partners',
        id: 'second',
        createdAt: LATER,
        before: canonical('catalog', PARTNERS),
        after: null,
        changedPaths: [],
        dependsOn: [],
      },
    ]);
  });

  it('is a warning without a hint when it is to be removed', () => {
    const { findings } = found([tracked1, twin], [lost('catalog.partners', PARTNERS)], { remove: true });
    expect(findings).toMatchObject([{ severity: 'warning' }]);
    expect(findings[0]).not.toHaveProperty('hint');
  });

  it('is only possible when it is older than the creation, or not as it was sent', () => {
    const possible =
      'warning POSSIBLE_TWIN Two objects of the kind catalog are called "Partners": first is tracked, second is not';
    const open = [lost('catalog.partners', PARTNERS)];
    expect(said(found([tracked1, { ...twin, createdAt: SENT }], open))).toEqual([possible]);
    const edited = { ...twin, attributes: { ...PARTNERS, description: 'Edited' } };
    expect(said(found([tracked1, edited], open))).toEqual([possible]);
    expect(said(found([tracked1, twin], []))).toEqual([possible]);
    // Of another address, another name, another kind.
    const other = { ...PARTNERS, displayName: 'Other' };
    expect(said(found([tracked1, twin], [lost('catalog.partners', other)]))).toEqual([possible]);
  });

  it('is possible of organizations with one tenant, told by both names', () => {
    const sources = [{ '@odata.type': 'azureActiveDirectoryTenant', tenantId: 'f' }];
    const object = (id: string, displayName: string) => ({
      id,
      attributes: { displayName, identitySources: sources },
    });
    const both = [object('first', 'Fabrikam'), object('second', 'Fabrikam (old)')];
    const snapshot = live({ connectedOrganization: both });
    const [, ...loose] = snapshot.objects.get('connectedOrganization') ?? [];
    const binding = { bound: new Map(), unbound: new Map([['connectedOrganization', loose]]) };
    const { findings } = findTwins({ live: snapshot, binding, open: [], remove: false });
    expect(findings).toMatchObject([
      {
        rule: 'POSSIBLE_TWIN',
        message:
          'Two objects of the kind connectedOrganization stand for the same: "Fabrikam" (id first) is tracked, "Fabrikam (old)" (id second) is not',
        hint: 'If one is too many, delete it in the tenant',
      },
    ]);
  });

  it('is not told where two are tracked under one name, or none, or where the kind was not read', () => {
    expect(said(found([{ ...tracked1, attributes: { displayName: 'Other' } }, twin], []))).toEqual([]);
    expect(
      said(found([tracked1, twin], [lost('catalog.partners', PARTNERS)], { unread: ['catalog'] })),
    ).toEqual([]);
    const snapshot = live({ catalog: [tracked1, { ...tracked1, id: 'third' }, twin] });
    const [, , loose] = snapshot.objects.get('catalog') ?? [];
    const binding = { bound: new Map(), unbound: new Map([['catalog', loose === undefined ? [] : [loose]]]) };
    expect(findTwins({ live: snapshot, binding, open: [], remove: false }).findings).toEqual([]);
  });

  it('stays while the time of its making, or of the sending, is unknown', () => {
    const { createdAt: _createdAt, ...ageless } = twin;
    const stays = (why: string) => [`error TWIN ${CERTAIN}. It is not removed, because ${why}`];
    const result = found([tracked1, ageless], [lost('catalog.partners', PARTNERS)]);
    expect(said(result)).toEqual(stays('the service does not say when it was created'));
    expect(result.changes).toEqual([]);
    const untimed = lost('catalog.partners', PARTNERS, { serviceDate: null });
    expect(said(found([tracked1, twin], [untimed]))).toEqual(
      stays('the service told no time before the creation was sent'),
    );
    expect(said(found([tracked1, ageless], [untimed]))).toEqual(
      stays(
        'the service does not say when it was created, and the service told no time before the creation was sent',
      ),
    );
  });

  it('stays while another object may be it', () => {
    const open = [lost('catalog.partners', PARTNERS)];
    const edited = { ...twin, id: 'third', attributes: { ...PARTNERS, description: 'Edited' } };
    expect(said(found([tracked1, twin, edited], open))).toEqual([
      `error TWIN ${CERTAIN}. It is not removed, because the object third may be the twin as well`,
      'warning POSSIBLE_TWIN Two objects of the kind catalog are called "Partners": first is tracked, third is not',
    ]);
    // Not one that is older, and not one of another name.
    const older = { ...edited, createdAt: SENT };
    const named = { ...twin, id: 'fourth', attributes: { displayName: 'Other' } };
    expect(found([tracked1, twin, older, named], open).changes.map(({ id }) => id)).toEqual(['second']);
  });

  it('of an organization stays while another shares one of its names with it', () => {
    const fabrikam = (domains: readonly string[]) => ({
      displayName: 'Fabrikam',
      identitySources: domains.map((domainName) => ({
        '@odata.type': '#microsoft.graph.domainIdentitySource',
        domainName,
      })),
    });
    const both = fabrikam(['fabrikam.com', 'fabrikam.org']);
    const all = live({
      connectedOrganization: [
        { id: 'o1', attributes: both, createdAt: LATER },
        { id: 'o2', attributes: { ...fabrikam(['fabrikam.org']), displayName: 'Other' }, createdAt: LATER },
      ],
    });
    const { findings } = findTwins({
      live: all,
      binding: { bound: new Map(), unbound: all.objects },
      open: [lost('connectedOrganization.fabrikam', both)],
      remove: true,
    });
    expect(findings).toMatchObject([{ rule: 'TWIN', severity: 'error' }]);
    expect(findings[0]?.message).toContain('the object o2 may be the twin as well');
  });

  it('stays while something in the tenant refers to it that does not live in it', () => {
    const open = [lost('policy.all', { accessPackage: 'tango', displayName: 'All' })];
    const policy = { accessPackage: 'tango', displayName: 'All' };
    const snapshot = (refers: boolean) =>
      live({
        policy: [
          { id: 'p1', attributes: policy, createdAt: SENT },
          { id: 'p2', attributes: policy, createdAt: LATER },
        ],
        accessPackage: [
          { id: 'tango', attributes: { catalog: 'second', displayName: 'Tango' } },
          ...(refers
            ? [
                {
                  id: 'audit',
                  attributes: { catalog: 'c', displayName: 'Audit', incompatibleAccessPackages: ['P2'] },
                },
              ]
            : []),
        ],
      });
    const twins = (refers: boolean) => {
      const all = snapshot(refers);
      return findTwins({
        live: all,
        binding: {
          bound: new Map(),
          unbound: new Map([['policy', (all.objects.get('policy') ?? []).slice(1)]]),
        },
        open,
        remove: true,
      });
    };
    expect(twins(false).changes.map(({ id }) => id)).toEqual(['p2']);
    const used = twins(true);
    expect(used.changes).toEqual([]);
    expect(used.findings[0]?.message).toContain('It is not removed, because other objects refer to it');
  });

  it('that packages live in is not used by that, so it can be removed once they are gone', () => {
    const { changes } = found([tracked1, twin], [lost('catalog.partners', PARTNERS)], {
      others: { accessPackage: [{ id: 'tango', attributes: { catalog: 'second', displayName: 'Tango' } }] },
    });
    expect(changes.map(({ id }) => id)).toEqual(['second']);
  });

  it('is found by what was planned, where references were addresses', () => {
    const policy = { accessPackage: 'accessPackage.tango', displayName: 'All' };
    const all = live({
      accessPackage: [{ id: 'tango-id', attributes: { catalog: 'c', displayName: 'Tango' } }],
      policy: [{ id: 'p2', attributes: { ...policy, accessPackage: 'tango-id' }, createdAt: LATER }],
    });
    const bound = new Map([['accessPackage.tango', { id: 'tango-id', attributes: {}, adopted: false }]]);
    const twins = findTwins({
      live: all,
      binding: { bound, unbound: new Map([['policy', all.objects.get('policy') ?? []]]) },
      open: [lost('policy.all', policy)],
      remove: true,
    });
    expect(twins.findings.map(({ message }) => message)).toEqual([
      '"All", id p2, was made by a creation whose answer was lost; nothing uses it',
    ]);
  });
});

describe('a plan', () => {
  const plan = (options: Partial<PlanInput['options']>, startedAt = '2025-12-31T00:00:00Z') =>
    createPlan(
      planInput({
        desired: [declared('catalog.partners', PARTNERS)],
        prior: stateOf([tracked('catalog.partners', 'first', PARTNERS)], {
          uncertain: [lost('catalog.partners', PARTNERS, { startedAt })],
        }),
        live: live({ catalog: [tracked1, twin] }),
        options,
      }),
    );
  const removed = ({ changes, summary }: Pick<Plan, 'changes' | 'summary'>) => [
    changes.filter(({ action }) => action === 'removeTwin').length,
    summary.removeTwin,
  ];

  it('removes a twin when it is of everything; limited, or only recording, it names it', async () => {
    const whole = await plan({ removeTwins: true });
    expect(removed(whole.draft)).toEqual([1, 1]);
    expect(whole.draft.findings).toMatchObject([{ rule: 'TWIN', severity: 'warning' }]);
    for (const options of [{ mode: 'refresh-only' as const }, { targets: ['catalog.partners'] }]) {
      const { draft } = await plan(options);
      expect(removed(draft)).toEqual([0, undefined]);
      expect(draft.findings).toMatchObject([{ rule: 'TWIN', severity: 'error' }]);
    }
  });

  it('knows of none without reading the tenant, or a month later', async () => {
    const unread = await plan({ refreshed: false });
    expect([removed(unread.draft), unread.draft.findings]).toEqual([[0, undefined], []]);
    const late = await plan({}, '2025-12-01T00:00:00Z');
    expect(late.draft.findings).toMatchObject([{ rule: 'POSSIBLE_TWIN' }]);
  });
});

describe('a twin that stays', () => {
  const change = { address: 'catalog.partners#twin', displayName: 'Partners', id: 'second' };

  it('says why, and what to do', () => {
    const [planned] = found([tracked1, twin], [lost('catalog.partners', PARTNERS)]).changes;
    if (planned === undefined) throw new Error('There is no twin');
    expect(inTheWay(planned, undefined, ['it is used', 'it is old'])).toEqual({
      rule: 'TWIN',
      severity: 'error',
      address: 'catalog.partners#twin',
      message:
        '"Partners", id second, was made by a creation whose answer was lost. It is not removed, because it is used, and it is old',
      hint: 'Delete it in the tenant when it is not needed, give it another name, or import it under an address of its own',
    });
    expect(twinKept(change, ['it is used', 'it is old'])).toEqual({
      code: 'APPLY_TWIN_KEPT',
      severity: 'error',
      summary:
        'The twin catalog.partners#twin "Partners", id second, was not removed: it is used, and it is old',
      hint: 'Run plan again: it says what the tenant holds now',
      address: 'catalog.partners#twin',
    });
  });
});
