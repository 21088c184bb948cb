/** The steps that a plan is carried out in, and what must be done before each: on values. */
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Kind } from '../../src/kinds/kind.ts';
import type { Attributes, JsonObject } from '../../src/model/value.ts';
import { deferredMembers, immediateMembers, KINDS_IN_ORDER } from '../../src/plan/kind-order.ts';
import { operationsOf } from '../../src/plan/operations.ts';
import type { Intent } from '../../src/plan/operations.ts';
import { canonical } from '../support/plan-input.ts';

function kindNamed(name: string): Kind {
  const kind = KINDS.get(name);
  if (kind === undefined) throw new Error(`There is no kind ${name}`);
  return kind;
}

function intent(
  address: string,
  action: Intent['action'],
  { live, after, ...more }: { live?: JsonObject; after?: JsonObject; stale?: boolean; drained?: boolean },
): Intent {
  const kind = kindNamed(address.split('.')[0] ?? '');
  const side = (attributes: JsonObject | undefined) => attributes && canonical(kind.name, attributes);
  return { address, kind, action, live: side(live), after: side(after), stale: false, ...more };
}

/** Steps in the order in which they are done, each with what it needs. */
async function steps(...intents: Intent[]): Promise<Record<string, string[]>> {
  const operations = await operationsOf(intents);
  const done = new Set<string>();
  for (const { id, needs } of operations) {
    for (const needed of needs) expect(done.has(needed), `${needed} before ${id}`).toBe(true);
    done.add(id);
  }
  return Object.fromEntries(operations.map(({ id, needs }) => [id, [...needs].sort()]));
}

const catalog = (displayName: string, more: JsonObject = {}): JsonObject => ({ displayName, ...more });
const pack = (
  displayName: string,
  incompatible: readonly string[] = [],
  inCatalog = 'catalog.a',
): JsonObject => ({
  catalog: inCatalog,
  displayName,
  incompatibleAccessPackages: incompatible,
});
const policy = (displayName: string, accessPackage = 'accessPackage.p'): JsonObject => ({
  accessPackage,
  displayName,
});
const [P, Q, CAT] = ['accessPackage.p', 'accessPackage.q', 'catalog.a'];

describe('nothing to do', () => {
  it('has no steps; what only the record lacks has one', async () => {
    const idle = intent(CAT, 'noop', { live: catalog('A'), after: catalog('A') });
    expect(await steps(idle)).toEqual({});
    expect(
      await steps(idle, {
        ...intent('catalog.b', 'noop', { live: catalog('B'), after: catalog('B') }),
        stale: true,
      }),
    ).toEqual({
      'record catalog.b': [],
    });
    expect(await steps(intent(CAT, 'adopt', { live: catalog('A'), after: catalog('A') }))).toEqual({
      'record catalog.a': [],
    });
    expect(await steps(intent(CAT, 'forget', { live: catalog('A') }))).toEqual({ 'forget catalog.a': [] });
  });
});

describe('what is made', () => {
  it('comes after what it refers to, whatever the order it is given in', async () => {
    expect(
      await steps(
        intent('policy.x', 'create', { after: policy('X') }),
        intent(P, 'create', { after: pack('P') }),
        intent(CAT, 'update', { live: catalog('A'), after: catalog('A', { description: 'New' }) }),
      ),
    ).toEqual({
      'update catalog.a': [],
      [`create ${P}`]: ['update catalog.a'],
      'create policy.x': [`create ${P}`],
    });
  });

  it('is linked once both ends are there, also in a circle', async () => {
    const [first, second] = [
      intent(P, 'create', { after: pack('P', [Q]) }),
      intent(Q, 'create', { after: pack('Q', [P]) }),
    ];
    expect(await steps(first, second)).toEqual({
      [`create ${P}`]: [],
      [`create ${Q}`]: [],
      [`link ${P}`]: [`create ${P}`, `create ${Q}`],
      [`link ${Q}`]: [`create ${P}`, `create ${Q}`],
    });
    const operations = await operationsOf([first, second]);
    const create = operations.find(({ id }) => id === `create ${P}`);
    expect([create?.before, create?.after]).toEqual([
      undefined,
      { ...first.after, incompatibleAccessPackages: [] },
    ]);
    const link = operations.find(({ id }) => id === `link ${P}`);
    expect([link?.before, link?.after]).toEqual([create?.after, first.after]);
  });
});

