/** Requests for roles of the directory that begin and end at a time, or that a person activates (privileged identity management). */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entityOf, isEntity, textOf } from '../json.ts';
import { addDuration, parseInstant } from '../lifecycle/time.ts';
import { isInEffect, removeHolding, roleHoldings } from '../permissions/held-roles.ts';
import type { KindName } from '../read/kind-name.ts';
import { KINDS } from '../read/kinds.ts';
import { page, plain } from '../read/render.ts';
import { instances, requests, scheduleOf, schedules } from '../read/role-kinds.ts';
import { requireMe } from '../read/roots.ts';
import { checkedBody } from '../wire/request-body.ts';
import type { Holding } from './role-routes.ts';
import { holdingIn, isSameHolding, ROLES } from './role-routes.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';

interface Family {
  readonly isEligible: boolean;
  readonly name: 'roleAssignment' | 'roleEligibility';
}

const FAMILIES: readonly Family[] = [
  { isEligible: false, name: 'roleAssignment' },
  { isEligible: true, name: 'roleEligibility' },
];

const refusal = (code: string, message: string) => new ServiceError(400, code, message);

/** From when to when, as a body says it. */
function timeIn(call: Call, body: Entity): Entity {
  const { startDateTime, expiration } = entityOf(body['scheduleInfo']);
  const { type, endDateTime, duration } = entityOf(expiration);
  const asked = parseInstant(textOf(startDateTime));
  const start = asked === undefined || asked < call.now ? call.now : asked;
  if (type === 'afterDuration')
    return { startDateTime: start, endDateTime: addDuration(start, textOf(duration)), duration };
  if (type === 'afterDateTime')
    return { startDateTime: start, endDateTime: parseInstant(textOf(endDateTime)) ?? null };
  return { startDateTime: start, endDateTime: null };
}

const ENDS = ['adminRemove', 'selfDeactivate'];
const CHANGES = ['adminUpdate', 'adminExtend', 'adminRenew', 'selfExtend', 'selfRenew'];

function found(call: Call, holding: Holding, isEligible: boolean): Entity | undefined {
  return schedules(isEligible)(call).find((row) => isSameHolding(row, holding));
}

/** What the request finds, or throws: the holding that it changes or ends, or none where it makes one. */
function concernedBy(call: Call, action: string, holding: Holding, isEligible: boolean): Entity | undefined {
  const existing = found(call, holding, isEligible);
  const isNew = !ENDS.includes(action) && !CHANGES.includes(action);
  if (isNew && existing !== undefined)
    throw refusal('RoleAssignmentExists', 'The Role assignment already exists.');
  if (!isNew && existing === undefined)
    throw refusal('RoleAssignmentDoesNotExist', 'The Role assignment does not exist.');
  return existing;
}

/** A person activates only what they are eligible for. */
function eligibilityFor(call: Call, holding: Holding): Entity {
  const eligible = roleHoldings(call.store).find(
    (row) => row['isEligible'] === true && isInEffect(row, call.now) && isSameHolding(row, holding),
  );
  if (eligible === undefined)
    throw refusal('RoleAssignmentDoesNotExist', 'The principal is not eligible for the role.');
  return eligible;
}

const activationOf = ({ id }: Entity): Entity => ({ assignmentType: 'Activated', activatedUsingId: id });

/** What a request says besides who, which and when. */
function reasonsIn(body: Entity): Entity {
  return {
    customData: body['customData'] ?? null,
    justification: body['justification'] ?? null,
    ticketInfo: { ticketNumber: null, ticketSystem: null, ...entityOf(body['ticketInfo']) },
  };
}

function creator({ caller, store }: Call): Entity {
  const person = caller.kind === 'person' ? caller.person.user : undefined;
  const id = person?.['id'] ?? store.get('meta', 'tenant')?.['callerId'] ?? null;
  const who = { displayName: null, id };
  return {
    application: person === undefined ? who : null,
    device: null,
    user: person === undefined ? null : who,
  };
}

