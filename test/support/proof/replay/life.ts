/**
 * What becomes of one person and one package in the embedded tenant, as values: whether and how it is offered, who decides,
 * and, with the clock advanced, what they hold, until when, who reviews it, and what becomes of them after.
 */
import type { JsonObject, JsonValue } from '../../../../src/model/value.ts';
import { asString, canonicalJson, isObject, objectsOf } from '../../../../src/model/value.ts';
import type { Tenant } from '../../../../src/tenant/open.ts';
import type { Asking } from '../../agreement.ts';
import { advance, approversOf, call, EM, list, openStage } from '../../agreement.ts';
import { USER_PROPERTIES } from '../../user-properties.ts';
import { withoutNames } from '../tenant-panel.ts';

/** The packages that a requestor is shown. */
const SHOWN = `${EM}/accessPackages/filterByCurrentUser(on='allowedRequestor')?$top=999`;

/** How long after each other the life is looked at: past escalations and denials, reviews, and ends. */
const STEPS = ['P1D', 'P2D', 'P5D', 'P7D', 'P16D', 'P20D', 'P40D'];
/** The same after the end. */
const AFTER = ['PT1H', 'P1D', 'P7D', 'P23D', 'P40D'];

/** One person and one package on one side; each question is asked once, and only if it is asked. */
export class Life {
  /** Ids of all who could approve some stage, as far as was asked. */
  readonly approvers = new Set<string>();
  /** Ids of all who could review, as far as was asked. */
  readonly reviewers = new Set<string>();
  private readonly known = new Map<string, Promise<string>>();
  private readonly tenant: Tenant;
  private readonly asking: Asking;
  private readonly packageId: string;

  constructor(tenant: Tenant, asking: Asking, packageId: string) {
    this.tenant = tenant;
    this.asking = asking;
    this.packageId = packageId;
  }

  private once(what: string, ask: () => Promise<unknown>): Promise<string> {
    const known = this.known.get(what) ?? ask().then((value) => canonicalJson(value as JsonValue));
    this.known.set(what, known);
    return known;
  }

  /** What they are offered, or why nothing is. */
  offer(): Promise<string> {
    return this.once('offer', async () => {
      const { code, ways } = await this.offered();
      const shown = await call(this.tenant, 'GET', SHOWN, undefined, this.asking.headers);
      const isShown = objectsOf(shown.body['value']).some(({ id }) => id === this.packageId);
      return [isShown, code === '' ? ways.map((way) => canonicalJson(withoutNames(way))).sort() : code];
    });
  }

  /** Whether they can request it, or get it by rule. */
  async isLetIn(): Promise<boolean> {
    return (await this.offered()).ways.length > 0 || (await this.own(await this.soon())).length > 0;
  }

  /** What becomes of requests through each policy that is offered. */
  request(): Promise<string> {
    return this.once('request', async () => {
      const lives: string[] = [];
      for (const way of (await this.offered()).ways) lives.push(canonicalJson(await this.through(way)));
      return lives.sort();
    });
  }

  /** What becomes of what an administrator assigns; `[]` where no policy allows that. */
  assign(): Promise<string> {
    return this.once('assign', async () => [...new Set(await this.assigned())].sort());
  }

  /** What becomes of what they hold already, or get by rule. */
  receive(): Promise<string> {
    return this.once('receive', async () => {
      const later = await this.soon();
      return (await this.own(later)).length === 0 ? [] : this.holds(later);
    });
  }

  /** Once rules have been looked at. */
  private async soon(): Promise<Tenant> {
    const later = this.tenant.fork();
    await advance(later, 'PT5M');
    return later;
  }

  private async offered(): Promise<{ code: string; ways: readonly JsonObject[] }> {
    const at = `${EM}/accessPackages/${this.packageId}/getApplicablePolicyRequirements`;
    const { code, body } = await call(this.tenant, 'POST', at, {}, this.asking.headers);
    return { code, ways: code === '' ? objectsOf(body['value']) : [] };
  }

