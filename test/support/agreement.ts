/**
 * The analysis of access and the embedded tenant, side by side: for one world, everybody asks for every package, in
 * reality and in theory. The two share no code; where they differ, one of them is wrong.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { answerFor, createAccessModel } from '../../src/access/index.ts';
import type {
  AccessAnswer,
  AccessModel,
  AccessResource,
  DirectoryFacts,
  OuterDoor,
  Person,
  Reason,
  StageAnswer,
  Way,
} from '../../src/access/index.ts';
import { collaborationsOf, invites } from '../../src/access/facts/outer-door.ts';
import { matchesRule } from '../../src/access/facts/membership-rule.ts';
import { readOuterDoor } from '../../src/engine/access/outer-door.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import type { GraphReader } from '../../src/graph/port.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { asString, isObject, objectsOf } from '../../src/model/value.ts';
import { resolveDesired } from '../../src/refresh/desired.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { fetchFrom } from './tenant-fetch.ts';
import { temporaryFolder } from './cli.ts';
import { createEngine, desiredOf } from './engine.ts';
import type { World } from './world-arbitrary.ts';
import { USER_PROPERTIES } from './user-properties.ts';

export const EM = '/identityGovernance/entitlementManagement';
const NOW = '2026-01-01T00:00:00.000Z';
const DAY = 86_400_000;

/** How often what was seen, so that a run shows that it has met every trap. */
export interface Tally {
  /** Pairs of a person and a package: each is one real request. */
  requests: number;
  readonly seen: Map<string, number>;
}

/** What a long run has to meet, or it proves less than it says. */
export const TRAPS: readonly string[] = [
  ...['offered', 'catalogUnpublished', 'accountDisabled', 'catalogNotVisible', 'domainNotInvited'].map(
    (reason) => `reason ${reason}`,
  ),
  ...['crossTenantAccessBlocked', 'invitationsNotAllowed'].map((reason) => `reason ${reason}`),
  ...['incompatible', 'holdsAlready', 'noPolicy'].map((reason) => `reason ${reason}`),
  ...['specificDirectoryUsers', 'allMemberUsers', 'allDirectoryUsers'].map((scope) => `scope ${scope}`),
  'scope specificConnectedOrganizationUsers',
  'scope allConfiguredConnectedOrganizationUsers',
  'scope allExternalUsers',
  ...['newcomer', 'Guest', 'Member'].map((type) => `offered to a ${type}`),
  ...['primary', 'fallback', 'nobody'].map((from) => `approvers ${from}`),
  ...['internalSponsors', 'externalSponsors', 'requestorManager', 'groupMembers'].map((type) => `by ${type}`),
  ...['several policies', 'own approver', 'escalation', 'questions', 'delivered', 'automatic'],
  ...['duration', 'endDateTime', 'never'].map((kind) => `expiration ${kind}`),
  ...['extension allowed', 'extension refused', 'extension approved'],
  ...['none', 'blockSignIn', 'blockSignInAndDelete'].map((action) => `lapse ${action}`),
];

export const newTally = (): Tally => ({ requests: 0, seen: new Map() });

/** Graph's error code of each reason to say no. */
const CODES: Partial<Record<Reason, string>> = {
  catalogUnpublished: 'CatalogNotPublished',
  accountDisabled: 'AccountDisabled',
  catalogNotVisible: 'CatalogNotExternallyVisible',
  crossTenantAccessBlocked: 'CrossTenantAccessBlocked',
  invitationsNotAllowed: 'InvitationsNotAllowed',
  domainNotInvited: 'DomainNotAllowed',
  incompatible: 'IncompatibleAccess',
  holdsAlready: 'ExistingGrant',
  noPolicy: 'NoPolicyApplies',
};

export interface Answered {
  readonly status: number;
  readonly code: string;
  readonly body: JsonObject;
}

/** Somebody who asks: as the analysis knows them, and as the tenant is told who they are. */
export interface Asking {
  readonly person: Person;
  readonly headers: Readonly<Record<string, string>>;
}

