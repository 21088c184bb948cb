/** Tenant-wide life cycle of external users (CONTRACT 12): a singleton that is only ever patched. */
import type { JsonObject } from '../model/value.ts';
import { asString } from '../model/value.ts';
import type { Governance } from './generated.ts';
import { defineKind } from './kind.ts';
import { changedMembers, EM, idOf } from './wire.ts';

const PATH = `${EM}/settings`;
const MEMBERS = ['externalUserLifecycleAction', 'durationUntilExternalUserDeletedAfterBlocked'];
const DEFAULT_ACTION = 'blockSignInAndDelete';

export default defineKind<NonNullable<Governance['settings']>>({
  name: 'settings',
  graphType: 'microsoft.graph.entitlementManagementSettings',
  identity: 'singleton',
  attributes: {
    externalUserLifecycleAction: {
      type: 'enum',
      values: ['none', 'blockSignIn', 'blockSignInAndDelete'],
      default: DEFAULT_ACTION,
    },
    durationUntilExternalUserDeletedAfterBlocked: { type: 'duration' },
  },
  *declarations(document) {
    if (document.settings !== undefined) {
      yield { address: 'settings', path: ['settings'], spec: document.settings };
    }
  },
  normalize: ({ spec }) =>
    meaningful({
      externalUserLifecycleAction: spec.externalUserLifecycleAction ?? DEFAULT_ACTION,
      durationUntilExternalUserDeletedAfterBlocked:
        spec.durationUntilExternalUserDeletedAfterBlocked ?? 'P30D',
    }),
  displayName: () => 'Entitlement management settings',
  naturalKeys: () => ['singleton'],
  async read(reader) {
    const settings = await reader.graph.get(PATH);
    return [{ id: idOf(settings, 'the settings'), attributes: meaningful(settings) }];
  },
  create: () => Promise.reject(new Error('The settings always exist; they are never created')),
  async update(writer, _id, before, after) {
    const body = changedMembers(MEMBERS, before, after);
    if (body !== undefined) await writer.graph.write({ method: 'PATCH', path: PATH, body });
  },
  delete: () => Promise.reject(new Error('The settings cannot be deleted; they are only forgotten')),
});

/** Whether the service keeps or nulls the duration under another action is unknown, and it has no effect there. */
function meaningful(settings: JsonObject): JsonObject {
  const deletes =
    asString(settings['externalUserLifecycleAction'])?.toLowerCase() === DEFAULT_ACTION.toLowerCase();
  return deletes ? settings : { externalUserLifecycleAction: settings['externalUserLifecycleAction'] };
}
