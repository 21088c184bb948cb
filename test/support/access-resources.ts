/** One catalog, package, policy and resource as an access diff takes them, with what a test changes of each. */
import type { AccessResource } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';

export const catalog = (key: string, attributes: JsonObject = {}): AccessResource => ({
  address: `catalog.${key}`,
  kind: 'catalog',
  attributes: { displayName: key, state: 'published', isExternallyVisible: true, ...attributes },
});
export const pack = (attributes: JsonObject = {}): AccessResource => ({
  address: 'accessPackage.p',
  kind: 'accessPackage',
  attributes: { displayName: 'P', catalog: 'catalog.c', ...attributes },
});
export const policy = (attributes: JsonObject): AccessResource => ({
  address: 'policy.a',
  kind: 'policy',
  attributes: { accessPackage: 'accessPackage.p', displayName: 'A', ...attributes },
});
export const resource = (attributes: JsonObject = {}): AccessResource => ({
  address: 'catalogResource.c/team',
  kind: 'catalogResource',
  attributes: { catalog: 'catalog.c', originId: 'team-id', originSystem: 'AadGroup', ...attributes },
});
export const grant = (role = 'Member'): AccessResource => ({
  address: `packageResourceRole.p/team/${role}`,
  kind: 'packageResourceRole',
  attributes: { accessPackage: 'accessPackage.p', resource: 'catalogResource.c/team', role },
});

export const MEMBERS = { allowedTargetScope: 'allMemberUsers' };
