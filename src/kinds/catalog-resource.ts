/** A group, application, site or directory role that a catalog offers to its packages (CONTRACT 4). */
import { formatAddress } from '../model/address.ts';
import { odataString, query } from '../model/odata.ts';
import type { AttributePath } from '../model/path.ts';
import type { Principal } from '../model/principal.ts';
import { environmentOfSite, SITE_ENVIRONMENTS } from '../model/site-environment.ts';
import { unlisted } from '../model/unlisted.ts';
import { asString, isList } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { DirectoryEntry } from '../graph/port.ts';
import type { Governance } from '../schema/governance.ts';
import type {
  Declaration,
  Finding,
  KindReader,
  KindWriter,
  Naming,
  OtherOrigin,
  RemoteObject,
} from './kind.ts';
import { located } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { checkQuestion } from './policy-questions.ts';
import {
  attributesSpec,
  foreignAttributes,
  declaredAttributes,
  liveAttributes,
  REQUIRED_ATTRIBUTES,
  wireAttributes,
} from './resource-attributes.ts';
import { EM, idOf, naturalKey, refusedWith } from './wire.ts';
import { catalogResourcesKey, catalogResourcesPath } from './shared-lists.ts';

type ResourceSpec = NonNullable<NonNullable<Governance['catalogs']>[string]['resources']>[string];

interface Spec {
  readonly catalog: string;
  readonly resource: ResourceSpec;
}

const REQUESTS = `${EM}/resourceRequests`;

