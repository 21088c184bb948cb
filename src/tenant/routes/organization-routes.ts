/** Connected organizations and their sponsors (CONTRACT 2). */
import type { Answer, Call, Route } from '../context.ts';
import { tenantOfDomain } from '../directory/lookups.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, addReference, parseReference, TAKES_REFERENCE, typeOf } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { wrongAt } from '../types/check-body.ts';

const BASE = `${EM}/connectedOrganizations`;

function organizationOf(call: Call): Entity {
  const found = call.store.get('connectedOrganizations', param(call, 'id'));
  if (found === undefined)
    throw notFound('ResourceNotFound', `The connected organization '${param(call, 'id')}'`);
  return found;
}

/** A domain that an Entra tenant has verified is stored as that tenant (CONTRACT 2.3). */
function storedSource(store: Store, source: Entity): Entity {
  const { tenantId, domainName } = source;
  const tenant =
    typeOf(source) === 'domainIdentitySource' ? tenantOfDomain(store, textOf(domainName)) : undefined;
  if (tenant !== undefined) {
    return {
      '@odata.type': '#microsoft.graph.azureActiveDirectoryTenant',
      tenantId: tenant['id'],
      displayName: tenant['displayName'],
    };
  }
  const known =
    tenantId === undefined ? undefined : store.get('organizations', textOf(tenantId).toLowerCase());
  return { ...source, displayName: known?.['displayName'] ?? source['displayName'] ?? domainName };
}

function storedSources(store: Store, sources: Json | undefined): Entity[] {
  const stored = entitiesOf(sources).map((source) => storedSource(store, source));
  const seen = new Set<string>();
  return stored.filter((source) => {
    const key = JSON.stringify([source['@odata.type'], source['tenantId'], source['domainName']]);
    return !seen.has(key) && seen.add(key);
  });
}

function sourceKey(source: Entity): string {
  const { tenantId, domainName, issuerUri, socialIdentitySourceType } = source;
  return JSON.stringify([typeOf(source), tenantId, domainName, issuerUri, socialIdentitySourceType]);
}

function requireUnique({ store }: Call, { displayName, identitySources }: Entity, self?: Json): void {
  const keys = new Set(entitiesOf(identitySources).map(sourceKey));
  const same = store
    .all('connectedOrganizations')
    .find(
      (other) =>
        other['id'] !== self &&
        (textOf(other['displayName']).toLowerCase() === textOf(displayName).toLowerCase() ||
          entitiesOf(other['identitySources']).some((source) => keys.has(sourceKey(source)))),
    );
  if (same === undefined) return;
  const message = `The connected organization ${textOf(same['displayName'])} has the same name or identity source.`;
  throw new ServiceError(409, 'DuplicateConnectedOrganization', message);
}

function create(call: Call): Answer {
  const { store, behaviour, now } = call;
  const values = checkedBody(call);
  const sources = storedSources(store, values['identitySources']);
  if (sources.length !== 1) throw wrongAt('identitySources', 'an organization is created with exactly one.');
  if (behaviour.refuseDuplicateOrganizations) requireUnique(call, { ...values, identitySources: sources });
  const id = call.newId();
  const row = store.put('connectedOrganizations', id, {
    description: '',
    state: 'configured',
    ...values,
    id,
    identitySources: sources,
    createdDateTime: now,
    modifiedDateTime: now,
    internalSponsors: [],
    externalSponsors: [],
  });
  const answer = plain(call, KINDS.connectedOrganization, row);
  return created(behaviour.createdOrganizationHidesSources ? { ...answer, identitySources: [] } : answer);
}

function update(call: Call): Answer {
  const row = organizationOf(call);
  const { id: _id, ...values } = checkedBody(call);
  const sources =
    'identitySources' in values
      ? { identitySources: storedSources(call.store, values['identitySources']) }
      : {};
  if (call.behaviour.refuseDuplicateOrganizations)
    requireUnique(call, { displayName: values['displayName'] }, row['id']);
  const changed = call.store.put('connectedOrganizations', textOf(row['id']), {
    ...row,
    ...values,
    ...sources,
    modifiedDateTime: call.now,
  });
  return { status: 202, body: plain(call, KINDS.connectedOrganization, changed) };
}

function remove(call: Call): Answer {
  const id = textOf(organizationOf(call)['id']);
  if (call.behaviour.refuseDeletingTargetedOrganization) {
    const policy = call.store
      .all('policies')
      .find(({ specificAllowedTargets }) =>
        entitiesOf(specificAllowedTargets).some((target) => target['connectedOrganizationId'] === id),
      );
    if (policy !== undefined) {
      const message = `The connected organization is used by the policy ${textOf(policy['displayName'])}.`;
      throw new ServiceError(400, 'InvalidDeleteConnectedOrganization', message);
    }
  }
  call.store.delete('connectedOrganizations', id);
  return NO_CONTENT;
}

function sponsorRoutes(list: 'internalSponsors' | 'externalSponsors'): Route[] {
  const write = (call: Call, change: (ids: readonly string[]) => readonly string[]): Answer => {
    const row = organizationOf(call);
    call.store.put('connectedOrganizations', textOf(row['id']), {
      ...row,
      [list]: change(textsOf(row[list])),
    });
    return NO_CONTENT;
  };
  return [
    {
      method: 'POST',
      pattern: `${BASE}/{id}/${list}/$ref`,
      takes: TAKES_REFERENCE,
      handle: (call) => {
        const { collection, id } = parseReference(call);
        const known =
          collection === 'users' || collection === 'groups' ? call.store.get(collection, id) : undefined;
        if (known === undefined) throw notFound('ResourceNotFound', `The ${collection} object '${id}'`);
        return write(call, (ids) => addReference(call, ids, id));
      },
    },
    {
      method: 'DELETE',
      pattern: `${BASE}/{id}/${list}/{sponsor}/$ref`,
      handle: (call) => {
        const sponsor = param(call, 'sponsor');
        if (!textsOf(organizationOf(call)[list]).includes(sponsor))
          throw notFound('ResourceNotFound', `The sponsor '${sponsor}'`);
        return write(call, (ids) => ids.filter((id) => id !== sponsor));
      },
    },
  ];
}

export const organizationRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: BASE,
    takes: { type: 'connectedOrganization', purpose: 'create' },
    answers: 'connectedOrganization',
    handle: create,
  },
  {
    method: 'PATCH',
    pattern: `${BASE}/{id}`,
    takes: { type: 'connectedOrganization', purpose: 'update' },
    handle: update,
  },
  { method: 'DELETE', pattern: `${BASE}/{id}`, handle: remove },
  ...sponsorRoutes('internalSponsors'),
  ...sponsorRoutes('externalSponsors'),
];