describe('what is changed', () => {
  it('is updated, linked, or both, by what of it changes', async () => {
    const changed = (after: JsonObject) => steps(intent(P, 'update', { live: pack('P', [Q]), after }));
    expect(await changed({ ...pack('P', [Q]), description: 'New' })).toEqual({ [`update ${P}`]: [] });
    expect(await changed(pack('P'))).toEqual({ [`link ${P}`]: [] });
    expect(await changed({ ...pack('P'), description: 'New' })).toEqual({
      [`update ${P}`]: [],
      [`link ${P}`]: [`update ${P}`],
    });
    // An adopted one that differs in nothing is recorded, and linked where that is missing.
    expect(await steps(intent(P, 'adopt', { live: pack('P'), after: pack('P', [Q]) }))).toEqual({
      [`link ${P}`]: [],
      [`record ${P}`]: [],
    });
  });

  it('holds both sides of each step', async () => {
    const [live, after] = [pack('P', [Q]), { ...pack('P'), description: 'New' }];
    const operations = await operationsOf([intent(P, 'update', { live, after })]);
    const between = { ...canonical('accessPackage', after), incompatibleAccessPackages: [Q] };
    expect(operations.map(({ step, before, after: made }) => [step, before, made])).toEqual([
      ['update', canonical('accessPackage', live), between],
      ['link', between, canonical('accessPackage', after)],
    ]);
  });
});

