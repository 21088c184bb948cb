/** What a rule of automatic assignment leads people to: only whom it matches, or may match. */
import { expect, it } from 'vitest';
import { compareAccess, createAccessModel, findPaths } from '../../src/access/index.ts';
import type { Person } from '../../src/access/index.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const RULE = '(user.department -eq "Lab")';

/** People of the lab get Welcome, which may make its holders members of Desk; Desk approves what the users are named for. */
const documentOf = (users: readonly string[], grants: boolean) =>
  governed({
    catalogs: { c: { displayName: 'C', resources: { desk: { group: 'Desk' } } } },
    packages: {
      welcome: {
        catalog: 'c',
        displayName: 'Welcome',
        resourceRoles: grants ? [{ resource: 'desk', role: 'Member' }] : [],
      },
      tool: { catalog: 'c', displayName: 'Tool' },
    },
    policies: {
      welcome: {
        accessPackage: 'welcome',
        displayName: 'Lab',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ attributeRule: RULE }],
        automaticRequestSettings: {},
        requestorSettings: { enableTargetsToSelfAddAccess: false },
      },
      tool: {
        accessPackage: 'tool',
        displayName: 'Named',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: users.map((user) => ({ user })),
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: 'Desk' }] }],
        },
      },
    },
  });

const PEOPLE: readonly Partial<Person>[] = [
  { id: 'lab', properties: { department: 'Lab' } },
  { id: 'money', properties: { department: 'Money' } },
  { id: 'none', properties: { department: null } },
  { id: 'untold', properties: { city: 'Bern' } },
  { id: 'unread' },
];
const IDS = PEOPLE.map(({ id = '' }) => id);
const DIRECTORY = factsOf({ users: PEOPLE, groups: { Desk: [] } });

it('opens a path to whom it matches, perhaps to those of whom that is unknown, and to no one else', async () => {
  const { gained } = compareAccess({
    before: await resourcesOf(documentOf(IDS, false)),
    after: await resourcesOf(documentOf(IDS, true)),
    directory: DIRECTORY,
  });
  const told = gained
    .filter(({ path, requestor: { type } }) => path !== undefined && type === 'user')
    .map(({ requestor: { id }, path, details }) => [id, path?.certain, details.at(-1)]);
  const doubt = 'possible, not proved: whether the rule matches them is unknown';
  expect(told.filter(([, certain]) => certain !== true)).toEqual([
    ['unread', false, doubt],
    ['untold', false, doubt],
  ]);
  expect(told.filter(([, certain]) => certain === true).map(([id]) => id)).toEqual(['lab']);
});

it('is no beginning of a path that is asked for', async () => {
  const model = createAccessModel({
    resources: await resourcesOf(documentOf(IDS, true)),
    directory: DIRECTORY,
  });
  const from = PEOPLE.map((person) => ({ type: 'person', person: { label: '', ...person } }) as const);
  const ends = findPaths(model, { from, to: new Set(['desk']) });
  expect(ends.map(({ from: { id }, certain }) => [id, certain]).sort()).toEqual([
    ['lab', true],
    ['unread', false],
    ['untold', false],
  ]);
});
