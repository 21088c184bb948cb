/** What people of other tenants may do here: the default, and the configuration of each partner (CONTRACT 13.3). */
import { canonicalAttributes } from '../model/canonical.ts';
import { isGuid } from '../model/guid.ts';
import type { AttributePath } from '../model/path.ts';
import { withUnsaid } from '../model/unsaid.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import { counted } from '../model/counted.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { GraphReader } from '../graph/port.ts';
import { unlessRefused } from '../graph/port.ts';
import type { Governance } from '../schema/governance.ts';
import type { AttributeTable } from './bearing.ts';
import { declareMembers } from './declare-members.ts';
import { declaredSource } from './identity-sources.ts';
import type { SourceSpec } from './identity-sources.ts';
import type { Declaration, Finding, ReferenceResolver } from './kind.ts';
import { defineKind } from './kind.ts';
import { changedMembers } from './wire.ts';

type Spec = NonNullable<Governance['crossTenantAccess']>[string];
type Inbound = NonNullable<Spec['b2bCollaborationInbound']>;
type Half = Inbound['usersAndGroups'] | Inbound['applications'];

const POLICY = '/policies/crossTenantAccessPolicy';
const PARTNERS = `${POLICY}/partners`;
/** Key and id of the configuration of all tenants that have none of their own. */
const DEFAULT = 'default';
/** How long a list may lag behind a write. */
const LISTED_WITHIN_MS = 60_000;
/** What stands for everyone, or everything, in the two halves of a block. */
const EVERYTHING = { usersAndGroups: 'AllUsers', applications: 'AllApplications' } as const;
const SORTS = ['user', 'group', 'application'] as const;

const HALF: AttributeTable = {
  accessType: { type: 'enum', values: ['allowed', 'blocked'], bearsOn: 'reach' },
  targets: {
    type: 'set',
    of: {
      type: 'object',
      members: {
        target: { type: 'string', bearsOn: 'reach' },
        targetType: { type: 'enum', values: SORTS, bearsOn: 'reach' },
      },
    },
  },
};

/** A PATCH replaces a block whole, so what is not declared of one goes back as it is; blocks that are not declared are not sent. */
const BLOCKS: AttributeTable = {
  b2bCollaborationInbound: {
    type: 'object',
    mutability: 'kept',
    members: {
      usersAndGroups: { type: 'object', members: HALF },
      applications: { type: 'object', members: HALF },
    },
  },
  inboundTrust: {
    type: 'object',
    mutability: 'kept',
    members: {
      isMfaAccepted: { type: 'boolean', mutability: 'kept', bearsOn: 'nothing' },
      isCompliantDeviceAccepted: { type: 'boolean', mutability: 'kept', bearsOn: 'nothing' },
      isHybridAzureADJoinedDeviceAccepted: { type: 'boolean', mutability: 'kept', bearsOn: 'nothing' },
    },
  },
  automaticUserConsentSettings: {
    type: 'object',
    mutability: 'kept',
    members: { inboundAllowed: { type: 'boolean', mutability: 'kept', bearsOn: 'nothing' } },
  },
};
const NAMES = Object.keys(BLOCKS);

const ATTRIBUTES: AttributeTable = {
  // Absent from the default.
  tenantId: { type: 'guid', bearsOn: 'reach' },
  ...BLOCKS,
};

