/**
 * The account of Graph's members, held against Microsoft's metadata, the schema of the configuration, and what happens:
 * nothing that a request of entitlement management can write is without a word, and every word is true.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../scripts/graph-account.ts';
import type { Verdict } from '../../scripts/account/verdict.ts';
import { SUBJECT_WORDS } from '../../src/kinds/subject-set.ts';
import type { SchemaNode } from '../../src/model/schema-node.ts';
import { findPlace } from '../../src/model/schema-path.ts';
import { bareType, parseCsdl } from '../support/csdl.ts';
import type { Csdl, CsdlType } from '../support/csdl.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CSDL_FILE = path.resolve(ROOT, '../shared/graph/entitlement.csdl.xml');
const known = existsSync(CSDL_FILE);
if (!known)
  console.warn(
    `Skipped: ${CSDL_FILE} is not there, so the account is not compared with Microsoft's metadata.`,
  );
const schema = JSON.parse(
  readFileSync(path.join(ROOT, 'schema/governance.schema.json'), 'utf8'),
) as SchemaNode;

const entries = Object.entries(ACCOUNT).flatMap(([type, members]) =>
  Object.entries(members).map(([member, verdict]) => ({ at: `${type}/${member}`, type, member, verdict })),
);

/** `TYPE/MEMBER` of all that the requests of entitlement management lead to, short of what the directory holds. */
function writable(csdl: Csdl): Map<string, string> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const ofDirectory = (type: CsdlType | undefined): boolean =>
    type !== undefined && (type.name === 'directoryObject' || ofDirectory(csdl.types.get(type.base ?? '')));
  const visit = (name: string): void => {
    const type = csdl.types.get(name);
    if (type === undefined || seen.has(name) || ofDirectory(type)) return;
    seen.add(name);
    const chosen = type.base !== undefined && type.base !== 'entity' && !type.isAbstract;
    if (chosen) found.set(`${name}/@odata.type`, name);
    for (const [member, of] of type.properties) {
      found.set(`${name}/${member}`, of);
      visit(bareType(of));
    }
    if (type.base !== undefined) visit(type.base);
    if (name === 'entity') return;
    for (const other of csdl.types.values()) if (other.base === name) visit(other.name);
  };
  visit('entitlementManagement');
  visit('rbacApplication');
  return found;
}

const isDeclared = (verdict: Verdict) => 'yaml' in verdict;

function placeOf(at: string) {
  const place = findPlace(schema, at, (step) => step !== 'KEY');
  return 'node' in place && place.path === at ? place : undefined;
}

describe.skipIf(!known)("the account and Microsoft's metadata", () => {
  const csdl = known ? parseCsdl(readFileSync(CSDL_FILE, 'utf8')) : parseCsdl('');
  const members = writable(csdl);

  it('know the same members', () => {
    const accounted = entries.map(({ at }) => at);
    expect(members.size).toBeGreaterThan(300);
    expect([...members.keys()].filter((at) => !accounted.includes(at))).toEqual([]);
    expect(accounted.filter((at) => !members.has(at))).toEqual([]);
  });

  it('have the same values where a declared member has some', () => {
    const differences = entries.flatMap(({ at, verdict }) => {
      const wire = csdl
        .enumOf(bareType(members.get(at) ?? ''))
        ?.filter((each) => each !== 'unknownFutureValue');
      const ours = 'yaml' in verdict && verdict.word === undefined ? placeOf(verdict.yaml)?.node : undefined;
      const values = ours?.items?.enum ?? ours?.enum;
      if (wire === undefined || values === undefined) return [];
      const same = wire.every((each) => values.includes(each)) && values.length === wire.length;
      return same ? [] : [`${at}: ${wire.join()} but ${values.join()}`];
    });
    expect(differences).toEqual([]);
  });
});

