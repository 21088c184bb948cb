/** Which live object is which address, and what became of creations that a run left open: on values. */
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../src/kinds/registry.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { attributesDigest } from '../../src/plan/attributes-digest.ts';
import { bind } from '../../src/plan/bind.ts';
import type { PlanOptions } from '../../src/plan/input.ts';
import { describeCandidate, notBefore, openCreations } from '../../src/plan/settle.ts';
import type { PendingOperation, ResourceState } from '../../src/state/document.ts';
import { canonical, declared, live, planInput, stateOf, tracked } from '../support/plan-input.ts';

const BEGAN = '2026-01-01T10:00:00Z';
const NAMED = { displayName: 'Partners', description: 'As sent' };
type Live = Parameters<typeof live>[0][string][number];

/** A creation that a run began and never heard of. */
function pending(address: string, attributes: JsonObject, startedAt = BEGAN): PendingOperation {
  const [name = ''] = address.split('.');
  const kind = KINDS.get(name);
  if (kind === undefined) throw new Error(`There is no kind ${name}`);
  const digest = attributesDigest(kind, canonical(name, attributes));
  return { operation: `${address} ${startedAt}`, address, action: 'create', startedAt, digest };
}

async function bound(
  objects: Readonly<Record<string, readonly Live[]>>,
  {
    desired = {},
    resources = [],
    open = [],
    options = {},
  }: {
    desired?: Readonly<Record<string, JsonObject>>;
    resources?: readonly ResourceState[];
    open?: readonly PendingOperation[];
    options?: Partial<PlanOptions>;
  },
) {
  const result = await bind(
    planInput({
      desired: Object.entries(desired).map(([address, attributes]) => declared(address, attributes)),
      prior: stateOf(resources, { pending: open }),
      live: live(objects),
      options,
    }),
  );
  return {
    ...result,
    ids: Object.fromEntries([...result.bound].map(([address, { id, adopted }]) => [address, [id, adopted]])),
    codes: result.diagnostics.map(({ code }) => code),
    loose: [...result.unbound].flatMap(([, list]) => list.map(({ id }) => id)),
  };
}

const catalog = (id: string, more: Partial<Live> = {}): Live => ({ id, attributes: NAMED, ...more });

describe('a tracked object', () => {
  it('is known by its id in either case, and to one address only', async () => {
    const { ids, loose, codes } = await bound(
      { catalog: [catalog('ID-A'), catalog('id-b')] },
      {
        desired: { 'catalog.a': NAMED, 'catalog.b': { displayName: 'Other' } },
        resources: [tracked('catalog.a', 'id-a', NAMED), tracked('catalog.b', 'ID-A', NAMED)],
      },
    );
    expect({ ids, loose, codes }).toEqual({
      ids: { 'catalog.a': ['ID-A', false] },
      loose: ['id-b'],
      codes: [],
    });
  });

  it('without an id of its own is known by what it is', async () => {
    const role = { catalog: 'c', accessPackage: 'p', resource: 'r', role: 'Member' };
    const { ids } = await bound(
      { packageResourceRole: [{ id: 'now', attributes: role }] },
      { resources: [tracked('packageResourceRole.p/r/Member', 'then', role)] },
    );
    expect(ids).toEqual({ 'packageResourceRole.p/r/Member': ['now', false] });
  });

  it('of a kind that was not read is as it was last applied', async () => {
    const { ids, bound: objects } = await bound({}, { resources: [tracked('catalog.a', 'id-a', NAMED)] });
    expect(ids).toEqual({ 'catalog.a': ['id-a', false] });
    expect(objects.get('catalog.a')?.attributes).toEqual(canonical('catalog', NAMED));
  });

  it('refers to others by their addresses, siblings included', async () => {
    const incompatible = { catalog: 'CAT', displayName: 'A', incompatibleAccessPackages: ['p-b'] };
    const { bound: objects } = await bound(
      {
        catalog: [catalog('cat')],
        accessPackage: [
          { id: 'p-a', attributes: incompatible },
          { id: 'p-b', attributes: { catalog: 'cat', displayName: 'B' } },
        ],
      },
      {
        resources: [
          tracked('catalog.c', 'cat', NAMED),
          tracked('accessPackage.a', 'p-a', {}),
          tracked('accessPackage.b', 'p-b', {}),
        ],
      },
    );
    expect(objects.get('accessPackage.a')?.attributes).toMatchObject({
      catalog: 'catalog.c',
      incompatibleAccessPackages: ['accessPackage.b'],
    });
  });
});

