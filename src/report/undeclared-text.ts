/** What a plan leaves alone because nothing declares it, and which of it counts for who can get in all the same. */
import { changeName } from './change-name.ts';
import { counted, firstOf, printable, quoted } from './style.ts';
import type { ShownPlan } from '../plan/plan.ts';

type Undeclared = ShownPlan['unmanaged'][number];

/** So many are named, the others are counted. */
const MOST = 3;

/** What lets people in, or decides about that, as much as what is declared. */
export function undeclaredTerms({ unmanaged }: Pick<ShownPlan, 'unmanaged'>): readonly Undeclared[] {
  return unmanaged.filter(({ bearsOnAccess }) => bearsOnAccess === true);
}

/** The lines at the end of a plan. */
export function undeclaredLines(
  plan: Pick<ShownPlan, 'unmanaged' | 'names'>,
  dimmed: (text: string) => string,
): readonly string[] {
  const { length } = plan.unmanaged;
  if (length === 0) return [];
  const about = `${counted(length, 'object')} in the tenant ${length === 1 ? 'is' : 'are'}`;
  const terms = undeclaredTerms(plan);
  const named = terms.map(({ within, ...each }) => {
    const name = `${each.kind} ${quoted(changeName(each, plan.names))}`;
    return within === undefined ? name : `${name} in ${printable(within)}`;
  });
  return [
    dimmed(`${about} not managed here and will not be touched (plan --json lists them).`),
    ...(terms.length === 0
      ? []
      : [
          `Of these count for who can get in all the same: ${firstOf(named, MOST)} (entente drift tells how).`,
        ]),
  ];
}
