/** Assignment policies: who may request a package, who approves, for how long (CONTRACT 9). */
import type { AttributePath } from '../model/path.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { assignmentsOfPolicy, endAssignments, holdersOf } from './assignments.ts';
import type { Governance } from './generated.ts';
import type { KindReader, KindWriter, Naming, RemoteObject, Resolver } from './kind.ts';
import { declareMembers, inexpressible } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { POLICY_ATTRIBUTES } from './policy-attributes.ts';
import { checkPolicy } from './policy-rules.ts';
import { declareSubject, readSubjects, resolveSubject, SUBJECT_SET, writeSubjects } from './subject-set.ts';
import type { DeclaredSubject } from './subject-set.ts';
import { usesOfPolicy } from './twin-uses.ts';
import { EM, expandedId, firstThere, idOf, naturalKey, refusedWith, shortType, typed } from './wire.ts';

type Spec = NonNullable<Governance['policies']>[string];

const PATH = `${EM}/assignmentPolicies`;
const EXPAND = '$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)';
const COLLECTION = `${PATH}?${EXPAND}`;
/** Parallel policy writes are refused with 409 DuplicateKey (CONTRACT 9.11). */
const LANE = 'assignmentPolicies';
const APPROVERS = [
  'primaryApprovers',
  'fallbackPrimaryApprovers',
  'escalationApprovers',
  'fallbackEscalationApprovers',
];
const REVIEWERS = ['primaryReviewers', 'fallbackReviewers'];

export default defineKind<Spec>({
  name: 'policy',
  graphType: 'microsoft.graph.accessPackageAssignmentPolicy',
  identity: 'id',
  repeats: true,
  collection: COLLECTION,
  limit: 25_000,
  attributes: POLICY_ATTRIBUTES,
  *declarations(document) {
    for (const [key, spec] of Object.entries(document.policies ?? {})) {
      yield { address: `policy.${key}`, path: ['policies', key], spec };
    }
  },
  check: ({ spec, path }, document) => checkPolicy(spec, path, document),
  normalize: ({ spec, path }, resolve) => {
    const { questions, customExtensionStageSettings, ...members } = spec as unknown as JsonObject;
    return unified({
      ...mapSubjects(members, path, (list, at) => resolveSubjects(list, at, resolve)),
      accessPackage: resolve.reference('accessPackage', [spec.accessPackage], [...path, 'accessPackage']),
      questions: objectsOf(questions).map(declaredQuestion),
      ...(customExtensionStageSettings !== undefined && {
        customExtensionStageSettings: objectsOf(customExtensionStageSettings).map(declaredStageSetting),
      }),
    });
  },
  declare: (attributes, key, naming) => ({
    path: ['policies', key],
    listed: false,
    spec: policySpec(attributes, naming),
  }),
  displayName: (attributes) => asString(attributes['displayName']) ?? '',
  naturalKeys: (attributes) => [naturalKey([attributes['accessPackage']], attributes['displayName'])],
  mayRepeat: () => true,
  async read(reader) {
    return reader.each(COLLECTION, (policy) => complete(reader, policy));
  },
  create: (writer, desired) =>
    writer.poll('the access package of the policy', async () => {
      const find = () => findPolicy(writer, desired);
      try {
        return await writer.make({
          what: 'the new policy',
          request: { method: 'POST', path: PATH, body: wireBody(desired), lane: LANE },
          // A package may have two policies of one name (CONTRACT 9.11).
          unique: false,
          find,
        });
      } catch (error) {
        // The service claims a duplicate also when another policy was written at the same time (azuread#1239).
        if (refusedWith(error, [409]) && (await find()) === undefined) return undefined;
        throw error;
      }
    }),
  async update(writer, id, _before, after) {
    await overlay(writer, id, await writer.graph.get(`${PATH}/${id}?${EXPAND}`), after);
  },
  holders: async (graph, id, live) =>
    holdersOf(await assignmentsOfPolicy(graph, asString(live['accessPackage']) ?? '', id)),
  uses: (graph, id, live) => usesOfPolicy(graph, asString(live['accessPackage']) ?? '', id),
  async drain(writer, id, live) {
    const accessPackage = asString(live['accessPackage']) ?? '';
    await stopAutomaticAssignment(writer, id);
    await endAssignments(writer, `the policy ${id}`, () =>
      assignmentsOfPolicy(writer.graph, accessPackage, id),
    );
  },
  async delete(writer, id) {
    await writer.graph.write({ method: 'DELETE', path: `${PATH}/${id}`, lane: LANE });
  },
});