describe('an untracked object with a declared name', () => {
  const desired = { 'catalog.a': NAMED };

  it('is an error with its id, or taken over when that is asked for', async () => {
    const refused = await bound({ catalog: [catalog('there')] }, { desired });
    expect(refused.diagnostics).toEqual([
      {
        code: 'PLAN_EXISTS',
        severity: 'error',
        summary: 'catalog.a exists in the tenant already ("Partners", id there), and no state tracks it',
        hint: 'The state tracks nothing: name the right one under state: if it was applied before, or run again with --adopt to take it over',
        address: 'catalog.a',
        path: ['catalog.a'],
      },
    ]);
    expect([refused.ids, refused.loose]).toEqual([{}, ['there']]);
    const taken = await bound({ catalog: [catalog('there')] }, { desired, options: { adopt: true } });
    expect([taken.ids, taken.codes, taken.loose]).toEqual([{ 'catalog.a': ['there', true] }, [], []]);
  });

  it('is one of several: an error that lists them, also when taking over is asked for', async () => {
    const objects = { catalog: [catalog('first'), catalog('second')] };
    const { diagnostics, ids } = await bound(objects, { desired, options: { adopt: true } });
    expect(diagnostics).toEqual([
      {
        code: 'PLAN_AMBIGUOUS',
        severity: 'error',
        summary: 'catalog.a could be any of 2 objects in the tenant',
        detail: '"Partners", id first\n"Partners", id second',
        hint: 'Rename or remove all but one of them in the tenant',
        address: 'catalog.a',
        path: ['catalog.a'],
      },
    ]);
    expect(ids).toEqual({});
    // One that an address has already is no candidate.
    const { ids: rest } = await bound(objects, {
      desired,
      resources: [tracked('catalog.b', 'first', NAMED)],
      options: { adopt: true },
    });
    expect(rest).toEqual({ 'catalog.b': ['first', false], 'catalog.a': ['second', true] });
  });

  it('of which there is exactly one in a tenant is taken without a word', async () => {
    const { ids, codes } = await bound(
      { settings: [{ id: 'settings', attributes: {} }] },
      { desired: { settings: {} } },
    );
    expect([ids, codes]).toEqual([{ settings: ['settings', true] }, []]);
  });

  describe('that two new declarations have', () => {
    const policy = (description: string) => ({ accessPackage: 'p', displayName: 'Members', description });
    const there = (id: string, description: string): Live => ({ id, attributes: policy(description) });
    const two = { 'policy.a': policy('A'), 'policy.b': policy('B') };
    const said = ({ diagnostics }: Awaited<ReturnType<typeof bound>>) =>
      diagnostics.map(({ code, severity, summary }) => `${severity} ${code} ${summary}`);

    it('is an error for each of the two only where they say the same', async () => {
      const same = { 'policy.a': policy('A'), 'policy.b': policy('A'), 'policy.c': policy('C') };
      expect(said(await bound({ policy: [] }, { desired: same }))).toEqual([
        'error PLAN_SAME_NAME policy.a has the name of policy.b and says the same',
        'error PLAN_SAME_NAME policy.b has the name of policy.a and says the same',
      ]);
      expect(said(await bound({ policy: [] }, { desired: two }))).toEqual([]);
      // An id tells the one that is there from the new one.
      const resources = [tracked('policy.a', 'id-a', policy('A'))];
      const { ids, codes } = await bound({ policy: [there('id-a', 'A')] }, { desired: same, resources });
      expect([ids, codes]).toEqual([{ 'policy.a': ['id-a', false] }, []]);
    });

    it('is given to the one that says the same, and to neither where it is like none', async () => {
      const [adopt, theirs] = [{ adopt: true }, [there('id-b', 'B')]];
      expect(said(await bound({ policy: theirs }, { desired: two }))).toEqual([
        'error PLAN_EXISTS policy.b exists in the tenant already ("Members", id id-b), and no state tracks it',
      ]);
      const { ids } = await bound({ policy: theirs }, { desired: two, options: adopt });
      expect(ids).toEqual({ 'policy.b': ['id-b', true] });
      const strange = await bound({ policy: [there('id', 'C')] }, { desired: two, options: adopt });
      const why = 'and no state tells which of the two the tenant holds';
      expect(said(strange)).toEqual([
        `error PLAN_SAME_NAME policy.a has the name of policy.b, ${why}`,
        `error PLAN_SAME_NAME policy.b has the name of policy.a, ${why}`,
      ]);
    });

    it('is no candidate for what another creation of that name was sent as', async () => {
      const open = [pending('policy.a', policy('A')), pending('policy.b', policy('B'))];
      const { ids, questions } = await bound({ policy: [there('id-b', 'B')] }, { desired: two, open });
      expect([ids, questions]).toEqual([{ 'policy.b': ['id-b', true] }, []]);
    });
  });

  it('tells nothing of organizations that have domains of their own', async () => {
    const named = (domain: string) => ({
      displayName: 'Fabrikam',
      identitySources: [{ '@odata.type': 'domainIdentitySource', domainName: domain }],
    });
    const two = {
      'connectedOrganization.a': named('a.example'),
      'connectedOrganization.b': named('b.example'),
    };
    const { codes, ids } = await bound({ connectedOrganization: [] }, { desired: two });
    expect([codes, ids]).toEqual([[], {}]);
  });
});

