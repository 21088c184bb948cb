import type { Change } from './plan.ts';

/** Whether what there is goes, be it for another that takes its place. */
export function isGoing({ action }: Pick<Change, 'action'>): boolean {
  return action === 'delete' || action === 'replace';
}
