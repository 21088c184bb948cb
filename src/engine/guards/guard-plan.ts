/** What stops an apply before anything is done, although the plan itself is in order. */
import { guardAccess } from './access-loss.ts';
import { guardTwice } from './create-again.ts';
import { guardDeletes } from './deletes.ts';
import type { Guard } from './guarded.ts';
import { guardLockout } from './lockout.ts';
import { guardObstacles } from './obstacles.ts';
import { guardPrivileged } from './privileged.ts';
import { guardTwins } from './twins.ts';

/** In this order: the first that stands against it is said. */
const GUARDS: readonly Guard[] = [
  guardLockout,
  guardObstacles,
  guardDeletes,
  guardAccess,
  guardPrivileged,
  guardTwice,
  guardTwins,
];

/** Throws GUARD_* for what nobody has agreed to. */
export const guardPlan: Guard = (guarded) => {
  for (const guard of GUARDS) guard(guarded);
};
