/** How people of a connected organization sign in: YAML, canonical form and Graph (CONTRACT 2.3). */
import type { Shape } from '../model/shape.ts';
import type { Finding, KindWriter, Naming, ReferenceResolver } from './kind.ts';
import type { Governance } from '../schema/governance.ts';
import { asString, canonicalJson, objectsOf } from '../model/value.ts';
import type { Attributes, JsonObject } from '../model/value.ts';
import { isGuid } from '../model/guid.ts';
import { shortType, typed } from './wire.ts';
import { folded, unfolded, wordOf } from '../model/unlisted.ts';

/** One identity source as the configuration writes it. */
export type SourceSpec = NonNullable<Governance['connectedOrganizations']>[string]['identitySources'][number];

export const SOURCE: Shape = {
  type: 'object',
  members: {
    '@odata.type': { type: 'string' },
    tenantId: { type: 'guid' },
    cloudInstance: { type: 'string' },
    domainName: { type: 'string' },
    issuerUri: { type: 'string' },
    socialIdentitySourceType: { type: 'string' },
    // All that one of a type holds which is not listed here.
    unlisted: { type: 'json' },
  },
};

/** The tenant's list of partner domains stops every invitation, whatever entitlement management allows. */
export function* checkInvitations(
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
    severity: 'warning',
    summary: `Nobody of ${domain} can be invited: the tenant's collaboration settings ${listed(deny) ? 'deny' : 'do not allow'} the domain`,
    hint: 'Change the list in the tenant and tenant.invitationDomains, or remove the organization',
    path: [...path, 'domain'],
  };
}

/** How people of an identity source sign in. */
export function signInOf(source: JsonObject, lookups: Readonly<Record<string, string>>): string {
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

const SOURCE_FORMS = ['domain', 'tenantId', 'crossCloudTenantId', 'social', 'unlisted'] as const;
const LISTED: readonly string[] = [
  'azureActiveDirectoryTenant',
  'domainIdentitySource',
  'externalDomainFederation',
  'crossCloudAzureActiveDirectoryTenant',
  'socialIdentitySource',
];
const CLOUDS: readonly string[] = ['microsoftonline.com', 'microsoftonline.us', 'partner.microsoftonline.cn'];
const SOCIAL: readonly string[] = ['facebook'];

export function sourceFault(
  source: SourceSpec,
): { readonly summary: string; readonly hint: string } | undefined {
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
export function declaredSource(
  source: SourceSpec,
  resolve: ReferenceResolver,
  path: readonly (string | number)[],
): JsonObject {
  const { domain, issuerUri, tenantId, crossCloudTenantId, cloudInstance, social } = source;
  if (source.unlisted !== undefined) return liveSource(source.unlisted as JsonObject);
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

/** What the schema takes for a domain; a tenant can hold others. */
const DOMAIN =
  /^([A-Za-z0-9_\u0080-\uFFFF]([A-Za-z0-9_\u0080-\uFFFF-]{0,61}[A-Za-z0-9_\u0080-\uFFFF])?\.)+[A-Za-z\u0080-\uFFFF]([A-Za-z0-9_\u0080-\uFFFF-]{0,61}[A-Za-z0-9_\u0080-\uFFFF])?$/;

/** A source as it is written; one whose values are none that the schema takes, as the service has it. */
export function sourceSpec(source: JsonObject, naming: Naming): JsonObject {
  const spec = listedSpec(source, naming);
  const { domain, issuerUri, tenantId, crossCloudTenantId } = spec;
  const isFitting =
    (domain === undefined || DOMAIN.test(asString(domain) ?? '')) &&
    [tenantId, crossCloudTenantId].every((id) => id === undefined || isGuid(asString(id) ?? '')) &&
    issuerUri !== '' &&
    Object.values(spec).every((value) => value !== undefined && value !== null);
  return isFitting ? spec : { unlisted: unfolded(source) };
}

function listedSpec(source: JsonObject, naming: Naming): JsonObject {
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
      return { crossCloudTenantId: tenantId, cloudInstance: wordOf(cloudInstance, CLOUDS) };
    case 'socialIdentitySource':
      return { social: wordOf(socialIdentitySourceType, SOCIAL) };
    default:
      return { unlisted: unfolded(source) };
  }
}

/** A source as the service returns it; the display name is the service's. */
export function liveSource({ displayName: _filledIn, ...source }: JsonObject): JsonObject {
  const type = shortType(source['@odata.type']);
  if (!LISTED.includes(type)) return folded(source, type);
  return { ...source, '@odata.type': type, domainName: asString(source['domainName'])?.toLowerCase() };
}

export function sourceKey(source: JsonObject): string {
  const parts = ['tenantId', 'domainName', 'issuerUri', 'socialIdentitySourceType'].map(
    (name) => source[name] ?? '',
  );
  const { unlisted: others } = source;
  if (others !== undefined) parts.push(canonicalJson(others));
  return `source ${shortType(source['@odata.type'])} ${parts.join(' ')}`.trim().toLowerCase();
}

/** Two organizations may have one display name; a source tells which is which. */
export function sharesSource(entity: JsonObject, desired: Attributes): boolean {
  const keys = new Set(objectsOf(desired['identitySources']).map(sourceKey));
  return objectsOf(entity['identitySources']).some((source) => keys.has(sourceKey(liveSource(source))));
}

/**
 * A source as a new one is posted. Only the domain forms are documented as input, so a tenant goes in by its
 * default domain, from which the service makes the tenant again (CONTRACT 2.3).
 */
export async function newSource(writer: KindWriter, source: JsonObject): Promise<JsonObject> {
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
  if (source['unlisted'] !== undefined) return typed(unfolded(source));
  return typed({ ...source, displayName: source['domainName'] ?? source['socialIdentitySourceType'] });
}

/** Sources that the organization has already go back as they are; others as new ones. */
export async function mergedSource(
  writer: KindWriter,
  source: JsonObject,
  before: Attributes,
): Promise<JsonObject> {
  const known = objectsOf(before['identitySources']).some((other) => sourceKey(other) === sourceKey(source));
  return known ? typed(unfolded(source)) : newSource(writer, source);
}
