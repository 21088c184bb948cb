/** Questions of a policy, as YAML and as Graph writes them (CONTRACT 9.7). */
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { Naming } from './kind.ts';
import { inexpressible } from './declare-members.ts';

const QUESTION_TYPES: Readonly<Record<string, string>> = {
  text: 'accessPackageTextInputQuestion',
  multipleChoice: 'accessPackageMultipleChoiceQuestion',
};

export function declaredQuestion(question: JsonObject): JsonObject {
  const { type, ...members } = question;
  return unifiedQuestion({ ...members, '@odata.type': QUESTION_TYPES[asString(type) ?? ''] });
}

/** Members of the other question type are dropped and those of its own filled in. */
export function unifiedQuestion(question: JsonObject): JsonObject {
  const { isSingleLineQuestion, regexPattern, choices, isMultipleSelectionAllowed, ...members } = question;
  return question['@odata.type'] === QUESTION_TYPES['text']
    ? {
        ...members,
        isSingleLineQuestion: isSingleLineQuestion ?? false,
        regexPattern: regexPattern ?? undefined,
      }
    : { ...members, choices: choices ?? [], isMultipleSelectionAllowed: isMultipleSelectionAllowed ?? false };
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
