/** Objects of the directory by their ids, the tenant itself and other tenants (CONTRACT 13). */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entityOf, isEntity, textOf, textsOf } from '../json.ts';
import { tenantOfDomain } from '../directory/lookups.ts';
import { findPrincipal } from '../directory/principals.ts';
import { KINDS } from '../read/kinds.ts';
import { page, requireOnly } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { NO_CONTENT, ok, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';

/** What `getByIds` takes. */
const MAX_IDS = 1000;

function tenantInformation(organization: Entity): Entity {
  return {
    tenantId: organization['id'],
    displayName: organization['displayName'],
    federationBrandName: null,
    defaultDomainName: textsOf(organization['domains'])[0],
  };
}

/** The tenant itself, where a parameter is its id or one of its domains. */
function ownTenant(call: Call, member: 'id' | 'domains', parameter: string): Entity | undefined {
  const row = call.store.get('meta', 'tenant');
  const names = [row?.[member]].flat().map((name) => textOf(name).toLowerCase());
  return names.includes(param(call, parameter)) ? row : undefined;
}

function updateOrganization(call: Call): Answer {
  const { store } = call;
  const row = store.get('meta', 'tenant');
  if (row === undefined || textOf(row['id']).toLowerCase() !== param(call, 'id'))
    throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
  const { id: _id, ...values } = checkedBody(call);
  const profile = { ...entityOf(row['profile']), ...values };
  store.put('meta', 'tenant', { ...row, profile });
  return NO_CONTENT;
}

export const directoryRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    pattern: '/organization/{id}',
    takes: { type: 'organization', purpose: 'update' },
    handle: updateOrganization,
  },
  {
    method: 'POST',
    pattern: '/directoryObjects/getByIds',
    takes: { type: 'getByIds', purpose: 'create' },
    answers: ['directoryObject'],
    handle: (call) => {
      const { ids, types } = checkedBody(call);
      if (textsOf(ids).length > MAX_IDS)
        throw new ServiceError(
          400,
          'Request_BadRequest',
          `ids: ${MAX_IDS} objects at most are found at once.`,
        );
      const wanted = textsOf(types).map((type) => `#microsoft.graph.${type}`.toLowerCase());
      const found = textsOf(ids)
        .map((id) => findPrincipal(call.store, id))
        .filter(isEntity)
        .filter((row) => wanted.length === 0 || wanted.includes(textOf(row['@odata.type']).toLowerCase()));
      requireOnly(call.query, ['$select']);
      return page(call, KINDS.directoryObject, found, true);
    },
  },
  {
    method: 'GET',
    pattern: "/tenantRelationships/findTenantInformationByDomainName(domainName='{domain}')",
    handle: (call) => {
      const found = tenantOfDomain(call.store, param(call, 'domain')) ?? ownTenant(call, 'domains', 'domain');
      if (found === undefined)
        throw notFound('Request_ResourceNotFound', `The domain '${param(call, 'domain')}'`);
      return ok(tenantInformation(found));
    },
  },
  {
    method: 'GET',
    pattern: "/tenantRelationships/findTenantInformationByTenantId(tenantId='{tenant}')",
    handle: (call) => {
      const found = call.store.get('organizations', param(call, 'tenant')) ?? ownTenant(call, 'id', 'tenant');
      if (found === undefined)
        throw notFound('Request_ResourceNotFound', `The tenant '${param(call, 'tenant')}'`);
      return ok(tenantInformation(found));
    },
  },
];
