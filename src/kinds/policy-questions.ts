/** Questions of a policy, as YAML and as Graph writes them (CONTRACT 9.8). */
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { AttributePath } from '../model/path.ts';
import { doubt, refusedWhenSent } from './findings.ts';
import type { Finding, Naming } from './kind.ts';
import { unlisted } from '../model/unlisted.ts';
import { QUESTION_TYPES, unifiedQuestion } from './policy-wire.ts';

interface QuestionSpec {
  readonly type: string;
  readonly text: string;
  readonly regexPattern?: string | undefined;
  readonly choices?: readonly { readonly actualValue: string }[] | undefined;
}

/** What of a question fits no other of its parts. */
export function* checkQuestion(
  { type, text, regexPattern, choices = [] }: QuestionSpec,
  path: AttributePath,
): Generator<Finding> {
  const texts = [
    { said: text, at: ['text'] },
    ...choices.map(({ actualValue: said }, index) => ({ said, at: ['choices', index, 'actualValue'] })),
  ];
  for (const { said, at } of texts)
    if (said === '')
      yield refusedWhenSent(
        'KIND_QUESTION',
        at.length === 1 ? 'A question needs a text' : 'A choice needs a value',
        [...path, ...at],
        { hint: at.length === 1 ? 'Say what is asked' : 'Say what is stored when it is chosen' },
      );
  if (regexPattern === '')
    yield doubt(
      'KIND_QUESTION',
      'An empty pattern checks no answer',
      [...path, 'regexPattern'],
      'Remove regexPattern, or say what answers must match',
    );
  if (type === 'multipleChoice' && choices.length === 0)
    yield refusedWhenSent(
      'KIND_QUESTION',
      'A question of type "multipleChoice" needs choices',
      [...path, 'type'],
      {
        hint: 'Add choices: [{ actualValue: gold, text: Gold }], or use type: text',
        about: ['type', 'choices'].map((member) => [...path, member]),
      },
    );
  if (type === 'text' && choices.length > 0)
    yield {
      code: 'KIND_QUESTION',
      severity: 'error',
      summary: 'A question of type "text" takes no choices',
      hint: 'Use type: multipleChoice, or remove the choices',
      path: [...path, 'choices'],
    };
}

export function declaredQuestion(question: JsonObject): JsonObject {
  const { type, ...members } = question;
  return unifiedQuestion({ ...members, '@odata.type': QUESTION_TYPES[asString(type) ?? ''] ?? type });
}

export function questionSpec(question: JsonObject, naming: Naming): JsonObject {
  const { '@odata.type': odataType, isSingleLineQuestion, isMultipleSelectionAllowed, ...members } = question;
  const [type] = Object.entries(QUESTION_TYPES).find(([, name]) => name === odataType) ?? [];
  return {
    type: type ?? unlisted(asString(odataType) ?? ''),
    ...members,
    // Which of them another type has is unknown.
    ...(type === undefined && isSingleLineQuestion !== undefined && { isSingleLineQuestion }),
    ...(type === undefined && isMultipleSelectionAllowed !== undefined && { isMultipleSelectionAllowed }),
    ...((isSingleLineQuestion === true || (naming.explicit && type === 'text')) && { isSingleLineQuestion }),
    ...((isMultipleSelectionAllowed === true || (naming.explicit && type === 'multipleChoice')) && {
      isMultipleSelectionAllowed,
    }),
  };
}
