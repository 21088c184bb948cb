/** What a change opens in several steps: said once, with its path and its causes, and only where it was not so before. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { renderAccessDiff } from '../../src/report/access-diff-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

interface Edit {
  readonly grants?: boolean;
  readonly approval?: string;
  readonly excluded?: boolean;
  readonly owner?: boolean;
  readonly reader?: string;
  /** Key of Fabrikam. */
  readonly key?: string;
  readonly domains?: readonly string[];
  /** Who approves a second package that makes people readers; nobody where the list is empty. */
  readonly second?: readonly string[];
}

/** Fabrikam can request Library, which may make its holders readers; readers can request Audit. */
function documentOf({
  grants = true,
  approval = 'Desk',
  excluded = false,
  owner = false,
  reader = 'Readers',
  key = 'fabrikam',
  domains = ['fabrikam.com'],
  second,
}: Edit) {
  const asked = (approvers: readonly string[]) => ({
    isApprovalRequiredForAdd: approvers.length > 0,
    stages: approvers.length > 0 ? [{ primaryApprovers: approvers.map((group) => ({ group })) }] : [],
  });
  const partners: Policy = {
    accessPackage: 'second',
    displayName: 'Second partners',
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [{ connectedOrganization: key }],
    requestApprovalSettings: asked(second ?? []),
  };
  const audit: Policy = {
    accessPackage: 'audit',
    displayName: 'For readers',
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ group: reader }],
  };
  return governed({
    connectedOrganizations: {
      [key]: {
        displayName: key === 'fabrikam' ? 'Fabrikam' : 'Fab',
        identitySources: domains.map((domain) => ({ domain })),
        internalSponsors: [{ user: 'd@contoso.com' }],
      },
    },
    catalogs: {
      main: {
        displayName: 'Main',
        isExternallyVisible: true,
        resources: { readers: { group: 'Readers' } },
        roles: owner ? { owner: [{ group: 'Readers' }] } : {},
      },
    },
    packages: {
      library: {
        catalog: 'main',
        displayName: 'Library',
        resourceRoles: grants ? [{ resource: 'readers', role: 'Member' }] : [],
      },
      audit: {
        catalog: 'main',
        displayName: 'Audit',
        incompatibleAccessPackages: excluded ? ['library'] : [],
      },
      ...(second !== undefined && {
        second: {
          catalog: 'main',
          displayName: 'Second',
          resourceRoles: [{ resource: 'readers', role: 'Member' }],
        },
      }),
    },
    policies: {
      audit,
      ...(second !== undefined && { second: partners }),
      library: {
        accessPackage: 'library',
        displayName: 'Partners',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [{ connectedOrganization: key }],
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: approval }, 'internalSponsors'] }],
        },
      },
    },
  });
}

async function diff(before: Edit, after: Edit): Promise<AccessDiff> {
  return diffOf(documentOf(before), documentOf(after));
}

async function diffOf(before: Governance, after: Governance): Promise<AccessDiff> {
  const people = {
    groups: { Readers: ['r@contoso.com'], Desk: ['d@contoso.com'], Others: [], Readers2: ['r@contoso.com'] },
  };
  return compareAccess({
    before: await resourcesOf(before),
    after: await resourcesOf(after),
    directory: factsOf({ ...people, users: [{ id: 'r@contoso.com' }, { id: 'd@contoso.com' }] }),
    placeOf: () => ({ file: 'governance.yaml', line: 7, column: 1 }),
  });
}

const paths = ({ gained }: AccessDiff) => gained.filter(({ path }) => path !== undefined);

it('a role that leads to another package is gained with its path, severity and cause', async () => {
  expect(paths(await diff({ grants: false }, {}))).toMatchObject([
    {
      capability: 'request',
      summary: 'Fabrikam (fabrikam.com) can now come to request Audit',
      package: { address: 'accessPackage.audit', displayName: 'Audit' },
      severity: 'medium',
      details: ['path: Library → group Readers → can request Audit'],
      causes: [
        {
          address: 'packageResourceRole.library/readers/Member',
          source: { file: 'governance.yaml', line: 7 },
        },
      ],
      path: {
        certain: true,
        selfDecision: [],
        steps: [
          { kind: 'request', id: 'accessPackage.library', by: 'policy.library' },
          { kind: 'member', id: 'readers' },
          { kind: 'request', id: 'accessPackage.audit', by: 'policy.audit' },
        ],
      },
    },
  ]);
});

it('approving what one can request is critical, names the edit, and has a banner', async () => {
  const opened = await diff({}, { approval: 'Readers' });
  expect(paths(opened)).toMatchObject([
    {
      capability: 'approve',
      severity: 'critical',
      path: { selfDecision: [{ type: 'eachOther' }] },
      causes: [{ address: 'policy.library' }],
    },
  ]);
  const text = renderAccessDiff(opened, createStyle(false));
  expect(text).toContain('!!! PEOPLE COME TO DECIDE ABOUT THEIR OWN ACCESS !!!');
  expect(text).not.toContain('WHOLE INTERNET');
});

it('a role on the catalog is critical, and its cause is the role', async () => {
  expect(paths(await diff({}, { owner: true }))).toMatchObject([
    {
      capability: 'administer',
      severity: 'critical',
      path: { selfDecision: [{ type: 'policy' }] },
      causes: [{ address: 'catalogRole.main/owner/group:Readers' }],
    },
  ]);
});

