/** Tenant-wide life cycle of external users (CONTRACT 12): a singleton that is only ever patched. */
import type { AttributeTable } from './bearing.ts';
import type { JsonObject } from '../model/value.ts';
import { asString } from '../model/value.ts';
import type { Governance } from '../schema/governance.ts';
import { declareMembers } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { changedMembers, EM, idOf } from './wire.ts';

export const SETTINGS_PATH = `${EM}/settings`;
const MEMBERS = ['externalUserLifecycleAction', 'durationUntilExternalUserDeletedAfterBlocked'];
const DEFAULT_ACTION = 'blockSignInAndDelete';
const DEFAULT_DURATION = 'P30D';

const ATTRIBUTES: AttributeTable = {
  externalUserLifecycleAction: {
    type: 'enum',
    values: ['none', 'blockSignIn', 'blockSignInAndDelete'],
    default: DEFAULT_ACTION,
    bearsOn: 'lapse',
  },
  durationUntilExternalUserDeletedAfterBlocked: { type: 'duration', bearsOn: 'lapse' },
};

export default defineKind<NonNullable<Governance['settings']>>({
  name: 'settings',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations(document) {
      if (document.settings !== undefined) {
        yield { address: 'settings', path: ['settings'], spec: document.settings };
      }
    },
    normalize: ({ spec }) =>
      meaningful({
        externalUserLifecycleAction: spec.externalUserLifecycleAction ?? DEFAULT_ACTION,
        durationUntilExternalUserDeletedAfterBlocked:
          spec.durationUntilExternalUserDeletedAfterBlocked ?? DEFAULT_DURATION,
      }),
    declare(attributes, _key, naming) {
      const { durationUntilExternalUserDeletedAfterBlocked: duration, ...others } = attributes;
      const usual = duration === DEFAULT_DURATION && !naming.explicit;
      return {
        path: ['settings'],
        listed: false,
        spec: declareMembers(ATTRIBUTES, usual ? others : attributes, naming),
      };
    },
  },
  identity: {
    by: 'singleton',
    naturalKeys: () => ['singleton'],
  },
  graph: {
    type: 'microsoft.graph.entitlementManagementSettings',
    async read(reader) {
      const settings = await reader.graph.get(SETTINGS_PATH);
      return [{ id: idOf(settings, 'the settings'), attributes: meaningful(settings), entity: settings }];
    },
    create: () => Promise.reject(new Error('The settings always exist; they are never created')),
    async update(writer, _id, before, after) {
      const body = changedMembers(MEMBERS, before, after);
      if (body !== undefined) await writer.graph.write({ method: 'PATCH', path: SETTINGS_PATH, body });
    },
    delete: () => Promise.reject(new Error('The settings cannot be deleted; they are only forgotten')),
  },
  words: {
    noun: 'settings of entitlement management',
    displayName: () => 'Entitlement management settings',
  },
});

/** Whether the service keeps or nulls the duration under another action is unknown, and it has no effect there. */
function meaningful(settings: JsonObject): JsonObject {
  const deletes =
    asString(settings['externalUserLifecycleAction'])?.toLowerCase() === DEFAULT_ACTION.toLowerCase();
  return deletes ? settings : { externalUserLifecycleAction: settings['externalUserLifecycleAction'] };
}
