/** What a plan leaves alone because nothing declares it, and which of it counts for who can get in all the same. */
import { partOf } from '../kinds/access-parts.ts';
import { parentKind } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { parseAddress } from '../model/address.ts';
import { changeName } from './change-name.ts';
import { counted, firstOf, printable, quoted } from './style.ts';
import type { ShownPlan } from '../plan/plan.ts';

type Undeclared = ShownPlan['unmanaged'][number];

/** So many are named, the others are counted. */
const MOST = 3;

/** Policies and roles of packages that are managed: they let people in as much as those that are declared. */
export function undeclaredTerms({ unmanaged }: Pick<ShownPlan, 'unmanaged'>): readonly Undeclared[] {
  return unmanaged.filter(({ kind, within }) => {
    const of = KINDS.get(kind);
    const parent = of && parentKind(of);
    return (
      parent !== undefined && partOf(parent.name) === 'requested' && parseAddress(within ?? '') !== undefined
    );
  });
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
  const named = terms.map(
    (each) => `${each.kind} ${quoted(changeName(each, plan.names))} in ${printable(each.within ?? '')}`,
  );
  return [
    dimmed(`${about} not managed here and will not be touched (plan --json lists them).`),
    ...(terms.length === 0
      ? []
      : [
          `Of these count for who can get in all the same: ${firstOf(named, MOST)} (entente drift tells how).`,
        ]),
  ];
}
