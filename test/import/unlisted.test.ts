/** A tenant of a later Graph: words and types that the schema does not list are said, kept and sent back. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { desiredOf } from '../support/engine.ts';
import { EVERYTHING } from '../support/everything.ts';
import { answersWith, importExactly, tenantHolding, withNewNames } from '../support/imported.ts';
import { governed } from '../support/workbench.ts';
import { size } from '../support/whole.ts';

const EM = '/v1.0/identityGovernance/entitlementManagement';
const DOCUMENT = governed({
  ...EVERYTHING,
  endUserSettings: { relatedPeopleInsightLevel: 'count', showApproverDetailsToMembers: true },
  catalogs: {
    ...EVERYTHING.catalogs,
    partners: {
      ...EVERYTHING.catalogs?.['partners'],
      displayName: 'Partners',
      resources: {
        ...EVERYTHING.catalogs?.['partners']?.resources,
        site: { site: 'https://contoso.sharepoint.com/sites/tango' },
      },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [
        { resource: 'team', role: 'Member' },
        { resource: 'site', role: 'Tango Members' },
      ],
    },
  },
  policies: {
    ...EVERYTHING.policies,
    calling: {
      accessPackage: 'tango',
      displayName: 'Calling',
      allowedTargetScope: 'allMemberUsers',
      expiration: { type: 'afterDuration', duration: 'P90D' },
      customExtensionStageSettings: [
        { stage: 'assignmentOneDayBeforeExpiration', customExtension: 'remind' },
      ],
    },
  },
});

let folder: string;
let tenant: Tenant;

beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await tenantHolding(DOCUMENT, folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A word of this Graph, and the one that a later Graph says in its place. */
type Word = readonly [what: string, now: string, later: string];

/** The tenant as one that says the later words wherever this one says those of now, in both directions. */
function speaking(words: readonly Word[]): Tenant {
  const ahead = (text: string) => words.reduce((said, [, now, later]) => said.replaceAll(now, later), text);
  const back = (text: string) => words.reduce((said, [, now, later]) => said.replaceAll(later, now), text);
  return {
    ...tenant,
    async fetch(request) {
      const sent = back(await request.text());
      const { method, headers } = request;
      const url = back(request.url);
      const response = await tenant.fetch(
        new Request(url, { method, headers, ...(sent !== '' && { body: sent }) }),
      );
      const text = ahead(await response.text());
      return new Response(text === '' ? null : text, response);
    },
  };
}

async function wire(): Promise<unknown[]> {
  const lists = [
    `${EM}/assignmentPolicies?$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)`,
    `${EM}/accessPackages?$expand=resourceRoleScopes`,
    `${EM}/catalogs?$expand=resources,customWorkflowExtensions`,
    `${EM}/connectedOrganizations`,
    `${EM}/controlConfigurations`,
    `${EM}/settings`,
  ];
  return Promise.all(
    lists.map(async (at): Promise<unknown> =>
      (await tenant.fetch(new Request(`http://x.invalid${at}`))).json(),
    ),
  );
}

describe('what a later Graph says is imported, planned and sent back', () => {
  const words: readonly Word[] = [
    ['a scope', '"allMemberUsers"', '"allContractors"'],
    ['a scope of certain people', '"specificDirectoryUsers"', '"specificContractors"'],
    ['an expiration', '"afterDuration"', '"afterIdleDuration"'],
    ['an end', '"afterDateTime"', '"afterDateTimeOrIdle"'],
    ['what requestors see of approvers', '"notVisible"', '"visibleToOwner"'],
    ['what an unanswered review does', '"removeAccess"', '"removeAccessAndNotify"'],
    ['a recurrence', '"weekly"', '"fortnightly"'],
    ['the range of a recurrence', '"numbered"', '"numberedOnce"'],
    ['a day', '"friday"', '"workday"'],
    ['a stage of an extension', '"assignmentOneDayBeforeExpiration"', '"assignmentOneHourBeforeExpiration"'],
    ['a sort of extension', 'accessPackageAssignmentWorkflowExtension', 'accessPackageAgentExtension'],
    ['a question', 'accessPackageTextInputQuestion', 'accessPackageDateQuestion'],
    ['people who approve', 'microsoft.graph.targetManager', 'microsoft.graph.targetMentor'],
    ['a group that approves', 'microsoft.graph.groupMembers', 'microsoft.graph.groupRoster'],
    ['targets by rule', 'microsoft.graph.attributeRuleMembers', 'microsoft.graph.lifecycleMembers'],
    ['people of an organization', 'microsoft.graph.connectedOrganizationMembers', 'microsoft.graph.partners'],
    ['a state of a catalog', '"published"', '"archived"'],
    ['a state of an organization', '"configured"', '"suspended"'],
    ['an identity source', 'microsoft.graph.domainIdentitySource', 'microsoft.graph.walletIdentitySource'],
    ['a social identity', '"facebook"', '"linkedIn"'],
    ['a cloud', '"microsoftonline.us"', '"microsoftonline.eu"'],
    ['what becomes of guests', '"blockSignInAndDelete"', '"blockSignInAndArchive"'],
    ['what people see of each other', '"count"', '"initials"'],
    ['a sort of resource', 'SharePointOnline', 'OtherSystem'],
  ];
  const together = size(8, 1);
  const groups = words.flatMap((_word, index) =>
    index % together === 0 ? [words.slice(index, index + together)] : [],
  );

  it.each(groups.map((group) => [group.map(([what]) => what).join(', '), group] as const))(
    '%s',
    async (_what, group) => {
      const { engine, imported, text, configuration } = await importExactly(speaking(group), folder);
      expect(text).toMatch(/\bunlisted:/);
      for (const [, , later] of group)
        expect(text).toContain(later.replaceAll('"', '').replace('microsoft.graph.', ''));

      const before = await wire();
      const { document, names } = withNewNames(configuration.document, imported);
      const { events } = await engine.apply(desiredOf(document));
      expect(events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
      expect(names.size).toBeGreaterThan(8);
      expect(answersWith(await wire())).toEqual(answersWith(before, names));
    },
  );
});

describe('a word that is typed by mistake', () => {
  it.each([
    'allMemberUser',
    '{ listed: allMemberUsers }',
    '{ unlisted: 3 }',
    '{ unlisted: "" }',
    '{ unlisted: x, also: y }',
  ])('stays an error with its place: %s', async (word) => {
    const text = `version: 1
tenant: { embedded: unused }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies:
  q:
    accessPackage: p
    displayName: Q
    allowedTargetScope: ${word}
`;
    writeFileSync(path.join(folder, 'governance.yaml'), text);
    const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', range: { start: { line: 9 } } });
  });
});
