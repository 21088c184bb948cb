import { failure } from '../../diagnostics/failure.ts';
import type { Guard } from './guarded.ts';

/** Deletions up to this many need no flag, whatever share of all they are. */
const FEW = 5;
const A_FIFTH = 0.2;

/** Mass deletions are more often a mistake in a file than intended. */
export const guardDeletes: Guard = ({ plan: { summary, mode }, consent: { maxDeletes }, state }) => {
  const managed = state.resources.length;
  const deletes = summary.delete + summary.replace + (summary.removeTwin ?? 0);
  const limit = maxDeletes ?? (mode === 'destroy' ? Infinity : Math.max(FEW, managed * A_FIFTH));
  if (deletes <= limit) return;
  const why =
    maxDeletes === undefined
      ? `more than a fifth of the ${managed} that are managed`
      : `but --max-deletes allows ${maxDeletes}`;
  throw failure(
    'GUARD_MAX_DELETES',
    `The plan deletes or replaces ${deletes} resources, ${why}`,
    `Read the plan with entente plan; if it is meant: --max-deletes ${deletes}`,
  );
};
