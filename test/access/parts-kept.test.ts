/** What people lose, or get on other terms, is told of those for whom it is so. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessResource } from '../../src/access/index.ts';
import { factsOf } from '../support/access.ts';
import { catalog, MEMBERS, pack, policy } from '../support/access-resources.ts';

const directory = factsOf({
  users: [{ id: 'ann' }, { id: 'bo', userType: 'Guest' }],
  groups: { plant: ['ann', 'bo'] },
});
const organization = (key: string): AccessResource => ({
  address: `connectedOrganization.${key}`,
  kind: 'connectedOrganization',
  attributes: { displayName: key, identitySources: [] },
});
const base = [catalog('c'), pack(), ...['one', 'two', 'three'].map(organization)];
const of = (key: string) => ({
  '@odata.type': 'connectedOrganizationMembers',
  connectedOrganizationId: `connectedOrganization.${key}`,
});
const named = policy({
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: ['one', 'two'].map(of),
  expiration: { type: 'afterDuration', duration: 'P5D' },
});
const configured = {
  ...policy({ allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' }),
  address: 'policy.b',
};

const lost = (before: readonly AccessResource[], after: readonly AccessResource[]) =>
  compareAccess({ before, after, directory }).lost.map(({ summary }) => summary);

it('a class is told without the group that keeps it', () => {
  const ofPlant = policy({
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'plant' }],
  });
  const diff = compareAccess({ before: [...base, policy(MEMBERS)], after: [...base, ofPlant], directory });
  expect(diff.lost).toMatchObject([
    {
      summary: 'all members (except those in plant) can no longer get P',
      requestor: { type: 'members', except: [{ type: 'group', id: 'plant', label: 'those in plant' }] },
    },
  ]);
});

it('of organizations those are named that lose it, where others of their class keep it', () => {
  expect(lost([...base, named, configured], [...base, named])).toEqual(['three can no longer get P']);
  expect(lost([...base, configured], base)).toEqual(['every configured organization can no longer get P']);
});

it('that a hidden catalog ends assignments is told of all people outside, not of some', () => {
  const hidden = [catalog('c', { isExternallyVisible: false }), ...base.slice(1)];
  const before = [...base, named, configured];
  const diff = compareAccess({ before, after: [...hidden, named, configured], directory });
  expect(diff.lost.map(({ requestor, details }) => [requestor.label, ...details])).toEqual(
    ['every configured organization', 'one', 'two'].map((each) => [
      each,
      'The catalog is not visible to external users, so it cannot be assigned to those who are not in the directory yet either',
    ]),
  );
});

it('what is so only of those who are not in the directory yet is told of them, with the end that made it so', () => {
  const byHand = { ...policy({ allowedTargetScope: 'notSpecified' }), address: 'policy.hand' };
  const ending = (endDateTime: string) => ({
    ...named,
    attributes: { ...named.attributes, expiration: { type: 'afterDateTime', endDateTime } },
  });
  const [open, ended] = ['2999-01-01T00:00:00Z', '2020-01-01T00:00:00Z'].map((end) => [
    ...base,
    byHand,
    ending(end),
  ]);
  const now = Date.parse('2026-01-01T00:00:00Z');
  const diff = compareAccess({ before: open ?? [], after: ended ?? [], directory, now });
  expect(diff.lost.map(({ requestor, capability }) => [requestor.label, capability])).toEqual([
    ['one', 'request'],
    ...['one', 'two'].map((key) => [`people of ${key} who are not in the directory yet`, 'assign']),
    ['two', 'request'],
  ]);
  const assigned = diff.lost.filter(({ capability }) => capability === 'assign');
  for (const { details } of assigned) expect(details).toEqual(['access through A has ended']);
  const [unlisted] = compareAccess({ before: open ?? [], after: [...base, byHand], directory }).lost.filter(
    ({ capability }) => capability === 'assign',
  );
  expect(unlisted?.details).toEqual(['no policy has them in its scope']);
});
