/** What the panel sees: for one person and package whether and how they get in, as values without a word. */
import { briefAnswer } from '../../../src/access/relation/answering.ts';
import { assignmentAnswer } from '../../../src/access/relation/assignment.ts';
import type {
  AccessAnswer,
  AccessResource,
  Person,
  StageAnswer,
  Terms,
  Way,
} from '../../../src/access/index.ts';
import type { JsonObject, JsonValue } from '../../../src/model/value.ts';
import { asString, canonicalJson, isList, isObject, objectsOf } from '../../../src/model/value.ts';
import { standingOf } from './doors.ts';
import type { Side } from './side.ts';

export interface View {
  /** 0: not; 1: unknown; 2: yes. */
  readonly certain: number;
  /** The same of a request, beside what comes by rule. */
  readonly requested: number;
  /** What of it comes true for the person today, by facet. */
  readonly facets: Readonly<Record<string, string>>;
  /** The same with lists that count only once others are empty. */
  readonly whole: string;
  /** The same without the people who decide today: who they are is told of them, one by one. */
  readonly declared: string;
  /** Whether and on which terms an administrator can assign it. */
  readonly assigned: { readonly certain: number; readonly whole: string; readonly declared: string };
}

export const NOTHING: View = {
  certain: 0,
  requested: 0,
  facets: {},
  whole: '',
  declared: '',
  assigned: { certain: 0, whole: '', declared: '' },
};

export function viewOf({ model }: Side, person: Person, address: string): View {
  const answer = briefAnswer(model, { type: 'person', person }, address);
  const certain = certaintyOf(answer);
  const assigned = assignedView(assignmentAnswer(model, { type: 'person', person }, address));
  if (certain === 0) return { ...NOTHING, assigned };
  const { ways, automatic } = answer;
  // Who gets it by rule alone need not find it.
  const hidden = answer.hidden && answer.verdict !== 'no';
  // A second assignment by rule on the same terms gives nothing more.
  const given = new Set(automatic.map((way) => canonicalJson({ ...termsView(way), certain: way.certain })));
  const facets = {
    ...facetsOf(ways),
    reach: canonicalJson([answer.verdict, ways.length, given.size]),
    automatic: sorted([...given]),
    hidden: String(hidden),
    // One setting for all ways: what the service does to a guest whose last access ends.
    lapse: canonicalJson({ ...[...ways, ...automatic][0]?.terms.lapse }),
  };
  const whole = (people: boolean) =>
    canonicalJson([
      ...[answer.verdict, hidden, facets.lapse],
      sorted(ways.map((way) => canonicalJson(declaredView(way, people)))),
      sorted([...new Set(automatic.map((way) => canonicalJson(declaredView(way, people))))]),
    ]);
  return {
    certain,
    requested: CERTAINTY[answer.verdict],
    facets,
    whole: whole(true),
    declared: whole(false),
    assigned,
  };
}

function assignedView(answer: AccessAnswer): View['assigned'] {
  const certain = certaintyOf(answer);
  // Who assigns chooses: a second policy on the same terms gives nothing.
  const ways = (people: boolean) =>
    sorted([...new Set(answer.ways.map((way) => canonicalJson(declaredView(way, people))))]);
  return { certain, whole: ways(true), declared: ways(false) };
}

function certaintyOf({ verdict, automatic }: AccessAnswer): number {
  if (verdict === 'yes' || automatic.some(({ certain }) => certain)) return 2;
  return verdict === 'no' && automatic.length === 0 ? 0 : 1;
}

const CERTAINTY = { no: 0, unknown: 1, yes: 2 } as const;

const sorted = (texts: readonly string[]) => canonicalJson([...texts].sort());

/** By facet where there is one way in; where there are several they are told together. */
function facetsOf(ways: readonly Way[]): Record<string, string> {
  const [way, ...others] = ways.map((each) => termsView(each));
  if (way === undefined) return {};
  if (others.length > 0) return { several: sorted([way, ...others].map((each) => canonicalJson(each))) };
  return Object.fromEntries(
    Object.entries(way).map(([facet, value]) => [facet, canonicalJson(value ?? null)]),
  );
}

