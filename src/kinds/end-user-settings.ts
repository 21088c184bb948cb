/** What people are shown in My Access; one object for the tenant (CONTRACT 12). */
import { withUnsaid } from '../model/unsaid.ts';
import type { JsonObject } from '../model/value.ts';
import type { Governance } from '../schema/governance.ts';
import type { AttributeTable } from './bearing.ts';
import { declareMembers } from './declare-members.ts';
import type { KindWriter } from './kind.ts';
import { defineKind } from './kind.ts';
import { EM, idOf, refusedWith, typed } from './wire.ts';

const TYPE = 'endUserSettings';
const PATH = `${EM}/controlConfigurations/${TYPE}`;
/** Who changed it; when it was changed is so of every entity. */
const FILLED_IN = /^(?:createdBy|modifiedBy)$/;

// What the service has where nobody ever changed it is not documented, so no member has a default.
const ATTRIBUTES: AttributeTable = {
  relatedPeopleInsightLevel: {
    type: 'enum',
    values: ['disabled', 'count', 'countAndNames'],
    bearsOn: 'nothing',
  },
  showApproverDetailsToMembers: { type: 'boolean', bearsOn: 'nothing' },
  // The documentation of the update does not name it, the metadata does.
  isEnabled: { type: 'boolean', mutability: 'kept', watched: true, bearsOn: 'nothing' },
};

export default defineKind<NonNullable<Governance['endUserSettings']>>({
  name: 'endUserSettings',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations({ endUserSettings: spec }) {
      if (spec !== undefined) yield { address: TYPE, path: [TYPE], spec };
    },
    normalize: ({ spec }) => ({ ...spec }),
    declare(attributes, _key, naming) {
      const { isEnabled } = attributes;
      const spec = declareMembers(ATTRIBUTES, attributes, naming);
      return { path: [TYPE], listed: false, spec: { ...spec, ...(isEnabled === false && { isEnabled }) } };
    },
  },
  identity: {
    by: 'singleton',
    naturalKeys: () => ['singleton'],
  },
  graph: {
    type: 'microsoft.graph.endUserSettings',
    elsewhere: FILLED_IN,
    async read(reader) {
      try {
        const entity = await reader.graph.get(PATH);
        return [{ id: idOf(entity, 'the settings for end users'), attributes: entity }];
      } catch (error) {
        // Whether a tenant has them before the first change is not documented; the first PUT makes them.
        if (refusedWith(error, [404])) return [];
        throw error;
      }
    },
    async create(writer, desired) {
      await put(writer, desired, {});
      return TYPE;
    },
    update: async (writer, _id, _before, after) => put(writer, after, await writer.graph.get(PATH)),
    delete: () =>
      Promise.reject(new Error('The settings for end users cannot be deleted; they are only forgotten')),
  },
  words: {
    noun: 'settings for end users',
    displayName: () => 'Settings for end users',
  },
});

/** Replaces the settings by what is wanted, over what they hold and no attribute tells. */
async function put(writer: KindWriter, wanted: JsonObject, live: JsonObject): Promise<void> {
  const body = withUnsaid(ATTRIBUTES, live, typed({ '@odata.type': TYPE, ...wanted }), FILLED_IN, live);
  await writer.graph.write({ method: 'PUT', path: PATH, body });
}
