/** Violations that the configuration accepts for a reason and a while. */
import type { Governance } from '../../schema/governance.ts';
import type { Violation } from './violation.ts';

export type AccessException = NonNullable<NonNullable<Governance['checks']>['exceptions']>[number];

export interface Excepted {
  readonly open: readonly Violation[];
  readonly accepted: readonly { readonly violation: Violation; readonly exception: AccessException }[];
  /** Those that are over and would have accepted something. */
  readonly expired: readonly AccessException[];
}

/** `today`: the day, UTC, as `2026-11-25`. Of several exceptions for one violation the one that lasts longest counts. */
export function withExceptions(
  violations: readonly Violation[],
  exceptions: readonly AccessException[],
  today: string,
): Excepted {
  const latest = [...exceptions].sort((a, b) => (a.expires < b.expires ? 1 : a.expires > b.expires ? -1 : 0));
  const found = violations.map((violation) => ({
    violation,
    exception: latest.find((exception) => accepts(exception, violation)),
  }));
  const isOver = (exception: AccessException | undefined) =>
    exception !== undefined && exception.expires < today;
  return {
    open: found
      .filter(({ exception }) => exception === undefined || isOver(exception))
      .map(({ violation }) => violation),
    accepted: found.flatMap(({ violation, exception }) =>
      exception === undefined || isOver(exception) ? [] : [{ violation, exception }],
    ),
    expired: [
      ...new Set(found.flatMap(({ exception }) => (exception && isOver(exception) ? [exception] : []))),
    ],
  };
}

function accepts(
  { check, guarantee, address, to }: AccessException,
  { check: found, guarantee: broken, about, requestor }: Violation,
): boolean {
  if (check !== found || guarantee !== broken || address !== about.address) return false;
  return to === undefined || to === requestor.id || to === requestor.type;
}
