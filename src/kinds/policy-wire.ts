/** Policies as Graph reads and takes them: spellings in one form, subject sets, and bodies that lose nothing (CONTRACT 9). */
import type { AttributePath } from '../model/path.ts';
import type { Unsaid } from '../model/unsaid.ts';
import { withUnsaid } from '../model/unsaid.ts';
import { asString, isList, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { RemoteObject } from './kind.ts';
import { SAID_ATTRIBUTES } from './policy-attributes.ts';
import { foldedSubjects, readSubjects, unfoldedSubjects, writeSubjects } from './subject-set.ts';
import { expandedId, shortType, typed } from './wire.ts';

const APPROVERS = [
  'primaryApprovers',
  'fallbackPrimaryApprovers',
  'escalationApprovers',
  'fallbackEscalationApprovers',
];
const PLAIN_STAGE = 'accessPackageApprovalStage';
/** What the service fills in: names in subject sets, the order of questions, types that the place implies, extensions whole. */
export const FILLED_IN =
  /^catalog$|^customExtensionStageSettings\.customExtension\.|(?:Targets|Requestors|Approvers|Reviewers)\.description$|^questions\.sequence$|\.stages\.@odata\.type=accessPackageApprovalStage$|^(?!.*\.stages\.).*@odata\.type=/;
const REVIEWERS = ['primaryReviewers', 'fallbackReviewers'];

/** A policy as it was read, with what no attribute tells. */
export function remotePolicy(id: string, policy: JsonObject): RemoteObject {
  const off = disabledReview(policy);
  const { isEnabled: _off, ...settings } = off ?? {};
  const isSet = (value: JsonValue | undefined) => value !== null && !(isList(value) && value.length === 0);
  const unsaid = [
    ...stageTypes(policy),
    ...(off !== undefined && Object.values(settings).some(isSet)
      ? [{ path: ['reviewSettings'], value: off }]
      : []),
  ];
  return {
    id,
    attributes: liveAttributes(policy),
    entity: { ...mapSubjects(policy, [], foldedSubjects), accessPackage: null },
    ...(unsaid.length > 0 && { unsaid }),
  };
}

/** Stages of a type of their own, which no declaration tells. */
function stageTypes({ requestApprovalSettings: approval }: JsonObject): Unsaid[] {
  const stages = isObject(approval) ? objectsOf(approval['stages']) : [];
  return stages.flatMap(({ '@odata.type': type }, index) =>
    type === undefined || type === null || shortType(type) === PLAIN_STAGE
      ? []
      : [{ path: ['requestApprovalSettings', 'stages', index, '@odata.type'], value: type }],
  );
}

/**
 * The body of a PUT: what is declared, laid over what the policy holds and nobody declares (CONTRACT 9.2). What did not
 * change is sent as it was read.
 */
export function bodyOver(live: JsonObject, after: JsonObject, id: string): JsonObject {
  const held = { ...live, questions: bySequence(live['questions']) };
  const body = { ...withoutAnnotations(held), ...foldedBody(after), id };
  const folded = mapSubjects(held, [], ifList(foldedSubjects));
  const whole = withUnsaid(SAID_ATTRIBUTES, folded, body, FILLED_IN, foldedBody(liveAttributes(live)));
  return keptReview(
    live,
    mapSubjects({ ...whole, ...inSequence(whole, live) }, [], ifList(unfoldedSubjects)),
  );
}

/** A list that is left out stays so. */
function ifList(map: (list: JsonValue | undefined) => JsonValue) {
  return (list: JsonValue | undefined) => (isList(list) ? map(list) : list);
}

/** Questions go back with the numbers that they have while none comes, goes or moves; else they are numbered anew. */
function inSequence({ questions }: JsonObject, live: JsonObject): JsonObject {
  if (!isList(questions)) return {};
  const asked = objectsOf(questions);
  const before = bySequence(live['questions']);
  const isSame =
    asked.length === before.length &&
    asked.every(({ id }, at) => id !== undefined && id === before[at]?.['id']);
  if (!isSame) return { questions: asked.map((question, sequence) => ({ ...question, sequence })) };
  const numbered = asked.map((question, at): JsonObject => {
    const { sequence: _, ...members } = question;
    const sequence = before[at]?.['sequence'];
    return { ...members, ...(sequence !== undefined && { sequence }) };
  });
  const places = objectsOf(live['questions']).map(({ id }) => id ?? null);
  const placeOf = ({ id }: JsonObject) => places.indexOf(id ?? null);
  return { questions: numbered.sort((one, other) => placeOf(one) - placeOf(other)) };
}

function bySequence(questions: JsonValue | undefined): JsonObject[] {
  return [...objectsOf(questions)].sort((a, b) => Number(a['sequence']) - Number(b['sequence']));
}

/** Reviews that are switched off have settings all the same, which no declaration tells. */
function keptReview(live: JsonObject, body: JsonObject): JsonObject {
  const off = disabledReview(live);
  return off === undefined || body['reviewSettings'] !== null ? body : { ...body, reviewSettings: off };
}

function disabledReview({ reviewSettings }: JsonObject): JsonObject | undefined {
  return isObject(reviewSettings) && reviewSettings['isEnabled'] === false ? reviewSettings : undefined;
}

/** Applies `map` to every list of subject sets in a policy, declared or live; other members stay as they are. */
export function mapSubjects(
  policy: JsonObject,
  path: AttributePath,
  map: (list: JsonValue | undefined, path: AttributePath) => JsonValue | undefined,
): JsonObject {
  const mapped = (
    owner: JsonValue | undefined,
    names: readonly string[],
    at: AttributePath,
  ): JsonValue | undefined =>
    isObject(owner)
      ? { ...owner, ...Object.fromEntries(names.map((name) => [name, map(owner[name], [...at, name])])) }
      : owner;
  const approval = policy['requestApprovalSettings'];
  const stages = isObject(approval) ? objectsOf(approval['stages']) : [];
  const approvalPath = [...path, 'requestApprovalSettings'];
  return {
    ...policy,
    specificAllowedTargets: map(policy['specificAllowedTargets'], [...path, 'specificAllowedTargets']),
    requestorSettings: mapped(
      policy['requestorSettings'],
      ['onBehalfRequestors'],
      [...path, 'requestorSettings'],
    ),
    requestApprovalSettings: isObject(approval)
      ? {
          ...approval,
          stages: stages.map(
            (stage, index) => mapped(stage, APPROVERS, [...approvalPath, 'stages', index]) ?? null,
          ),
        }
      : approval,
    reviewSettings: mapped(policy['reviewSettings'], REVIEWERS, [...path, 'reviewSettings']),
  };
}

/** What has several spellings for one meaning, in one: expiration, escalation that is off, reviews that are off. */
export function unified(policy: JsonObject): JsonObject {
  const approval = policy['requestApprovalSettings'];
  const review = policy['reviewSettings'];
  return {
    ...policy,
    expiration: unifiedExpiration(policy['expiration']),
    requestApprovalSettings: isObject(approval)
      ? { ...approval, stages: objectsOf(approval['stages']).map(unifiedStage) }
      : approval,
    reviewSettings: isObject(review) && review['isEnabled'] !== false ? unifiedReview(review) : null,
  };
}

function unifiedExpiration(value: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(value)) return value;
  const { type, duration, endDateTime } = value;
  switch (asString(type)?.toLowerCase()) {
    case 'afterduration':
      return { type, duration };
    case 'afterdatetime':
      return { type, endDateTime };
    case undefined:
    case 'notspecified':
    case 'noexpiration':
      return { type };
    default:
      // Which of them another type uses is unknown.
      return { type, duration, endDateTime };
  }
}

