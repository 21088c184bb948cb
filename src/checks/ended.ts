import type { Governance } from '../schema/governance.ts';

type Expiration = NonNullable<Governance['policies']>[string]['expiration'];

/** Whether the day of a fixed end has passed; `today` is a day in UTC. */
export function hasEnded(expiration: Expiration, today: string): boolean {
  const { type, endDateTime } = expiration ?? {};
  return type === 'afterDateTime' && endDateTime !== undefined && endDateTime.slice(0, 10) < today;
}
