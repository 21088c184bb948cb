/** Partners whose people may ask for access, with the sponsors who answer for them (CONTRACT 2). */
import type { Members, Shape } from '../model/shape.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { Attributes, JsonObject, JsonValue } from '../model/value.ts';
import { assignmentsOfOrganization, holdersOf } from './assignments.ts';
import type { Governance } from './generated.ts';
import type { Finding, KindReader, KindWriter, Naming, RemoteObject, Resolver } from './kind.ts';
import { declareMembers, inexpressible } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { addedReferences, updateReferences } from './reference-list.ts';
import { usesOfOrganization } from './twin-uses.ts';
import { changedMembers, EM, expandedId, findNamed, idOf, shortType, typed } from './wire.ts';

type Spec = NonNullable<Governance['connectedOrganizations']>[string];
type SourceSpec = Spec['identitySources'][number];

const PATH = `${EM}/connectedOrganizations`;
const SPONSORS = ['internalSponsors', 'externalSponsors'] as const;

const SOURCE: Shape = {
  type: 'object',
  members: {
    '@odata.type': { type: 'string' },
    tenantId: { type: 'guid' },
    cloudInstance: { type: 'string' },
    domainName: { type: 'string' },
    issuerUri: { type: 'string' },
    socialIdentitySourceType: { type: 'string' },
  },
};

const ATTRIBUTES: Members = {
  displayName: { type: 'string' },
  description: { type: 'string', default: '' },
  state: { type: 'enum', values: ['configured', 'proposed'], default: 'configured' },
  identitySources: { type: 'set', default: [], of: SOURCE },
  // Sponsors cannot be part of a POST or PATCH; they are links with requests of their own (CONTRACT 2.2).
  internalSponsors: { type: 'set', of: { type: 'principal' }, default: [], deferred: true },
  externalSponsors: { type: 'set', of: { type: 'principal' }, default: [], deferred: true },
};

