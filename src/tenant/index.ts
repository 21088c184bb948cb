/** The one public entry: what opens, serves and removes an embedded tenant. README.md beside it shows how. */
export { openTenant } from './open.ts';
export type { Tenant, TenantOptions } from './open.ts';
export { serveTenant } from './wire/serve.ts';
export type { ServedTenant, ServeOptions } from './wire/serve.ts';
export { resetTenant } from './storage/reset.ts';
export { TenantError } from './storage/tenant-error.ts';
export type { TenantErrorCode } from './storage/tenant-error.ts';
export { DEFAULT_BEHAVIOUR, STRICT_BEHAVIOUR } from './behaviour.ts';
export type { Behaviour } from './behaviour.ts';
export { parseFault } from './wire/faults.ts';
export type { FaultKind, Faults } from './wire/faults.ts';
export { parseThrottle, REPORTED_THROTTLE } from './wire/throttle.ts';
export type { ThrottleCounts, ThrottleProfile } from './wire/throttle.ts';
export { parseFutureMembers } from './types/future.ts';
export type { FutureMembers } from './types/future.ts';
export type { DirectorySeed } from './storage/seed.ts';