/** Sends a policy whole. */
async function replace(writer: KindWriter, id: string, body: JsonObject): Promise<void> {
  const put = (content: JsonObject) =>
    writer.graph.write({ method: 'PUT', path: `${PATH}/${id}`, body: content, lane: LANE });
  try {
    await put(body);
  } catch (error) {
    if (!reviewIsLost(error)) throw error;
    // Without review settings first, so that the service makes a new review (CONTRACT 9.9).
    await put({ ...body, reviewSettings: null });
    if (body['reviewSettings'] !== null) await put(body);
  }
}

/** The review that the service made for the policy was deleted by somebody, and it looks for it in vain. */
function reviewIsLost(error: unknown): boolean {
  return refusedWith(error, [404], '') && error instanceof Error && error.message.includes('BusinessFlow');
}

/** A PUT replaces everything, so it carries what the policy holds and nobody declares (CONTRACT 9.2). */
async function overlay(writer: KindWriter, id: string, live: JsonObject, after: JsonObject): Promise<void> {
  await writer.poll(
    `the policy ${id}`,
    async () => {
      await replace(writer, id, { ...withoutAnnotations(live), ...wireBody(after), id });
      return true;
    },
    { withinMs: 15_000, notYet: (error) => refusedWith(error, [409], 'DuplicateKey') },
  );
}

/** Switches automatic assignment off, which would fill up again what is being drained (CONTRACT 9.11). */
export async function stopAutomaticAssignment(writer: KindWriter, id: string): Promise<void> {
  const live = await writer.graph.get(`${PATH}/${id}?${EXPAND}`);
  const { automaticRequestSettings: automatic } = live;
  if (!isObject(automatic) || automatic['requestAccessForAllowedTargets'] !== true) return;
  const automaticRequestSettings = { ...automatic, requestAccessForAllowedTargets: false };
  await overlay(writer, id, live, {
    ...withoutAnnotations(liveAttributes(live)),
    automaticRequestSettings,
  });
}