function unifiedStage(stage: JsonObject): JsonObject {
  return stage['isEscalationEnabled'] === true ? stage : { ...stage, durationBeforeEscalation: 'PT0S' };
}

function unifiedReview(review: JsonObject): JsonObject {
  const schedule = review['schedule'];
  if (!isObject(schedule)) return review;
  return { ...review, schedule: { ...schedule, expiration: unifiedExpiration(schedule['expiration']) } };
}

export const QUESTION_TYPES: Readonly<Record<string, string>> = {
  text: 'accessPackageTextInputQuestion',
  multipleChoice: 'accessPackageMultipleChoiceQuestion',
};

/** Members of the other question type are dropped and those of its own filled in; no text is an empty one. */
export function unifiedQuestion(question: JsonObject): JsonObject {
  const { isSingleLineQuestion, regexPattern, choices, isMultipleSelectionAllowed, ...asked } = question;
  const members = { ...asked, text: asked['text'] ?? '' };
  switch (question['@odata.type']) {
    case QUESTION_TYPES['text']:
      return {
        ...members,
        isSingleLineQuestion: isSingleLineQuestion ?? false,
        regexPattern: regexPattern ?? undefined,
      };
    case QUESTION_TYPES['multipleChoice']:
      return {
        ...members,
        choices: choices ?? [],
        isMultipleSelectionAllowed: isMultipleSelectionAllowed ?? false,
      };
    default:
      // Which of them another type has is unknown.
      return question;
  }
}