describe('what an earlier run may have made', () => {
  const desired = { 'catalog.a': NAMED };
  const open = [pending('catalog.a', NAMED)];
  const edited = { ...NAMED, description: 'Edited' };

  it('is taken when one object is exactly as it was sent', async () => {
    const { ids, questions } = await bound(
      { catalog: [catalog('ours'), catalog('theirs', { attributes: edited })] },
      { desired, open },
    );
    expect([ids, questions]).toEqual([{ 'catalog.a': ['ours', true] }, []]);
  });

  it('is not an object that is older by more than clocks are apart', async () => {
    const made = (createdAt: string) => bound({ catalog: [catalog('x', { createdAt })] }, { desired, open });
    expect((await made('2026-01-01T09:55:00Z')).ids).toEqual({ 'catalog.a': ['x', true] });
    expect((await made('2026-01-01T09:54:59Z')).codes).toEqual(['PLAN_EXISTS']);
    expect(notBefore(BEGAN)).toBe(Date.parse('2026-01-01T09:55:00Z'));
  });

  it('is asked for when nothing tells, or it was changed since', async () => {
    const objects = {
      catalog: [
        catalog('one', { createdAt: BEGAN }),
        catalog('two'),
        catalog('three', { attributes: edited }),
      ],
    };
    const { questions, diagnostics, ids } = await bound(objects, { desired, open });
    const [one, two, three] = [
      { id: 'one', displayName: 'Partners', createdAt: BEGAN, asSent: true },
      { id: 'two', displayName: 'Partners', createdAt: undefined, asSent: true },
      { id: 'three', displayName: 'Partners', createdAt: undefined, asSent: false },
    ];
    expect(questions).toEqual([{ address: 'catalog.a', since: BEGAN, candidates: [one, two, three] }]);
    expect(diagnostics).toEqual([
      {
        code: 'PLAN_UNSETTLED',
        severity: 'error',
        summary: `A run that began to create catalog.a at ${BEGAN} was cut off, and 3 objects in the tenant may be what it made`,
        detail: [
          `"Partners", id one, created ${BEGAN}, just as it was sent`,
          '"Partners", id two, just as it was sent',
          '"Partners", id three, not as it was sent',
        ].join('\n'),
        hint: 'Look at what is there, then run again with --settle catalog.a=ID, or --settle catalog.a=none when it is none of them',
        address: 'catalog.a',
      },
    ]);
    expect(ids).toEqual({});
    const single = await bound({ catalog: [catalog('x', { attributes: edited })] }, { desired, open });
    expect(single.codes).toEqual(['PLAN_UNSETTLED']);
    expect(single.diagnostics[0]?.summary).toContain('one object in the tenant may be');
    // Taking over answers a question of one, and no other.
    const adopting = { desired, open, options: { adopt: true } };
    const adopted = await bound({ catalog: [catalog('x', { attributes: edited })] }, adopting);
    expect([adopted.ids, adopted.codes]).toEqual([{ 'catalog.a': ['x', true] }, []]);
    expect((await bound(objects, adopting)).codes).toEqual(['PLAN_UNSETTLED']);
  });

  it('is what the user says: one of them, in either case of its id, or none', async () => {
    const objects = { catalog: [catalog('ONE'), catalog('two')] };
    const answered = (answer: string) =>
      bound(objects, { desired, open, options: { answers: new Map([['catalog.a', answer]]) } });
    expect((await answered('one')).ids).toEqual({ 'catalog.a': ['ONE', true] });
    expect((await answered('none')).codes).toEqual(['PLAN_AMBIGUOUS']);
    const wrong = await answered('three');
    expect(wrong.diagnostics[0]).toEqual({
      code: 'PLAN_SETTLE',
      severity: 'error',
      summary: 'The object three cannot be what an earlier run made of catalog.a',
      hint: 'Name one of those that a plan without --settle lists',
      address: 'catalog.a',
    });
  });

  it('is whatever has the name where the service allows only one of it', async () => {
    const tango = { catalog: 'catalog.c', displayName: 'Tango' };
    const { ids } = await bound(
      { accessPackage: [{ id: 'p', attributes: { ...tango, description: 'Edited' } }] },
      { desired: { 'accessPackage.a': tango }, open: [pending('accessPackage.a', tango)] },
    );
    expect(ids).toEqual({ 'accessPackage.a': ['p', true] });
  });

  it('and nothing declares any more is taken as tracked, when it is exactly as it was sent', async () => {
    const { ids, made, questions } = await bound(
      { catalog: [catalog('ours'), catalog('theirs', { attributes: edited })] },
      { open },
    );
    expect([ids, questions]).toEqual([{ 'catalog.a': ['ours', true] }, []]);
    expect(made).toEqual([
      {
        address: 'catalog.a',
        kind: 'catalog',
        id: 'ours',
        attributes: canonical('catalog', NAMED),
        dependsOn: [],
      },
    ]);
    const two = await bound({ catalog: [catalog('one'), catalog('two')] }, { open });
    expect([two.made, two.codes]).toEqual([[], ['PLAN_UNSETTLED']]);
    const none = await bound({ catalog: [catalog('theirs', { attributes: edited })] }, { open });
    expect([none.made, none.codes]).toEqual([[], []]);
    // Nor what is declared and tracked.
    const declaredToo = await bound({ catalog: [catalog('ours')] }, { desired, open });
    expect(declaredToo.made).toEqual([]);
  });

  it('is no question for what is tracked by now, nor an object that another address has', async () => {
    const known = await bound(
      { catalog: [catalog('ours'), catalog('theirs')] },
      { desired, open, resources: [tracked('catalog.a', 'theirs', NAMED)] },
    );
    expect([known.ids, known.questions]).toEqual([{ 'catalog.a': ['theirs', false] }, []]);
    const other = await bound(
      { catalog: [catalog('ours'), catalog('theirs')] },
      { desired, open, resources: [tracked('catalog.b', 'theirs', NAMED)] },
    );
    expect(other.ids).toEqual({ 'catalog.b': ['theirs', false], 'catalog.a': ['ours', true] });
  });

  it('is one creation for each address, since the first of them', () => {
    const later = '2026-01-01T11:00:00Z';
    const document = stateOf([], {
      pending: [
        pending('catalog.a', edited, later),
        pending('catalog.a', NAMED),
        { ...pending('catalog.b', NAMED), action: 'update' },
        pending('policy.p', { displayName: 'P' }),
      ],
    });
    const creations = openCreations(document);
    expect([...creations.keys()]).toEqual(['catalog', 'policy']);
    const [first, ...others] = creations.get('catalog') ?? [];
    expect([first?.address, first?.since, first?.digests.size, others]).toEqual(['catalog.a', BEGAN, 2, []]);
    expect(openCreations(undefined).size).toBe(0);
  });

  it('is described with its name, its id and its time', () => {
    expect(describeCandidate({ id: 'x', displayName: 'X', createdAt: BEGAN, asSent: false })).toBe(
      `"X", id x, created ${BEGAN}, not as it was sent`,
    );
  });
});