export default defineKind<Spec>({
  name: 'connectedOrganization',
  graphType: 'microsoft.graph.connectedOrganization',
  identity: 'id',
  elsewhere: /^identitySources\.displayName$/,
  repeats: true,
  // Graph takes one source at creation (CONTRACT 2.2).
  sentFirst: (attributes) => ({
    ...attributes,
    identitySources: objectsOf(attributes['identitySources']).slice(0, 1),
  }),
  collection: PATH,
  limit: 2_500,
  attributes: ATTRIBUTES,
  *declarations(document) {
    for (const [key, spec] of Object.entries(document.connectedOrganizations ?? {})) {
      yield { address: `connectedOrganization.${key}`, path: ['connectedOrganizations', key], spec };
    }
  },
  *check({ spec, path }, { tenant }): Generator<Finding> {
    for (const [index, source] of spec.identitySources.entries()) {
      yield* checkInvitations(source, [...path, 'identitySources', index], tenant);
      const fault = sourceFault(source);
      if (fault === undefined) continue;
      yield {
        code: 'KIND_IDENTITY_SOURCE',
        severity: 'error',
        path: [...path, 'identitySources', index],
        ...fault,
      };
    }
  },
  *verify({ spec, path }, found): Generator<Finding> {
    for (const list of SPONSORS) {
      const wantGuest = list === 'externalSponsors';
      for (const [index, sponsor] of (spec[list] ?? []).entries()) {
        const entry = found(sponsor);
        if (entry?.type !== 'user' || (entry.properties['userType'] === 'Guest') === wantGuest) continue;
        yield {
          code: wantGuest ? 'KIND_EXTERNAL_SPONSOR_NOT_GUEST' : 'KIND_INTERNAL_SPONSOR_IS_GUEST',
          severity: 'error',
          summary: wantGuest
            ? `External sponsor ${entry.label} is a member of this directory, not a guest`
            : `Internal sponsor ${entry.label} is a guest of this directory`,
          hint: wantGuest
            ? 'External sponsors are people of the partner who are guests here; move a member to internalSponsors'
            : 'Internal sponsors are members; move a guest to externalSponsors',
          path: [...path, list, index],
        };
      }
    }
  },
  normalize: ({ spec, path }, resolve) => ({
    displayName: spec.displayName,
    description: spec.description,
    state: spec.state,
    identitySources: spec.identitySources.map((source, index) =>
      declaredSource(source, resolve, [...path, 'identitySources', index]),
    ),
    ...Object.fromEntries(
      SPONSORS.map((list) => [
        list,
        (spec[list] ?? []).map((sponsor, index) => resolve.principal(sponsor, [...path, list, index])),
      ]),
    ),
  }),
  declare: (attributes, key, naming) => ({
    path: ['connectedOrganizations', key],
    listed: false,
    spec: declareMembers(ATTRIBUTES, attributes, naming, (shape, value) =>
      shape === SOURCE && isObject(value) ? sourceSpec(value, naming) : undefined,
    ),
  }),
  facts: (attributes, lookups) =>
    objectsOf(attributes['identitySources']).map((source) => signInOf(source, lookups)),
  displayName: (attributes) => asString(attributes['displayName']) ?? '',
  naturalKeys: (attributes) => [
    `name ${(asString(attributes['displayName']) ?? '').toLowerCase()}`,
    ...objectsOf(attributes['identitySources']).map(sourceKey),
  ],
  mayRepeat: (key) => key.startsWith('name '),
  async read(reader) {
    const organizations = await reader.list(PATH);
    return Promise.all(organizations.map((organization) => complete(reader, organization)));
  },
  async create(writer, desired) {
    const sources = await Promise.all(
      objectsOf(desired['identitySources']).map((source) => newSource(writer, source)),
    );
    const body = {
      displayName: desired['displayName'],
      description: desired['description'],
      identitySources: sources.slice(0, 1),
      state: desired['state'],
    };
    const id = await writer.make({
      what: 'the new connected organization',
      request: { method: 'POST', path: PATH, body },
      // Nothing is documented about two of one name or domain (CONTRACT 2.4).
      unique: false,
      find: () => findNamed(writer, PATH, desired['displayName'], (entity) => sharesSource(entity, desired)),
    });
    writer.created(id);
    // Graph takes one source at creation, the initial one (CONTRACT 2.2); the others follow.
    if (sources.length > 1) {
      await writer.poll(`the connected organization ${id}`, () =>
        patch(writer, id, { identitySources: sources }),
      );
    }
    return id;
  },
  uses: (graph, id) => usesOfOrganization(graph, id),
  async update(writer, id, before, after) {
    const body = changedMembers(['displayName', 'description', 'state', 'identitySources'], before, after);
    if (body !== undefined) {
      const sources = body['identitySources'];
      await patch(
        writer,
        id,
        sources === undefined
          ? body
          : {
              ...body,
              identitySources: await Promise.all(
                objectsOf(sources).map((source) => mergedSource(writer, source, before)),
              ),
            },
      );
    }
    for (const list of SPONSORS) await updateSponsors(writer, id, list, before[list], after[list]);
  },
  holders: async (graph, id) => holdersOf(await assignmentsOfOrganization(graph, id)),
  holdersKeepAccess: true,
  async delete(writer, id) {
    await writer.graph.write({ method: 'DELETE', path: `${PATH}/${id}` });
  },
});

/** The tenant's list of partner domains stops every invitation, whatever entitlement management allows. */
function* checkInvitations(
  { domain }: SourceSpec,
  path: readonly (string | number)[],
  { invitationDomains }: Governance['tenant'],
): Generator<Finding> {
  if (domain === undefined || invitationDomains === undefined) return;
  const listed = (domains: readonly string[] | undefined) =>
    domains?.some((other) => other.toLowerCase() === domain.toLowerCase()) === true;
  const { allow, deny } = invitationDomains;
  if (!listed(deny) && (allow === undefined || listed(allow))) return;
  yield {
    code: 'KIND_DOMAIN_BLOCKED',
    severity: 'error',
    summary: `Nobody of ${domain} can be invited: the tenant's collaboration settings ${listed(deny) ? 'deny' : 'do not allow'} the domain`,
    hint: 'Change the list in the tenant and tenant.invitationDomains, or remove the organization',
    path: [...path, 'domain'],
  };
}

