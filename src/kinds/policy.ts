/** Assignment policies: who may request a package, who approves, for how long (CONTRACT 9). */
import type { AttributePath } from '../model/path.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { assignmentsOfPolicy, endAssignments, holdersOf } from './assignments.ts';
import type { Governance } from './generated.ts';
import type { KindReader, KindWriter, Naming, RemoteObject, Resolver } from './kind.ts';
import { declareMembers, inexpressible, located } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { POLICY_ATTRIBUTES } from './policy-attributes.ts';
import { checkPolicy } from './policy-rules.ts';
import {
  bodyOver,
  EXTENSION_TYPES,
  FILLED_IN,
  liveAttributes,
  mapSubjects,
  QUESTION_TYPES,
  remotePolicy,
  unified,
  unifiedQuestion,
  wireBody,
  withoutAnnotations,
} from './policy-wire.ts';
import { declareSubject, resolveSubject, SUBJECT_SET } from './subject-set.ts';
import type { DeclaredSubject } from './subject-set.ts';
import { usesOfPolicy } from './twin-uses.ts';
import { EM, firstThere, idOf, naturalKey, refusedWith } from './wire.ts';

type Spec = NonNullable<Governance['policies']>[string];

const PATH = `${EM}/assignmentPolicies`;
const EXPAND = '$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)';
const COLLECTION = `${PATH}?${EXPAND}`;
/** Parallel policy writes are refused with 409 DuplicateKey (CONTRACT 9.11). */
const LANE = 'assignmentPolicies';

export default defineKind<Spec>({
  name: 'policy',
  graphType: 'microsoft.graph.accessPackageAssignmentPolicy',
  identity: 'id',
  repeats: true,
  collection: COLLECTION,
  limit: 25_000,
  attributes: POLICY_ATTRIBUTES,
  elsewhere: FILLED_IN,
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
      await replace(writer, id, bodyOver(live, after, id));
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

function resolveSubjects(list: JsonValue | undefined, path: AttributePath, resolve: Resolver): JsonValue {
  const declared = (list ?? []) as unknown as readonly DeclaredSubject[];
  return declared.map((subject, index) => resolveSubject(subject, [...path, index], resolve));
}

function declaredQuestion(question: JsonObject): JsonObject {
  const { type, ...members } = question;
  return unifiedQuestion({ ...members, '@odata.type': QUESTION_TYPES[asString(type) ?? ''] });
}

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
  const extensions = located('customExtensionStageSettings', () =>
    objectsOf(attributes['customExtensionStageSettings']).map(stageSettingSpec),
  );
  return {
    ...members,
    // Without isEnabled it would take a second look to see that there is a review.
    ...(isObject(review) && { reviewSettings: withEndDate({ isEnabled: true, ...review }, attributes) }),
    ...(questions !== undefined && {
      questions: located('questions', () =>
        objectsOf(questions).map((question) => questionSpec(question, naming)),
      ),
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
  return remotePolicy(id, policy);
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