export default defineKind<Spec>({
  name: 'catalogResource',
  attributes: {
    catalog: { type: 'reference', to: 'catalog', mutability: 'replace', bearsOn: 'grants' },
    originSystem: {
      type: 'enum',
      values: ['AadGroup', 'AadApplication', 'SharePointOnline', 'DirectoryRole'],
      mutability: 'replace',
      bearsOn: 'grants',
    },
    originId: { type: 'string', mutability: 'replace', bearsOn: 'grants' },
    // A copy from the time when the resource was added; a rename does not reach it (CONTRACT 4).
    displayName: { type: 'string', mutability: 'computed', bearsOn: 'nothing' },
    ...REQUIRED_ATTRIBUTES,
  },
  yaml: {
    *declarations(document): Generator<Declaration<Spec>> {
      for (const [catalog, { resources }] of Object.entries(document.catalogs ?? {})) {
        for (const [key, resource] of Object.entries(resources ?? {})) {
          yield {
            address: formatAddress('catalogResource', catalog, key),
            path: ['catalogs', catalog, 'resources', key],
            spec: { catalog, resource },
          };
        }
      }
    },
    *verify({ spec: { resource }, path }, found): Generator<Finding> {
      if ('site' in resource) yield* checkGeography(found({ site: resource.site }), [...path, 'site']);
      if ('site' in resource || 'directoryRole' in resource || 'unlisted' in resource) return;
      const origin = found(originPrincipal(resource));
      if (origin === undefined) return;
      const named = ['group', 'application', 'id'].filter((member) => member in resource).slice(0, 1);
      if (origin.type !== 'group' && origin.type !== 'servicePrincipal') {
        yield {
          code: 'KIND_ORIGIN_UNSUITABLE',
          severity: 'error',
          summary: `${origin.label} is neither a group nor an application`,
          hint: 'A catalog offers groups, applications, sites and directory roles',
          path: [...path, ...named],
        };
      }
      const fault = origin.type === 'group' ? unsuitable(origin) : undefined;
      if (fault === undefined) return;
      yield {
        code: 'KIND_GROUP_UNSUITABLE',
        severity: 'error',
        summary: `Group "${origin.label}" cannot be a catalog resource: ${fault}`,
        hint: 'Use a cloud-only security group or Microsoft 365 group with assigned membership',
        path: [...path, ...named],
      };
    },
    *check({ spec: { resource }, path }): Generator<Finding> {
      for (const [index, { question }] of (resource.attributes ?? []).entries())
        yield* checkQuestion(question, [...path, 'attributes', index, 'question']);
    },
    normalize: ({ spec, path }, resolve) => {
      const { resource } = spec;
      const { attributes } = resource as unknown as JsonObject;
      const catalog = {
        catalog: resolve.reference('catalog', [spec.catalog], path),
        ...(attributes !== undefined && { attributes: declaredAttributes(attributes) }),
      };
      if ('site' in resource) {
        return {
          ...catalog,
          originSystem: 'SharePointOnline',
          originId: resolve.site(resource.site, [...path, 'site']),
        };
      }
      if ('directoryRole' in resource) {
        const originId = resolve.directoryRole(resource.directoryRole, [...path, 'directoryRole']);
        return { ...catalog, originSystem: 'DirectoryRole', originId };
      }
      if ('unlisted' in resource) return { ...catalog, ...unlistedOrigin(resource.unlisted) };
      const principal = originPrincipal(resource);
      const at = [...path, ...Object.keys(resource).filter((name) => name !== 'attributes')];
      const originSystem =
        resolve.principalType(principal, at) === 'servicePrincipal' ? 'AadApplication' : 'AadGroup';
      return { ...catalog, originSystem, originId: resolve.principal(principal, at) };
    },
    declare(attributes, key, naming) {
      const catalog = naming.reference(asString(attributes['catalog']) ?? '');
      return {
        path: ['catalogs', catalog, 'resources', key],
        listed: false,
        spec: resourceSpec(attributes, naming),
      };
    },
  },
  identity: {
    by: 'id',
    parent: 'catalog',
    addressKeys: [{ kind: 'catalog', key: 0 }],
    naturalKeys: (attributes) => [
      naturalKey([attributes['catalog'], attributes['originSystem']], attributes['originId']),
    ],
  },
  graph: {
    type: 'microsoft.graph.accessPackageResource',
    // Each question is the only one of its attribute.
    elsewhere: /^(?:description|roles|scopes|environment|attributes\.source\.question\.sequence)$/,
    async read(reader) {
      const catalogs = await wantedCatalogs(reader);
      return (await Promise.all(catalogs.map((catalog) => resourcesOf(reader, catalog)))).flat();
    },
    async create(writer, desired) {
      const catalog = asString(desired['catalog']) ?? '';
      const origin = {
        originId: desired['originId'],
        originSystem: desired['originSystem'],
        ...(await environmentOf(writer, desired)),
        ...(desired['attributes'] !== undefined && { attributes: wireAttributes(desired['attributes'], []) }),
      };
      // A new group takes seconds to minutes to be known to entitlement management (CONTRACT 14).
      await writer.poll(
        `the origin of the resource ${asString(desired['originId']) ?? ''}`,
        () => request(writer, 'adminAdd', catalog, origin, 'ResourceAlreadyOnboarded'),
        { withinMs: 240_000, notYet: (error) => refusedWith(error, [400], 'ResourceNotFoundInOriginSystem') },
      );
      writer.forget(catalogResourcesKey(catalog));
      return writer.poll('the new catalog resource', () => findResource(writer, catalog, desired));
    },
    // Only what is required can change; all else replaces the resource.
    async update(writer, id, _before, after) {
      const catalog = asString(after['catalog']) ?? '';
      const { attributes } = (await resourceWith(writer, catalog, after)) ?? {};
      const { originId, originSystem } = after;
      const required = wireAttributes(after['attributes'], attributes);
      await request(writer, 'adminUpdate', catalog, { id, originId, originSystem, attributes: required });
    },
    async delete(writer, id, live) {
      const catalog = asString(live['catalog']) ?? '';
      // Right after its last role left a package, the service still believes it to be in use (azuread#1175).
      await writer.poll(
        'the resource to be free of packages',
        () => request(writer, 'adminRemove', catalog, { id }, 'ResourceNotFound'),
        {
          withinMs: 30_000,
          notYet: (error) => refusedWith(error, [400], 'InvalidDeleteResourceHasEntitlements'),
        },
      );
      writer.forget(catalogResourcesKey(catalog));
      await writer.poll('the catalog resource to be gone', async () =>
        (await findResource(writer, catalog, live)) === undefined ? true : undefined,
      );
    },
  },
  access: {
    part: 'resource',
    privileged: ({ originSystem }) => originSystem === 'DirectoryRole',
  },
  words: {
    noun: 'resource',
    displayName: (attributes) =>
      asString(attributes['displayName']) ?? asString(attributes['originId']) ?? '',
  },
});

type Unlisted = Extract<ResourceSpec, { readonly unlisted: unknown }>;

/** In the form in which the service's is compared. */
function unlistedOrigin({ originSystem, originId }: Unlisted['unlisted']): JsonObject {
  return { originSystem, originId: canonicalOrigin({ originId }) };
}

function originPrincipal(resource: Exclude<ResourceSpec, OtherOrigin | Unlisted>): Principal {
  if ('group' in resource) return { group: resource.group };
  if ('application' in resource) return { servicePrincipal: resource.application };
  return { id: resource.id };
}

function resourceSpec(attributes: JsonObject, naming: Naming): JsonObject {
  const required = located('attributes', () => attributesSpec(attributes['attributes'], naming));
  return { ...originSpec(attributes, naming), ...(required.length > 0 && { attributes: required }) };
}