  private async through(requirement: JsonObject): Promise<JsonValue> {
    const policyId = String(requirement['policyId']);
    const { body: policy } = await call(
      this.tenant,
      'GET',
      `${EM}/assignmentPolicies/${policyId}?$expand=questions`,
    );
    const answers = objectsOf(policy['questions']).map((question) => ({
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value: 'A1',
      answeredQuestion: { id: question['id'] ?? null },
    }));
    const assignment = { accessPackageId: this.packageId, assignmentPolicyId: policyId };
    const body = { requestType: 'userAdd', assignment, justification: 'Because', answers };
    const waiting = this.tenant.fork();
    const made = await call(waiting, 'POST', `${EM}/assignmentRequests`, body, this.asking.headers);
    if (made.code !== '') return [withoutNames(requirement), made.code];
    const granted = waiting.fork();
    const decided = await this.decide(granted, made.body);
    return [
      withoutNames(requirement),
      await this.waits(waiting, made.body),
      decided,
      await this.holds(granted),
    ];
  }

  /** Nobody answers. */
  private async waits(tenant: Tenant, request: JsonObject): Promise<JsonValue> {
    const seen: JsonValue[] = [];
    for (const step of STEPS.slice(0, 5)) {
      const stage = await openStage(tenant, request);
      for (const id of approversOf(stage)) this.approvers.add(id);
      seen.push([approversOf(stage), await stateOf(tenant, request)]);
      if (stage === undefined) break;
      await advance(tenant, step);
    }
    return seen;
  }

  /** Somebody approves each stage as long as there is somebody. */
  private async decide(tenant: Tenant, request: JsonObject): Promise<JsonValue> {
    const seen: JsonValue[] = [];
    for (
      let stage = await openStage(tenant, request);
      stage !== undefined;
      stage = await openStage(tenant, request)
    ) {
      const approvers = approversOf(stage);
      for (const id of approvers) this.approvers.add(id);
      seen.push(approvers);
      const [first] = approvers;
      if (first === undefined) break;
      const at = `${EM}/accessPackageAssignmentApprovals/${String(request['id'])}/stages/${String(stage['id'])}`;
      const plain = { reviewResult: 'Approve', justification: '' };
      const by = { 'x-entente-user': first };
      const { code } = await call(tenant, 'PATCH', at, plain, by);
      seen.push(code);
      if (code !== '') await call(tenant, 'PATCH', at, { ...plain, justification: 'Known' }, by);
    }
    return seen;
  }

  /** What they hold from now on. */
  private async holds(tenant: Tenant): Promise<JsonValue> {
    const [first] = await this.own(tenant);
    if (first === undefined) return 'nothing';
    const begun = [first['state'] ?? null, endOf(first['schedule']), await this.memberships(tenant)];
    const [extended, lapsed] = [await this.extended(tenant.fork()), await this.lapses(tenant.fork(), first)];
    const reviews: JsonValue[] = [];
    for (const step of STEPS) {
      await advance(tenant, step);
      const [own] = await this.own(tenant);
      reviews.push([
        own?.['state'] ?? null,
        own === undefined ? null : await this.reviewed(tenant, String(own['id'])),
      ]);
    }
    return [begun, extended, lapsed, reviews];
  }

  /** What becomes of their account after the end, if there is one. */
  private async lapses(tenant: Tenant, { schedule }: JsonObject): Promise<JsonValue> {
    const end = endOf(schedule);
    const at = isObject(end) ? asString(end['endDateTime']) : undefined;
    if (at === undefined) return null;
    const { body } = await call(tenant, 'GET', '/entente/clock');
    const left = Date.parse(at) - Date.parse(String(body['currentDateTime']));
    await advance(tenant, `PT${Math.max(1, Math.ceil(left / 1000))}S`);
    const seen: JsonValue[] = [];
    for (const step of AFTER) {
      await advance(tenant, step);
      seen.push((await this.user(tenant))?.['accountEnabled'] ?? 'not there');
    }
    return seen;
  }

  private async user(tenant: Tenant): Promise<JsonObject | undefined> {
    const { id, mail } = this.asking.person;
    return (await list(tenant, `/users?$top=999&$select=${USER_PROPERTIES}`)).find(
      (row) =>
        row['id'] === id ||
        (mail !== undefined && asString(row['mail'])?.toLowerCase() === mail.toLowerCase()),
    );
  }