describe('what is deleted', () => {
  it('goes after what referred to it, and after people lost it', async () => {
    expect(
      await steps(
        intent(CAT, 'delete', { live: catalog('A') }),
        intent(P, 'delete', { live: pack('P'), drained: true }),
        intent('policy.x', 'delete', { live: policy('X') }),
      ),
    ).toEqual({
      [`drain ${P}`]: [],
      'delete policy.x': [`drain ${P}`],
      [`delete ${P}`]: ['delete policy.x', `drain ${P}`],
      'delete catalog.a': [`delete ${P}`],
    });
  });

  it('is unlinked from what stays and from what goes', async () => {
    expect(
      await steps(
        intent(P, 'delete', { live: pack('P', [Q]) }),
        intent(Q, 'delete', { live: pack('Q', [P]) }),
        intent('accessPackage.r', 'update', { live: pack('R', [P]), after: pack('R') }),
      ),
    ).toEqual({
      [`unlink ${P}`]: [],
      [`unlink ${Q}`]: [],
      'unlink accessPackage.r': [],
      [`delete ${P}`]: [`unlink ${P}`, `unlink ${Q}`, 'unlink accessPackage.r'],
      [`delete ${Q}`]: [`unlink ${P}`, `unlink ${Q}`],
      'update accessPackage.r': ['unlink accessPackage.r'],
    });
  });

  it('is unlinked before its referrer is linked to another', async () => {
    expect(
      await steps(
        intent(P, 'update', { live: pack('P', [Q]), after: pack('P', ['accessPackage.r']) }),
        intent(Q, 'delete', { live: pack('Q') }),
        intent('accessPackage.r', 'create', { after: pack('R') }),
      ),
    ).toEqual({
      [`unlink ${P}`]: [],
      'create accessPackage.r': [],
      [`link ${P}`]: ['create accessPackage.r', `unlink ${P}`],
      [`delete ${Q}`]: [`unlink ${P}`],
    });
  });

  it('waits for a referrer that stays and lets go of it, not for one that keeps it', async () => {
    const organizations = (...keys: string[]) =>
      keys.map((key) => ({
        '@odata.type': '#microsoft.graph.connectedOrganizationMembers',
        connectedOrganizationId: `connectedOrganization.${key}`,
      }));
    const targets = (...keys: string[]) => ({
      ...policy('X'),
      specificAllowedTargets: organizations(...keys),
    });
    const gone = intent('connectedOrganization.a', 'delete', { live: { displayName: 'A' } });
    expect(
      await steps(gone, intent('policy.x', 'update', { live: targets('a', 'b'), after: targets('b') })),
    ).toEqual({ 'update policy.x': [], 'delete connectedOrganization.a': ['update policy.x'] });
    const replaced = intent('connectedOrganization.a', 'replace', {
      live: { displayName: 'A' },
      after: { displayName: 'A' },
    });
    expect(
      await steps(
        replaced,
        intent('policy.x', 'update', { live: targets('a'), after: { ...targets('a'), description: 'New' } }),
      ),
    ).toEqual({
      'delete connectedOrganization.a': [],
      'create connectedOrganization.a': ['delete connectedOrganization.a'],
      'update policy.x': ['create connectedOrganization.a'],
    });
  });

  it('and made anew is exchanged by those that are unlinked from it; where none can be, nothing is done', async () => {
    const swap = (kind: string, bound: (key: string) => JsonObject) => [
      ...['v', 'w'].map((key) =>
        intent(`${kind}.${key}`, 'replace', { live: { displayName: key }, after: { displayName: key } }),
      ),
      intent('policy.a', 'update', { live: bound('v'), after: bound('w') }),
      intent('policy.b', 'update', { live: bound('w'), after: bound('v') }),
    ];
    const extensions = swap('customExtension', (key) => ({
      ...policy('X'),
      customExtensionStageSettings: [
        { stage: 'assignmentRequestCreated', customExtension: { id: `customExtension.${key}` } },
      ],
    }));
    expect(await steps(...extensions)).toMatchObject({
      'delete customExtension.v': ['unlink policy.a'],
      'update policy.a': ['create customExtension.w', 'unlink policy.a'],
    });
    // No plan makes an organization anew.
    const organizations = swap('connectedOrganization', (key) => ({
      ...policy('X'),
      specificAllowedTargets: [{ connectedOrganizationId: `connectedOrganization.${key}` }],
    }));
    await expect(operationsOf(organizations)).rejects.toThrow(
      /^Operations wait for each other: (\w+ \S+) -> .+ -> \1$/,
    );
  });

  it('goes with its twin first', async () => {
    expect(
      await steps(
        intent(P, 'delete', { live: pack('P') }),
        intent('policy.x#twin', 'removeTwin', { live: policy('X') }),
      ),
    ).toEqual({ 'removeTwin policy.x#twin': [], [`delete ${P}`]: ['removeTwin policy.x#twin'] });
  });

  it('and made anew is deleted, made and linked, with what lives in it', async () => {
    expect(
      await steps(
        intent(P, 'replace', { live: pack('P', [Q]), after: pack('P', [Q], 'catalog.b') }),
        intent('policy.x', 'replace', { live: policy('X'), after: policy('X') }),
        intent(Q, 'noop', { live: pack('Q'), after: pack('Q') }),
      ),
    ).toEqual({
      'delete policy.x': [],
      [`delete ${P}`]: ['delete policy.x'],
      [`create ${P}`]: [`delete ${P}`],
      'create policy.x': [`create ${P}`, 'delete policy.x'],
      [`link ${P}`]: [`create ${P}`],
    });
  });
});

