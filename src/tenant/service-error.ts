/** A refusal in Graph's form. */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function invalidModel(detail: string): ServiceError {
  return new ServiceError(400, 'InvalidModel', `The model is invalid. ${detail}`);
}

export function notFound(code: string, what: string): ServiceError {
  return new ServiceError(404, code, `${what} was not found.`);
}
