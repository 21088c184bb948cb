/** Whatever the portal changes: drift, accept, and then nothing is left to do, and every other byte is as it was. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { writeYaml } from '../../src/config/write-yaml.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import { acceptDrift, misplaced, unnamedIn } from '../../src/import/accept-drift.ts';
import { findNames } from '../../src/import/directory-names.ts';
import type { Governance } from '../../src/kinds/generated.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { resolveDesired } from '../../src/refresh/desired.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine } from '../support/engine.ts';
import { governance, SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';

const CASES = Number(process.env['IMPORT_CASES'] ?? 40);
const EM = '/v1.0/identityGovernance/entitlementManagement';
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

type Item = Record<string, unknown> & { id: string };

async function call(tenant: Tenant, method: string, at: string, body?: unknown): Promise<Item[]> {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await tenant.fetch(new Request(`http://portal.invalid${at}`, init));
  const text = await response.text();
  return text === '' || !response.ok ? [] : ((JSON.parse(text) as { value?: Item[] }).value ?? []);
}

/** What somebody does in the portal: to which object, in order of the lists, and how. */
interface Edit {
  readonly what:
    'catalog' | 'package' | 'organization' | 'sponsor' | 'policy' | 'removePolicy' | 'removeRole';
  readonly which: number;
  readonly text: string;
  readonly flag: boolean;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom(
    'catalog',
    'package',
    'organization',
    'sponsor',
    'policy',
    'policy',
    'removePolicy',
    'removeRole',
  ),
  which: fc.nat(5),
  text: fc.constantFrom('no', 'x: y # z', '${var.a}', 'two\nlines', '', "it's", '"q"', '😀', 'a, b]'),
  flag: fc.boolean(),
});

async function perform(tenant: Tenant, { what, which, text, flag }: Edit): Promise<void> {
  const pick = async (list: string) => (await call(tenant, 'GET', `${EM}/${list}`))[which];
  const patch = async (list: string, body: unknown) => {
    const item = await pick(list);
    if (item !== undefined) await call(tenant, 'PATCH', `${EM}/${list}/${item.id}`, body);
  };
  if (what === 'catalog') await patch('catalogs', { description: text, isExternallyVisible: true });
  if (what === 'package') await patch('accessPackages', { description: text, isHidden: flag });
  if (what === 'organization')
    await patch('connectedOrganizations', { description: text, state: 'proposed' });
  if (what === 'sponsor') {
    const organization = await pick('connectedOrganizations');
    const list = `${EM}/connectedOrganizations/${organization?.id ?? ''}/internalSponsors`;
    const users = await call(tenant, 'GET', '/v1.0/users');
    const alice = users.find(({ displayName }) => displayName === 'Alice')?.id ?? '';
    const body = { '@odata.id': `http://portal.invalid/v1.0/users/${alice}` };
    if (flag) await call(tenant, 'POST', `${list}/$ref`, body);
    else await call(tenant, 'DELETE', `${list}/${alice}/$ref`);
  }
  if (what === 'removePolicy') {
    const policy = await pick('assignmentPolicies');
    if (policy !== undefined) await call(tenant, 'DELETE', `${EM}/assignmentPolicies/${policy.id}`);
  }
  if (what === 'removeRole') {
    const packages = await call(tenant, 'GET', `${EM}/accessPackages?$expand=resourceRoleScopes`);
    const found = packages[which];
    const [scope] = (found?.['resourceRoleScopes'] ?? []) as Item[];
    if (scope !== undefined)
      await call(tenant, 'DELETE', `${EM}/accessPackages/${found?.id ?? ''}/resourceRoleScopes/${scope.id}`);
  }
  if (what === 'policy') await editPolicy(tenant, which, text, flag);
}

async function editPolicy(tenant: Tenant, which: number, text: string, flag: boolean): Promise<void> {
  const policies = await call(tenant, 'GET', `${EM}/assignmentPolicies?$expand=accessPackage,questions`);
  const policy = policies[which];
  if (policy === undefined) return;
  const { createdDateTime: _c, modifiedDateTime: _m, accessPackage, ...rest } = policy;
  const question = { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text: text || '?' };
  const approval = rest['requestApprovalSettings'] as { stages: Record<string, unknown>[] };
  const [first] = approval.stages;
  if (first !== undefined) first['durationBeforeAutomaticDenial'] = 'P3D';
  await call(tenant, 'PUT', `${EM}/assignmentPolicies/${policy.id}`, {
    ...rest,
    description: text,
    accessPackage: { id: (accessPackage as Item).id },
    expiration: flag ? { type: 'afterDuration', duration: 'P12D' } : { type: 'noExpiration' },
    questions: flag ? [...(rest['questions'] as unknown[]), question] : [],
    ...(flag && { reviewSettings: null }),
  });
}

