/**
 * Rules of automatic assignment beside exclusions. Nothing says whether the service passes over those who have something
 * incompatible; the embedded tenant does. So it is possible for them, and an exclusion that goes or comes is told.
 */
import { expect, it } from 'vitest';
import { answerFor, compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, modelOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const RULE = 'user.department -eq "Surgery"';
const THEATRE = 'accessPackage.theatre';
type Package = NonNullable<Governance['packages']>[string];

const documentOf = (excluded: Partial<Package>, state: 'published' | 'unpublished' = 'published') =>
  governed({
    catalogs: { c: { displayName: 'C', state } },
    packages: {
      vendor: { catalog: 'c', displayName: 'Vendor' },
      theatre: { catalog: 'c', displayName: 'Theatre', ...excluded },
    },
    policies: {
      nurses: {
        accessPackage: 'theatre',
        displayName: 'Nurses',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ attributeRule: RULE }],
        automaticRequestSettings: {},
      },
    },
  });

const PEOPLE = {
  users: [
    { id: 'ben', properties: { department: 'Surgery' } },
    { id: 'dov', properties: { department: 'Surgery' } },
  ],
  groups: { Students: ['dov'] },
};
const VENDOR = { incompatibleAccessPackages: ['vendor'] };
const STUDENTS = { incompatibleGroups: [{ group: 'Students' }] };

async function given(document: Governance, id: string, holds: readonly string[]) {
  const model = await modelOf(document, PEOPLE);
  const person = model.directory.users.get(id) ?? { label: id };
  const { automatic, unknown } = answerFor(model, { type: 'person', person: { ...person, holds } }, THEATRE);
  return { certain: automatic.map(({ certain }) => certain), unknown };
}

it('give for certain only what nothing of the person excludes', async () => {
  expect(await given(documentOf(VENDOR), 'ben', [])).toEqual({ certain: [true], unknown: [] });
  const unknown = ['whether automatic assignment passes over those who have something incompatible'];
  expect(await given(documentOf(VENDOR), 'ben', ['accessPackage.vendor'])).toEqual({
    certain: [false],
    unknown,
  });
  expect(await given(documentOf(STUDENTS), 'dov', [])).toEqual({ certain: [false], unknown });
  expect((await given(documentOf(STUDENTS, 'unpublished'), 'dov', [])).certain).toEqual([false]);
});

async function told(before: Governance, after: Governance) {
  const { gained, lost, changed } = compareAccess({
    before: await resourcesOf(before, PEOPLE),
    after: await resourcesOf(after, PEOPLE),
    directory: factsOf(PEOPLE),
    identified: true,
  });
  return [...gained, ...lost, ...changed]
    .filter(({ requestor: { type } }) => type === 'attributeRule')
    .map(({ capability, direction, details }) => ({ capability, direction, details }));
}

it.each([['published' as const], ['unpublished' as const]])(
  'tell of an exclusion that goes or comes, in a catalog that is %s',
  async (state) => {
    expect(await told(documentOf(VENDOR, state), documentOf({}, state))).toEqual([
      {
        capability: 'receive',
        direction: 'looser',
        details: ['conditions: not for holders of Vendor -> none'],
      },
    ]);
    expect(await told(documentOf(VENDOR, state), documentOf({ ...VENDOR, ...STUDENTS }, state))).toEqual([
      {
        capability: 'receive',
        direction: 'tighter',
        details: [
          'conditions: not for holders of Vendor -> not for holders of Vendor, not for members of Students',
        ],
      },
    ]);
  },
);

it('are told nothing of where the catalog alone changes, which no rule asks', async () => {
  expect(await told(documentOf(VENDOR), documentOf(VENDOR, 'unpublished'))).toEqual([]);
});

it('are told with no condition that stands in the way of requests alone', async () => {
  const document = governed({
    crossTenantAccess: {
      lab: {
        tenantId: '22222222-2222-4222-8222-222222222222',
        b2bCollaborationInbound: {
          usersAndGroups: { accessType: 'blocked' },
          applications: { accessType: 'blocked' },
        },
      },
    },
    catalogs: { c: { displayName: 'C' } },
    packages: { theatre: { catalog: 'c', displayName: 'Theatre', ...STUDENTS } },
    policies: {
      guests: {
        accessPackage: 'theatre',
        displayName: 'Guests',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ attributeRule: 'user.userType -eq "Guest"' }],
        automaticRequestSettings: {},
      },
    },
  });
  const model = await modelOf(document, PEOPLE);
  const { automatic, conditions } = answerFor(model, { type: 'anyExternalUser', guests: true }, THEATRE);
  expect(automatic).toHaveLength(1);
  expect(conditions).toEqual(['not for members of Students']);
});
