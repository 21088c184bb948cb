/** Refusals in Graph's form. */
import type { Entity } from '../json.ts';

export interface ErrorDetail {
  /** The member that it is about. */
  readonly target: string;
  readonly code: string;
  readonly message: string;
}

export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;
  /** What is wrong with each part of a request that names several; undefined where the message says all. */
  readonly details: readonly ErrorDetail[] | undefined;

  constructor(status: number, code: string, message: string, details?: readonly ErrorDetail[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export function invalidModel(detail: string): ServiceError {
  return new ServiceError(400, 'InvalidModel', `The model is invalid. ${detail}`);
}

/** Entitlement management refuses who has no right, and who may not know whether there is such a thing. */
export function unauthorized(reason?: string): ServiceError {
  const why = reason === undefined ? '.' : `. Reason: ${reason}`;
  return new ServiceError(403, 'UnAuthorized', `User is not authorized to perform the operation${why}`);
}

export function notFound(code: string, what: string): ServiceError {
  return new ServiceError(404, code, `${what} was not found.`);
}

/** The ids of a request: the service's own, and the client's. They are the same in headers and in the body. */
export interface RequestIds {
  readonly 'request-id': string;
  readonly 'client-request-id': string;
}

/** Ids of a request; a client that sends none is given the service's. */
export function requestIds(own: string, client: string | null | undefined): RequestIds {
  return { 'request-id': own, 'client-request-id': client ?? own };
}

/** The body of a refusal. */
export function errorBody({ code, message, details }: ServiceError, now: Date, ids: RequestIds): Entity {
  const innerError = { date: now.toISOString(), ...ids };
  const listed = details && { details: details.map((detail) => ({ ...detail })) };
  return { error: { code, message, innerError, ...listed } };
}
