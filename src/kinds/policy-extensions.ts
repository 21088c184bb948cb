/** Custom extensions of a policy by stage, as YAML and as Graph writes them (CONTRACT 9.8). */
import { parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { isObject, asString } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { wordOf } from '../model/unlisted.ts';
import { EXTENSION_STAGES } from './policy-attributes.ts';
import type { Governance } from '../schema/governance.ts';
import { extensionTypeNamed, extensionTypeOf } from './extension-types.ts';
import type { ExtensionType } from './extension-types.ts';
import type { Naming, ReferenceResolver } from './kind.ts';

type Policy = NonNullable<Governance['policies']>[string];

/** The catalog in which a policy finds the extensions that it calls by key; undefined without a package. */
export function catalogOfPolicy(policy: Policy, document: Governance): string | undefined {
  return document.packages?.[policy.accessPackage]?.catalog;
}

/** The attributes of stage settings; `path` is their place in the merged document. */
export function declaredStageSettings(
  policy: Policy,
  path: AttributePath,
  resolve: ReferenceResolver,
  document: Governance,
): JsonObject[] {
  const catalog = catalogOfPolicy(policy, document);
  return (policy.customExtensionStageSettings ?? []).map(({ stage, customExtension: called }, index) => {
    const reference = (key: string) =>
      // Without the package its catalog is unknown, and that is the fault to report.
      catalog === undefined
        ? key
        : resolve.reference('customExtension', [catalog, key], [...path, index, 'customExtension']);
    const id = typeof called === 'string' ? reference(called) : called.id;
    const declared = document.catalogs?.[catalog ?? '']?.customExtensions?.[String(called)]?.type;
    const type = (typeof called === 'string' ? declared : called.type) ?? usualExtension(stage);
    return { stage, customExtension: { '@odata.type': extensionTypeNamed(type), id } };
  });
}

/** Stages of a request are handled by request extensions, those of an assignment by assignment extensions. */
export function usualExtension(stage: JsonValue | undefined): ExtensionType {
  return asString(stage)?.startsWith('assignmentRequest') === true ? 'requestWorkflow' : 'assignmentWorkflow';
}

/** One setting as the configuration writes it: by key what is managed, by id what is not. */
export function stageSettingSpec({ stage: word, customExtension }: JsonObject, naming: Naming): JsonObject {
  const { '@odata.type': odataType, id } = isObject(customExtension) ? customExtension : {};
  const called = asString(id) ?? '';
  const type = extensionTypeOf(odataType);
  const stage = wordOf(word, EXTENSION_STAGES);
  if (parseAddress(called)?.keys[0] !== undefined)
    return { stage, customExtension: naming.reference(called) };
  return { stage, customExtension: { id: called, ...(type !== usualExtension(word) && { type }) } };
}
