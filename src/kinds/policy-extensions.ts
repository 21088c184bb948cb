/** Custom extensions of a policy by stage, as YAML and as Graph writes them (CONTRACT 9.8). */
import { isObject, asString } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { inexpressible } from './declare-members.ts';
import { EXTENSION_TYPES } from './policy-wire.ts';

/** Stages of a request are handled by request extensions, those of an assignment by assignment extensions. */
export function declaredStageSetting(setting: JsonObject): JsonObject {
  const { stage, customExtension } = setting;
  const { id, type } = isObject(customExtension) ? customExtension : {};
  const form = asString(type) ?? usualExtension(stage);
  return { stage, customExtension: { '@odata.type': EXTENSION_TYPES[form], id } };
}

function usualExtension(stage: JsonValue | undefined): string {
  return asString(stage)?.startsWith('assignmentRequest') === true ? 'requestWorkflow' : 'assignmentWorkflow';
}

export function stageSettingSpec({ stage, customExtension }: JsonObject): JsonObject {
  const { '@odata.type': odataType, id } = isObject(customExtension) ? customExtension : {};
  const [type] = Object.entries(EXTENSION_TYPES).find(([, name]) => name === odataType) ?? [];
  if (type === undefined) throw inexpressible(`a custom extension of the type ${String(odataType)}`);
  return { stage, customExtension: { id, ...(type !== usualExtension(stage) && { type }) } };
}