export default defineKind<Spec>({
  name: 'crossTenantAccess',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations(document): Generator<Declaration<Spec>> {
      for (const [key, spec] of Object.entries(document.crossTenantAccess ?? {}))
        yield { address: `crossTenantAccess.${key}`, path: ['crossTenantAccess', key], spec };
    },
    check: faultsOf,
    *verify({ spec, path }, _found, { connectedOrganizations }, isUnverified): Generator<Finding> {
      const key = String(path.at(-1));
      if (key === DEFAULT || spec.tenantId !== undefined) return;
      const [{ domain } = {}] = (connectedOrganizations?.[key]?.identitySources ?? []).filter(
        (source) => tenantNamed(source) !== undefined,
      );
      if (domain === undefined || !isUnverified(domain)) return;
      yield fault(
        `No Entra tenant has verified ${domain}, the domain of the connected organization ${key}`,
        "Remove the entry, or add tenantId: the id of the partner's tenant",
        path,
      );
    },
    normalize: (declaration, resolve, document) => ({
      ...tenantOf(declaration, resolve, document),
      ...blocksOf(declaration.spec),
    }),
    declare: (attributes, key, naming) => ({
      path: ['crossTenantAccess', key],
      listed: false,
      // Everything is kept when undeclared, and yet another tenant would not have it.
      spec: declareMembers(ATTRIBUTES, attributes, { ...naming, kept: true }, (shape, value) =>
        'members' in shape && shape.members === HALF && isObject(value) ? halfSpec(value) : undefined,
      ),
    }),
  },
  identity: {
    by: 'declared',
    naturalKeys: (attributes) => [asString(attributes['tenantId']) ?? DEFAULT],
    isReset: (attributes) =>
      attributes['tenantId'] !== undefined && NAMES.every((name) => attributes[name] === undefined),
  },
  graph: {
    type: 'microsoft.graph.crossTenantAccessPolicyConfigurationPartner',
    // Other settings than these are left to the portal.
    elsewhere: /^[^.]+$/,
    unasked: true,
    async read(reader) {
      const [usual, partners] = await Promise.all([
        reader.graph.get(`${POLICY}/default`),
        reader.list(PARTNERS),
      ]);
      return [usual, ...partners].map((entity) => ({
        id: asString(entity['tenantId'])?.toLowerCase() ?? DEFAULT,
        attributes: liveAttributes(entity),
        entity,
      }));
    },
    async create(writer, desired) {
      const tenantId = asString(desired['tenantId']) ?? '';
      const id = await writer.make({
        what: 'the new configuration of the partner',
        request: { method: 'POST', path: PARTNERS, body: { tenantId, ...definedBlocks(desired) } },
        unique: true,
        find: async () => asString((await writer.graph.get(`${PARTNERS}/${tenantId}`))['tenantId']),
      });
      writer.created(id);
      // The next plan must find it in the list.
      return writer.poll(
        'the new configuration of the partner to be listed',
        async () => ((await isListed(writer.graph, tenantId)) ? tenantId : undefined),
        { withinMs: LISTED_WITHIN_MS },
      );
    },
    async update(writer, id, before, after) {
      const changed = changedMembers(NAMES, before, after);
      if (changed === undefined) return;
      const path = id === DEFAULT ? `${POLICY}/${DEFAULT}` : `${PARTNERS}/${id}`;
      const entity = await writer.graph.get(path);
      const live = Object.fromEntries(Object.keys(changed).map((name) => [name, entity[name]]));
      await writer.graph.write({ method: 'PATCH', path, body: withUnsaid(BLOCKS, live, changed) });
    },
    // It is what the portal made beside, so it is not deleted on the way.
    async obstacle(graph, id) {
      const path = `${PARTNERS}/${id}/identitySynchronization`;
      if ((await unlessRefused(() => graph.get(path), [403, 404])) === undefined) return undefined;
      return {
        summary:
          'The partner has a policy of cross-tenant synchronization, and its configuration cannot be deleted before that',
        hint: `Delete that policy first, if nobody is to be synchronized any more (DELETE ${path}); or remove reset: true`,
      };
    },
    async delete(writer, id) {
      if (id === DEFAULT) throw new Error('The default of cross-tenant access cannot be deleted');
      await writer.graph.write({ method: 'DELETE', path: `${PARTNERS}/${id}` });
      await writer.poll(
        'the configuration of the partner to be gone',
        async () => ((await isListed(writer.graph, id)) ? undefined : true),
        { withinMs: LISTED_WITHIN_MS },
      );
    },
  },
  words: {
    noun: 'cross-tenant access',
    displayName: ({ tenantId }) =>
      tenantId === undefined ? 'of every other tenant' : `of the tenant ${asString(tenantId) ?? ''}`,
  },
});

function fault(summary: string, hint: string, path: AttributePath): Finding {
  return { code: 'KIND_CROSS_TENANT_ACCESS', severity: 'error', summary, hint, path };
}

/** The name of an identity source that can be an Entra tenant here. */
function tenantNamed({ domain, tenantId }: SourceSpec): string | undefined {
  return domain ?? tenantId;
}

function* faultsOf({ spec, path }: Declaration<Spec>, document: Governance): Generator<Finding> {
  const key = String(path.at(-1));
  const says = NAMES.some((name) => Object.hasOwn(spec, name));
  if (spec.reset === true && says)
    yield fault('reset goes with tenantId only', 'Remove reset, or what the configuration should say', path);
  else if (spec.reset !== true && !says)
    yield fault(
      `It says nothing of cross-tenant access`,
      `Give ${NAMES.join(', ')}; or reset: true to delete the partner's configuration`,
      path,
    );
  if (key === DEFAULT) {
    if (spec.reset === true) yield fault('The default cannot be deleted', 'Say what it should be', path);
    if (spec.tenantId !== undefined)
      yield fault(
        'The default is of no single tenant',
        'Remove tenantId, or give the entry another key',
        path,
      );
    return;
  }
  const { id } = document.tenant;
  if (spec.tenantId !== undefined && spec.tenantId.toLowerCase() === id?.toLowerCase())
    yield fault('A tenant is not a partner of itself', "Give the id of the partner's tenant", path);
  if (spec.tenantId === undefined) yield* unknownTenant(key, path, document);
}

