import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { NONE } from '../../plan/settle.ts';
import { uncertainSince, wantsConsent } from '../../plan/uncertain.ts';
import { givenAnswers } from '../plan/given-answers.ts';
import { rangeOf } from '../plan/placed.ts';
import type { Guard } from './guarded.ts';

/** What the service may still create is created again only when the user says so. */
export const guardTwice: Guard = ({ plan: { changes }, consent, state, now }) => {
  if (consent.createAgain === true || consent.asked) return;
  const since = uncertainSince(state, now);
  const answers = givenAnswers(consent.settle ?? []);
  const twice = changes.filter(({ address, action }) => {
    const began = action === 'create' ? since.get(address) : undefined;
    return began !== undefined && wantsConsent(began, now) && answers.get(address) !== NONE;
  });
  if (twice.length === 0) return;
  throw new DiagnosticError(
    twice.map(({ address, source }): Diagnostic => {
      const at = new Date(since.get(address) ?? now).toISOString();
      return {
        code: 'GUARD_CREATE_AGAIN',
        severity: 'error',
        summary: `${address} may exist twice if it is created again: the answer to its creation at ${at} was lost`,
        hint: `Wait an hour, or create it again now: --settle ${address}=${NONE} for this one, --create-again for all`,
        address,
        ...rangeOf(source),
      };
    }),
  );
};
