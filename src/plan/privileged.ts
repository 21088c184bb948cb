/** Changes that give out what is worth more than access to one resource: roles of the directory. */
import type { ResourceAddress } from '../model/address.ts';
import { links } from '../model/walk.ts';
import type { Decision } from './decide.ts';
import type { PlanFinding } from './plan.ts';
import type { RangeOf } from './source.ts';
import { placed } from './source.ts';

/** What `Plan.findings` calls it; an apply wants a consent of its own for each. */
export const PRIVILEGED = 'privileged-role';
const GIVING: readonly string[] = ['create', 'update', 'replace', 'adopt'];

/** What is created, changed or taken over and is privileged itself, or refers to what is. */
export function privilegedFindings(
  chosen: readonly Decision[],
  all: readonly Decision[],
  rangeOf: RangeOf,
): PlanFinding[] {
  const privileged = new Set<ResourceAddress>(
    all
      .filter(({ kind, after, live }) => kind.access?.privileged?.(after ?? live ?? {}) === true)
      .map(({ address }) => address),
  );
  if (privileged.size === 0) return [];
  const gives = ({ address, kind, action, after }: Decision) =>
    GIVING.includes(action) &&
    (privileged.has(address) ||
      [...links(kind.attributes, after ?? {})].some(({ value }) => privileged.has(value)));
  return chosen.filter(gives).map(({ address, desired }) => {
    return {
      rule: PRIVILEGED,
      severity: 'warning',
      address,
      message: 'It hands out a role of the directory',
      hint: 'If that is meant, allow it with --allow-privileged',
      ...placed(desired?.path, rangeOf),
    };
  });
}