/** What the service leaves out is off, whatever the default of a declaration (CONTRACT 9.6). */
function withServiceDefaults(policy: JsonObject): JsonObject {
  const {
    requestorSettings,
    requestApprovalSettings: approval,
    automaticRequestSettings: automatic,
  } = policy;
  return {
    ...policy,
    requestorSettings: present(isObject(requestorSettings) ? requestorSettings : {}, [
      'enableTargetsToSelfAddAccess',
      'enableTargetsToSelfRemoveAccess',
      'allowCustomAssignmentSchedule',
    ]),
    ...(isObject(approval) && {
      requestApprovalSettings: {
        ...approval,
        stages: objectsOf(approval['stages']).map((stage) =>
          present(withStageType(stage), ['isApproverJustificationRequired']),
        ),
      },
    }),
    ...(isObject(automatic) && {
      automaticRequestSettings: present(automatic, [
        'requestAccessForAllowedTargets',
        'removeAccessWhenTargetLeavesAllowedTargets',
      ]),
    }),
  };
}

/** A plain stage is so whether it says its type or not. */
function withStageType({ '@odata.type': given, ...stage }: JsonObject): JsonObject {
  const type = given === undefined || given === null ? PLAIN_STAGE : shortType(given);
  return type === PLAIN_STAGE ? stage : { ...stage, '@odata.type': type };
}

function present(block: JsonObject, flags: readonly string[]): JsonObject {
  return { ...block, ...Object.fromEntries(flags.map((name) => [name, block[name] ?? false])) };
}

export function liveAttributes(policy: JsonObject): JsonObject {
  const questions = bySequence(policy['questions']);
  return unified({
    ...mapSubjects(withServiceDefaults(policy), [], readSubjects),
    accessPackage: expandedId(policy['accessPackage']),
    questions: questions.map((question) =>
      unifiedQuestion({ ...question, '@odata.type': shortType(question['@odata.type']) }),
    ),
    customExtensionStageSettings: objectsOf(policy['customExtensionStageSettings']).map(
      ({ stage, customExtension }) => ({
        stage,
        customExtension: isObject(customExtension)
          ? { '@odata.type': shortType(customExtension['@odata.type']), id: customExtension['id'] }
          : undefined,
      }),
    ),
  });
}

/** Everything is sent, empty lists too: a PUT replaces, and an omitted member may be lost (CONTRACT 9.2). */
export function wireBody(attributes: JsonObject): JsonObject {
  return mapSubjects(foldedBody(attributes), [], unfoldedSubjects);
}

/** The same with subject sets of types that are not listed in their canonical form, by which they are told apart. */
function foldedBody(attributes: JsonObject): JsonObject {
  const { customExtensionStageSettings, ...members } = mapSubjects(attributes, [], writeSubjects);
  const approval = members['requestApprovalSettings'];
  return {
    ...members,
    // The type of a stage is sent back with the stage that has it, wherever that stands now.
    ...(isObject(approval) && {
      requestApprovalSettings: {
        ...approval,
        stages: objectsOf(approval['stages']).map(({ '@odata.type': _type, ...stage }) => stage),
      },
    }),
    accessPackage: { id: attributes['accessPackage'] },
    automaticRequestSettings: attributes['automaticRequestSettings'] ?? null,
    reviewSettings: sentReview(members['reviewSettings']),
    questions: objectsOf(attributes['questions']).map((question, sequence) => ({
      ...typed(question),
      sequence,
    })),
    ...(customExtensionStageSettings !== undefined && {
      customExtensionStageSettings: objectsOf(customExtensionStageSettings).map(
        ({ stage, customExtension }) => ({
          stage,
          customExtension: isObject(customExtension) ? typed(customExtension) : customExtension,
        }),
      ),
    }),
  };
}

/** A schedule that says nothing is not sent: the service makes one. */
function sentReview(review: JsonValue | undefined): JsonValue {
  if (!isObject(review)) return null;
  const { schedule, ...members } = review;
  return isObject(schedule) && Object.keys(schedule).length > 0 ? review : members;
}

/** A policy as read, without what the service computes and what only annotates the answer. */
export function withoutAnnotations(policy: JsonObject): JsonObject {
  const computed = ['createdDateTime', 'modifiedDateTime', 'catalog'];
  return Object.fromEntries(
    Object.entries(policy).filter(([name]) => !computed.includes(name) && !name.includes('@odata.')),
  );
}