describe('the account', () => {
  it.each(entries.filter(({ verdict }) => isDeclared(verdict)))(
    'names a place of the schema for $at',
    ({ verdict }) => {
      if (!('yaml' in verdict)) return;
      const place = placeOf(verdict.yaml);
      expect(place?.path).toBe(verdict.yaml);
      const words: readonly unknown[] = place?.node.enum ?? SUBJECT_WORDS;
      if (verdict.word !== undefined) expect(words).toContain(verdict.word);
    },
  );
});

const LOGIC_APP = {
  subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
  resourceGroupName: 'desk',
  logicAppWorkflowName: 'tell',
};

/** One object of each kind that the account says keeps something. */
const document = (description: string) =>
  governed({
    catalogs: {
      partners: {
        displayName: 'Partners',
        description,
        resources: { team: { group: 'Project Tango' } },
        customExtensions: {
          ask: {
            type: 'requestWorkflow',
            displayName: 'Ask',
            description,
            logicApp: LOGIC_APP,
            callback: { timeoutDuration: 'PT1H' },
          },
        },
      },
    },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      people: {
        accessPackage: 'tango',
        displayName: 'People',
        description,
        allowedTargetScope: 'allMemberUsers',
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ user: 'alice@contoso.com' }] }],
        },
      },
    },
  });

type Row = Record<string, unknown>;

type Trip = (bench: Workbench) => Promise<{ set(): Promise<unknown>; read(): Promise<unknown> }>;

/** By member: how the portal sets it, and how it reads afterwards. */
const KEPT: Readonly<Record<string, Trip>> = {
  'accessPackageDynamicApprovalStage/@odata.type': async (bench) => {
    const at = `/assignmentPolicies/${await bench.idOf('policy.people')}?$expand=accessPackage`;
    const approvalOf = (policy: Row) => policy['requestApprovalSettings'] as { stages: Row[] };
    const type = '#microsoft.graph.accessPackageDynamicApprovalStage';
    return {
      async set() {
        const policy = await bench.portal('GET', at);
        const approval = approvalOf(policy);
        const stages = approval.stages.map((stage) => ({ ...stage, '@odata.type': type }));
        const body = { ...policy, requestApprovalSettings: { ...approval, stages } };
        await bench.portal('PUT', at.replace(/\?.*/, ''), body);
      },
      read: async () => approvalOf(await bench.portal('GET', at)).stages.map((stage) => stage['@odata.type']),
    };
  },
  'accessPackageRequestApprovalStageCallbackConfiguration/@odata.type': async (bench) => {
    const catalog = await bench.idOf('catalog.partners');
    const at = `/catalogs/${catalog}/customWorkflowExtensions/${await bench.idOf('customExtension.partners/ask')}`;
    const type = '#microsoft.graph.accessPackageRequestApprovalStageCallbackConfiguration';
    return {
      async set() {
        const { '@odata.context': _context, ...extension } = await bench.portal('GET', at);
        const callback = { '@odata.type': type, timeoutDuration: 'PT1H' };
        await bench.portal('PUT', at, { ...extension, callbackConfiguration: callback });
      },
      read: async () =>
        ((await bench.portal('GET', at))['callbackConfiguration'] as Row | undefined)?.['@odata.type'],
    };
  },
};

describe('what the account calls kept', () => {
  let bench: Workbench;
  beforeEach(async () => (bench = await openWorkbench()));
  afterEach(() => bench.close());
  const kept = entries.filter(({ verdict }) => 'kept' in verdict).map(({ at }) => at);

  it('has a round trip each', () => {
    expect(kept.sort()).toEqual(Object.keys(KEPT).sort());
  });

  it.each(kept)('%s is sent back by an apply that changes something else', async (at) => {
    await bench.apply(document('once'));
    const portal = await KEPT[at]?.(bench);
    const unset = await portal?.read();
    await portal?.set();
    const set = await portal?.read();
    expect(set).not.toEqual(unset);
    const { summary } = await bench.apply(document('twice'));
    expect(summary).toMatchObject({ failed: 0 });
    expect(await portal?.read()).toEqual(set);
  });
});