export async function call(
  tenant: Tenant,
  method: string,
  at: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const { status, text } = await fetchFrom(tenant, `/v1.0${at}`, init);
  const answer = (text === '' ? {} : JSON.parse(text)) as JsonObject;
  const error = answer['error'];
  return { status, code: isObject(error) ? String(error['code']) : '', body: answer };
}

export async function list(tenant: Tenant, at: string): Promise<readonly JsonObject[]> {
  return objectsOf((await call(tenant, 'GET', at)).body['value']);
}

/** A world that has been made, with what both sides know of it. */
interface Made {
  readonly resources: readonly AccessResource[];
  readonly tenant: Tenant;
  readonly model: AccessModel;
  readonly idOf: ReadonlyMap<string, string>;
  readonly requestors: readonly Asking[];
  readonly policyNames: ReadonlyMap<string, string>;
}

/** Everything in which the two differ, one line each; nothing when they agree. */
export async function compareWorld(world: World, tally: Tally): Promise<string[]> {
  const folder = temporaryFolder();
  const tenant = await openTenant({ seed: world.directory, now: () => new Date(NOW) });
  try {
    const made = await makeWorld(world, tenant, path.join(folder, 'state.json'));
    const faults: string[] = [];
    for (const asking of made.requestors) {
      for (const address of made.model.packages.keys()) {
        tally.requests += 1;
        const found = await new Comparison(made, asking, address, tally).run();
        faults.push(...found.map((fault) => `${asking.person.label} → ${address}: ${fault}`));
      }
    }
    faults.push(...(await compareAutomatic(made, tally)));
    return faults;
  } finally {
    await tenant.close();
    rmSync(folder, { recursive: true });
  }
}

/** A world in which single requests are tried. */
export interface Played {
  readonly tenant: Tenant;
  readonly idOf: (address: string) => string;
  /** What becomes of a request, of which nothing is left: as the tenant answers it now, and as the analysis says. */
  request(who: string, key: string): Promise<{ readonly tenant: string; readonly access: string }>;
}

/** Makes a world for scenes; everything is asked anew each time, so what happens in the tenant counts. */
export async function playWorld(world: World, tenant: Tenant, stateFile: string): Promise<Played> {
  const made = await makeWorld(world, tenant, stateFile);
  const { invitationDomains } = world.directory.tenant;
  return {
    tenant,
    idOf: (address) => made.idOf.get(address) ?? '',
    async request(who, key) {
      const facts = await factsOf(world, tenant, made.idOf);
      const asking = requestorsOf(world, facts).find(({ person: { mail, userPrincipalName } }) =>
        [mail, userPrincipalName].includes(who),
      );
      if (asking === undefined) throw new Error(`${who} is not in this world`);
      const address = `accessPackage.${key}`;
      const { currentDateTime } = (await call(tenant, 'GET', '/entente/clock')).body;
      const now = Date.parse(String(currentDateTime));
      const { resources } = made;
      const model = createAccessModel({ resources, directory: facts, invitationDomains, now });
      const answer = answerFor(model, { type: 'person', person: asking.person }, address);
      const assignment = { accessPackageId: made.idOf.get(address) };
      const body = { requestType: 'userAdd', assignment, justification: 'Because' };
      const real = await call(tenant.fork(), 'POST', `${EM}/assignmentRequests`, body, asking.headers);
      return { tenant: real.code === '' ? String(real.body['state']) : real.code, access: expected(answer) };
    },
  };
}

/** What the tenant has to answer if the analysis is right. */
function expected({ verdict, reason, ways }: AccessAnswer): string {
  if (verdict === 'unknown') return 'unknown';
  if (verdict === 'no') return CODES[reason] ?? reason;
  const [way] = ways;
  if (ways.length > 1 || way === undefined) return 'SeveralPoliciesApply';
  return way.terms.approval.length > 0 ? 'pendingApproval' : 'delivered';
}

