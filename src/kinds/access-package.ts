/** Bundles of roles that are requested as one (CONTRACT 5, 7). */
import type { AttributeTable } from './bearing.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { assignmentsOfPackage, endAssignments, holdersOf } from './assignments.ts';
import type { Governance } from '../schema/governance.ts';
import type { Finding, KindReader, RemoteObject } from './kind.ts';
import { declareMembers } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { stopAutomaticAssignment } from './policy-requests.ts';
import { updateReferences } from './reference-list.ts';
import { EM, changedMembers, expandedId, findNamed, idOf, naturalKey } from './wire.ts';
import { packageLists, PACKAGES_WITH_ROLES } from './shared-lists.ts';

type Spec = NonNullable<Governance['packages']>[string];

const PATH = `${EM}/accessPackages`;
const MEMBERS = ['displayName', 'description', 'isHidden'];

const ATTRIBUTES: AttributeTable = {
  // Graph v1.0 cannot move a package to another catalog (CONTRACT 5).
  catalog: { type: 'reference', to: 'catalog', mutability: 'replace', bearsOn: 'reach' },
  displayName: { type: 'string', bearsOn: 'nothing' },
  description: { type: 'string', default: '', bearsOn: 'nothing' },
  isHidden: { type: 'boolean', default: false, bearsOn: 'hidden' },
  incompatibleAccessPackages: {
    type: 'set',
    of: { type: 'reference', to: 'accessPackage' },
    default: [],
    deferred: true,
    bearsOn: 'conditions',
  },
  incompatibleGroups: {
    type: 'set',
    of: { type: 'principal' },
    default: [],
    deferred: true,
    bearsOn: 'conditions',
  },
};

export default defineKind<Spec>({
  name: 'accessPackage',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations(document) {
      for (const [key, spec] of Object.entries(document.packages ?? {})) {
        yield { address: `accessPackage.${key}`, path: ['packages', key], spec };
      }
    },
    *check({ address, spec, path }): Generator<Finding> {
      for (const [index, other] of (spec.incompatibleAccessPackages ?? []).entries()) {
        if (address !== `accessPackage.${other}`) continue;
        yield {
          code: 'KIND_INCOMPATIBLE_WITH_ITSELF',
          severity: 'error',
          summary: `Package "${other}" cannot be incompatible with itself`,
          hint: 'Remove it from the list',
          path: [...path, 'incompatibleAccessPackages', index],
        };
      }
    },
    normalize: ({ spec, path }, resolve) => ({
      catalog: resolve.reference('catalog', [spec.catalog], [...path, 'catalog']),
      displayName: spec.displayName,
      description: spec.description,
      isHidden: spec.isHidden,
      incompatibleAccessPackages: (spec.incompatibleAccessPackages ?? []).map((key, index) =>
        resolve.reference('accessPackage', [key], [...path, 'incompatibleAccessPackages', index]),
      ),
      incompatibleGroups: (spec.incompatibleGroups ?? []).map((group, index) =>
        resolve.principal(group, [...path, 'incompatibleGroups', index]),
      ),
    }),
    declare: (attributes, key, naming) => ({
      path: ['packages', key],
      listed: false,
      spec: declareMembers(ATTRIBUTES, attributes, naming),
    }),
  },
  identity: {
    by: 'id',
    parent: 'catalog',
    naturalKeys: (attributes) => [naturalKey([attributes['catalog']], attributes['displayName'])],
  },
  graph: {
    type: 'microsoft.graph.accessPackage',
    // Kinds of their own, and the other side of what is declared.
    elsewhere: /^(?:resourceRoleScopes|assignmentPolicies|(?:accessPackages|)[iI]ncompatible\w*)$/,
    collection: PACKAGES_WITH_ROLES,
    limit: 20_000,
    async read(reader) {
      const lists = (await packageLists(reader)).map((path) =>
        reader.each(path, (entity) => readWholePackage(reader, entity)),
      );
      return (await Promise.all(lists)).flat();
    },
    async create(writer, desired) {
      const catalog = asString(desired['catalog']) ?? '';
      const body = {
        ...Object.fromEntries(MEMBERS.map((name) => [name, desired[name]])),
        catalog: { id: catalog },
      };
      return writer.poll(`the catalog ${catalog}`, () =>
        writer.make({
          what: 'the new access package',
          request: { method: 'POST', path: PATH, body },
          // A second one is refused with 409 DuplicateAccessPackage (CONTRACT 5).
          unique: true,
          find: () =>
            findNamed(
              writer,
              `${PATH}?$expand=catalog`,
              desired['displayName'],
              (entity) => expandedId(entity['catalog']) === catalog.toLowerCase(),
            ),
        }),
      );
    },
    async update(writer, id, before, after) {
      const body = changedMembers(MEMBERS, before, after);
      if (body !== undefined) await writer.graph.write({ method: 'PATCH', path: `${PATH}/${id}`, body });
      const owner = `the access package ${id}`;
      await updateReferences(
        writer,
        { path: `${PATH}/${id}/incompatibleAccessPackages`, owner, target: (other) => `${PATH}/${other}` },
        before['incompatibleAccessPackages'],
        after['incompatibleAccessPackages'],
      );
      await updateReferences(
        writer,
        { path: `${PATH}/${id}/incompatibleGroups`, owner, target: (group) => `/groups/${group}` },
        before['incompatibleGroups'],
        after['incompatibleGroups'],
      );
    },
    async delete(writer, id) {
      await writer.graph.write({ method: 'DELETE', path: `${PATH}/${id}` });
    },
  },
  access: {
    part: 'requested',
    principalsDecide: true,
    holders: async (graph, id) => holdersOf(await assignmentsOfPackage(graph, id)),
    async drain(writer, id) {
      const { assignmentPolicies } = await writer.graph.get(`${PATH}/${id}?$expand=assignmentPolicies`);
      for (const policy of objectsOf(assignmentPolicies))
        await stopAutomaticAssignment(writer, idOf(policy, 'a policy'));
      await endAssignments(writer, `the access package ${id}`, () => assignmentsOfPackage(writer.graph, id));
    },
  },
  words: {
    noun: 'package',
    consequence(action, { displayName }) {
      const loss = `who has access through "${asString(displayName)}" loses it`;
      return action === 'replace'
        ? `A package cannot move to another catalog: this one is deleted with its assignments, and everyone ${loss}`
        : `Everyone ${loss}`;
    },
    displayName: (attributes) => asString(attributes['displayName']) ?? '',
  },
});

/** Incompatibilities cannot be expanded in a list, so only packages worth it cost two more requests. */
async function readWholePackage(reader: KindReader, entity: JsonObject): Promise<RemoteObject> {
  const id = idOf(entity, 'an access package');
  const attributes: JsonObject = { ...entity, catalog: expandedId(entity['catalog']) };
  if (!reader.wants('accessPackage', id, asString(entity['displayName']) ?? '')) return { id, attributes };
  const [packages, groups] = await Promise.all(
    ['incompatibleAccessPackages', 'incompatibleGroups'].map(async (list) =>
      (await reader.list(`${PATH}/${id}/${list}`)).map((member) =>
        idOf(member, `a member of ${list}`).toLowerCase(),
      ),
    ),
  );
  return {
    id,
    attributes: {
      ...attributes,
      incompatibleAccessPackages: packages ?? [],
      incompatibleGroups: groups ?? [],
    },
  };
}