/** What to say where nothing tells of which tenant an entry is. */
function* unknownTenant(key: string, path: AttributePath, document: Governance): Generator<Finding> {
  const sources = document.connectedOrganizations?.[key]?.identitySources;
  const named = (sources ?? []).flatMap((source) => tenantNamed(source) ?? []);
  if (named.length === 1) return;
  const near =
    sources === undefined ? didYouMean(key, Object.keys(document.connectedOrganizations ?? {})) : undefined;
  yield fault(
    sources === undefined
      ? `It has no tenantId, and no connected organization has the key ${key}`
      : named.length === 0
        ? `It has no tenantId, and no identity source of the connected organization ${key} can be an Entra tenant`
        : `It has no tenantId, and ${counted(named.length, 'identity source')} of the connected organization ${key} can be its Entra tenant: ${named.join(', ')}`,
    near === undefined ? "Add tenantId: the id of the partner's tenant" : `Did you mean "${near}"?`,
    path,
  );
}

/** The tenant that the entry names, or that of the organization with its key. */
function tenantOf(
  { spec, path }: Declaration<Spec>,
  resolve: ReferenceResolver,
  { connectedOrganizations }: Governance,
): JsonObject {
  const key = String(path.at(-1));
  if (key === DEFAULT) return {};
  if (spec.tenantId !== undefined) return { tenantId: spec.tenantId };
  const sources = (connectedOrganizations?.[key]?.identitySources ?? []).map((source, index) =>
    declaredSource(source, resolve, ['connectedOrganizations', key, 'identitySources', index]),
  );
  const found = sources.find(({ tenantId }) => tenantId !== undefined);
  // A domain that no tenant has verified stands for itself, and is told by `verify`.
  return { tenantId: found?.['tenantId'] ?? asString(sources[0]?.['domainName']) ?? '' };
}

function blocksOf({ b2bCollaborationInbound: inbound, ...spec }: Spec): JsonObject {
  return {
    ...(inbound !== undefined && {
      b2bCollaborationInbound: {
        usersAndGroups: declaredHalf(inbound.usersAndGroups, 'usersAndGroups'),
        applications: declaredHalf(inbound.applications, 'applications'),
      },
    }),
    ...(spec.inboundTrust !== undefined && { inboundTrust: { ...spec.inboundTrust } }),
    ...(spec.automaticUserConsentSettings !== undefined && {
      automaticUserConsentSettings: { ...spec.automaticUserConsentSettings },
    }),
  };
}

function declaredHalf({ accessType, targets }: Half, name: keyof typeof EVERYTHING): JsonObject {
  const named = targets
    ?.map((target): JsonObject => ({ ...target }))
    .flatMap((target) =>
      SORTS.flatMap((targetType) => {
        const id = asString(target[targetType]);
        return id === undefined ? [] : [{ target: targetName(id), targetType }];
      }),
    );
  const targetType = name === 'applications' ? 'application' : 'user';
  return { accessType, targets: named ?? [{ target: EVERYTHING[name], targetType }] };
}

function halfSpec({ accessType, targets }: JsonObject): JsonObject {
  const named = objectsOf(targets);
  const isAll = named.some(({ target }) =>
    Object.values<JsonValue | undefined>(EVERYTHING).includes(target ?? null),
  );
  return {
    accessType,
    ...(!isAll && {
      targets: named.map(({ target, targetType }) => ({ [asString(targetType) ?? 'user']: target })),
    }),
  };
}

function liveAttributes(entity: JsonObject): JsonObject {
  const inbound = entity['b2bCollaborationInbound'];
  if (!isObject(inbound)) return entity;
  const halves = Object.keys(EVERYTHING).map((name): [string, JsonValue | undefined] => {
    const half = inbound[name];
    return [name, isObject(half) ? { ...half, targets: objectsOf(half['targets']).map(liveTarget) } : half];
  });
  return { ...entity, b2bCollaborationInbound: { ...inbound, ...Object.fromEntries(halves) } };
}

function liveTarget({ target, ...rest }: JsonObject): JsonObject {
  return { ...rest, target: targetName(asString(target) ?? '') };
}

/** Ids in lower case, words as the documentation writes them: the service takes both in any case. */
function targetName(text: string): string {
  const lower = text.toLowerCase();
  return (
    Object.values(EVERYTHING).find((word) => word.toLowerCase() === lower) ?? (isGuid(text) ? lower : text)
  );
}

function definedBlocks(attributes: JsonObject): JsonObject {
  const blocks = canonicalAttributes(BLOCKS, attributes);
  return Object.fromEntries(Object.entries(blocks).filter(([, value]) => value !== undefined));
}

async function isListed(graph: GraphReader, tenantId: string): Promise<boolean> {
  const partners = await graph.list(PARTNERS);
  return partners.some((partner) => asString(partner['tenantId'])?.toLowerCase() === tenantId);
}
