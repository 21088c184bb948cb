/** What a configuration may say although it is hardly meant: a tenant can hold it, so it is no error. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = `version: 1
tenant: { id: contoso.com, invitationDomains: { deny: [denied.example] } }
catalogs:
  c:
    displayName: C
    customExtensions:
      e:
        type: assignmentWorkflow
        displayName: E
        logicApp: { unlisted: { '@odata.type': httpEndpoint, address: 'https://e.example' } }
        authentication: { unlisted: { '@odata.type': certificateAuthentication } }
packages: { p: { catalog: c, displayName: P } }
`;
const policy = (text: string) => `${HEAD}policies:\n  q: { accessPackage: p, displayName: Q, ${text} }\n`;
const organization = (sources: string) =>
  `${HEAD}connectedOrganizations:\n  o: { displayName: O, identitySources: ${sources} }\n`;

async function told(text: string) {
  writeFileSync(path.join(folder, 'governance.yaml'), text);
  return loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
}

describe('what a tenant can hold', () => {
  it.each([
    ['KIND_TARGETS_MISSING', policy('allowedTargetScope: specificDirectoryUsers'), 'onCreation'],
    ['KIND_TARGETS_MISSING', policy('allowedTargetScope: specificConnectedOrganizationUsers'), 'onCreation'],
    [
      'KIND_TARGETS_UNUSED',
      policy('allowedTargetScope: allMemberUsers, specificAllowedTargets: [{ user: a@b.c }]'),
      'onCreation',
    ],
    [
      'KIND_TARGET_MISPLACED',
      policy('allowedTargetScope: specificDirectoryUsers, specificAllowedTargets: [internalSponsors]'),
      'onSending',
    ],
    ['KIND_EXPIRATION', policy('expiration: { type: afterDuration, duration: P3661D }'), undefined],
    [
      'KIND_EXTENSION_STAGE',
      policy(
        'customExtensionStageSettings: [{ stage: assignmentOneDayBeforeExpiration, customExtension: e }], expiration: { type: noExpiration }',
      ),
      undefined,
    ],
    [
      'KIND_EXTENSION_STAGE',
      policy(
        'customExtensionStageSettings: [{ stage: assignmentRequestCreated, customExtension: e }], expiration: { type: afterDuration, duration: P9D }',
      ),
      undefined,
    ],
    ['KIND_QUESTION', policy('questions: [{ type: text, text: "" }]'), 'onSending'],
    ['KIND_QUESTION', policy('questions: [{ type: multipleChoice, text: T }]'), 'onSending'],
    [
      'KIND_QUESTION',
      policy('questions: [{ type: multipleChoice, text: T, choices: [{ actualValue: "" }] }]'),
      'onSending',
    ],
    [
      'KIND_REVIEWERS_UNUSED',
      policy('reviewSettings: { isSelfReview: true, primaryReviewers: [{ user: a@b.c }] }'),
      undefined,
    ],
    ['KIND_IDENTITY_SOURCE', organization('[]'), 'onCreation'],
    ['KIND_DOMAIN_BLOCKED', organization('[{ domain: denied.example }]'), undefined],
  ])('%s warns at its place', async (code, text, refused) => {
    const { configuration, diagnostics } = await told(text);
    expect(diagnostics).toMatchObject([{ code, severity: 'warning', range: { start: { line: 14 } } }]);
    // A diagnostic says no more than others do.
    expect(Object.keys(diagnostics[0] ?? {})).not.toContain('refused');
    expect(configuration?.refusals.map((refusal) => refusal.refused)).toEqual(refused ? [refused] : []);
  });

  it.each([
    ['Writr', ['Did you mean "Writer"?']],
    ['Writer', []],
    ['Write.All', []],
  ])('a guarantee about the role %s, which no package may grant', async (role, hints) => {
    const granting = HEAD.replace(
      'displayName: P }',
      'displayName: P, resourceRoles: [{ resource: r, role: Writer }] }',
    ).replace('displayName: C\n', 'displayName: C\n    resources: { r: { application: A } }\n');
    const { diagnostics } = await told(
      `${granting}guarantees: [{ name: G, nobody: anyone, gets: { resource: c/r, role: ${role} } }]\n`,
    );
    expect(diagnostics.map(({ hint }) => hint)).toEqual(hints);
    for (const { severity } of diagnostics) expect(severity).toBe('warning');
  });

  it.each([
    ['Members', [], ['Write TITLE Members with the title of the site']],
    ['visitor', ['Tango Owners'], ['Write Tango Visitors']],
    ['Tango Members', [], []],
    ['Reviewers', [], []],
  ])('a site hardly has the role %s', async (role, others, hints) => {
    const roles = [role, ...others].map((each) => `{ resource: s, role: ${each} }`);
    const { configuration, diagnostics } = await told(
      HEAD.replace('displayName: P }', `displayName: P, resourceRoles: [${roles.join(', ')}] }`).replace(
        'displayName: C\n',
        "displayName: C\n    resources: { s: { site: 'https://contoso.sharepoint.com/sites/tango' } }\n",
      ),
    );
    expect(configuration).toBeDefined();
    expect(diagnostics.map(({ hint }) => hint)).toEqual(hints);
  });

  it('a target of another kind, with the scope that it is of', async () => {
    const targets = 'specificAllowedTargets: [{ connectedOrganization: o }]';
    const { diagnostics } = await told(
      `${policy(`allowedTargetScope: specificDirectoryUsers, ${targets}`)}existing: { connectedOrganizations: { o: { displayName: O } } }\n`,
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'KIND_TARGET_MISPLACED',
        hint: 'Use a user, a group or an attributeRule, or write allowedTargetScope: specificConnectedOrganizationUsers',
      },
    ]);
  });

  it('a target of another kind among others, with the key that is free and the scope of a policy of its own', async () => {
    const targets = 'specificAllowedTargets: [{ connectedOrganization: o }, { group: Desk }]';
    const organizations = (keys: string) => `existing: { connectedOrganizations: { ${keys} } }\n`;
    const hintFor = async (keys: string) => {
      const { diagnostics } = await told(
        policy(`allowedTargetScope: specificConnectedOrganizationUsers, ${targets}`) + organizations(keys),
      );
      return diagnostics.map(({ code, hint }) => [code, hint]);
    };
    const besides = 'or name it in another policy, with allowedTargetScope: specificDirectoryUsers';
    expect(await hintFor('o: { displayName: O }, p: { displayName: P }')).toEqual([
      ['KIND_TARGET_MISPLACED', `Use { connectedOrganization: p }, ${besides}`],
    ]);
    expect(await hintFor('o: { displayName: O }, p: { displayName: P }, q: { displayName: Q }')).toEqual([
      ['KIND_TARGET_MISPLACED', `Use { connectedOrganization: KEY }, ${besides}`],
    ]);
  });

  it.each([
    ['an endpoint of two types', "logicApp: { unlisted: { '@odata.type': x }, resourceGroupName: r }"],
    ['an endpoint of no type', 'logicApp: { unlisted: { address: x } }'],
    ['a Logic App without its names', 'logicApp: { resourceGroupName: r }'],
  ])('and not %s', async (_what, endpoint) => {
    const { configuration, diagnostics } = await told(HEAD.replace(/logicApp: .*/, endpoint));
    expect(configuration).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ severity: 'error', range: { start: { line: 10 } } });
  });

  it('and a name that is no sponsor stays an error, whatever else is said of its place', async () => {
    const { configuration, diagnostics } = await told(
      policy('allowedTargetScope: specificConnectedOrganizationUsers, specificAllowedTargets: [fabrikam]'),
    );
    expect(configuration).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'KIND_TARGET_MISPLACED', severity: 'error' }]);
  });
});
