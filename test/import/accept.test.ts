/** Whatever the portal changes: drift, accept, and then nothing is left to do, and every other byte is as it was. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { acceptAll } from '../support/accepted.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine } from '../support/engine.ts';
import { governance, SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import type { Dice } from '../support/odd-yaml.ts';
import { dice, oddYaml } from '../support/odd-yaml.ts';
import { skeletons } from '../support/yaml-skeleton.ts';

const CASES = Number(process.env['IMPORT_CASES'] ?? 4);
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

function chosen(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)];
}

async function perform(tenant: Tenant, { what, which, text, flag }: Edit): Promise<void> {
  const pick = async (list: string) => chosen(await call(tenant, 'GET', `${EM}/${list}`), which);
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
    const found = chosen(packages, which);
    const [scope] = (found?.['resourceRoleScopes'] ?? []) as Item[];
    if (scope !== undefined)
      await call(tenant, 'DELETE', `${EM}/accessPackages/${found?.id ?? ''}/resourceRoleScopes/${scope.id}`);
  }
  if (what === 'policy') await editPolicy(tenant, which, text, flag);
}

async function editPolicy(tenant: Tenant, which: number, text: string, flag: boolean): Promise<void> {
  const policies = await call(tenant, 'GET', `${EM}/assignmentPolicies?$expand=accessPackage,questions`);
  const policy = chosen(policies, which);
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

const SECTIONS = ['connectedOrganizations', 'catalogs', 'packages', 'policies'] as const;

/** The document as files by their names: the root, and two that it includes, each with some of the entries. */
function written(document: Governance, throwing: Dice): ReadonlyMap<string, string> {
  const { version, tenant, settings, sponsors } = document;
  const names = ['governance.yaml', 'parts/one.yaml', 'parts/two.yaml'];
  const parts: Record<string, unknown>[] = [
    { version, tenant, settings, sponsors, include: ['parts/*.yaml'] },
    {},
    {},
  ];
  for (const section of SECTIONS) {
    for (const [key, entry] of Object.entries(document[section] ?? {})) {
      const part = parts[throwing(parts.length)] ?? {};
      part[section] = { ...(part[section] as object | undefined), [key]: entry as unknown };
    }
  }
  // A pattern that matches nothing is an error.
  if (parts.slice(1).every((part) => Object.keys(part).length === 0)) delete parts[0]?.['include'];
  const filled = parts.map((part, index) => [names[index] ?? '', part] as const);
  return new Map(
    filled
      .filter(([, part]) => Object.keys(part).length > 0)
      .map(([name, part]) => [name, oddYaml(part, throwing)]),
  );
}

/** What the files of a folder hold. */
function held(at: string, names: Iterable<string>): Map<string, string> {
  return new Map([...names].map((name) => [name, readFileSync(path.join(at, name), 'utf8')]));
}

/** Nothing outside of the changed values is touched: comments, blanks, quotes, order and line breaks. */
function expectUntouched(before: string, after: string): void {
  const [left, right] = skeletons(before, after);
  expect(right).toBe(left);
  const bare = /(?<!\r)\n/;
  if (before.includes('\r\n')) expect(after).not.toMatch(bare);
  else expect(after).not.toContain('\r');
}

describe('drift, accepted', () => {
  it(
    'leaves nothing to do, and the other lines as they were',
    async () => {
      let accepted = 0;
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(
          governance,
          fc.nat(),
          fc.array(edit, { minLength: 1, maxLength: 4 }),
          async (document, seed, edits) => {
            const tenant = await openTenant({
              seed: SMALL_DIRECTORY,
              now: () => new Date('2026-01-01T00:00:00Z'),
            });
            const at = path.join(folder, String((count += 1)));
            mkdirSync(at);
            const files = written(document, dice(seed));
            mkdirSync(path.join(at, 'parts'));
            for (const [name, text] of files) writeFileSync(path.join(at, name), text);
            const { configuration, diagnostics } = await loadConfiguration({
              file: 'governance.yaml',
              cwd: at,
              env: {},
            });
            expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
            if (configuration === undefined) throw new Error('It does not load');
            const engine = createEngine(tenant, path.join(at, 'state.json'));
            expect((await engine.apply(configuration)).summary.failed).toBe(0);
            for (const each of edits) await perform(tenant, each);

            const drifted = await acceptAll(engine, at);
            // An edit of what is not there, or says that already, is no case.
            if (drifted === undefined) {
              fc.pre(false);
              return;
            }
            const { result, now } = drifted;
            const { texts } = result;
            // What the files cannot say, or the rules of the configuration refuse, is refused as a whole.
            if (result.refusals.length > 0 || now === undefined) {
              if (result.refusals.length > 0) expect(texts.size).toBe(0);
              expect(held(at, files.keys())).toEqual(files);
              refused += 1;
              return;
            }
            for (const [name, text] of files) expectUntouched(text, texts.get(name) ?? text);
            await drifted.keep();
            expect(held(at, files.keys())).toEqual(new Map([...files, ...texts]));
            accepted += 1;
            const again = await engine.plan(now);
            expect(again.plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
            expect(again.plan.drift).toEqual([]);
          },
        ),
        { numRuns: CASES, ...(process.env['IMPORT_CASES'] === undefined && { seed: 1 }) },
      );
      if (process.env['IMPORT_CASES'] !== undefined)
        process.stdout.write(`${accepted} accepted, ${refused} refused\n`);
      expect(accepted).toBeGreaterThan(2 * refused);
    },
    CASES * 2_000 + 10_000,
  );
});
