/** Requests that end in denial whatever is done: some stage has nobody who can approve. */
import type { AccessAnswer } from './answer.ts';
import { isDeadEnd } from './stage-order.ts';

/** Whether they can request, and each of their requests is in vain. */
export function requestsInVain({ ways }: Pick<AccessAnswer, 'ways'>): boolean {
  return ways.length > 0 && ways.every(({ terms }) => isDeadEnd(terms.approval));
}

/** The same where they do not get it otherwise. */
export function isInVain(answer: Pick<AccessAnswer, 'ways' | 'automatic'>): boolean {
  return answer.automatic.length === 0 && requestsInVain(answer);
}
