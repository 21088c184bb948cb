/** Values before and after, put in order: whether the later one lets more happen than the earlier one. */
import { durationSeconds } from '../../model/duration.ts';

/** Of what holds after, compared with what held before. `looser` and `incomparable` may let in what was kept out. */
export type Order = 'equal' | 'tighter' | 'looser' | 'incomparable';

/** The order of a whole, from that of its parts. */
export function combine(orders: Iterable<Order>): Order {
  const found = new Set(orders);
  found.delete('equal');
  const [only = 'equal', ...others] = found;
  return others.length === 0 ? only : 'incomparable';
}

/** True where what holds after allows something that was not allowed before. */
export function allowsMore(order: Order): boolean {
  return order === 'looser' || order === 'incomparable';
}

export function reversed(order: Order): Order {
  if (order === 'looser') return 'tighter';
  return order === 'tighter' ? 'looser' : order;
}

/** More is looser. */
export function bySize(before: number, after: number): Order {
  return before === after ? 'equal' : after > before ? 'looser' : 'tighter';
}

/** Yes is looser. */
export function byPermission(before: boolean, after: boolean): Order {
  return bySize(Number(before), Number(after));
}

/** A superset is looser, a subset tighter. */
export function byInclusion(before: readonly string[], after: readonly string[]): Order {
  const [had, has] = [new Set(before), new Set(after)];
  return byCover(
    before.every((each) => has.has(each)),
    after.every((each) => had.has(each)),
  );
}

/** What covers the other and more is looser. */
export function byCover(isCovered: boolean, covers: boolean): Order {
  if (isCovered) return covers ? 'equal' : 'looser';
  return covers ? 'tighter' : 'incomparable';
}

/** Of things that have no order among them. */
export function bySameness(same: boolean): Order {
  return same ? 'equal' : 'incomparable';
}

/** Seconds of a duration; one without a fixed length stands for itself. */
export type Length = number | string;

export function lengthOf(duration: string): Length {
  return durationSeconds(duration) ?? duration;
}

/** Longer is looser. */
export function byLength(before: Length, after: Length): Order {
  return typeof before === 'number' && typeof after === 'number'
    ? bySize(before, after)
    : bySameness(before === after);
}
