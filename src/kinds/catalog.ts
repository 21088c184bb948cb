/** Containers of resources and access packages (CONTRACT 3). */
import { odataString, query } from '../model/odata.ts';
import type { AttributeTable } from './bearing.ts';
import { asString } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import { besideCatalog } from './roles-beside.ts';
import { assignmentsOfPackage, holdersOf } from './assignments.ts';
import type { Governance } from '../schema/governance.ts';
import { declareMembers } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { usesOfCatalog } from './twin-uses.ts';
import { changedMembers, EM, findNamed, idOf } from './wire.ts';

const PATH = `${EM}/catalogs`;
const MEMBERS = ['displayName', 'description', 'state', 'isExternallyVisible'];

const ATTRIBUTES: AttributeTable = {
  displayName: { type: 'string', bearsOn: 'nothing' },
  description: { type: 'string', default: '', bearsOn: 'nothing' },
  state: { type: 'enum', values: ['published', 'unpublished'], default: 'published', bearsOn: 'reach' },
  isExternallyVisible: { type: 'boolean', default: true, bearsOn: 'reach' },
  catalogType: { type: 'string', mutability: 'computed', bearsOn: 'nothing' },
};

/** Every tenant has it from the start. Where nothing tells the type, as in a configuration, its name does (CONTRACT 3). */
export function isBuiltInCatalog(catalog: {
  readonly catalogType?: JsonValue | undefined;
  readonly displayName?: JsonValue | undefined;
}): boolean {
  const type = asString(catalog.catalogType);
  return type === undefined ? catalog.displayName === 'General' : type !== 'userManaged';
}

export default defineKind<NonNullable<Governance['catalogs']>[string]>({
  name: 'catalog',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations(document) {
      for (const [key, spec] of Object.entries(document.catalogs ?? {})) {
        yield { address: `catalog.${key}`, path: ['catalogs', key], spec };
      }
    },
    normalize: ({ spec }) => ({
      displayName: spec.displayName,
      description: spec.description,
      state: spec.state,
      isExternallyVisible: spec.isExternallyVisible,
    }),
    declare: (attributes, key, naming) => ({
      path: ['catalogs', key],
      listed: false,
      spec: declareMembers(ATTRIBUTES, attributes, naming),
    }),
  },
  identity: {
    by: 'id',
    naturalKeys: (attributes) => [(asString(attributes['displayName']) ?? '').toLowerCase()],
    duplicates: () => 'possible',
    builtIn: isBuiltInCatalog,
  },
  graph: {
    type: 'microsoft.graph.accessPackageCatalog',
    elsewhere: /^(?:accessPackages|resources|resourceRoles|resourceScopes|customWorkflowExtensions)$/,
    collection: PATH,
    limit: 7_500,
    beside: besideCatalog,
    async read(reader) {
      const catalogs = reader.limits?.catalogs ?? (await reader.list(PATH));
      return catalogs.map((catalog) => ({ id: idOf(catalog, 'a catalog'), attributes: catalog }));
    },
    async create(writer, desired) {
      const body = Object.fromEntries(MEMBERS.map((name) => [name, desired[name]]));
      return writer.make({
        what: 'the new catalog',
        request: { method: 'POST', path: PATH, body },
        // Whether the service refuses a second one of the same name is not documented (CONTRACT 3).
        unique: false,
        find: () => findNamed(writer, PATH, desired['displayName']),
      });
    },
    async update(writer, id, before, after) {
      const body = changedMembers(MEMBERS, before, after);
      if (body !== undefined) await writer.graph.write({ method: 'PATCH', path: `${PATH}/${id}`, body });
    },
    async delete(writer, id) {
      await writer.graph.write({ method: 'DELETE', path: `${PATH}/${id}` });
    },
  },
  access: {
    async holders(graph, id) {
      const filter = `catalog/id eq ${odataString(id)}`;
      const packages = await graph.list(query(`${EM}/accessPackages`, { filter }));
      const held = packages.map((entity) => assignmentsOfPackage(graph, idOf(entity, 'an access package')));
      return holdersOf((await Promise.all(held)).flat());
    },
    uses: (graph, id) => usesOfCatalog(graph, id),
  },
  words: {
    noun: 'catalog',
    displayName: (attributes) => asString(attributes['displayName']) ?? '',
  },
});