async function makeWorld(world: World, tenant: Tenant, stateFile: string): Promise<Made> {
  const engine = createEngine(tenant, stateFile);
  const desired = desiredOf(world.document);
  const { summary, events } = await engine.apply(desired);
  if (summary.failed + summary.skipped > 0) throw new Error(JSON.stringify(events));
  const state = (await engine.state.read())?.resources ?? [];
  const idOf = new Map(state.map(({ address, id }) => [address, id]));
  const { document, declarations, wants } = desired;
  const directory = createDirectory(engine.graph);
  const resolved = await resolveDesired({ document, declarations, wants, directory });
  await hold(world, tenant, idOf);
  const hidden = world.hiddenLater.map((key) => `catalog.${key}`);
  for (const address of hidden)
    await call(tenant, 'PATCH', `${EM}/catalogs/${idOf.get(address) ?? ''}`, { isExternallyVisible: false });
  const resources = resolved.desired.map((resource) =>
    hidden.includes(resource.address)
      ? { ...resource, attributes: { ...resource.attributes, isExternallyVisible: false } }
      : resource,
  );
  const facts = await factsOf(world, tenant, idOf);
  return {
    resources,
    tenant,
    model: createAccessModel({
      resources,
      directory: facts,
      invitationDomains: world.directory.tenant.invitationDomains,
      outerDoor: await outerDoorOf(world, tenant, engine.graph),
    }),
    idOf,
    requestors: requestorsOf(world, facts),
    policyNames: new Map([...idOf].map(([address, id]) => [id, address])),
  };
}

/** Sets the outer door in the tenant, and reads it as a command does. */
async function outerDoorOf(
  { outerDoor }: World,
  tenant: Tenant,
  graph: GraphReader,
): Promise<OuterDoor | undefined> {
  if (outerDoor === undefined) return undefined;
  const policy = '/policies/crossTenantAccessPolicy';
  const { default: values, partners, allowInvitesFrom, unread } = outerDoor;
  if (values !== undefined)
    await call(tenant, 'PATCH', `${policy}/default`, { b2bCollaborationInbound: values });
  for (const { tenantId, inbound } of partners)
    await call(tenant, 'POST', `${policy}/partners`, {
      tenantId,
      ...(inbound !== undefined && { b2bCollaborationInbound: inbound }),
    });
  await call(tenant, 'PATCH', '/policies/authorizationPolicy', { allowInvitesFrom });
  if (unread) return { home: '', crossTenantAccess: undefined, allowInvitesFrom: undefined };
  return readOuterDoor(graph, String((await list(tenant, '/organization'))[0]?.['id']));
}