function originSpec(attributes: JsonObject, naming: Naming): JsonObject {
  const originId = asString(attributes['originId']) ?? '';
  const originSystem = asString(attributes['originSystem']) ?? '';
  if (originSystem === 'SharePointOnline') return { site: originId };
  if (originSystem === 'DirectoryRole')
    return { directoryRole: asString(attributes['displayName']) ?? originId };
  if (originSystem !== 'AadGroup' && originSystem !== 'AadApplication')
    return unlisted({ originSystem, originId });
  const principal = naming.named(originId);
  if ('group' in principal) return { group: principal.group };
  if ('servicePrincipal' in principal) return { application: principal.servicePrincipal };
  return { id: originId };
}

/** Why a group's membership cannot be granted by a package (CONTRACT 4); undefined when it can. */
function unsuitable({ properties }: DirectoryEntry): string | undefined {
  const types = isList(properties['groupTypes']) ? properties['groupTypes'] : [];
  if (properties['onPremisesSyncEnabled'] === true)
    return 'it is synchronised from on-premises Active Directory';
  if (types.includes('DynamicMembership')) return 'its membership is dynamic';
  if (properties['mailEnabled'] === true && !types.includes('Unified')) {
    return 'it is a distribution list or mail-enabled security group of Exchange';
  }
  return undefined;
}

/** A site of no geography that the service knows cannot be added to any catalog. */
function* checkGeography(site: DirectoryEntry | undefined, path: AttributePath): Generator<Finding> {
  const hosts = site?.properties['knownHosts'];
  if (site === undefined || !isList(hosts)) return;
  yield {
    code: 'KIND_SITE_GEOGRAPHY',
    severity: 'error',
    summary: `The site ${site.label} is in none of the SharePoint geographies that entitlement management knows`,
    hint: `Use a site of ${hosts.join(' or ')}`,
    path,
  };
}

/** A site outside the default geography is found only with the environment that it belongs to (CONTRACT 4). */
async function environmentOf(writer: KindWriter, desired: JsonObject): Promise<JsonObject> {
  if (desired['originSystem'] !== 'SharePointOnline') return {};
  const environments = await writer.once(SITE_ENVIRONMENTS, () =>
    writer.graph.list(SITE_ENVIRONMENTS).catch((error: unknown) => {
      // Without the permission to list them, the default one is used.
      if (refusedWith(error, [400, 403, 404])) return [];
      throw error;
    }),
  );
  const found = environmentOfSite(asString(desired['originId']) ?? '', environments);
  if (found === undefined || found['isDefaultEnvironment'] === true) return {};
  return { environment: { originId: found['originId'] } };
}

async function wantedCatalogs(reader: KindReader): Promise<string[]> {
  const catalogs = await reader.objects('catalog');
  return catalogs
    .filter(({ id, attributes }) => reader.wants('catalog', id, asString(attributes['displayName']) ?? ''))
    .map(({ id }) => id);
}

async function resourcesOf(reader: KindReader, catalog: string): Promise<RemoteObject[]> {
  const resources = await reader.list(catalogResourcesPath(catalog));
  return resources.map((resource) => ({
    id: idOf(resource, 'a catalog resource'),
    attributes: {
      ...resource,
      catalog,
      originId: canonicalOrigin(resource),
      attributes: liveAttributes(resource['attributes']),
    },
    entity: resource,
    unsaid: foreignAttributes(resource['attributes']),
  }));
}

/** Ids in lower case, sites as they are: a URL's path may distinguish case. */
function canonicalOrigin(resource: JsonObject): string {
  const originId = asString(resource['originId']) ?? '';
  return originId.includes('/') ? originId : originId.toLowerCase();
}

/** Sends one resource request. A second one is refused with `done`, or does the same, so a lost answer may be retried. */
async function request(
  writer: KindWriter,
  requestType: 'adminAdd' | 'adminUpdate' | 'adminRemove',
  catalog: string,
  resource: JsonObject,
  done?: string,
): Promise<true> {
  const body = { requestType, resource, catalog: { id: catalog } };
  try {
    await writer.graph.write({ method: 'POST', path: REQUESTS, body, idempotent: true });
  } catch (error) {
    if (done === undefined || !refusedWith(error, [400, 404, 409], done)) throw error;
  }
  return true;
}

async function findResource(
  writer: KindWriter,
  catalog: string,
  attributes: JsonObject,
): Promise<string | undefined> {
  return asString((await resourceWith(writer, catalog, attributes))?.['id']);
}

async function resourceWith(
  writer: KindWriter,
  catalog: string,
  attributes: JsonObject,
): Promise<JsonObject | undefined> {
  const originId = asString(attributes['originId']) ?? '';
  const path = query(`${EM}/catalogs/${catalog}/resources`, {
    filter: `originId eq ${odataString(originId)}`,
  });
  return (await writer.graph.list(path)).find(
    (resource) =>
      asString(resource['originSystem'])?.toLowerCase() ===
      asString(attributes['originSystem'])?.toLowerCase(),
  );
}
