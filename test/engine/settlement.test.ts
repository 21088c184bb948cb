/** Creations that a run left open: ours are told from a stranger's, and what cannot be told is asked. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { attributesDigest } from '../../src/plan/attributes-digest.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import type { PendingOperation, ResourceState } from '../../src/state/document.ts';
import { governance } from '../support/governance-arbitrary.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';
import { runs } from '../support/whole.ts';

const START = '2026-01-01T00:00:00Z';
let clock = START;
let bench: Workbench;
afterEach(() => {
  bench.close();
  clock = START;
});

async function open(): Promise<void> {
  bench = await openWorkbench({ now: () => new Date(clock) });
}

/** Makes the state of a run that was killed after its creations were done and before it heard of them. */
async function forget(isForgotten: (resource: ResourceState) => boolean, startedAt = START): Promise<void> {
  const { state } = bench.engine;
  const document = await state.read();
  if (document === undefined) throw new Error('There is no state');
  const forgotten = document.resources.filter(isForgotten);
  const pending = forgotten.map(({ kind, address, attributes }): PendingOperation => {
    const digest = attributesDigest(KINDS.get(kind) ?? never(), attributes);
    return { operation: randomUUID(), address, action: 'create', startedAt, digest };
  });
  const lock = await state.lock(
    { id: randomUUID(), operation: 'test', who: 'test', host: 'here', pid: 1, createdAt: '' },
    0,
  );
  const resources = document.resources.filter((resource) => !forgotten.includes(resource));
  await lock.replace({ ...document, serial: document.serial + 1, resources, pending });
  await lock.release();
}

function never(): never {
  throw new Error('A resource of no kind');
}

const CATALOG = governed({ catalogs: { partners: { displayName: 'Partners', description: 'Ours' } } });
const POLICY: Governance = {
  ...CATALOG,
  packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
  policies: { first: { accessPackage: 'tango', displayName: 'Partners', description: 'Ours' } },
};

/** A policy that the portal makes, with the switches that a declaration has by default. */
async function policy(description: string): Promise<string> {
  const accessPackage = { id: await bench.idOf('accessPackage.tango') };
  const made = await bench.portal('POST', '/assignmentPolicies', {
    displayName: 'Partners',
    description,
    accessPackage,
    requestorSettings: {
      enableTargetsToSelfAddAccess: true,
      enableTargetsToSelfRemoveAccess: true,
      allowCustomAssignmentSchedule: true,
    },
  });
  return String(made['id']);
}

describe('what a run made before it was cut off', () => {
  it('is recognized, whatever it is, and deleted when nothing declares it any more', async () => {
    await fc.assert(
      fc.asyncProperty(governance, fc.infiniteStream(fc.boolean()), async (document, coins) => {
        await open();
        await bench.apply(document);
        const forgotten = new Set<string>();
        await forget(({ address, kind }) => {
          const chosen = KINDS.get(kind)?.identity.by !== 'singleton' && coins.next().value === true;
          if (chosen) forgotten.add(address);
          return chosen;
        });
        const adopted = [...forgotten].map((address) => [address, 'adopt adopted'] as const);
        const { plan, diagnostics, questions } = await bench.tryPlan(document);
        expect([diagnostics, questions]).toEqual([[], []]);
        // What was completed by a second request may be half done; everything else is just as it was sent.
        expect(Object.entries(actions(plan)).sort()).toEqual(adopted.sort());
        await bench.apply(document, { mode: 'destroy' });
        const left = await Promise.all(
          ['/accessPackages', '/assignmentPolicies', '/connectedOrganizations'].map((at) => bench.list(at)),
        );
        expect(left).toEqual([[], [], []]);
        expect((await bench.list('/catalogs')).map(({ displayName }) => displayName)).toEqual(['General']);
        expect((await bench.engine.state.read())?.pending).toEqual([]);
        bench.close();
      }),
      runs(6, 25),
    );
    await open();
  });

  it('is told from an older object of a stranger', async () => {
    await open();
    await bench.apply(CATALOG);
    await forget(() => true, '2026-01-01T01:00:00Z');
    const { diagnostics } = await bench.tryPlan(CATALOG);
    expect(diagnostics.map(({ code }) => code)).toEqual(['PLAN_EXISTS']);
  });

  it("is told from a stranger's object of the same name by what was sent", async () => {
    await open();
    await bench.apply(POLICY);
    const ours = await bench.idOf('policy.first');
    const theirs = await policy('Theirs');
    await forget(({ kind }) => kind === 'policy');
    const plan = await bench.plan(POLICY);
    expect(actions(plan)).toEqual({ 'policy.first': 'adopt adopted' });
    expect(plan.changes.find(({ address }) => address === 'policy.first')?.id).toBe(ours);
    expect(plan.unmanaged.map(({ id }) => id)).toContain(theirs);
  });

  it('is asked for where nothing tells', async () => {
    await open();
    await bench.apply(POLICY);
    const ours = await bench.idOf('policy.first');
    const theirs = await policy('Ours');
    await forget(({ kind }) => kind === 'policy');
    const { diagnostics, questions } = await bench.tryPlan(POLICY);
    expect(diagnostics.map(({ code }) => code)).toEqual(['PLAN_UNSETTLED']);
    expect(questions.map(({ candidates }) => candidates.map(({ id }) => id).sort())).toEqual([
      [ours, theirs].sort(),
    ]);
    const answered = await bench.plan(POLICY, { answers: new Map([['policy.first', theirs]]) });
    expect(answered.changes.find(({ address }) => address === 'policy.first')).toMatchObject({
      action: 'adopt',
      id: theirs,
    });
    const none = await bench.tryPlan(POLICY, { answers: new Map([['policy.first', 'none']]) });
    expect(none.diagnostics.map(({ code }) => code)).toEqual(['PLAN_AMBIGUOUS']);
    const wrong = await bench.tryPlan(POLICY, { answers: new Map([['policy.first', randomUUID()]]) });
    expect(wrong.diagnostics.map(({ code }) => code)).toContain('PLAN_SETTLE');
  });

  it('is asked for when it was changed since', async () => {
    await open();
    await bench.apply(CATALOG);
    await bench.portal('PATCH', `/catalogs/${await bench.idOf('catalog.partners')}`, { description: 'Now' });
    await forget(() => true);
    const { questions } = await bench.tryPlan(CATALOG);
    expect(questions).toMatchObject([{ address: 'catalog.partners', candidates: [{ asSent: false }] }]);
  });
});