/** What is refused is not held. */
export async function hold(world: World, tenant: Tenant, idOf: ReadonlyMap<string, string>): Promise<void> {
  for (const { package: key, who } of world.held) {
    const assignment = {
      accessPackageId: idOf.get(`accessPackage.${key}`),
      assignmentPolicyId: idOf.get(`policy.direct${key.slice(1)}`),
      target: { email: who },
    };
    await call(tenant, 'POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
  }
}

/** The directory as Graph tells it, with what Graph does not tell: how people sign in. */
export async function factsOf(
  world: World,
  tenant: Tenant,
  idOf: ReadonlyMap<string, string>,
): Promise<DirectoryFacts> {
  const addressOf = new Map([...idOf].map(([address, id]) => [id, address]));
  const assignments = await list(tenant, `${EM}/assignments?$expand=target,accessPackage&$top=999`);
  const holds = (userId: string) =>
    assignments.flatMap(({ target, accessPackage, state }) =>
      state !== 'expired' && isObject(target) && target['objectId'] === userId && isObject(accessPackage)
        ? [addressOf.get(String(accessPackage['id'])) ?? '']
        : [],
    );
  const signIns = new Map((world.directory.users ?? []).map((user) => [user.mail, user.signIn]));
  const users = new Map<string, Person>();
  for (const row of await list(tenant, `/users?$top=999&$select=${USER_PROPERTIES}`)) {
    const id = String(row['id']);
    const manager = await call(tenant, 'GET', `/users/${id}/manager`);
    const signIn = signIns.get(asString(row['mail']));
    users.set(id, {
      id,
      label: asString(row['mail']) ?? id,
      userType: row['userType'] === 'Member' ? 'Member' : 'Guest',
      accountEnabled: row['accountEnabled'] === true,
      mail: asString(row['mail']) ?? '',
      userPrincipalName: asString(row['userPrincipalName']) ?? '',
      manager: manager.status === 200 ? String(manager.body['id']) : null,
      holds: holds(id),
      properties: { department: null, ...row },
      ...(signIn !== undefined && { signIn: signIn as Person['signIn'] & object }),
    });
  }
  const domains = (world.directory.organizations ?? []).flatMap(({ tenantId = '', domains: names }) =>
    names.map((name): [string, string] => [name, tenantId]),
  );
  return {
    users,
    groups: await groupsOf(tenant, users),
    tenantOfDomain: new Map(domains),
    complete: true,
  };
}

async function groupsOf(
  tenant: Tenant,
  users: ReadonlyMap<string, Person>,
): Promise<DirectoryFacts['groups']> {
  const rows = await list(tenant, '/groups?$top=999');
  const direct = new Map<string, readonly string[]>();
  for (const row of rows) {
    const rule = asString(row['membershipRule']);
    // Of a rule the analysis makes its own mind up; one that it does not understand leaves the listed members, none.
    const matching = [...users.values()].filter(
      ({ properties }) => rule !== undefined && matchesRule(rule, properties) === 'yes',
    );
    const listed = async () =>
      (await list(tenant, `/groups/${String(row['id'])}/members`)).map(({ id }) => String(id));
    direct.set(String(row['id']), rule === undefined ? await listed() : matching.map(({ id }) => id ?? ''));
  }
  const within = (id: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (!seen.has(id)) {
      seen.add(id);
      for (const member of direct.get(id) ?? []) within(member, seen);
    }
    return seen;
  };
  return new Map(
    rows.map((row) => {
      const id = String(row['id']);
      return [
        id,
        { label: String(row['displayName']), members: [...within(id)].filter((member) => users.has(member)) },
      ];
    }),
  );
}

export function requestorsOf(world: World, { users }: DirectoryFacts): Asking[] {
  const known = [...users.values()].map((person): Asking => ({
    person,
    headers: { 'x-entente-user': person.id ?? '' },
  }));
  const newcomers = world.newcomers.map(newcomer);
  return [
    ...known.map((asking) => ({
      ...asking,
      headers: { ...asking.headers, 'x-entente-accept-privacy': 'true' },
    })),
    ...newcomers,
  ];
}

/** Somebody who is not in the directory yet. */
export function newcomer({ mail, signIn }: World['newcomers'][number]): Asking {
  return {
    person: { label: mail, mail: mail.toLowerCase(), ...(signIn !== undefined && { signIn }) },
    headers: {
      'x-entente-user': mail,
      'x-entente-accept-privacy': 'true',
      ...(signIn !== undefined && { 'x-entente-sign-in': JSON.stringify(signIn) }),
    },
  };
}

/** Whether the analysis does not know all of the outer door: it was not told, or single users are named. */
function isDoubtful({ outerDoor }: AccessModel): boolean {
  if (outerDoor === undefined) return false;
  return [invites(outerDoor), ...collaborationsOf(outerDoor)].some(({ passes }) => passes === 'unknown');
}

const AT_THE_DOOR = ['CrossTenantAccessBlocked', 'InvitationsNotAllowed'];

/** One person and one package. */
class Comparison {
  private readonly faults: string[] = [];
  private readonly made: Made;
  private readonly asking: Asking;
  private readonly address: string;
  private readonly tally: Tally;

  constructor(made: Made, asking: Asking, address: string, tally: Tally) {
    this.made = made;
    this.asking = asking;
    this.address = address;
    this.tally = tally;
  }

  async run(): Promise<readonly string[]> {
    const { model, tenant } = this.made;
    const answer = answerFor(model, { type: 'person', person: this.asking.person }, this.address);
    this.saw(`reason ${answer.reason}`);
    if (answer.verdict === 'unknown') return [];
    if (answer.verdict === 'no') {
      const { code, body } = await this.ask(tenant.fork());
      // What is not known does not decide, and what is refused for another reason is refused.
      if (isDoubtful(model) && AT_THE_DOOR.includes(code)) return [];
      this.same('reason', CODES[answer.reason], code === '' ? String(body['state']) : code);
      return this.faults;
    }
    if (await this.offered(answer.ways)) for (const way of answer.ways) await this.through(way);
    return this.faults;
  }

  private saw(what: string): void {
    this.tally.seen.set(what, (this.tally.seen.get(what) ?? 0) + 1);
  }

  private policyAttributes(address: string): JsonObject {
    return this.made.model.policies.get(address)?.attributes ?? {};
  }

  /** Of a stage whose people are of one kind alone it is plain which kind was resolved. */
  private sawKinds(policy: string, { index, from }: StageAnswer): void {
    const settings = this.policyAttributes(policy)['requestApprovalSettings'];
    const stage = isObject(settings) ? objectsOf(settings['stages'])[index] : undefined;
    const kinds = new Set(
      objectsOf(stage?.['primaryApprovers']).map((subject) => String(subject['@odata.type'])),
    );
    if (from === 'primary' && kinds.size === 1) for (const kind of kinds) this.saw(`by ${kind}`);
  }

  private same(what: string, access: unknown, tenant: unknown): boolean {
    const [a, b] = [JSON.stringify(access), JSON.stringify(tenant)];
    if (a !== b) this.faults.push(`${what}: access says ${a}, the tenant ${b}`);
    return a === b;
  }

  /** A real request; everything that may be wanted is given. */
  private ask(tenant: Tenant, more: JsonObject = {}, policy?: string): Promise<Answered> {
    const accessPackageId = this.made.idOf.get(this.address);
    const assignment = { accessPackageId, ...(policy !== undefined && { assignmentPolicyId: policy }) };
    const body = { requestType: 'userAdd', assignment, justification: 'Because', ...more };
    return call(tenant, 'POST', `${EM}/assignmentRequests`, body, this.asking.headers);
  }

  private async offered(ways: readonly Way[]): Promise<boolean> {
    const at = `${EM}/accessPackages/${this.made.idOf.get(this.address) ?? ''}/getApplicablePolicyRequirements`;
    const { body, code } = await call(this.made.tenant, 'POST', at, {}, this.asking.headers);
    const offered = objectsOf(body['value']).map(({ policyId }) =>
      this.made.policyNames.get(String(policyId)),
    );
    const theirs = code === '' ? offered : code;
    if (
      !this.same(
        'offered',
        ways.map(({ policy }) => policy.address),
        theirs,
      )
    )
      return false;
    if (ways.length === 1) return true;
    this.saw('several policies');
    return this.same(
      'without a choice',
      'SeveralPoliciesApply',
      (await this.ask(this.made.tenant.fork())).code,
    );
  }

  /** A request through one policy, approved stage by stage, delivered, extended, and at its end. */
  private async through({ policy, terms }: Way): Promise<void> {
    const id = this.made.idOf.get(policy.address) ?? '';
    this.saw(`scope ${this.policyAttributes(policy.address)['allowedTargetScope'] as string}`);
    this.saw(`offered to a ${this.asking.person.userType ?? 'newcomer'}`);
    const answers = await this.answers(id);
    if (terms.justification) {
      const { code } = await this.ask(this.made.tenant.fork(), { justification: '', answers }, id);
      this.same('without justification', 'JustificationRequired', code);
    }
    if (terms.questions.some(({ required }) => required)) {
      const { code } = await this.ask(this.made.tenant.fork(), {}, id);
      this.same('without answers', 'AnswerRequired', code);
      this.saw('questions');
    }
    const tenant = this.made.tenant.fork();
    const { body, code } = await this.ask(
      tenant,
      terms.justification ? { answers } : { answers, justification: '' },
      id,
    );
    if (!this.same('request', '', code)) return;
    if (terms.approval.length > 0) this.same('waits', 'pendingApproval', body['state']);
    for (const stage of terms.approval) {
      if (!(await this.decided(tenant, body, stage, policy.address))) return;
    }
    await this.delivered(tenant, body, { policy, terms });
  }

  private async answers(policyId: string): Promise<JsonObject[]> {
    const { body } = await call(
      this.made.tenant,
      'GET',
      `${EM}/assignmentPolicies/${policyId}?$expand=questions`,
    );
    return objectsOf(body['questions']).map((question) => ({
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value: 'A1',
      answeredQuestion: { id: question['id'] ?? null },
    }));
  }

  /** Compares who decides about a stage, and lets one of them approve; false when there is nobody. */
  private async decided(
    tenant: Tenant,
    request: JsonObject,
    stage: StageAnswer,
    policy: string,
  ): Promise<boolean> {
    const open = await openStage(tenant, request);
    const theirs = approversOf(open);
    if (stage.approvers.unknown.length > 0) return false;
    this.saw(`approvers ${stage.from}`);
    this.sawKinds(policy, stage);
    const own = this.asking.person.id;
    if (own !== undefined && stage.approvers.leftOut.some((reason) => reason.endsWith('is who asks')))
      this.saw('own approver');
    if (!this.same(`approvers of stage ${stage.index + 1}`, stage.approvers.people, theirs)) return false;
    await this.escalated(tenant, request, stage);
    const [first] = theirs;
    if (first === undefined) {
      await advance(tenant, stage.automaticDenialAfter);
      this.same('nobody to decide', 'denied', await stateOf(tenant, request));
      return false;
    }
    const at = `${EM}/accessPackageAssignmentApprovals/${String(request['id'])}/stages/${String(open?.['id'])}`;
    const decision = { reviewResult: 'Approve', justification: 'Known' };
    const { status } = await call(tenant, 'PATCH', at, decision, { 'x-entente-user': first });
    return this.same('approval', 204, status);
  }

  private async escalated(
    tenant: Tenant,
    request: JsonObject,
    { escalation, approvers }: StageAnswer,
  ): Promise<void> {
    if (escalation === undefined || escalation.approvers.unknown.length > 0) return;
    this.saw('escalation');
    const later = tenant.fork();
    await advance(later, escalation.after);
    const all = [...new Set([...approvers.people, ...escalation.approvers.people])].sort();
    this.same('after escalation', all, approversOf(await openStage(later, request)));
  }

  private async delivered(tenant: Tenant, request: JsonObject, { terms }: Way): Promise<void> {
    if (!this.same('state', 'delivered', await stateOf(tenant, request))) return;
    this.saw('delivered');
    const { expiration } = terms;
    this.same('end', endFrom(expiration, NOW), await this.end(tenant, request));
    this.saw(`expiration ${Object.keys(expiration)[0] ?? 'never'}`);
    await this.extended(tenant.fork(), request, terms);
    await this.lapsed(tenant, expiration, terms);
  }

  private async assignmentOf(tenant: Tenant, request: JsonObject): Promise<JsonObject> {
    const { body } = await call(
      tenant,
      'GET',
      `${EM}/assignmentRequests/${String(request['id'])}?$expand=assignment`,
    );
    return isObject(body['assignment']) ? body['assignment'] : {};
  }

  private async end(tenant: Tenant, request: JsonObject): Promise<string | null> {
    const { schedule } = await this.assignmentOf(tenant, request);
    const expiration = isObject(schedule) ? schedule['expiration'] : undefined;
    return isObject(expiration) ? (asString(expiration['endDateTime']) ?? null) : null;
  }

  private async extended(tenant: Tenant, request: JsonObject, terms: Way['terms']): Promise<void> {
    await advance(tenant, 'P1D');
    const { id } = await this.assignmentOf(tenant, request);
    const body = { requestType: 'userUpdate', assignment: { id: id ?? null }, justification: 'Longer' };
    const { body: made, code } = await call(tenant, 'POST', `${EM}/assignmentRequests`, body, {
      ...this.asking.headers,
      'x-entente-user': this.asking.person.id ?? this.asking.person.mail ?? '',
    });
    this.saw(`extension ${terms.extension ? 'allowed' : 'refused'}`);
    if (!this.same('extension', terms.extension, code === '')) return;
    if (!terms.extension) return;
    const [stage] = terms.extensionApproval;
    this.same('extension waits', stage === undefined ? 'delivered' : 'pendingApproval', made['state']);
    if (stage === undefined) {
      const tomorrow = new Date(Date.parse(NOW) + DAY).toISOString();
      this.same('end of extension', endFrom(terms.expiration, tomorrow), await this.end(tenant, request));
    } else if (stage.approvers.unknown.length === 0) {
      this.same(
        'approvers of the extension',
        stage.approvers.people,
        approversOf(await openStage(tenant, made)),
      );
      this.saw('extension approved');
    }
  }

  /** A newcomer has no other access: with its end comes what the settings say. */
  private async lapsed(
    tenant: Tenant,
    expiration: Way['terms']['expiration'],
    { lapse }: Way['terms'],
  ): Promise<void> {
    const { person } = this.asking;
    const end = endFrom(expiration, NOW);
    if (person.id !== undefined || end === null || lapse === undefined) return;
    await advance(tenant, `PT${(Date.parse(end) - Date.parse(NOW)) / 1000}S`);
    const user = (await list(tenant, `/users?$top=999&$select=${USER_PROPERTIES}`)).find(
      ({ mail }) => mail === person.mail,
    );
    const live = (await list(tenant, `${EM}/assignments?$expand=target&$top=999`)).some(
      ({ state, target }) => state !== 'expired' && isObject(target) && target['email'] === person.mail,
    );
    // A rule may have brought them something meanwhile.
    if (live) return;
    this.saw(`lapse ${lapse.action}`);
    this.same('after the last access', lapse.action === 'none', user?.['accountEnabled']);
  }
}

function endFrom({ duration, endDateTime }: Way['terms']['expiration'], start: string): string | null {
  if (endDateTime !== undefined) return new Date(endDateTime).toISOString();
  const [, count = '', unit = ''] = /^P(\d+)([DW])$/.exec(duration ?? '') ?? [];
  if (count === '') return null;
  return new Date(Date.parse(start) + Number(count) * (unit === 'W' ? 7 : 1) * DAY).toISOString();
}

export async function advance(tenant: Tenant, duration: string): Promise<void> {
  await call(tenant, 'POST', '/entente/clock', { duration });
}

async function stateOf(tenant: Tenant, request: JsonObject): Promise<unknown> {
  return (await call(tenant, 'GET', `${EM}/assignmentRequests/${String(request['id'])}`)).body['state'];
}

export async function openStage(tenant: Tenant, request: JsonObject): Promise<JsonObject | undefined> {
  const [found] = await list(tenant, `/entente/assignmentRequests?$filter=id eq '${String(request['id'])}'`);
  return objectsOf(found?.['stages']).find(({ status }) => status === 'InProgress');
}

export function approversOf(stage: JsonObject | undefined): string[] {
  return objectsOf(stage?.['approvers'])
    .map(({ id }) => String(id))
    .sort();
}

/** Whom rules give packages; those of packages that are incompatible with something depend on the order of delivery. */
async function compareAutomatic({ tenant, model, idOf, requestors }: Made, tally: Tally): Promise<string[]> {
  const later = tenant.fork();
  await advance(later, 'PT5M');
  const given = await list(later, `${EM}/assignments?$expand=target,accessPackage,assignmentPolicy&$top=999`);
  const faults: string[] = [];
  for (const { person } of requestors) {
    for (const [address, view] of model.packages) {
      const held = person.holds?.includes(address) === true;
      if (
        person.id === undefined ||
        held ||
        view.incompatiblePackages.length + view.incompatibleGroups.length > 0
      )
        continue;
      const ways = answerFor(model, { type: 'person', person }, address).automatic;
      if (ways.some(({ certain }) => !certain)) continue;
      const theirs = given.some(
        ({ target, accessPackage }) =>
          isObject(target) &&
          target['objectId'] === person.id &&
          isObject(accessPackage) &&
          accessPackage['id'] === idOf.get(address),
      );
      if (ways.length > 0) tally.seen.set('automatic', (tally.seen.get('automatic') ?? 0) + 1);
      if (theirs !== ways.length > 0)
        faults.push(
          `${person.label} → ${address}: by rule, access says ${ways.length > 0}, the tenant ${theirs}`,
        );
    }
  }
  return faults;
}
