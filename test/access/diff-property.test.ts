/** The diff looks only at what changed; a comparison of everything with everything must find the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerFor,
  requestorsOf,
  compareAccess,
  createAccessModel,
  requestorName,
} from '../../src/access/index.ts';
import type { AccessDiff, AccessModel, Requestor, RequestorName } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, ofRequests, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';
import { runs } from '../support/whole.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  users: [{ id: 'alice@contoso.com' }, { id: 'bob@fabrikam.com', userType: 'Guest' as const }],
  groups: { Audit: [], Sales: ['alice@contoso.com'] },
};
const DIRECTORY = factsOf(PEOPLE);
const ORGANIZATIONS = ['fabrikam.com', 'litware.com', 'woodgrove.example'];
const PACKAGES = ['tango', 'audit', 'spare'];

const targets: fc.Arbitrary<Partial<Policy>> = fc.oneof(
  fc
    .constantFrom(
      'notSpecified' as const,
      'allMemberUsers' as const,
      'allDirectoryUsers' as const,
      'allConfiguredConnectedOrganizationUsers' as const,
      'allExternalUsers' as const,
    )
    .map((allowedTargetScope) => ({ allowedTargetScope })),
  fc.subarray(ORGANIZATIONS, { minLength: 1 }).map((chosen) => ({
    allowedTargetScope: 'specificConnectedOrganizationUsers' as const,
    specificAllowedTargets: chosen.map((connectedOrganization) => ({ connectedOrganization })),
  })),
  fc
    .subarray([{ group: 'Audit' }, { group: 'Sales' }, { user: 'alice@contoso.com' }], { minLength: 1 })
    .map((specificAllowedTargets) => ({
      allowedTargetScope: 'specificDirectoryUsers' as const,
      specificAllowedTargets,
    })),
);

const policy: fc.Arbitrary<Policy> = fc
  .record({ accessPackage: fc.constantFrom(...PACKAGES), enabled: fc.boolean(), targets })
  .map(({ accessPackage, enabled, targets }) => ({
    accessPackage,
    displayName: 'Policy',
    ...targets,
    requestorSettings: { enableTargetsToSelfAddAccess: enabled },
  }));

/** The same organizations, catalogs and packages every time, so that nothing follows a renamed key. */
const document: fc.Arbitrary<Governance> = fc
  .record({
    states: fc.array(fc.constantFrom('configured' as const, 'proposed' as const), {
      minLength: 3,
      maxLength: 3,
    }),
    visible: fc.tuple(fc.boolean(), fc.boolean()),
    published: fc.boolean(),
    policies: fc.array(policy, { maxLength: 6 }),
  })
  .map(({ states, visible, published, policies }) =>
    governed({
      connectedOrganizations: Object.fromEntries(
        ORGANIZATIONS.map((domain, index) => [
          domain,
          { displayName: domain, state: states[index] ?? 'configured', identitySources: [{ domain }] },
        ]),
      ),
      catalogs: {
        one: { displayName: 'One', isExternallyVisible: visible[0] },
        two: {
          displayName: 'Two',
          isExternallyVisible: visible[1],
          state: published ? 'published' : 'unpublished',
        },
      },
      packages: Object.fromEntries(
        PACKAGES.map((key, index) => [key, { catalog: index === 0 ? 'one' : 'two', displayName: key }]),
      ),
      policies: Object.fromEntries(
        policies.map((each, index) => [`p${index}`, { ...each, displayName: `Policy ${index}` }]),
      ),
    }),
  );

const whoIs = ({ type, id }: RequestorName) => `${type} ${id ?? ''}`;

/** Every pair of requestor and package of both sides, compared one by one. */
function compareAll(before: AccessModel, after: AccessModel): ReadonlySet<string> {
  const packages = [...new Set([...before.packages.keys(), ...after.packages.keys()])];
  const named = packages.flatMap((address) => [
    ...requestorsOf(before, address),
    ...requestorsOf(after, address),
  ]);
  const organizations = [...after.organizations.keys()];
  const requestors: Requestor[] = [
    ...named,
    ...organizations.flatMap((address): Requestor[] => [
      { type: 'connectedOrganization', address },
      { type: 'connectedOrganization', address, guests: true },
    ]),
    { type: 'configuredOrganizations', guests: true },
    { type: 'anyExternalUser', guests: true },
    { type: 'members' },
  ];
  const moved = packages.flatMap((address) =>
    requestors.flatMap((requestor) => {
      const [could, can] = [before, after].map(
        (model) => answerFor(model, requestor, address).verdict !== 'no',
      );
      const what = can === true ? 'gained' : 'lost';
      return could === can ? [] : [`${what} ${whoIs(requestorName(after, requestor))} ${address}`];
    }),
  );
  return new Set(moved);
}

/** Everyone in the directory are members and guests. */
function parts(requestor: RequestorName): readonly RequestorName[] {
  if (requestor.type !== 'directoryUsers') return [requestor];
  return [
    { type: 'members', label: '' },
    { type: 'anyExternalUser', label: '' },
  ];
}

function listed(diff: AccessDiff): ReadonlySet<string> {
  const lists = ['gained', 'lost'] as const;
  return new Set(
    lists.flatMap((list) =>
      diff[list].flatMap(({ requestor, package: of }) =>
        parts(requestor).map((who) => `${list} ${whoIs(who)} ${of.address}`),
      ),
    ),
  );
}

const WIDER = ['configuredOrganizations', 'anyExternalUser', 'directoryUsers', 'members', 'group sales'];

/** An entry says so itself, or an entry about a class or group that takes the requestor in does. */
function isSaid(entry: string, said: ReadonlySet<string>): boolean {
  const [what, , , address] = entry.split(' ');
  return (
    said.has(entry) ||
    WIDER.some((who) => said.has(`${what} ${who.includes(' ') ? who : `${who} `} ${address}`))
  );
}

describe('the access diff', () => {
  it('finds what a comparison of everything finds, and nothing else', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(document, document, async (first, second) => {
        const before = await resourcesOf(first, PEOPLE);
        const after = await resourcesOf(second, PEOPLE);
        const said = listed(ofRequests(compareAccess({ before, after, directory: DIRECTORY })));
        const all = compareAll(
          createAccessModel({ resources: before, directory: DIRECTORY }),
          createAccessModel({ resources: after, directory: DIRECTORY }),
        );
        for (const entry of said) expect(all).toContain(entry);
        for (const entry of all) {
          // Each organization was asked as well: nobody loses anything of a class that has no one beside these in it.
          if (entry.startsWith('lost configuredOrganizations ')) continue;
          expect([entry, isSaid(entry, said)]).toEqual([entry, true]);
        }
        const same = compareAccess({ before: after, after: [...after].reverse(), directory: DIRECTORY });
        expect(same).toEqual({ gained: [], lost: [], changed: [] });
        found += all.size;
      }),
      runs(20, 80),
    );
    // The property would also hold of configurations in which nobody may ever ask.
    expect(found).toBeGreaterThan(50);
  });
});