/** The document as a file, with a remark of its own on every line that can bear one. */
function written(document: Governance): string {
  let remarks = 0;
  let block = -1;
  const lines = writeYaml({ ...(document as unknown as JsonObject) }).split('\n');
  return lines
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      if (block >= 0 && (line.trim() === '' || indent > block)) return [line];
      block = /: \|-?$/.test(line) ? indent : -1;
      if (line.trim() === '' || block >= 0) return [line];
      remarks += 1;
      return remarks % 3 === 0 ? [`# before ${remarks}`, line] : [`${line} # remark ${remarks}`];
    })
    .join('\n');
}

const commentsIn = (text: string) => [...text.matchAll(/# (?:before|remark) \d+/g)].map(([found]) => found);

describe('drift, accepted', () => {
  it(
    'leaves nothing to do, and the other lines as they were',
    async () => {
      let accepted = 0;
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(
          governance,
          fc.array(edit, { minLength: 1, maxLength: 4 }),
          async (document, edits) => {
            const tenant = await openTenant({
              seed: SMALL_DIRECTORY,
              now: () => new Date('2026-01-01T00:00:00Z'),
            });
            const at = path.join(folder, String((count += 1)));
            mkdirSync(at);
            const file = path.join(at, 'governance.yaml');
            writeFileSync(file, written(document));
            const load = () => loadConfiguration({ file: 'governance.yaml', cwd: at, env: {} });
            const { configuration, tree, diagnostics } = await load();
            expect(diagnostics).toEqual([]);
            if (configuration === undefined || tree === undefined) throw new Error('It does not load');
            const engine = createEngine(tenant, path.join(at, 'state.json'));
            expect((await engine.apply(configuration)).summary.failed).toBe(0);
            for (const each of edits) await perform(tenant, each);

            const { plan } = await engine.plan(configuration, { mode: 'refresh-only' });
            const prior = await engine.state.read();
            if (plan.drift.length === 0 || prior === undefined) return;
            const directory = createDirectory(engine.graph);
            const resolve = ({ document: of, declarations, wants }: typeof configuration) =>
              resolveDesired({ kinds: KINDS, document: of, declarations, wants, directory });
            const { desired, lookups } = await resolve(configuration);
            const names = await findNames(directory, unnamedIn(KINDS, plan.drift));
            const result = acceptDrift({
              kinds: KINDS,
              tree,
              configuration,
              desired,
              lookups,
              prior,
              drift: plan.drift,
              names,
            });
            if (result.refusals.length > 0) {
              refused += 1;
              return;
            }
            const before = readFileSync(file, 'utf8');
            const text = result.texts.get('governance.yaml') ?? before;
            writeFileSync(file, text);
            const now = (await load()).configuration;
            // What the portal allows and the rules of the configuration refuse is refused as a whole.
            if (now === undefined) {
              refused += 1;
              return;
            }
            accepted += 1;
            expect(misplaced(KINDS, result.expected, (await resolve(now)).desired)).toEqual([]);
            const info = { id: 'x', operation: 'drift', who: '', host: '', pid: process.pid, createdAt: '' };
            const lock = await engine.state.lock(info, 0);
            const session = await lock.open({ lineage: prior.lineage, tenantId: prior.tenant.id });
            await session.record(result.effect);
            await session.close();
            await lock.release();
            const again = await engine.plan(now);
            expect(again.plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
            expect(again.plan.drift).toEqual([]);

            const [old, kept] = [commentsIn(before), commentsIn(text)];
            expect(old.filter((comment) => kept.includes(comment))).toEqual(kept);
            // Lines that are gone are those of what is gone or changed; every other one is there, to the byte.
            const lines = new Set(text.split('\n'));
            const gone = before.split('\n').filter((line) => !lines.has(line));
            const lost = old.filter((comment) => !kept.includes(comment));
            expect(lost.every((comment) => gone.some((line) => line.includes(comment)))).toBe(true);
            const structural = plan.drift.some(
              ({ after, changedPaths }) => after === null || !changedPaths.every((each) => SCALAR.test(each)),
            );
            if (!structural) expect(lost.filter((comment) => comment.includes('before'))).toEqual([]);
          },
        ),
        { numRuns: CASES },
      );
      expect(accepted).toBeGreaterThan(refused);
    },
    CASES * 2_000 + 10_000,
  );
});

const SCALAR = /^(description|isHidden|state|isExternallyVisible)$/;
