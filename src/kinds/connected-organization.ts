/** Partners whose people can request access, with their sponsors (CONTRACT 2). */
import type { AttributeTable } from './bearing.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { assignmentsOfOrganization, holdersOf } from './assignments.ts';
import type { Governance } from '../schema/governance.ts';
import type { Finding, KindReader, KindWriter, RemoteObject } from './kind.ts';
import { declareMembers } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { addedReferences, updateReferences } from './reference-list.ts';
import { usesOfOrganization } from './twin-uses.ts';
import { changedMembers, EM, expandedId, findNamed, idOf, shortType } from './wire.ts';
import {
  SOURCE,
  checkInvitations,
  declaredSource,
  liveSource,
  mergedSource,
  newSource,
  sharesSource,
  signInOf,
  sourceFault,
  sourceKey,
  sourceSpec,
} from './identity-sources.ts';

type Spec = NonNullable<Governance['connectedOrganizations']>[string];
const PATH = `${EM}/connectedOrganizations`;
const SPONSORS = ['internalSponsors', 'externalSponsors'] as const;

const ATTRIBUTES: AttributeTable = {
  displayName: { type: 'string', bearsOn: 'nothing' },
  description: { type: 'string', default: '', bearsOn: 'nothing' },
  state: { type: 'enum', values: ['configured', 'proposed'], default: 'configured', bearsOn: 'reach' },
  identitySources: { type: 'set', default: [], of: SOURCE, bearsOn: 'people' },
  // Sponsors cannot be part of a POST or PATCH; they are links with requests of their own (CONTRACT 2.2).
  internalSponsors: {
    type: 'set',
    of: { type: 'principal' },
    default: [],
    deferred: true,
    bearsOn: ['approval', 'review'],
  },
  externalSponsors: {
    type: 'set',
    of: { type: 'principal' },
    default: [],
    deferred: true,
    bearsOn: ['approval', 'review'],
  },
};

export default defineKind<Spec>({
  name: 'connectedOrganization',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations(document) {
      for (const [key, spec] of Object.entries(document.connectedOrganizations ?? {})) {
        yield { address: `connectedOrganization.${key}`, path: ['connectedOrganizations', key], spec };
      }
    },
    *check({ spec, path }, { tenant }): Generator<Finding> {
      if (spec.identitySources.length === 0)
        yield {
          code: 'KIND_IDENTITY_SOURCE',
          severity: 'warning',
          refused: 'onCreation',
          summary: 'A connected organization needs an identity source',
          hint: 'Say how its people sign in, for example: identitySources: [{ domain: fabrikam.com }]',
          path: [...path, 'identitySources'],
        };
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
            // Neither the portal nor, as far as it is documented, the service enforces it (CONTRACT 2.2).
            severity: 'warning',
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
      spec: withSources(
        declareMembers(ATTRIBUTES, attributes, naming, (shape, value) =>
          shape === SOURCE && isObject(value) ? sourceSpec(value, naming) : undefined,
        ),
      ),
    }),
  },
  identity: {
    by: 'id',
    naturalKeys: (attributes) => [
      `name ${(asString(attributes['displayName']) ?? '').toLowerCase()}`,
      ...objectsOf(attributes['identitySources']).map(sourceKey),
    ],
    duplicates: (key) => (key.startsWith('name ') ? 'legal' : 'possible'),
  },
  graph: {
    type: 'microsoft.graph.connectedOrganization',
    elsewhere: /^identitySources\.displayName$/,
    // Graph takes one source at creation (CONTRACT 2.2).
    sentFirst: (attributes) => ({
      ...attributes,
      identitySources: objectsOf(attributes['identitySources']).slice(0, 1),
    }),
    collection: PATH,
    limit: 2_500,
    async read(reader) {
      const { limits } = reader;
      const organizations =
        limits === undefined
          ? await reader.list(PATH)
          : await Promise.all(limits.organizations.map((id) => reader.graph.get(`${PATH}/${id}`)));
      return Promise.all(organizations.map((organization) => readWholeOrganization(reader, organization)));
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
        find: () =>
          findNamed(writer, PATH, desired['displayName'], (entity) => sharesSource(entity, desired)),
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
    async delete(writer, id) {
      await writer.graph.write({ method: 'DELETE', path: `${PATH}/${id}` });
    },
  },
  access: {
    part: 'organization',
    principalsDecide: true,
    uses: (graph, id) => usesOfOrganization(graph, id),
    holders: async (graph, id) => holdersOf(await assignmentsOfOrganization(graph, id)),
    holdersKeepAccess: true,
  },
  words: {
    noun: 'connected organization',
    facts: (attributes, lookups) =>
      objectsOf(attributes['identitySources']).map((source) => signInOf(source, lookups)),
    displayName: (attributes) => asString(attributes['displayName']) ?? '',
  },
});

/** That there are none is said, because an organization without them is hardly meant. */
function withSources(spec: JsonObject): JsonObject {
  return spec['identitySources'] === undefined ? { ...spec, identitySources: [] } : spec;
}

async function readWholeOrganization(reader: KindReader, organization: JsonObject): Promise<RemoteObject> {
  const id = idOf(organization, 'a connected organization');
  const sources = objectsOf(organization['identitySources']).map(liveSource);
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
    asks: true,
  });
  return new Map(
    objectsOf(answer?.['value']).map((object) => [
      expandedId(object) ?? '',
      shortType(object['@odata.type']) === 'group' ? 'groups' : 'users',
    ]),
  );
}