it('what was possible and is certain now is gained; the other way round nothing is', async () => {
  expect(paths(await diff({ excluded: true }, {}))).toMatchObject([
    { capability: 'request', causes: [{ address: 'accessPackage.audit' }], path: { certain: true } },
  ]);
  expect(paths(await diff({}, { excluded: true }))).toEqual([]);
});

it('a path that was there before, or that closes, is not gained', async () => {
  expect(paths(await diff({}, {}))).toEqual([]);
  expect(paths(await diff({}, { grants: false }))).toEqual([]);
  expect(paths(await diff({}, { reader: 'Others' }))).toEqual([]);
  expect(paths(await diff({ reader: 'Others' }, {}))).toHaveLength(1);
});

it('people are followed by how they sign in: another key and name of their organization opens nothing', async () => {
  const { gained, lost, changed } = await diff({}, { key: 'fab' });
  expect([...gained, ...lost, ...changed].map(({ summary }) => summary)).toEqual([]);
});

it('who comes to an organization with a domain gains what its people could come to before', async () => {
  const { gained } = await diff({}, { domains: ['fabrikam.com', 'new.example'] });
  expect(gained.map(({ summary }) => summary)).toEqual([
    'Fabrikam (fabrikam.com, new.example), those of new.example can now get Library',
    'Fabrikam (fabrikam.com, new.example), those of new.example can now come to request Audit',
    'd@contoso.com can now approve requests of people of Fabrikam (fabrikam.com, new.example), those of new.example, as internal sponsor',
  ]);
});

it('a second way on looser terms to what could be come to all along is gained, one that asks for as much is not', async () => {
  const summaries = async (before: Edit, after: Edit) =>
    paths(await diff(before, after)).map(({ summary, details }) => [summary, ...details]);
  const from = 'Fabrikam (fabrikam.com) can now come to request Audit';
  const path = 'path: Second → group Readers → can request Audit';
  expect(await summaries({}, { second: [] })).toEqual([
    [`${from} on looser terms`, path, 'until now by: Library → group Readers'],
  ]);
  expect(await summaries({}, { second: ['Readers2'] })).toEqual([
    [`${from} with the consent of others`, path, 'until now by: Library → group Readers'],
  ]);
  expect(await summaries({ second: [] }, { second: [] })).toEqual([]);
  expect(await summaries({ second: ['Readers2'] }, { second: ['Desk'] })).toEqual([]);
  expect(await summaries({ second: ['Desk'] }, { second: [] })).toEqual([[`${from} on looser terms`, path]]);
});

it('what members of a group gain that packages give says by which, and who can request these', async () => {
  const { gained } = await diff({ reader: 'Others' }, {});
  const ofMembers = gained.find(({ requestor }) => requestor.label === 'members of Readers');
  expect(ofMembers?.details).toContain('people come into it by Library (Fabrikam (fabrikam.com))');
  const [ofOthers] = (await diff({}, { reader: 'Others' })).gained;
  expect(ofOthers?.details.filter((line) => line.startsWith('people come into it'))).toEqual([]);
});

it('a way that comes back to where it has been is followed no further', async () => {
  const circular = (edit: Edit): Governance => {
    const { packages, policies, catalogs, ...document } = documentOf(edit);
    const ofReaders = { allowedTargetScope: 'specificDirectoryUsers' } as const;
    return {
      ...document,
      catalogs: {
        main: {
          ...catalogs?.['main'],
          displayName: 'Main',
          resources: { readers: { group: 'Readers' }, others: { group: 'Others' } },
        },
      },
      packages: {
        ...packages,
        second: {
          catalog: 'main',
          displayName: 'Second',
          resourceRoles: ['readers', 'others'].map((resource) => ({ resource, role: 'Member' })),
        },
      },
      policies: {
        ...policies,
        again: {
          ...ofReaders,
          accessPackage: 'second',
          displayName: 'Again',
          specificAllowedTargets: [{ group: 'Readers' }],
        },
        other: {
          ...ofReaders,
          accessPackage: 'audit',
          displayName: 'By others',
          specificAllowedTargets: [{ group: 'Readers2' }],
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            stages: [{ primaryApprovers: [{ group: 'Others' }] }],
          },
        },
      },
    };
  };
  const { gained } = await diffOf(circular({ second: ['Desk'] }), circular({ second: [] }));
  expect(gained.map(({ summary }) => summary)).toContain(
    'Fabrikam (fabrikam.com) can now come to request Audit on looser terms',
  );
});

it('a path to a package with a role that is worth more weighs more, and says so', async () => {
  const worth = (document: Governance): Governance => ({
    ...document,
    packages: {
      ...document.packages,
      audit: {
        catalog: 'main',
        displayName: 'Audit',
        resourceRoles: [{ resource: 'readers', role: 'Owner' }],
      },
    },
  });
  const opened = async (change: (document: Governance) => Governance) => {
    const { gained } = await diffOf(change(documentOf({ grants: false })), change(documentOf({})));
    const found = gained.find(({ path, package: { displayName } }) => path && displayName === 'Audit');
    return { severity: found?.severity, raised: found?.raised === true };
  };
  expect(await opened((document) => document)).toEqual({ severity: 'medium', raised: false });
  expect(await opened(worth)).toEqual({ severity: 'high', raised: true });
});