  private async own(tenant: Tenant): Promise<readonly JsonObject[]> {
    const { mail = '', id, userPrincipalName = '' } = this.asking.person;
    const all = await list(tenant, `${EM}/assignments?$expand=target,accessPackage&$top=999`);
    return all.filter(
      ({ target, accessPackage }) =>
        isObject(target) &&
        isObject(accessPackage) &&
        accessPackage['id'] === this.packageId &&
        (target['objectId'] === id ||
          [mail, userPrincipalName].includes(String(target['email']).toLowerCase())),
    );
  }

  /** Roles of groups and applications. */
  private async memberships(tenant: Tenant): Promise<JsonValue> {
    const user = await this.user(tenant);
    if (user === undefined) return 'not there';
    const groups: string[] = [];
    for (const { id: group } of await list(tenant, '/groups?$top=999'))
      for (const role of ['members', 'owners'])
        if (
          (await list(tenant, `/groups/${String(group)}/${role}`)).some((each) => each['id'] === user['id'])
        )
          groups.push(`${String(group)} ${role}`);
    const apps = await list(tenant, `/users/${String(user['id'])}/appRoleAssignments`);
    const roles = apps.map(({ resourceId, appRoleId }) =>
      canonicalJson([resourceId ?? null, appRoleId ?? null]),
    );
    return [...groups, ...roles].sort();
  }

  private async extended(tenant: Tenant): Promise<JsonValue> {
    const [own] = await this.own(tenant);
    if (own === undefined) return null;
    await advance(tenant, 'P1D');
    const body = {
      requestType: 'userUpdate',
      assignment: { id: own['id'] ?? null },
      justification: 'Longer',
    };
    const made = await call(tenant, 'POST', `${EM}/assignmentRequests`, body, this.asking.headers);
    if (made.code !== '') return made.code;
    return [made.body['state'] ?? null, approversOf(await openStage(tenant, made.body))];
  }

  /** Who can review it today. */
  private async reviewed(tenant: Tenant, id: string): Promise<JsonValue> {
    const fork = tenant.fork();
    const by: string[] = [];
    for (const { id: user, mail } of await list(fork, `/users?$top=999&$select=${USER_PROPERTIES}`)) {
      const body = { decision: 'keep', justification: 'Known' };
      const headers = { 'x-entente-user': String(user) };
      const { status, code } = await call(fork, 'POST', `/entente/assignments/${id}/review`, body, headers);
      if (code === 'NoReviewOpen') return null;
      if (status !== 204) continue;
      this.reviewers.add(String(user));
      by.push(mail !== undefined && mail === this.asking.person.mail ? 'self' : String(user));
    }
    return by.sort();
  }

  /** What an administrator can assign through each policy. */
  private async assigned(): Promise<string[]> {
    const { mail, id, userPrincipalName } = this.asking.person;
    const found: string[] = [];
    for (const policy of await list(this.tenant, `${EM}/assignmentPolicies?$expand=accessPackage&$top=999`)) {
      const of = policy['accessPackage'];
      if (!isObject(of) || of['id'] !== this.packageId) continue;
      const target = id === undefined ? { email: mail ?? userPrincipalName ?? '' } : { objectId: id };
      const assignment = {
        accessPackageId: this.packageId,
        assignmentPolicyId: policy['id'] ?? null,
        target,
      };
      const fork = this.tenant.fork();
      const { code, body } = await call(fork, 'POST', `${EM}/assignmentRequests`, {
        requestType: 'adminAdd',
        assignment,
      });
      if (code !== '') continue;
      const decided = await this.decide(fork, body);
      found.push(canonicalJson([decided, await this.holds(fork)]));
    }
    return found;
  }
}

function endOf(schedule: JsonValue | undefined): JsonValue {
  return isObject(schedule) ? (schedule['expiration'] ?? null) : null;
}

async function stateOf(tenant: Tenant, request: JsonObject): Promise<JsonValue> {
  return (
    (await call(tenant, 'GET', `${EM}/assignmentRequests/${String(request['id'])}`)).body['state'] ?? null
  );
}
