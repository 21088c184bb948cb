/** What a tenant holds although no configuration would be made so: it is imported whole, and the plan is empty. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { EVERYTHING } from '../support/everything.ts';
import { importExactly, tenantHolding } from '../support/imported.ts';

type Entity = Record<string, unknown>;

const READER = '44272f93-9762-48e8-af59-1b5351b1d6b3';
const OTHER_ROLE = '5e1f0000-1111-4222-8333-444455556666';
const DOCUMENT = {
  ...EVERYTHING,
  catalogs: {
    ...EVERYTHING.catalogs,
    partners: {
      ...EVERYTHING.catalogs?.['partners'],
      displayName: 'Partners',
      roles: { owner: [{ group: 'Audit' }], reader: [{ group: 'Audit' }] },
    },
  },
};
const MULTIPLE = '#microsoft.graph.accessPackageMultipleChoiceQuestion';
const TEXT = '#microsoft.graph.accessPackageTextInputQuestion';
const RULE = {
  '@odata.type': '#microsoft.graph.attributeRuleMembers',
  membershipRule: '(user.city -eq "Rome")',
};
const questions = (...asked: Entity[]) => ({
  questions: asked.map((each, sequence) => ({ ...each, id: `${sequence}`, sequence })),
});

let folder: string;
let tenant: Tenant;

beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await tenantHolding(DOCUMENT, folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The tenant as one in which objects of that display name have other members. */
function holding(name: string, members: Entity): Tenant {
  return {
    ...tenant,
    async fetch(request) {
      const response = await tenant.fetch(request);
      const text = await response.text();
      const changed =
        text === ''
          ? ''
          : JSON.stringify(
              JSON.parse(text, (_member, value: unknown) => {
                const isMeant = typeof value === 'object' && value !== null && 'id' in value;
                return isMeant && (value as Entity)['displayName'] === name
                  ? { ...value, ...members }
                  : value;
              }),
            );
      return new Response(changed === '' ? null : changed, response);
    },
  };
}

/** The tenant as one whose readers hold a role of its own. */
function withOwnRole(): Tenant {
  return {
    ...tenant,
    async fetch(request) {
      const { method, headers } = request;
      const sent = (await request.text()).replaceAll(OTHER_ROLE, READER);
      const url = request.url.replaceAll(OTHER_ROLE, READER);
      const response = await tenant.fetch(
        new Request(url, { method, headers, ...(sent !== '' && { body: sent }) }),
      );
      return new Response((await response.text()).replaceAll(READER, OTHER_ROLE), response);
    },
  };
}

async function exactly(held: Tenant): Promise<string> {
  return (await importExactly(held, folder)).text;
}

describe('an import is exact', () => {
  it.each<[what: string, name: string, members: Entity, said: string]>([
    [
      'certain users, of whom none is named',
      'Direct',
      { allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [] },
      'allowedTargetScope: specificDirectoryUsers',
    ],
    [
      'certain organizations, of which none is named',
      'Direct',
      { allowedTargetScope: 'specificConnectedOrganizationUsers', specificAllowedTargets: [] },
      'allowedTargetScope: specificConnectedOrganizationUsers',
    ],
    [
      'targets of a whole class',
      'Direct',
      { allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [RULE] },
      RULE.membershipRule,
    ],
    [
      'an organization among users',
      'Direct',
      {
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [
          {
            '@odata.type': '#microsoft.graph.connectedOrganizationMembers',
            connectedOrganizationId: OTHER_ROLE,
          },
        ],
      },
      OTHER_ROLE,
    ],
    ['a rule without automatic assignment', 'Automatic', { automaticRequestSettings: null }, 'attributeRule'],
    [
      'automatic assignment without a rule',
      'Automatic',
      { specificAllowedTargets: [] },
      'automaticRequestSettings',
    ],
    [
      'two policies with automatic assignment',
      'Direct',
      {
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [
          {
            '@odata.type': '#microsoft.graph.attributeRuleMembers',
            membershipRule: '(user.city -eq "Rome")',
          },
        ],
        automaticRequestSettings: { requestAccessForAllowedTargets: true },
      },
      'Rome',
    ],
    [
      'approval without stages',
      'Direct',
      { requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [] } },
      'isApprovalRequiredForAdd: true',
    ],
    [
      'sponsors who approve for members',
      'Direct',
      {
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [
            {
              durationBeforeAutomaticDenial: 'P14D',
              primaryApprovers: [{ '@odata.type': '#microsoft.graph.internalSponsors' }],
            },
          ],
        },
      },
      'internalSponsors',
    ],
    [
      'a duration of eleven years',
      'Direct',
      { expiration: { type: 'afterDuration', duration: 'P4015D' } },
      'P4015D',
    ],
    [
      'a choice without choices',
      'Direct',
      questions(
        { '@odata.type': MULTIPLE, text: 'Which?' },
        { '@odata.type': MULTIPLE, text: 'When?', choices: [] },
      ),
      'When?',
    ],
    ['a question without text', 'Direct', questions({ '@odata.type': TEXT, text: '' }), "text: ''"],
    ['a question of null', 'Direct', questions({ '@odata.type': TEXT, text: null }), 'type: text'],
    ['a question that says no text', 'Direct', questions({ '@odata.type': TEXT }), 'type: text'],
    [
      'choices without texts',
      'Direct',
      questions({
        '@odata.type': MULTIPLE,
        text: 'Which?',
        choices: [{ actualValue: 'gold' }, { actualValue: '', text: '' }],
      }),
      'actualValue: gold',
    ],
    [
      'texts of other languages that are empty',
      'Direct',
      questions({ '@odata.type': TEXT, text: 'Why?', localizations: [{ languageCode: 'de', text: '' }] }),
      'languageCode: de',
    ],
    [
      'a policy for external users in a catalog that they cannot see',
      'Partners',
      { isExternallyVisible: false },
      'isExternallyVisible: false',
    ],
    ['an organization without identity sources', 'Others', { identitySources: [] }, 'displayName: Others'],
    [
      'an endpoint of another type',
      'Remind the desk',
      {
        endpointConfiguration: {
          '@odata.type': '#microsoft.graph.httpRequestEndpoint',
          targetUrl: 'https://desk.example',
          headers: [{ a: 1 }],
        },
      },
      'httpRequestEndpoint',
    ],
    [
      'an authentication of another type',
      'Remind the desk',
      {
        authenticationConfiguration: {
          '@odata.type': '#microsoft.graph.clientCertificateAuthentication',
          thumbprint: 'a1',
        },
      },
      'clientCertificateAuthentication',
    ],
  ])('%s', async (_what, name, members, said) => {
    expect(await exactly(holding(name, members))).toContain(said);
  });

  it('a role of the tenant on a catalog', async () => {
    expect(await exactly(withOwnRole())).toContain(OTHER_ROLE);
  });
});