function ask(call: Call, { isEligible, name }: Family): Answer {
  const body = checkedBody(call);
  const action = textOf(body['action']);
  if (isEligible && ['selfActivate', 'selfDeactivate'].includes(action))
    throw refusal('InvalidRoleAssignmentRequest', `An eligibility is not asked for by ${action}.`);
  const holding = holdingIn(call, body);
  const existing = concernedBy(call, action, holding, isEligible);
  const activation = action === 'selfActivate' ? activationOf(eligibilityFor(call, holding)) : {};
  const validatesOnly = body['isValidationOnly'] === true;
  const id = call.newId();
  const targetScheduleId = textOf(existing?.['id'] ?? id);
  const isOver = ENDS.includes(action);
  const time = isOver ? (existing ?? {}) : timeIn(call, body);
  const isDone = isOver || textOf(time['startDateTime']) <= call.now;
  const kept = {
    ...(existing ?? { id, createdUsing: id, createdDateTime: call.now }),
    ...holding,
    ...time,
    ...(existing !== undefined && { modifiedDateTime: call.now }),
    isEligible,
    ...activation,
  };
  if (!validatesOnly) {
    if (isOver) removeHolding(call.store, targetScheduleId);
    else call.store.put('directoryRoleAssignments', targetScheduleId, kept);
  }
  const row: Entity = {
    id,
    isEligible,
    status: isOver ? 'Revoked' : isDone ? 'Provisioned' : 'Granted',
    createdDateTime: call.now,
    completedDateTime: isDone ? call.now : (time['startDateTime'] ?? null),
    approvalId: null,
    ...reasonsIn(body),
    action,
    ...holding,
    appScopeId: null,
    isValidationOnly: validatesOnly,
    targetScheduleId,
    createdBy: creator(call),
    scheduleInfo: isOver && !isEntity(body['scheduleInfo']) ? null : scheduleOf(time),
    ...activation,
  };
  if (!validatesOnly) call.store.put('roleScheduleRequests', id, row);
  return created(plain(call, KINDS[`${name}ScheduleRequest`], row));
}

/** What has not begun can be called off. */
function cancel(call: Call, { isEligible }: Family): Answer {
  const row = call.store.get('roleScheduleRequests', param(call, 'id'));
  if (row === undefined || row['isEligible'] !== isEligible)
    throw notFound('ResourceNotFound', `The request '${param(call, 'id')}'`);
  const schedule = call.store.get('directoryRoleAssignments', textOf(row['targetScheduleId']));
  if (row['status'] !== 'Granted' || isInEffect(schedule ?? {}, call.now))
    throw refusal(
      'InvalidRoleAssignmentRequestStatus',
      'The request has been carried out, so it cannot be canceled.',
    );
  const { targetScheduleId } = row;
  if (targetScheduleId === row['id']) removeHolding(call.store, textOf(targetScheduleId));
  call.store.put('roleScheduleRequests', textOf(row['id']), { ...row, status: 'Canceled' });
  return NO_CONTENT;
}

/** What is the calling person's own. */
function own(call: Call, kind: KindName, rows: readonly Entity[]): Answer {
  const { id } = requireMe(call);
  return page(
    call,
    KINDS[kind],
    rows.filter(({ principalId }) => principalId === id),
  );
}

function familyRoutes(family: Family): Route[] {
  const { isEligible, name } = family;
  const at = `${ROLES}/${name}ScheduleRequests`;
  const collections: readonly [KindName, (call: Call) => readonly Entity[]][] = [
    [`${name}ScheduleRequest`, requests(isEligible)],
    [`${name}Schedule`, schedules(isEligible)],
    [`${name}ScheduleInstance`, instances(isEligible)],
  ];
  return [
    {
      method: 'POST',
      pattern: at,
      takes: {
        type: isEligible ? 'unifiedRoleEligibilityScheduleRequest' : 'unifiedRoleAssignmentScheduleRequest',
        purpose: 'create',
      },
      answers: `${name}ScheduleRequest`,
      handle: (call) => ask(call, family),
    },
    { method: 'POST', pattern: `${at}/{id}/cancel`, handle: (call) => cancel(call, family) },
    ...collections.map(([kind, rows]): Route => ({
      method: 'GET',
      pattern: `${ROLES}/${kind}s/filterByCurrentUser(on='{on}')`,
      answers: [kind],
      handle: (call) => {
        if (param(call, 'on') !== 'principal')
          throw refusal('BadRequest', `filterByCurrentUser is not supported on '${param(call, 'on')}'.`);
        return own(call, kind, rows(call));
      },
    })),
  ];
}

export const roleScheduleRoutes: readonly Route[] = FAMILIES.flatMap(familyRoutes);
