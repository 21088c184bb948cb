/** Who is a sponsor and named besides: what differs by which of them lets the same person decide is no difference of theirs. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];

const PEOPLE: People = {
  users: [{ id: 'petra', userType: 'Guest' }, { id: 'kai', userType: 'Guest' }, { id: 'ann' }, { id: 'tom' }],
  groups: { desk: ['petra', 'ann'], crew: ['kai', 'tom'] },
};

function world(stage: Stage, organizations: readonly string[] = ['post']): Governance {
  return governed({
    sponsors: { petra: { guest: 'petra' }, kai: { guest: 'kai' } },
    connectedOrganizations: {
      post: {
        displayName: 'Post',
        identitySources: [{ domain: 'post.example' }],
        externalSponsors: ['petra'],
      },
      kamera: {
        displayName: 'Kamera',
        identitySources: [{ domain: 'kamera.example' }],
        externalSponsors: ['kai'],
      },
    },
    catalogs: { main: { displayName: 'Main' } },
    packages: { suite: { catalog: 'main', displayName: 'Suite' } },
    policies: {
      one: {
        accessPackage: 'suite',
        displayName: 'One',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: organizations.map((connectedOrganization) => ({ connectedOrganization })),
        requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [stage] },
      },
    },
  });
}

async function said(before: Governance, after: Governance): Promise<readonly string[]> {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const diff = compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) });
  return (['gained', 'lost', 'changed'] as const).flatMap((list) =>
    diff[list]
      .filter(({ capability }) => capability === 'approve')
      .map(({ severity, summary }) => `${list} ${severity}: ${summary}`),
  );
}

const by = (...primaryApprovers: NonNullable<Stage['primaryApprovers']>): Stage => ({ primaryApprovers });
const [PETRA, TOM] = [{ guest: 'petra' }, { user: 'tom' }];
const SPONSORS = by('externalSponsors');
const POST = "external sponsors of the requestor's organization";

describe('a sponsor who was named before', () => {
  it('gains nothing as a sponsor, nor loses anything the other way round', async () => {
    const [named, sponsors] = [world(by(PETRA, TOM)), world(SPONSORS)];
    expect(await said(named, sponsors)).toEqual(['lost low: tom can no longer approve requests for Suite']);
    expect(await said(sponsors, named)).toEqual(['gained medium: tom can now approve requests for Suite']);
  });

  it('by a group, of which the others lose it', async () => {
    expect(await said(world(by({ group: 'desk' })), world(SPONSORS))).toEqual([
      'lost low: members of desk (except petra) can no longer approve requests for Suite',
    ]);
  });

  it('for more people, loses these', async () => {
    const both = ['post', 'kamera'];
    expect(await said(world(by(PETRA, { guest: 'kai' }), both), world(SPONSORS, both))).toEqual([
      `lost low: kai can no longer approve requests for Suite, unless as ${POST}`,
      `lost low: petra can no longer approve requests for Suite, unless as ${POST}`,
    ]);
  });

  it('beside one who was not: that one gains it', async () => {
    const both = ['post', 'kamera'];
    expect(await said(world(by(PETRA), both), world(SPONSORS, both))).toEqual([
      'gained medium: kai can now approve requests of people of Kamera, as external sponsor',
      `gained medium: ${POST} (except petra) can now approve requests for Suite`,
      `lost low: petra can no longer approve requests for Suite, unless as ${POST}`,
    ]);
  });

  it('in another role gains it', async () => {
    const fallback: Stage = { ...by(TOM), fallbackPrimaryApprovers: [PETRA] };
    expect(await said(world(fallback), world({ ...by(TOM, 'externalSponsors') }))).toContain(
      'gained medium: petra can now approve requests of people of Post, as external sponsor',
    );
  });
});

it('that guests are among others of their group makes nothing of what one who is none gains', async () => {
  const before: Stage = by({ group: 'crew' });
  const after: Stage = { ...before, fallbackPrimaryApprovers: [TOM] };
  expect(await said(world(before), world(after))).toEqual([
    'changed medium: tom can approve, in another role, requests for Suite',
  ]);
  const guest: Stage = { ...before, fallbackPrimaryApprovers: [{ guest: 'kai' }] };
  expect(await said(world(before), world(guest))).toEqual([
    'changed high: kai can approve, in another role, requests for Suite',
  ]);
});