describe('a name that another has', () => {
  const names = async (...intents: Intent[]) =>
    (await operationsOf(intents)).map(
      ({ id, after }) => `${id}${after === undefined ? '' : ` = ${String(after['displayName'])}`}`,
    );

  it('is taken after it was given up, by a deletion or by another name', async () => {
    expect(
      await steps(
        intent('catalog.new', 'create', { after: catalog('A') }),
        intent('catalog.old', 'delete', { live: catalog('A') }),
      ),
    ).toEqual({ 'delete catalog.old': [], 'create catalog.new': ['delete catalog.old'] });
    expect(
      await steps(
        intent('catalog.new', 'update', { live: catalog('N'), after: catalog('A') }),
        intent('catalog.old', 'update', { live: catalog('A'), after: catalog('B') }),
      ),
    ).toEqual({ 'update catalog.old': [], 'update catalog.new': ['update catalog.old'] });
  });

  it('is no reason to wait where it stays, or is given up by another kind or by nobody', async () => {
    expect(
      await steps(
        intent('catalog.new', 'update', { live: catalog('A'), after: catalog('A', { description: 'x' }) }),
        intent('catalog.old', 'update', { live: catalog('B'), after: catalog('B', { description: 'x' }) }),
        intent('connectedOrganization.o', 'delete', { live: { displayName: 'C' } }),
        intent('catalog.c', 'create', { after: catalog('C') }),
      ),
    ).toEqual({
      'update catalog.new': [],
      'update catalog.old': [],
      'delete connectedOrganization.o': [],
      'create catalog.c': [],
    });
  });

  it('that two may have is no reason to wait for the other', async () => {
    // Policies of one package may share a name: one keeps it while the other is made, or gives it up.
    expect(
      await steps(
        intent('policy.made', 'create', { after: policy('X') }),
        intent('policy.kept', 'update', { live: policy('X'), after: { ...policy('X'), description: 'x' } }),
      ),
    ).toEqual({ 'create policy.made': [], 'update policy.kept': [] });
    expect(
      await steps(
        intent('policy.kept', 'update', { live: policy('X'), after: { ...policy('X'), description: 'x' } }),
        intent('policy.gone', 'update', { live: policy('X'), after: policy('Y') }),
      ),
    ).toEqual({ 'update policy.kept': [], 'update policy.gone': [] });
  });

  it('is exchanged by way of a third', async () => {
    expect(
      await names(
        intent('catalog.a', 'update', { live: catalog('A'), after: catalog('B') }),
        intent('catalog.b', 'update', { live: catalog('B'), after: catalog('A') }),
      ),
    ).toEqual(['unlink catalog.a = A (being replaced)', 'update catalog.b = A', 'update catalog.a = B']);
    // One that an earlier run left parked keeps that name until it gets its own.
    expect(
      await names(
        intent('catalog.a', 'update', { live: catalog('A (being replaced)'), after: catalog('B') }),
        intent('catalog.b', 'update', { live: catalog('B'), after: catalog('A') }),
      ),
    ).toEqual(['update catalog.b = A', 'update catalog.a = B']);
  });

  it('is given up by way of a third where its holder must stay until the other is there', async () => {
    const [old, next] = ['accessPackage.old', 'accessPackage.new'];
    const moved = [
      intent(old, 'delete', { live: pack('P') }),
      intent(next, 'create', { after: pack('P') }),
      intent('policy.x', 'update', { live: policy('X', old), after: policy('X', next) }),
    ];
    expect(await steps(...moved)).toEqual({
      [`unlink ${old}`]: [],
      [`create ${next}`]: [`unlink ${old}`],
      'update policy.x': [`create ${next}`],
      [`delete ${old}`]: [`unlink ${old}`, 'update policy.x'],
    });
    const operations = await operationsOf(moved);
    const nameIn = (attributes: Attributes | undefined) => attributes?.['displayName'];
    expect(
      operations
        .filter(({ address }) => address === old)
        .map(({ step, before, after }) => [step, nameIn(before), nameIn(after)]),
    ).toEqual([
      ['unlink', 'P', 'P (being replaced)'],
      ['delete', 'P (being replaced)', undefined],
    ]);
  });
});

describe('kinds', () => {
  it('come in an order in which what is referred to is first', () => {
    const order = KINDS_IN_ORDER.map(({ name }) => name);
    expect(order).toEqual([
      'catalog',
      'accessPackage',
      'catalogResource',
      'catalogRole',
      'connectedOrganization',
      'crossTenantAccess',
      'customExtension',
      'endUserSettings',
      'packageResourceRole',
      'policy',
      'settings',
      'tenantRole',
    ]);
  });

  it('tell what is written in a step of its own', () => {
    const organization = kindNamed('connectedOrganization');
    expect(deferredMembers(organization)).toEqual(['internalSponsors', 'externalSponsors']);
    expect(Object.keys(immediateMembers(organization))).toEqual([
      'displayName',
      'description',
      'state',
      'identitySources',
    ]);
  });
});
