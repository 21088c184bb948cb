/**
 * What becomes of one person and one package in the embedded tenant, as values: whether and how it is offered, who decides,
 * and, with the clock advanced, what they hold, until when, who reviews it, and what becomes of them after.
 */
import type { JsonObject, JsonValue } from '../../../../src/model/value.ts';
import { asString, canonicalJson, isObject, objectsOf } from '../../../../src/model/value.ts';
import type { Tenant } from '../../../../src/tenant/open.ts';
import type { Asking } from '../../agreement.ts';
import { advance, approversOf, call, EM, list, openStage } from '../../agreement.ts';
import { withoutNames } from '../tenant-panel.ts';

/** How long after each other the life is looked at: past escalations and denials, reviews, and ends. */
const STEPS = ['PT1H', 'P1D', 'P2D', 'P5D', 'P7D', 'P16D', 'P20D', 'P40D', 'P100D', 'P200D'];

export interface Life {
  /** Whether they are let in, now. */
  readonly offered: boolean;
  readonly assigned: boolean;
  readonly received: boolean;
  /** Of each verb what is seen, as text. */
  readonly request: string;
  readonly assign: string;
  readonly receive: string;
  /** Ids of all who could approve some stage at some time. */
  readonly approvers: ReadonlySet<string>;
  /** Ids of all who could review at some time. */
  readonly reviewers: ReadonlySet<string>;
}

export async function lifeOf(tenant: Tenant, asking: Asking, packageId: string): Promise<Life> {
  return new Living(tenant, asking, packageId).life();
}

class Living {
  private readonly approvers = new Set<string>();
  private readonly reviewers = new Set<string>();
  private readonly tenant: Tenant;
  private readonly asking: Asking;
  private readonly packageId: string;

  constructor(tenant: Tenant, asking: Asking, packageId: string) {
    this.tenant = tenant;
    this.asking = asking;
    this.packageId = packageId;
  }

  async life(): Promise<Life> {
    const offered = await this.offered();
    const requests = offered.ways.map((way) => this.request(way));
    const assigned = await this.assigned();
    const received = await this.received();
    const { approvers, reviewers } = this;
    return {
      offered: offered.ways.length > 0,
      assigned: assigned.length > 0,
      received: received.length > 0,
      request: canonicalJson([offered.code, await sortedAll(requests)]),
      assign: canonicalJson([...new Set(assigned)].sort()),
      receive: canonicalJson(received),
      ...{ approvers, reviewers },
    };
  }

  private async offered(): Promise<{ code: string; ways: readonly JsonObject[] }> {
    const at = `${EM}/accessPackages/${this.packageId}/getApplicablePolicyRequirements`;
    const { code, body } = await call(this.tenant, 'POST', at, {}, this.asking.headers);
    return { code, ways: code === '' ? objectsOf(body['value']) : [] };
  }

  private async request(requirement: JsonObject): Promise<JsonValue> {
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
    for (const step of STEPS.slice(0, 6)) {
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
    const seen: JsonValue[] = [await this.extended(tenant.fork())];
    for (const step of STEPS) {
      const own = await this.ownAssignments(tenant);
      seen.push([
        own.map(({ state, schedule }) => [state ?? null, endOf(schedule)]),
        await this.standing(tenant),
      ]);
      if (own.length === 0) break;
      for (const { id } of own) seen.push(await this.reviewed(tenant, String(id)));
      await advance(tenant, step);
    }
    return seen;
  }

  private async ownAssignments(tenant: Tenant): Promise<readonly JsonObject[]> {
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

  /** Whether the account is there and enabled, and the groups it is in. */
  private async standing(tenant: Tenant): Promise<JsonValue> {
    const { id, mail } = this.asking.person;
    const user = (await list(tenant, '/users?$top=999')).find(
      (row) =>
        row['id'] === id ||
        (mail !== undefined && asString(row['mail'])?.toLowerCase() === mail.toLowerCase()),
    );
    if (user === undefined) return 'not there';
    const groups: string[] = [];
    for (const { id: group } of await list(tenant, '/groups?$top=999'))
      for (const role of ['members', 'owners'])
        if (
          (await list(tenant, `/groups/${String(group)}/${role}`)).some((each) => each['id'] === user['id'])
        )
          groups.push(`${String(group)} ${role}`);
    const apps = await call(tenant, 'GET', `/users/${String(user['id'])}/appRoleAssignments`);
    const roles = objectsOf(apps.body['value']).map(({ resourceId, appRoleId }) => [
      resourceId ?? null,
      appRoleId ?? null,
    ]);
    return [user['accountEnabled'] ?? null, groups.sort(), roles];
  }

  private async extended(tenant: Tenant): Promise<JsonValue> {
    const [own] = await this.ownAssignments(tenant);
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
    for (const { id: user, mail } of await list(fork, '/users?$top=999')) {
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

  private async received(): Promise<readonly JsonValue[]> {
    const later = this.tenant.fork();
    await advance(later, 'PT5M');
    const own = await this.ownAssignments(later);
    return own.length === 0 ? [] : [own.map(({ state }) => state ?? null), await this.holds(later)];
  }
}

async function sortedAll(values: readonly Promise<JsonValue>[]): Promise<string[]> {
  return (await Promise.all(values)).map((value) => canonicalJson(value)).sort();
}

function endOf(schedule: JsonValue | undefined): JsonValue {
  return isObject(schedule) ? (schedule['expiration'] ?? null) : null;
}

async function stateOf(tenant: Tenant, request: JsonObject): Promise<JsonValue> {
  return (
    (await call(tenant, 'GET', `${EM}/assignmentRequests/${String(request['id'])}`)).body['state'] ?? null
  );
}
