import type { ResourceAddress } from '../model/address.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { GraphError, isInterrupted } from '../graph/port.ts';
import type { Operation } from '../plan/operations.ts';

/** What to do about refusals that CONTRACT 18 knows. */
const HINTS: Readonly<Record<string, string>> = {
  autoassignmentpolicyrequirementnotmet:
    'Apply it as an Identity Governance Administrator: a role on the catalog is not enough for automatic assignment',
  callernotresourceowner:
    'The caller must own the resource, or hold Group.ReadWrite.All, Application.ReadWrite.All or Sites.FullControl.All',
  duplicateaccesspackage:
    'A package of that name exists in the catalog; run plan again with --adopt to take it over',
  duplicatekey: 'Another write went on at the same time, or an object of that name exists; run plan again',
  invaliddeleteresourcehasentitlements: 'A package outside this configuration still uses the resource',
  invalidmodel:
    'Nothing of it was written. Correct what the message names; if the definition does not say it, the live object does, and is never sent back without it: take it out in the portal, or update Entente',
  nogovernancesku: 'The tenant needs a Microsoft Entra ID P2 or ID Governance licence',
  resourcenotfoundinoriginsystem:
    'The group or application is too new for entitlement management; run apply again in some minutes',
  unauthorized:
    'The caller needs EntitlementManagement.ReadWrite.All, or a role on the catalog; automatic assignment takes an Identity Governance Administrator',
};

/**
 * Why an operation failed, with address, request and the service's own words. `mayRepeat`: it is the creation of what
 * the service may hold twice.
 */
export function failureOf({ address, step }: Operation, error: unknown, mayRepeat: boolean): Diagnostic {
  const kept = error instanceof GraphError && error.outcome !== 'unknown' ? error.cause : error;
  if (kept instanceof DiagnosticError) {
    const [first] = kept.diagnostics;
    if (first !== undefined) return { ...first, address };
  }
  if (error instanceof GraphError) return refused(address, step, error, mayRepeat);
  return {
    code: 'APPLY_FAILED',
    severity: 'error',
    summary: `Could not ${VERBS[step]} ${address}: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Run plan again to see what is left to do',
    address,
  };
}

/**
 * What the failure of a request says of the whole operation, where that is something else. After a signal the operation
 * may have ended in a read after its writes, or in a later one of them. `wrote`: one of them was done, or may have been;
 * without that nothing of it is open, however a read was answered.
 */
export function ofWhole(error: GraphError, wrote: boolean): GraphError {
  const open = error.outcome === 'unknown';
  if (!isInterrupted(error) && (wrote || !open)) return error;
  const { message, method, path, status, code, requestId, clientRequestId } = error;
  return new GraphError(
    message,
    {
      method,
      path,
      status,
      code,
      ...(requestId !== undefined && { requestId }),
      ...(clientRequestId !== undefined && { clientRequestId }),
      outcome: wrote ? 'unknown' : 'notSent',
    },
    { cause: error.cause },
  );
}

/** True for an operation that a signal cut off before anything of it was done. */
export function isUntouched(error: unknown): boolean {
  return isInterrupted(error) && error.outcome !== 'unknown';
}

const VERBS: Readonly<Record<Operation['step'], string>> = {
  create: 'create',
  update: 'update',
  link: 'update',
  unlink: 'update',
  drain: 'end the assignments of',
  delete: 'delete',
  removeTwin: 'remove the twin',
  record: 'record',
  forget: 'forget',
};

const PAST: Readonly<Record<Operation['step'], string>> = {
  create: 'created',
  update: 'updated',
  link: 'updated',
  unlink: 'updated',
  drain: 'freed of its assignments',
  delete: 'deleted',
  removeTwin: 'removed',
  record: 'recorded',
  forget: 'forgotten',
};

/** The code of a creation that is not sent a second time, because the first may still be carried out. */
export const UNCERTAIN = 'APPLY_UNCERTAIN';

/** A refusal as a duplicate leaves the record of the creation open, and the next run asks. */
const DOUBTED =
  'A refusal as a duplicate does not prove that nothing was made, so the next run looks for the object first, and within an hour wants --create-again if it finds none';

function refused(
  address: ResourceAddress,
  step: Operation['step'],
  error: GraphError,
  mayRepeat: boolean,
): Diagnostic {
  const status = error.status === 0 ? 'no answer' : String(error.status);
  const ids = [
    error.requestId === undefined ? '' : `request-id ${error.requestId}`,
    error.clientRequestId === undefined ? '' : `client-request-id ${error.clientRequestId}`,
  ].filter((text) => text !== '');
  const request = [
    `${error.method} ${error.path} answered ${[status, error.code].join(' ').trim()}`,
    ...ids,
  ].join(', ');
  if (error.outcome === 'unknown') {
    const interrupted = isInterrupted(error);
    // The signal met a read, so the service has answered what was written before.
    if (interrupted && error.method === 'GET') mayRepeat = false;
    return {
      code: mayRepeat ? UNCERTAIN : 'APPLY_UNKNOWN',
      severity: 'error',
      summary: `Whether ${interrupted ? 'all of ' : ''}${address} was ${PAST[step]} is not known: ${error.message}`,
      detail: request,
      hint: mayRepeat
        ? 'The service may still create it, so this run does not ask for it again. Wait some minutes, then run apply again: it looks for the object before it does anything'
        : 'Run plan again: it looks for the object before it does anything',
      address,
    };
  }
  const hint =
    HINTS[error.code.toLowerCase()] ?? 'Mend the cause and run apply again; what was done is recorded';
  return {
    code: 'APPLY_FAILED',
    severity: 'error',
    summary: `Could not ${VERBS[step]} ${address}: ${error.message}`,
    detail: request,
    hint: step === 'create' && mayRepeat && error.status === 409 ? `${hint}. ${DOUBTED}` : hint,
    address,
  };
}
