/** Answers to a policy's questions. */
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { typeOf } from '../wire/request-body.ts';
import { ServiceError } from '../wire/service-error.ts';

/**
 * The answers as they are kept; throws 400 for one that is missing, answers no question or is not allowed. Where only
 * some are changed, `known` are those that stay.
 */
export function checkedAnswers(
  questions: readonly Entity[],
  answers: readonly Entity[],
  known: readonly Entity[] = [],
): Entity[] {
  const given = new Map(answers.map((answer) => [questionIdOf(answer), answer]));
  const kept = new Map(known.map((answer) => [questionIdOf(answer), answer]));
  for (const id of given.keys()) {
    if (!questions.some((question) => question['id'] === id))
      throw new ServiceError(400, 'InvalidAnswer', `The policy asks no question '${id}'.`);
  }
  return questions.flatMap((question) => {
    const id = textOf(question['id']);
    const answer = given.get(id) ?? kept.get(id);
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
        displayValue: displayOf(question, value, textOf(answer?.['displayValue'])),
        value,
        answeredQuestion: { '@odata.type': question['@odata.type'], id },
      },
    ];
  });
}

/** Throws for an answer to a question whose answers cannot be changed later. */
export function requireEditable(questions: readonly Entity[], answers: readonly Entity[]): void {
  const ids = answers.map(questionIdOf);
  const fixed = questions.find(
    ({ id, isAnswerEditable }) => ids.includes(textOf(id)) && isAnswerEditable !== true,
  );
  if (fixed === undefined) return;
  const message = `The answer to the question '${textOf(fixed['text'])}' cannot be changed.`;
  throw new ServiceError(400, 'AnswerNotEditable', message);
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

/** How an answer is shown: the words of the choices, or what was given with a text. */
function displayOf(question: Entity, value: string, given: string): string {
  const choices = entitiesOf(question['choices']);
  if (choices.length === 0) return given || value;
  const words = (part: string) => {
    const choice = choices.find(({ actualValue }) => actualValue === part);
    const [localized] = entitiesOf(choice?.['localizations']);
    return textOf(choice?.['text']) || textOf(localized?.['text']) || part;
  };
  const whole = choices.some(({ actualValue }) => actualValue === value);
  return whole
    ? words(value)
    : value
        .split(',')
        .map((part) => words(part.trim()))
        .join(', ');
}
