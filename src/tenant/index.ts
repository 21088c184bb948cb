/** The one public entry: what opens, serves and removes an embedded tenant. README.md beside it shows how. */
export { openTenant } from './open.ts';
export type { Tenant, TenantOptions } from './open.ts';
export { serveTenant } from './serve.ts';
export type { ServedTenant, ServeOptions } from './serve.ts';
export { resetTenant } from './reset.ts';
export { TenantError } from './tenant-error.ts';
export type { TenantErrorCode } from './tenant-error.ts';
export { DEFAULT_BEHAVIOUR, STRICT_BEHAVIOUR } from './behaviour.ts';
export type { Behaviour } from './behaviour.ts';
export { parseFault } from './faults.ts';
export type { FaultKind, Faults } from './faults.ts';
export { parseThrottle, REPORTED_THROTTLE } from './throttle.ts';
export type { ThrottleCounts, ThrottleProfile } from './throttle.ts';
export { parseFutureMembers } from './types/future.ts';
export type { FutureMembers } from './types/future.ts';
export type { DirectorySeed } from './seed.ts';