function termsView({ terms }: Way): JsonObject {
  return {
    ...fixedView(terms),
    approval: terms.approval.map(stageView),
    extension: [terms.extension, terms.extensionApproval.map(stageView)],
  };
}

/** Also who would decide if others were not there; without `people` not whom that makes today. */
function declaredView({ terms }: Way, people: boolean): JsonObject {
  const lists = (stages: readonly StageAnswer[]) =>
    stages.map((stage): JsonValue => [
      people ? stageView(stage) : withoutPeople(stage),
      ...[stage.primary, stage.fallback, stage.escalation?.primary, stage.escalation?.fallback].map((list) =>
        named(list, people),
      ),
    ]);
  const extension = [terms.extension, ...lists(terms.extensionApproval)];
  return { ...fixedView(terms), approval: lists(terms.approval), extension };
}

function withoutPeople({ from, escalation, ...stage }: StageAnswer): JsonValue {
  return {
    ...{ from, after: escalation?.after ?? null, denial: stage.automaticDenialAfter },
    justification: stage.approverJustification,
  };
}

/** Who is named: those who count, those who do not (told apart with `people`), and those of whom it is not known. */
function named(list: StageAnswer['primary'] | undefined, people = true): string[] {
  return [
    ...(list?.subjects ?? []).map(({ type, id }) => `${type} ${id}`),
    ...(list?.absent ?? []).map(({ type, id }) => `${people ? 'absent ' : ''}${type} ${id}`),
    ...(list?.unsure ?? []).map(({ id }) => `${id}${DOUBTED}`),
  ].sort();
}

function fixedView(terms: Terms): JsonObject {
  const { review } = terms;
  return {
    justification: terms.justification,
    questions: terms.questions.map((question) => ({ ...question })),
    duration: { ...terms.expiration },
    schedule: terms.customSchedule,
    review:
      review === undefined
        ? null
        : {
            ...{
              cycle: { ...review.cycle },
              otherwise: review.otherwise,
              justification: review.justification,
            },
            ...{ open: review.open ?? null, by: named(review.primary), fallback: named(review.fallback) },
            ...{ start: review.start ?? null, recommendations: review.recommendations },
          },
    leaving: terms.leaving === undefined ? null : { ...terms.leaving },
    grants: [...new Set(terms.grants.map(({ resourceId, role }) => `${resourceId} ${role}`))].sort(),
  };
}

function stageView({ from, approvers, escalation, ...stage }: StageAnswer): JsonValue {
  return {
    ...{ from, people: approvers.people, open: approvers.unknown.length },
    escalation:
      escalation === undefined
        ? null
        : [escalation.after, escalation.approvers.people, escalation.approvers.unknown.length],
    justification: stage.approverJustification,
    denial: stage.automaticDenialAfter,
  };
}

/** Ends a duty of someone of whom it is not known whether they can sign in. */
export const DOUBTED = '?';

/**
 * What people can do about the access of others, as `capability address role` by the id of the person, or by what stands
 * for people that only a request tells. Read from the attributes, past the analysis.
 */
export function dutiesIn({ resources, facts }: Side): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (who: string, duty: string) => {
    const known = found.get(who);
    if (known === undefined) found.set(who, new Set([duty]));
    else known.add(duty);
  };
  const principal = (id: string, duty: string) => {
    for (const member of facts.groups.get(id)?.members ?? [id]) {
      const standing = standingOf(resources, facts, member);
      if (standing !== 'cannot') add(member, standing === 'can' ? duty : `${duty}${DOUBTED}`);
    }
  };
  const subjects = (value: JsonValue | undefined, duty: string) => {
    for (const subject of objectsOf(value)) {
      const id =
        asString(subject['userId']) ??
        asString(subject['groupId']) ??
        asString(subject['servicePrincipalId']);
      if (id !== undefined) principal(id, duty);
      else add(`${String(subject['@odata.type'])} ${String(subject['managerLevel'] ?? '')}`.trim(), duty);
    }
  };
  const packages = new Map<string, string[]>();
  for (const { kind, address, attributes } of resources)
    if (kind === 'accessPackage') {
      const catalog = asString(attributes['catalog']) ?? '';
      packages.set(catalog, [...(packages.get(catalog) ?? []), address]);
    }
  for (const { kind, attributes } of resources) {
    if (kind === 'policy') policyDuties(attributes, { subjects, add, refuses: refusing(resources) });
    if (kind === 'tenantRole')
      principal(String(attributes['principal']), `administer tenant ${String(attributes['role'])}`);
    if (kind !== 'catalogRole') continue;
    const [catalog = '', who = '', role = ''] = ['catalog', 'principal', 'role'].map((name) =>
      asString(attributes[name]),
    );
    for (const about of [catalog, ...(packages.get(catalog) ?? [])])
      for (const each of [role, ...(WITHIN[role] ?? [])]) principal(who, `administer ${about} ${each}`);
  }
  return found;
}

