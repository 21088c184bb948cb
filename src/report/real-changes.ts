import type { Change } from '../plan/plan.ts';

/** True for a change that people are told of: anything but a noop that stays under its address. */
export function isReal({ action, movedFrom }: Change): boolean {
  return action !== 'noop' || movedFrom !== undefined;
}
