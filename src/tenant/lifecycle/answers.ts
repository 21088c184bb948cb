/** Answers to a policy's questions. */
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { typeOf } from '../request-body.ts';
import { ServiceError } from '../service-error.ts';

/** The answers as they are kept; throws 400 for one that is missing, answers no question or is not allowed. */
export function checkedAnswers(policy: Entity, answers: readonly Entity[]): Entity[] {
  const questions = entitiesOf(policy['questions']);
  const given = new Map(answers.map((answer) => [questionIdOf(answer), answer]));
  for (const id of given.keys()) {
    if (!questions.some((question) => question['id'] === id))
      throw new ServiceError(400, 'InvalidAnswer', `The policy asks no question '${id}'.`);
  }
  return questions.flatMap((question) => {
    const answer = given.get(textOf(question['id']));
    const value = textOf(answer?.['value']);
    const text = textOf(question['text']);
    if (value === '') {
      if (question['isRequired'] !== true) return [];
      throw new ServiceError(400, 'AnswerRequired', `The question '${text}' must be answered.`);
    }
    if (!isAllowed(question, value))
      throw new ServiceError(400, 'InvalidAnswer', `'${value}' does not answer the question '${text}'.`);
    return [
      {
        '@odata.type': '#microsoft.graph.accessPackageAnswerString',
        displayValue: displayOf(question, value),
        value,
        answeredQuestion: { '@odata.type': question['@odata.type'], id: question['id'] },
      },
    ];
  });
}

function questionIdOf(answer: Entity): string {
  const { answeredQuestion } = answer;
  return isEntity(answeredQuestion) ? textOf(answeredQuestion['id']) : '';
}

function isAllowed(question: Entity, value: string): boolean {
  if (typeOf(question) === 'accessPackageMultipleChoiceQuestion') {
    const allowed = entitiesOf(question['choices']).map(({ actualValue }) => actualValue);
    const several = question['isMultipleSelectionAllowed'] === true;
    return (several ? value.split(',') : [value]).every((part) => allowed.includes(part.trim()));
  }
  const pattern = textOf(question['regexPattern']);
  return pattern === '' || matchesWhole(pattern, value);
}

/** An invalid regular expression allows every answer. */
function matchesWhole(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}

function displayOf(question: Entity, value: string): string {
  const choice = entitiesOf(question['choices']).find(({ actualValue }) => actualValue === value);
  return textOf(choice?.['text']) || value;
}
