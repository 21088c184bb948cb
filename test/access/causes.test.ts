/** Every object that has a say in a difference is among its causes. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessResource } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf } from '../support/access.ts';
import { catalog, grant, MEMBERS, pack, policy, resource } from '../support/access-resources.ts';

const directory = factsOf({ users: [{ id: 'ann' }], groups: { plant: ['ann'] } });
const base = [
  catalog('c'),
  pack(),
  policy({ ...MEMBERS, expiration: { type: 'afterDuration', duration: 'P30D' } }),
];
const ofPlant = (scope: JsonObject = {}): AccessResource => ({
  ...policy({
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'plant' }],
    expiration: { type: 'afterDuration', duration: 'P10D' },
    ...scope,
  }),
  address: 'policy.plant',
});
const NO_REQUESTS = {
  requestorSettings: { enableTargetsToSelfAddAccess: false },
};

function causes(before: readonly AccessResource[], after: readonly AccessResource[]) {
  const { changed } = compareAccess({ before, after, directory });
  return changed
    .filter(({ capability }) => capability === 'request' || capability === 'assign')
    .map((entry) => [
      `${entry.requestor.label} ${entry.predicate ?? ''}`,
      ...entry.causes.map(({ address, path = '' }) => `${address} ${path}`.trim()).sort(),
    ]);
}

it('a role that comes and a policy that comes both make the difference, and go as they came', () => {
  const [past, present] = [
    [...base, resource()],
    [...base, resource(), grant(), ofPlant()],
  ];
  const both = ['packageResourceRole.p/team/Member', 'policy.plant'];
  const found = [
    ['members of plant can get P on other terms', ...both],
    ['members of plant can be assigned P on other terms', ...both],
  ];
  expect(causes(past, present)).toEqual(expect.arrayContaining(found));
  expect(causes(present, past)).toEqual(expect.arrayContaining(found));
  expect(causes(past, present)).toContainEqual([
    'all members can get P on other terms',
    'packageResourceRole.p/team/Member',
  ]);
});

it('a policy that comes to take requests has its say beside a role that comes', () => {
  const found = causes(
    [...base, resource(), ofPlant(NO_REQUESTS)],
    [...base, resource(), grant(), ofPlant()],
  );
  expect(found.find(([label]) => label === 'members of plant can get P on other terms')?.slice(1)).toEqual([
    'packageResourceRole.p/team/Member',
    'policy.plant requestorSettings',
  ]);
});