/** Applies `map` to every list of subject sets in a policy, declared or live; other members stay as they are. */
function mapSubjects(
  policy: JsonObject,
  path: AttributePath,
  map: (list: JsonValue | undefined, path: AttributePath) => JsonValue,
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

function resolveSubjects(list: JsonValue | undefined, path: AttributePath, resolve: Resolver): JsonValue {
  const declared = (list ?? []) as unknown as readonly DeclaredSubject[];
  return declared.map((subject, index) => resolveSubject(subject, [...path, index], resolve));
}

/** What has several spellings for one meaning, in one: expiration, escalation that is off, reviews that are off. */
function unified(policy: JsonObject): JsonObject {
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
    default:
      return { type };
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

const QUESTION_TYPES: Readonly<Record<string, string>> = {
  text: 'accessPackageTextInputQuestion',
  multipleChoice: 'accessPackageMultipleChoiceQuestion',
};

function declaredQuestion(question: JsonObject): JsonObject {
  const { type, ...members } = question;
  return unifiedQuestion({ ...members, '@odata.type': QUESTION_TYPES[asString(type) ?? ''] });
}

/** Members of the other question type are dropped and those of its own filled in. */
function unifiedQuestion(question: JsonObject): JsonObject {
  const { isSingleLineQuestion, regexPattern, choices, isMultipleSelectionAllowed, ...members } = question;
  return question['@odata.type'] === QUESTION_TYPES['text']
    ? {
        ...members,
        isSingleLineQuestion: isSingleLineQuestion ?? false,
        regexPattern: regexPattern ?? undefined,
      }
    : { ...members, choices: choices ?? [], isMultipleSelectionAllowed: isMultipleSelectionAllowed ?? false };
}

const EXTENSION_TYPES: Readonly<Record<string, string>> = {
  requestWorkflow: 'accessPackageAssignmentRequestWorkflowExtension',
  assignmentWorkflow: 'accessPackageAssignmentWorkflowExtension',
};

/** Stages of a request are handled by request extensions, those of an assignment by assignment extensions. */
function declaredStageSetting(setting: JsonObject): JsonObject {
  const { stage, customExtension } = setting;
  const { id, type } = isObject(customExtension) ? customExtension : {};
  const form = asString(type) ?? usualExtension(stage);
  return { stage, customExtension: { '@odata.type': EXTENSION_TYPES[form], id } };
}

function usualExtension(stage: JsonValue | undefined): string {
  return asString(stage)?.startsWith('assignmentRequest') === true ? 'requestWorkflow' : 'assignmentWorkflow';
}

function policySpec(attributes: JsonObject, naming: Naming): JsonObject {
  const spec = declareMembers(POLICY_ATTRIBUTES, attributes, naming, (shape, value) =>
    shape === SUBJECT_SET && isObject(value) ? declareSubject(value, naming) : undefined,
  );
  const { reviewSettings: review, questions, ...members } = spec;
  const extensions = objectsOf(attributes['customExtensionStageSettings']).map(stageSettingSpec);
  return {
    ...members,
    // Without isEnabled it would take a second look to see that there is a review.
    ...(isObject(review) && { reviewSettings: withEndDate({ isEnabled: true, ...review }, attributes) }),
    ...(questions !== undefined && {
      questions: objectsOf(questions).map((question) => questionSpec(question, naming)),
    }),
    ...(extensions.length > 0 && { customExtensionStageSettings: extensions }),
  };
}

/** The day on which reviews end is kept when undeclared, and yet belongs to the declaration of their recurrence. */
function withEndDate(review: JsonObject, attributes: JsonObject): JsonObject {
  const endDate = memberAt(attributes, 'reviewSettings', 'schedule', 'recurrence', 'range', 'endDate');
  const range = memberAt(review, 'schedule', 'recurrence', 'range');
  if (endDate === undefined || !isObject(range) || range['type'] !== 'endDate') return review;
  const schedule = memberAt(review, 'schedule') as JsonObject;
  const recurrence = schedule['recurrence'] as JsonObject;
  return {
    ...review,
    schedule: { ...schedule, recurrence: { ...recurrence, range: { ...range, endDate } } },
  };
}

function memberAt(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  return names.reduce<JsonValue | undefined>(
    (inner, name) => (isObject(inner) ? inner[name] : undefined),
    value,
  );
}

function questionSpec(question: JsonObject, naming: Naming): JsonObject {
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

function stageSettingSpec({ stage, customExtension }: JsonObject): JsonObject {
  const { '@odata.type': odataType, id } = isObject(customExtension) ? customExtension : {};
  const [type] = Object.entries(EXTENSION_TYPES).find(([, name]) => name === odataType) ?? [];
  if (type === undefined) throw inexpressible(`a custom extension of the type ${String(odataType)}`);
  return { stage, customExtension: { id, ...(type !== usualExtension(stage) && { type }) } };
}

/** A list may answer with names only (CONTRACT 9.1); such a policy is fetched by its id. */
async function complete(reader: KindReader, listed: JsonObject): Promise<RemoteObject> {
  const id = idOf(listed, 'a policy');
  const blocks = ['accessPackage', 'expiration', 'requestorSettings', 'requestApprovalSettings'];
  const whole =
    blocks.every((name) => isObject(listed[name])) ||
    !reader.wants('policy', id, asString(listed['displayName']) ?? '');
  const policy = whole ? listed : await reader.graph.get(`${PATH}/${id}?${EXPAND}`);
  return { id, attributes: liveAttributes(policy) };
}

function liveAttributes(policy: JsonObject): JsonObject {
  const questions = [...objectsOf(policy['questions'])].sort(
    (a, b) => Number(a['sequence']) - Number(b['sequence']),
  );
  return unified({
    ...mapSubjects(policy, [], readSubjects),
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
function wireBody(attributes: JsonObject): JsonObject {
  const { customExtensionStageSettings, ...members } = mapSubjects(attributes, [], writeSubjects);
  return {
    ...members,
    accessPackage: { id: attributes['accessPackage'] },
    automaticRequestSettings: attributes['automaticRequestSettings'] ?? null,
    reviewSettings: members['reviewSettings'] ?? null,
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

/** A policy as read, without what the service computes and what only annotates the answer. */
function withoutAnnotations(policy: JsonObject): JsonObject {
  const computed = ['createdDateTime', 'modifiedDateTime', 'catalog'];
  return Object.fromEntries(
    Object.entries(policy).filter(([name]) => !computed.includes(name) && !name.includes('@odata.')),
  );
}

/** The policy of that name in its package, read by the package's id: lists lag behind. */
async function findPolicy(writer: KindWriter, desired: JsonObject): Promise<string | undefined> {
  const id = asString(desired['accessPackage']) ?? '';
  const entity = await writer.graph.get(`${EM}/accessPackages/${id}?$expand=assignmentPolicies`);
  const name = asString(desired['displayName'])?.toLowerCase();
  const found = objectsOf(entity['assignmentPolicies']).filter(
    (policy) => asString(policy['displayName'])?.toLowerCase() === name,
  );
  return firstThere(writer, PATH, found);
}
