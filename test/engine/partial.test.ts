/** Tenants that answer in part, and applies that fail in part. */
import path from 'node:path';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { renderApplyEvent, renderApplySummary } from '../../src/report/apply-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { engineWith as engineBefore } from '../support/otherwise.ts';
import type { Otherwise } from '../support/otherwise.ts';
import { governed } from '../support/workbench.ts';

let folder = '';
let tenant: Tenant;
beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An engine before the tenant of a test, which answers some requests otherwise. */
const engineWith = (otherwise: Otherwise) => engineBefore(tenant, path.join(folder, 'state.json'), otherwise);

const EM = '/identityGovernance/entitlementManagement';
const catalogs = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { displayName: name }]));

describe('a tenant that was not read completely', () => {
  const many = governed({
    catalogs: catalogs(...Array.from({ length: 120 }, (_, index) => `catalog-${index}`)),
  });

  it.each([
    ['a page is refused', { status: 403, body: { error: { code: 'Forbidden', message: 'You may not' } } }],
    ['a page is no list', { status: 200, body: { hello: 'world' } }],
    ['a page is empty of everything', { status: 200, body: {} }],
  ])('is not planned on when %s', async (_what, answer) => {
    await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(many));
    const engine = engineWith(({ url }) =>
      url.includes('/catalogs?') && url.includes('skiptoken') ? answer : undefined,
    );
    await expect(engine.plan(desiredOf(many))).rejects.toMatchObject({
      diagnostics: [{ code: 'REFRESH_INCOMPLETE' }],
    });
  });

  it('is not planned on when a later page is unknown for a moment: no page is counted twice', async () => {
    const document = governed({
      catalogs: catalogs('one'),
      packages: Object.fromEntries(
        Array.from({ length: 120 }, (_, index) => [
          `p-${index}`,
          { catalog: 'one', displayName: `P ${index}` },
        ]),
      ),
    });
    await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(document));
    let refused = 0;
    const engine = engineWith(({ url }) => {
      if (!url.includes('/accessPackages?') || !url.includes('skiptoken') || (refused += 1) > 1)
        return undefined;
      return { status: 404, body: { error: { code: 'ResourceNotFound', message: 'Not there' } } };
    });
    await expect(engine.plan(desiredOf(document))).rejects.toThrow('REFRESH_INCOMPLETE');
    const { plan, diagnostics } = await engine.plan(desiredOf(document));
    expect(diagnostics).toEqual([]);
    expect(plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
  });

  it('is not planned on when one detail of many is refused', async () => {
    const packages = {
      tango: { catalog: 'one', displayName: 'Tango' },
      audit: { catalog: 'one', displayName: 'Audit' },
    };
    const document = governed({ catalogs: catalogs('one'), packages });
    await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(document));
    let refused = 0;
    const engine = engineWith(({ url }) => {
      if (!url.includes('incompatibleGroups') || (refused += 1) > 1) return undefined;
      return { status: 403, body: { error: { code: 'Forbidden', message: 'You may not' } } };
    });
    await expect(engine.plan(desiredOf(document))).rejects.toThrow('REFRESH_INCOMPLETE');
  });
});

