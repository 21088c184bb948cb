/** Questions of a policy, as YAML and as Graph writes them (CONTRACT 9.8). */
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { Naming } from './kind.ts';
import { inexpressible } from './declare-members.ts';
import { QUESTION_TYPES, unifiedQuestion } from './policy-wire.ts';

export function declaredQuestion(question: JsonObject): JsonObject {
  const { type, ...members } = question;
  return unifiedQuestion({ ...members, '@odata.type': QUESTION_TYPES[asString(type) ?? ''] });
}

export function questionSpec(question: JsonObject, naming: Naming): JsonObject {
  const { '@odata.type': odataType, isSingleLineQuestion, isMultipleSelectionAllowed, ...members } = question;
  const [type] = Object.entries(QUESTION_TYPES).find(([, name]) => name === odataType) ?? [];
  if (type === undefined) throw inexpressible(`a question of the type ${String(odataType)}`);
  return {
    type,
    ...members,
    ...((isSingleLineQuestion === true || (naming.explicit && type === 'text')) && { isSingleLineQuestion }),
    ...((isMultipleSelectionAllowed === true || (naming.explicit && type === 'multipleChoice')) && {
      isMultipleSelectionAllowed,
    }),
  };
}