/** Roles on a catalog that a role holds within it. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  owner: ['accessPackageManager', 'accessPackageAssignmentManager', 'reader'],
  accessPackageManager: ['reader'],
  accessPackageAssignmentManager: ['reader'],
};

type Listed = (value: JsonValue | undefined, duty: string) => void;

/** Where people are noted with what they can do. */
interface Notes {
  readonly subjects: Listed;
  readonly add: (who: string, duty: string) => void;
  readonly refuses: (policy: JsonObject) => boolean;
}

function policyDuties(policy: JsonObject, { subjects, add, refuses }: Notes): void {
  const about = String(policy['accessPackage']);
  const member = (of: JsonObject, name: string): JsonObject => {
    const value = of[name];
    return isObject(value) ? value : {};
  };
  const approval = member(policy, 'requestApprovalSettings');
  if (approval['isApprovalRequiredForAdd'] === true || approval['isApprovalRequiredForUpdate'] === true)
    for (const stage of objectsOf(approval['stages'])) {
      for (const list of ['primaryApprovers', 'fallbackPrimaryApprovers'])
        subjects(stage[list], `approve ${about} ${list}`);
      if (stage['isEscalationEnabled'] === true)
        for (const list of ['escalationApprovers', 'fallbackEscalationApprovers'])
          subjects(stage[list], `approve ${about} ${list}`);
    }
  const review = member(policy, 'reviewSettings');
  if (policy['reviewSettings'] !== null && review['isEnabled'] !== false) {
    for (const list of ['primaryReviewers', 'fallbackReviewers'])
      subjects(review[list], `review ${about} ${list}`);
    if (review['isSelfReview'] === true) add('holder', `review ${about} primaryReviewers`);
  }
  // Nobody requests what is assigned by rule.
  if (member(policy, 'automaticRequestSettings')['requestAccessForAllowedTargets'] === true) return;
  const requestor = member(policy, 'requestorSettings');
  for (const verb of ['Add', 'Update', 'Remove'])
    if (requestor[`enableOnBehalfRequestorsTo${verb}Access`] === true && !(verb === 'Add' && refuses(policy)))
      subjects(requestor['onBehalfRequestors'], `requestFor ${about} ${verb}`);
}

/** Whether a policy is for nobody, or a package and its catalog refuse everyone whom it is for. */
export function refusing(resources: readonly AccessResource[]): (policy: JsonObject) => boolean {
  const byAddress = new Map(resources.map(({ address, attributes }) => [address, attributes]));
  return (policy) => {
    const made = byAddress.get(asString(policy['accessPackage']) ?? '') ?? {};
    const catalog = byAddress.get(asString(made['catalog']) ?? '') ?? {};
    const isOutside = /External|Organization/.test(asString(policy['allowedTargetScope']) ?? '');
    const excluded = made['incompatibleGroups'];
    const targets = objectsOf(policy['specificAllowedTargets']).map((each) => each['groupId']);
    return (
      policy['allowedTargetScope'] === 'notSpecified' ||
      catalog['state'] !== 'published' ||
      (isOutside && catalog['isExternallyVisible'] === false) ||
      (targets.length > 0 && targets.every((id) => isList(excluded) && excluded.some((each) => each === id)))
    );
  };
}