/** How people of an identity source sign in. */
function signInOf(source: JsonObject, lookups: Readonly<Record<string, string>>): string {
  const tenantId = asString(source['tenantId']) ?? '';
  const domain = asString(source['domainName']) ?? '';
  switch (shortType(source['@odata.type'])) {
    case 'azureActiveDirectoryTenant': {
      const domains = Object.entries(lookups)
        .filter(([key, id]) => key.startsWith('domain:') && id === tenantId)
        .map(([key]) => key.slice('domain:'.length));
      const of = domains.length === 0 ? '' : ` of ${domains.join(', ')}`;
      return `signs in with Microsoft Entra ID${of}, tenant ${tenantId}`;
    }
    case 'domainIdentitySource':
      return `signs in with a one-time passcode sent to addresses of ${domain}`;
    case 'externalDomainFederation':
      return `signs in by federation of ${domain} with ${asString(source['issuerUri']) ?? ''}`;
    case 'crossCloudAzureActiveDirectoryTenant':
      return `signs in with Microsoft Entra ID at ${asString(source['cloudInstance']) ?? ''}, tenant ${tenantId}`;
    default:
      return `signs in with ${asString(source['socialIdentitySourceType']) ?? 'an identity source of an unknown type'}`;
  }
}

const SOURCE_FORMS = ['domain', 'tenantId', 'crossCloudTenantId', 'social'] as const;

function sourceFault(source: SourceSpec): { readonly summary: string; readonly hint: string } | undefined {
  const forms = SOURCE_FORMS.filter((form) => source[form] !== undefined);
  if (forms.length !== 1) {
    const summary = `An identity source is exactly one of ${SOURCE_FORMS.join(', ')}`;
    return {
      summary,
      hint: forms.length > 1 ? `Make ${forms.join(' and ')} entries of their own` : 'Add one',
    };
  }
  if (source.issuerUri !== undefined && forms[0] !== 'domain') {
    return {
      summary: 'issuerUri goes with domain only',
      hint: 'Remove issuerUri, or name the domain that it serves',
    };
  }
  if ((source.cloudInstance !== undefined) !== (forms[0] === 'crossCloudTenantId')) {
    return {
      summary: 'cloudInstance and crossCloudTenantId go together',
      hint: 'For a tenant in the same cloud use tenantId alone',
    };
  }
  return undefined;
}

/** A domain that an Entra tenant has verified becomes that tenant, as the service rewrites it (CONTRACT 2.3). */
function declaredSource(
  source: SourceSpec,
  resolve: Resolver,
  path: readonly (string | number)[],
): JsonObject {
  const { domain, issuerUri, tenantId, crossCloudTenantId, cloudInstance, social } = source;
  if (domain !== undefined) {
    const domainName = domain.toLowerCase();
    if (issuerUri !== undefined) return { '@odata.type': 'externalDomainFederation', domainName, issuerUri };
    const tenant = resolve.tenantOfDomain(domainName, [...path, 'domain']);
    if (tenant === undefined) return { '@odata.type': 'domainIdentitySource', domainName };
    return { '@odata.type': 'azureActiveDirectoryTenant', tenantId: tenant.tenantId };
  }
  if (tenantId !== undefined) return { '@odata.type': 'azureActiveDirectoryTenant', tenantId };
  if (social !== undefined)
    return { '@odata.type': 'socialIdentitySource', socialIdentitySourceType: social };
  return {
    '@odata.type': 'crossCloudAzureActiveDirectoryTenant',
    tenantId: crossCloudTenantId,
    cloudInstance,
  };
}

function sourceSpec(source: JsonObject, naming: Naming): JsonObject {
  const { tenantId, cloudInstance, domainName, issuerUri, socialIdentitySourceType } = source;
  const type = asString(source['@odata.type']) ?? '';
  switch (type) {
    case 'azureActiveDirectoryTenant': {
      const domain = naming.domainOf(asString(tenantId) ?? '');
      return domain === undefined ? { tenantId } : { domain };
    }
    case 'domainIdentitySource':
      return { domain: domainName };
    case 'externalDomainFederation':
      return { domain: domainName, issuerUri };
    case 'crossCloudAzureActiveDirectoryTenant':
      return { crossCloudTenantId: tenantId, cloudInstance };
    case 'socialIdentitySource':
      return { social: socialIdentitySourceType };
    default:
      throw inexpressible(`an identity source of the type ${type}`);
  }
}

