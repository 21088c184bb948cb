/** Assignment policies: who may request a package, who approves, for how long (CONTRACT 9). */
import type { ResourceAddress } from '../model/address.ts';
import { odataString, query } from '../model/odata.ts';
import type { AttributePath } from '../model/path.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { assignmentsOfPolicy, endAssignments, holdersOf } from './assignments.ts';
import type { Governance } from '../schema/governance.ts';
import type { AccessLink, KindReader, Naming, RemoteObject, ReferenceResolver } from './kind.ts';
import { declareMembers, located } from './declare-members.ts';
import { defineKind } from './kind.ts';
import { POLICY_ATTRIBUTES, SAID_ATTRIBUTES } from './policy-attributes.ts';
import { checkPolicy } from './policy-rules.ts';
import { declareSubject, resolveSubject, SUBJECT_SET } from './subject-set.ts';
import type { DeclaredSubject } from './subject-set.ts';
import { usesOfPolicy } from './twin-uses.ts';
import { idOf, naturalKey, refusedWith } from './wire.ts';
import { FILLED_IN, liveAttributes, mapSubjects, remotePolicy, unified, wireBody } from './policy-wire.ts';
import { declaredQuestion, questionSpec } from './policy-questions.ts';
import { declaredStageSettings, stageSettingSpec } from './policy-extensions.ts';
import {
  POLICY_EXPAND,
  findPolicy,
  POLICY_LANE,
  overlayPolicy,
  POLICIES,
  stopAutomaticAssignment,
} from './policy-requests.ts';

type Spec = NonNullable<Governance['policies']>[string];

const COLLECTION = `${POLICIES}?${POLICY_EXPAND}`;
export default defineKind<Spec>({
  name: 'policy',
  attributes: POLICY_ATTRIBUTES,
  yaml: {
    *declarations(document) {
      for (const [key, spec] of Object.entries(document.policies ?? {})) {
        yield { address: `policy.${key}`, path: ['policies', key], spec };
      }
    },
    check: ({ spec, path }, document) => checkPolicy(spec, path, document),
    normalize: ({ spec, path }, resolve, document) => {
      const { questions, customExtensionStageSettings, ...members } = spec as unknown as JsonObject;
      return unified({
        ...mapSubjects(members, path, (list, at) => resolveSubjects(list, at, resolve)),
        accessPackage: resolve.reference('accessPackage', [spec.accessPackage], [...path, 'accessPackage']),
        questions: objectsOf(questions).map(declaredQuestion),
        ...(customExtensionStageSettings !== undefined && {
          customExtensionStageSettings: declaredStageSettings(
            spec,
            [...path, 'customExtensionStageSettings'],
            resolve,
            document,
          ),
        }),
      });
    },
    declare: (attributes, key, naming) => ({
      path: ['policies', key],
      listed: false,
      spec: policySpec(attributes, naming),
    }),
  },
  identity: {
    by: 'id',
    parent: 'accessPackage',
    naturalKeys: (attributes) => [naturalKey([attributes['accessPackage']], attributes['displayName'])],
    duplicates: () => 'legal',
  },
  graph: {
    type: 'microsoft.graph.accessPackageAssignmentPolicy',
    // No declaration tells the id of a setting, which goes back with it.
    elsewhere: new RegExp(`${FILLED_IN.source}|^customExtensionStageSettings\\.id$`),
    collection: COLLECTION,
    limit: 25_000,
    async read(reader) {
      const lists = (await policyLists(reader)).map((path) =>
        reader.each(path, (policy) => readWholePolicy(reader, policy)),
      );
      return (await Promise.all(lists)).flat();
    },
    create: (writer, desired) =>
      writer.poll('the access package of the policy', async () => {
        const find = () => findPolicy(writer, desired);
        try {
          return await writer.make({
            what: 'the new policy',
            request: { method: 'POST', path: POLICIES, body: wireBody(desired), lane: POLICY_LANE },
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
    answered: liveAttributes,
    async update(writer, id, _before, after) {
      await overlayPolicy(writer, id, await writer.graph.get(`${POLICIES}/${id}?${POLICY_EXPAND}`), after);
    },
    async delete(writer, id) {
      await writer.graph.write({ method: 'DELETE', path: `${POLICIES}/${id}`, lane: POLICY_LANE });
    },
  },
  access: {
    part: 'terms',
    principalsDecide: true,
    links: linksOf,
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
  },
  words: {
    noun: 'policy',
    displayName: (attributes) => asString(attributes['displayName']) ?? '',
  },
});

/** Who has roles on catalogs only has to ask package by package (CONTRACT 1.4). */
async function policyLists(reader: KindReader): Promise<readonly string[]> {
  if (reader.limits === undefined) return [COLLECTION];
  const packages = await reader.objects('accessPackage');
  return packages.map(({ id }) =>
    query(COLLECTION, { filter: `accessPackage/id eq ${odataString(id.toLowerCase())}` }),
  );
}

/** To the package, and from each organization whose people it lists. */
function linksOf(address: ResourceAddress, attributes: JsonObject): AccessLink[] {
  const owner = asString(attributes['accessPackage']);
  const organizations = objectsOf(attributes['specificAllowedTargets']).flatMap(
    ({ connectedOrganizationId }) => asString(connectedOrganizationId) ?? [],
  );
  return [
    ...(owner === undefined ? [] : [{ from: address, to: owner }]),
    ...organizations.map((from) => ({ from, to: address })),
  ];
}

function resolveSubjects(
  list: JsonValue | undefined,
  path: AttributePath,
  resolve: ReferenceResolver,
): JsonValue {
  const declared = (list ?? []) as unknown as readonly DeclaredSubject[];
  return declared.map((subject, index) => resolveSubject(subject, [...path, index], resolve));
}

function policySpec(attributes: JsonObject, naming: Naming): JsonObject {
  const spec = declareMembers(SAID_ATTRIBUTES, attributes, naming, (shape, value) =>
    shape === SUBJECT_SET && isObject(value) ? declareSubject(value, naming) : undefined,
  );
  const { reviewSettings: review, questions, ...members } = spec;
  const extensions = located('customExtensionStageSettings', () =>
    objectsOf(attributes['customExtensionStageSettings']).map((setting) => stageSettingSpec(setting, naming)),
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

/** A list may answer with names only (CONTRACT 9.1); such a policy is fetched by its id. */
async function readWholePolicy(reader: KindReader, listed: JsonObject): Promise<RemoteObject> {
  const id = idOf(listed, 'a policy');
  const blocks = ['accessPackage', 'expiration', 'requestorSettings', 'requestApprovalSettings'];
  const whole =
    blocks.every((name) => isObject(listed[name])) ||
    !reader.wants('policy', id, asString(listed['displayName']) ?? '');
  const policy = whole ? listed : await reader.graph.get(`${POLICIES}/${id}?${POLICY_EXPAND}`);
  return remotePolicy(id, policy);
}
