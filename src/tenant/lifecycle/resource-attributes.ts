/**
 * Attributes of resources: what a resource has to know of those who get access to it. Requestors are asked for them
 * with the questions of the policy, and their answers are stored in the directory.
 */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textOf } from '../json.ts';
import { typeOf } from '../wire/request-body.ts';
import type { Store } from '../storage/store.ts';
import { membersOf } from '../types/table.ts';
import { liveAssignmentsOf } from './assignments.ts';
import { evaluateAfterUserChange } from './automatic-evaluation.ts';

/** The attributes of the resources of a package, each once by its name. */
function attributesOf(store: Store, packageId: string): Entity[] {
  const found = store
    .where('roleScopes', 'accessPackageId', packageId)
    .flatMap(({ resourceId }) => entitiesOf(store.get('resources', textOf(resourceId))?.['attributes']));
  return [...new Map(found.map((attribute) => [attribute['name'], attribute])).values()];
}

function questionOf(attribute: Entity): Entity | undefined {
  const { question } = entityOf(attribute['source']);
  return isEntity(question) ? question : undefined;
}

/** What a requestor is asked: the policy's own questions, and for attributes that are not known or can be changed. */
export function questionsFor(store: Store, policy: Entity, user: Entity | undefined): Entity[] {
  const asked = attributesOf(store, textOf(policy['accessPackageId'])).flatMap((attribute) => {
    const known = textOf(user?.[textOf(attribute['name'])]) !== '';
    const question = questionOf(attribute);
    return question === undefined || (known && attribute['isEditable'] !== true) ? [] : [question];
  });
  return [...entitiesOf(policy['questions']), ...asked];
}

/** Stores the answers of a request that was delivered. */
export function storeAttributes(context: Context, request: Entity): void {
  const answers = entitiesOf(request['answers']);
  if (answers.length === 0) return;
  const values = attributesOf(context.store, textOf(request['accessPackageId'])).flatMap((attribute) => {
    const [answer] = answersTo(attribute, answers);
    return answer === undefined || !isOfUsers(attribute)
      ? []
      : [[attribute['name'], answer['value']] as const];
  });
  change(context, textOf(request['subjectId']), values);
}

function answersTo(attribute: Entity, answers: readonly Entity[]): Entity[] {
  const id = questionOf(attribute)?.['id'];
  return answers.filter(({ answeredQuestion }) => entityOf(answeredQuestion)['id'] === id);
}

/** Takes away, with the access, the values that are not to outlast it and that no other access needs. */
export function clearAttributes(context: Context, assignment: Entity): void {
  const { store } = context;
  const userId = textOf(assignment['subjectId']);
  const needed = liveAssignmentsOf(store, userId).flatMap((row) =>
    attributesOf(store, textOf(row['accessPackageId'])).map(({ name }) => name),
  );
  const answers = store
    .where('assignmentRequests', 'assignmentId', textOf(assignment['id']))
    .flatMap((request) => entitiesOf(request['answers']));
  const user = store.get('users', userId);
  const values = attributesOf(store, textOf(assignment['accessPackageId']))
    .filter((attribute) => attribute['isPersistedOnAssignmentRemoval'] !== true && isOfUsers(attribute))
    .filter((attribute) => {
      const value = user?.[textOf(attribute['name'])];
      return answersTo(attribute, answers).some((answer) => answer['value'] === value);
    })
    .filter(({ name }) => !needed.includes(name))
    .map(({ name }) => [name, null] as const);
  change(context, userId, values);
}

function isOfUsers({ name, destination }: Entity): boolean {
  const member = membersOf('user').get(textOf(name));
  return (
    typeOf(entityOf(destination)) === 'accessPackageUserDirectoryAttributeStore' &&
    member?.type === 'String' &&
    !member.many &&
    member.required === undefined
  );
}

function change(
  { store, now }: Context,
  userId: string,
  values: readonly (readonly [Entity[string], Entity[string]])[],
): void {
  const user = store.get('users', userId);
  if (user === undefined || values.length === 0) return;
  store.put('users', userId, {
    ...user,
    ...Object.fromEntries(values.map(([name, value]) => [textOf(name), value])),
  });
  evaluateAfterUserChange(store, now);
}