function sourceKey(source: JsonObject): string {
  const parts = ['tenantId', 'domainName', 'issuerUri', 'socialIdentitySourceType'].map(
    (name) => source[name] ?? '',
  );
  return `source ${shortType(source['@odata.type'])} ${parts.join(' ')}`.trim().toLowerCase();
}

/** Two organizations may have one display name; a source tells which is which. */
function sharesSource(entity: JsonObject, desired: Attributes): boolean {
  const keys = new Set(objectsOf(desired['identitySources']).map(sourceKey));
  return objectsOf(entity['identitySources']).some((source) => keys.has(sourceKey(source)));
}

async function complete(reader: KindReader, organization: JsonObject): Promise<RemoteObject> {
  const id = idOf(organization, 'a connected organization');
  const sources = objectsOf(organization['identitySources']).map((source) => ({
    ...source,
    '@odata.type': shortType(source['@odata.type']),
    domainName: asString(source['domainName'])?.toLowerCase(),
  }));
  const attributes: JsonObject = { ...organization, identitySources: sources };
  if (!reader.wants('connectedOrganization', id, asString(organization['displayName']) ?? '')) {
    return { id, attributes };
  }
  const [internalSponsors, externalSponsors] = await Promise.all(
    SPONSORS.map(async (list) =>
      (await reader.list(`${PATH}/${id}/${list}`)).map((sponsor) => expandedId(sponsor) ?? ''),
    ),
  );
  return {
    id,
    attributes: {
      ...attributes,
      internalSponsors: internalSponsors ?? [],
      externalSponsors: externalSponsors ?? [],
    },
  };
}

/**
 * A source as a new one is posted. Only the domain forms are documented as input, so a tenant goes in by its
 * default domain, from which the service makes the tenant again (CONTRACT 2.3).
 */
async function newSource(writer: KindWriter, source: JsonObject): Promise<JsonObject> {
  const type = shortType(source['@odata.type']);
  if (type === 'azureActiveDirectoryTenant') {
    const tenantId = asString(source['tenantId']) ?? '';
    const tenant = await writer.once(`tenant ${tenantId}`, () =>
      writer.graph.get(
        `/tenantRelationships/findTenantInformationByTenantId(tenantId='${encodeURIComponent(tenantId)}')`,
      ),
    );
    const domainName = asString(tenant['defaultDomainName']);
    if (domainName !== undefined)
      return typed({ '@odata.type': 'domainIdentitySource', domainName, displayName: domainName });
  }
  return typed({ ...source, displayName: source['domainName'] ?? source['socialIdentitySourceType'] });
}

/** Sources that the organization has already go back as they are; others as new ones. */
async function mergedSource(writer: KindWriter, source: JsonObject, before: Attributes): Promise<JsonObject> {
  const known = objectsOf(before['identitySources']).some((other) => sourceKey(other) === sourceKey(source));
  return known ? typed(source) : newSource(writer, source);
}

async function patch(writer: KindWriter, id: string, body: JsonValue): Promise<true> {
  await writer.graph.write({ method: 'PATCH', path: `${PATH}/${id}`, body });
  return true;
}

async function updateSponsors(
  writer: KindWriter,
  id: string,
  list: (typeof SPONSORS)[number],
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Promise<void> {
  const added = addedReferences(before, after);
  const collections =
    added.length === 0 ? new Map<string, string>() : await directoryCollections(writer, added);
  const sponsors = {
    path: `${PATH}/${id}/${list}`,
    owner: `the connected organization ${id}`,
    target: (sponsor: string) => `/${collections.get(sponsor) ?? 'users'}/${sponsor}`,
  };
  await updateReferences(writer, sponsors, before, after);
}

/** Whether each id is addressed under `users` or `groups`; a reference must name the right one. */
async function directoryCollections(
  writer: KindWriter,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const answer = await writer.graph.write({
    method: 'POST',
    path: '/directoryObjects/getByIds',
    body: { ids, types: ['user', 'group'] },
    idempotent: true,
  });
  return new Map(
    objectsOf(answer?.['value']).map((object) => [
      expandedId(object) ?? '',
      shortType(object['@odata.type']) === 'group' ? 'groups' : 'users',
    ]),
  );
}
