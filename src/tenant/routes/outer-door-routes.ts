/** Changes of the policies of cross-tenant access and of authorization (CONTRACT 13.2, 13.3). */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entityOf, textOf } from '../json.ts';
import type { TemplateName } from '../directory/outer-door.ts';
import {
  AUTHORIZATION_ROW,
  authorizationPolicy,
  changedDefault,
  CROSS_TENANT_ROW,
  DEFAULT_ROW,
  partnerRow,
  TEMPLATE_ROWS,
} from '../directory/outer-door.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';

const POLICY = '/policies/crossTenantAccessPolicy';

function partnerOf(call: Call): Entity {
  const id = param(call, 'id');
  const row = call.store.get('crossTenantPartners', id);
  if (row === undefined) throw missingObject(id);
  return row;
}

function createPartner(call: Call): Answer {
  const { store } = call;
  const values = partnerRow(checkedBody(call));
  const tenantId = textOf(values['tenantId']);
  if (tenantId === store.get('meta', 'tenant')?.['id'])
    throw new ServiceError(400, 'Request_BadRequest', 'A tenant is not a partner of itself.');
  if (store.get('crossTenantPartners', tenantId) !== undefined)
    throw new ServiceError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'The partner has a configuration.',
    );
  const row = store.put('crossTenantPartners', tenantId, values);
  return created(plain(call, KINDS.crossTenantPartner, row));
}

/** What a body names takes the place of the whole block. */
function updatePartner(call: Call): Answer {
  const row = partnerOf(call);
  call.store.put('crossTenantPartners', textOf(row['id']), { ...row, ...checkedBody(call) });
  return NO_CONTENT;
}

/** A policy of synchronization goes first. */
function removePartner(call: Call): Answer {
  const row = partnerOf(call);
  if (row['identitySynchronization'] !== undefined)
    throw new ServiceError(
      400,
      'Request_BadRequest',
      'The partner has a policy of synchronization: delete that before its configuration.',
    );
  call.store.delete('crossTenantPartners', textOf(row['id']));
  return NO_CONTENT;
}

/** `PUT` makes it, once; `PATCH` changes it. */
function putSynchronization(call: Call, isNew: boolean): Answer {
  const row = partnerOf(call);
  const known = row['identitySynchronization'];
  if (isNew && known !== undefined)
    throw new ServiceError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'The partner has a policy of synchronization.',
    );
  if (!isNew && known === undefined) throw missingObject(textOf(row['id']));
  const identitySynchronization = { ...entityOf(known), ...checkedBody(call) };
  call.store.put('crossTenantPartners', textOf(row['id']), { ...row, identitySynchronization });
  return NO_CONTENT;
}

function removeSynchronization(call: Call): Answer {
  const row = partnerOf(call);
  if (row['identitySynchronization'] === undefined) throw missingObject(textOf(row['id']));
  const { identitySynchronization: _gone, ...kept } = row;
  call.store.put('crossTenantPartners', textOf(row['id']), kept);
  return NO_CONTENT;
}

function updateDefault(call: Call): Answer {
  const { id: _id, ...values } = checkedBody(call);
  call.store.put('settings', DEFAULT_ROW, changedDefault(call.store, values));
  return NO_CONTENT;
}

function updatePolicy(call: Call): Answer {
  const { id: _id, ...values } = checkedBody(call);
  const known = call.store.get('settings', CROSS_TENANT_ROW);
  call.store.put('settings', CROSS_TENANT_ROW, { ...known, ...values });
  return NO_CONTENT;
}

/** What members may do is changed one by one. */
function updateAuthorization(call: Call): Answer {
  const { id: _id, ...values } = checkedBody(call);
  const known = authorizationPolicy(call.store);
  const defaultUserRolePermissions = {
    ...entityOf(known['defaultUserRolePermissions']),
    ...entityOf(values['defaultUserRolePermissions']),
  };
  call.store.put('settings', AUTHORIZATION_ROW, { ...known, ...values, defaultUserRolePermissions });
  return NO_CONTENT;
}

const SYNCHRONIZATION = `${POLICY}/partners/{id}/identitySynchronization`;
const PARTNER = 'crossTenantAccessPolicyConfigurationPartner';

/** What a template is changed by, and put back: its own values, until it has none. */
function templateRoutes(name: TemplateName, type: string): Route[] {
  const pattern = `${POLICY}/templates/${name}`;
  return [
    {
      method: 'PATCH',
      pattern,
      takes: { type, purpose: 'update' },
      handle: (call) => {
        const { id: _id, ...values } = checkedBody(call);
        const known = call.store.get('settings', TEMPLATE_ROWS[name]);
        call.store.put('settings', TEMPLATE_ROWS[name], { ...known, ...values });
        return NO_CONTENT;
      },
    },
    {
      method: 'POST',
      pattern: `${pattern}/resetToDefaultSettings`,
      handle: ({ store }) => {
        store.delete('settings', TEMPLATE_ROWS[name]);
        return NO_CONTENT;
      },
    },
  ];
}

export const outerDoorRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    pattern: '/policies/authorizationPolicy',
    takes: { type: 'authorizationPolicy', purpose: 'update' },
    handle: updateAuthorization,
  },
  {
    method: 'PATCH',
    pattern: POLICY,
    takes: { type: 'crossTenantAccessPolicy', purpose: 'update' },
    handle: updatePolicy,
  },
  {
    method: 'PATCH',
    pattern: `${POLICY}/default`,
    takes: { type: 'crossTenantAccessPolicyConfigurationDefault', purpose: 'update' },
    handle: updateDefault,
  },
  {
    method: 'POST',
    pattern: `${POLICY}/default/resetToSystemDefault`,
    handle: ({ store }) => {
      store.delete('settings', DEFAULT_ROW);
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${POLICY}/partners`,
    takes: { type: PARTNER, purpose: 'create' },
    answers: 'crossTenantPartner',
    handle: createPartner,
  },
  {
    method: 'PATCH',
    pattern: `${POLICY}/partners/{id}`,
    takes: { type: PARTNER, purpose: 'update' },
    handle: updatePartner,
  },
  { method: 'DELETE', pattern: `${POLICY}/partners/{id}`, handle: removePartner },
  ...(['PUT', 'PATCH'] as const).map((method): Route => ({
    method,
    pattern: SYNCHRONIZATION,
    takes: { type: 'crossTenantIdentitySyncPolicyPartner', purpose: 'update' },
    handle: (call) => putSynchronization(call, method === 'PUT'),
  })),
  { method: 'DELETE', pattern: SYNCHRONIZATION, handle: removeSynchronization },
  ...templateRoutes(
    'multiTenantOrganizationPartnerConfiguration',
    'multiTenantOrganizationPartnerConfigurationTemplate',
  ),
  ...templateRoutes(
    'multiTenantOrganizationIdentitySynchronization',
    'multiTenantOrganizationIdentitySyncPolicyTemplate',
  ),
];