describe('an apply that fails in part', () => {
  it('stops only what depends on the failure, and says where, what and why', async () => {
    const engine = engineWith(({ method, url, body }) =>
      method === 'POST' && url === `${EM}/catalogs` && body?.displayName === 'bad'
        ? { status: 400, body: { error: { code: 'NotToday', message: 'The moon is wrong.' } } }
        : undefined,
    );
    const document = governed({
      catalogs: catalogs('good', 'bad'),
      packages: {
        fine: { catalog: 'good', displayName: 'Fine' },
        stuck: { catalog: 'bad', displayName: 'Stuck' },
      },
      policies: {
        fine: { accessPackage: 'fine', displayName: 'All' },
        stuck: { accessPackage: 'stuck', displayName: 'All' },
      },
    });
    const { summary, events } = await engine.apply(desiredOf(document));
    expect(summary).toMatchObject({ added: 3, failed: 1, skipped: 2 });
    expect(events.filter(({ type }) => type === 'apply_skipped')).toMatchObject([
      { address: 'accessPackage.stuck', because: 'catalog.bad' },
      { address: 'policy.stuck', because: 'accessPackage.stuck' },
    ]);
    const failed = events.find(({ type }) => type === 'apply_errored');
    expect(failed).toMatchObject({
      diagnostic: {
        code: 'APPLY_FAILED',
        address: 'catalog.bad',
        summary: expect.stringContaining('The moon is wrong.') as string,
        detail: expect.stringContaining(`POST ${EM}/catalogs answered 400 NotToday`) as string,
      },
    });
    const state = await engine.state.read();
    expect(state?.resources.map(({ address }) => address)).toEqual([
      'accessPackage.fine',
      'catalog.good',
      'policy.fine',
    ]);
    expect(state?.pending).toEqual([]);
    const calm = createEngine(tenant, path.join(folder, 'state.json'));
    expect((await calm.apply(desiredOf(document))).summary).toMatchObject({ added: 3, failed: 0 });
  });

  it('records an object that was made but not completed, so that the next plan completes it', async () => {
    const engine = engineWith(({ method, url }) =>
      method === 'PATCH' && url.includes('/connectedOrganizations/')
        ? { status: 400, body: { error: { code: 'NotToday', message: 'No second source.' } } }
        : undefined,
    );
    const sources = [{ domain: 'fabrikam.com' }, { domain: 'woodgrove.example' }];
    const document = governed({
      connectedOrganizations: { fabrikam: { displayName: 'Fabrikam', identitySources: sources } },
    });
    expect((await engine.apply(desiredOf(document))).summary).toMatchObject({ failed: 1 });
    const calm = createEngine(tenant, path.join(folder, 'state.json'));
    const { plan } = await calm.plan(desiredOf(document));
    expect(plan.changes).toMatchObject([{ action: 'update', changedPaths: ['identitySources'] }]);
    expect((await calm.apply(desiredOf(document))).summary).toMatchObject({ changed: 1, failed: 0 });
  });

  it('counts what was made without all of its parts, or deleted and not made anew, as done in part', async () => {
    const packages = {
      tango: { catalog: 'one', displayName: 'Tango' },
      audit: { catalog: 'one', displayName: 'Audit' },
    };
    const before = governed({ catalogs: catalogs('one', 'two'), packages: { tango: packages.tango } });
    expect(
      (await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(before))).summary,
    ).toMatchObject({ failed: 0 });
    const engine = engineWith(({ method, url, body }) =>
      method === 'POST' && url === `${EM}/accessPackages` && body?.displayName === 'Audit'
        ? { status: 400, body: { error: { code: 'NotToday', message: 'No' } } }
        : undefined,
    );
    const after = governed({
      catalogs: catalogs('one', 'two'),
      packages: {
        ...packages,
        fresh: { catalog: 'two', displayName: 'Fresh', incompatibleAccessPackages: ['audit'] },
      },
      policies: { audit: { accessPackage: 'audit', displayName: 'All' } },
    });
    const { summary, events } = await engine.apply(desiredOf(after));
    expect(summary).toMatchObject({ added: 0, failed: 1, incomplete: 1, skipped: 1 });
    const told = events
      .filter(({ type }) => type === 'apply_skipped')
      .map((event) => renderApplyEvent(event, createStyle(false)));
    expect(told.sort()).toEqual([
      'accessPackage.fresh: Done in part because accessPackage.audit failed',
      'policy.audit: Skipped because accessPackage.audit failed',
    ]);
    expect(renderApplySummary(summary, createStyle(false))).toBe(
      'Apply incomplete. Resources: 0 added, 0 changed, 0 destroyed. 1 failed, 1 done in part, 1 skipped. What was done is recorded; run plan to see what is left.',
    );
    const calm = createEngine(tenant, path.join(folder, 'state.json'));
    const { plan } = await calm.plan(desiredOf(after));
    const left = plan.changes.filter(({ action }) => action !== 'noop');
    expect(left.map(({ address, action }) => `${address} ${action}`).sort()).toEqual([
      'accessPackage.audit create',
      'accessPackage.fresh update',
      'policy.audit create',
    ]);
  });

  it('keeps apart what is unknown, which the next plan asks about, and what was skipped, of which nothing was sent', async () => {
    const engine = engineWith(({ method, url, body }) =>
      method === 'POST' && url === `${EM}/catalogs` && body?.displayName === 'lost'
        ? { status: 504, body: { error: { code: 'GatewayTimeout', message: 'No answer' } } }
        : undefined,
    );
    const document = governed({
      catalogs: catalogs('good', 'lost'),
      packages: { stuck: { catalog: 'lost', displayName: 'Stuck' } },
      policies: { stuck: { accessPackage: 'stuck', displayName: 'All' } },
    });
    const { summary, events } = await engine.apply(desiredOf(document));
    expect(summary).toMatchObject({ added: 1, failed: 1, incomplete: 0, skipped: 2 });
    const failed = events.find(({ type }) => type === 'apply_errored');
    expect(failed).toMatchObject({
      diagnostic: { code: 'APPLY_UNCERTAIN', address: 'catalog.lost' },
    });
    const told = events.map((event) => renderApplyEvent(event, createStyle(false))).join('\n');
    expect(told).toMatch(/^catalog\.lost: Failed: Whether catalog\.lost was created is not known: /m);
    expect(told).toMatch(/^accessPackage\.stuck: Skipped because catalog\.lost failed$/m);
    expect(told).toMatch(/^policy\.stuck: Skipped because accessPackage\.stuck failed$/m);
    // Only what was sent is remembered as possibly done.
    const state = await engine.state.read();
    expect(state?.uncertain?.map(({ address }) => address)).toEqual(['catalog.lost']);
    expect(state?.pending.map(({ address }) => address)).toEqual(['catalog.lost']);
  });

  it.each(['update', 'delete'])(
    'calls the %s of a catalog unknown that is not answered, and the next plan looks',
    async (step) => {
      const document = (description: string) =>
        governed({ catalogs: { kept: { displayName: 'Kept', description } } });
      await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(document('one')));
      const engine = engineWith(({ method, url }) =>
        ['PATCH', 'DELETE'].includes(method) && url.startsWith(`${EM}/catalogs/`)
          ? { status: 504, body: { error: { code: 'GatewayTimeout', message: 'No answer' } } }
          : undefined,
      );
      const wanted = step === 'update' ? document('two') : governed({});
      const { summary, events } = await engine.apply(desiredOf(wanted));
      expect(summary).toMatchObject({ failed: 1, changed: 0, destroyed: 0 });
      expect(events.find(({ type }) => type === 'apply_errored')).toMatchObject({
        diagnostic: {
          code: 'APPLY_UNKNOWN',
          address: 'catalog.kept',
          summary: expect.stringContaining(`Whether catalog.kept was ${step}d is not known: `) as string,
          detail: expect.stringContaining(' answered 504 GatewayTimeout') as string,
          hint: 'Run plan again: it looks for the object before it does anything',
        },
      });
      const calm = createEngine(tenant, path.join(folder, 'state.json'));
      expect((await calm.apply(desiredOf(wanted))).summary).toMatchObject({ failed: 0 });
      expect((await calm.plan(desiredOf(wanted))).plan.summary).toMatchObject({ update: 0, delete: 0 });
    },
  );

  it('does not take an object without an id for one', async () => {
    const engine = engineWith(({ method, url }) =>
      method === 'GET' && url.startsWith(`${EM}/catalogs`)
        ? { status: 200, body: { value: [{ displayName: 'Nameless' }] } }
        : undefined,
    );
    await expect(engine.plan(desiredOf(governed({ catalogs: catalogs('one') })))).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'GRAPH_ANSWER',
          summary: 'The service answered without the id of a catalog',
          hint: expect.stringContaining('ENTENTE_GRAPH_URL') as string,
        },
      ],
    });
  });
});
