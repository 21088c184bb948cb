/** What is wrong with a data folder. */
export type TenantErrorCode =
  /** Another process has it open. */
  | 'TENANT_IN_USE'
  /** Its log cannot be read. */
  | 'TENANT_DAMAGED'
  /** The file system refuses to make, read or write it. */
  | 'TENANT_FOLDER'
  /** It is not a folder that only a tenant has written to, so it is not removed. */
  | 'TENANT_FOREIGN';

/** A data folder that cannot be opened or removed. Anything else that is thrown is a defect. */
export class TenantError extends Error {
  override readonly name = 'TenantError';
  readonly code: TenantErrorCode;
  /** What happened, one sentence without a trailing full stop; `message` puts the code before it. */
  readonly summary: string;

  constructor(code: TenantErrorCode, summary: string) {
    super(`${code}: ${summary}`);
    this.code = code;
    this.summary = summary;
  }
}
