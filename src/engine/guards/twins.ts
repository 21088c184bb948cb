import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Guard } from './guarded.ts';

/** A twin is in no configuration, so its removal needs a word of the user. */
export const guardTwins: Guard = ({ plan: { changes }, consent: { removeTwins = false, asked } }) => {
  const twins = changes.filter(({ action }) => action === 'removeTwin');
  if (removeTwins || asked || twins.length === 0) return;
  throw new DiagnosticError(
    twins.map(({ address, displayName, id }): Diagnostic => ({
      code: 'GUARD_TWIN',
      severity: 'error',
      summary: `The plan removes the twin ${address} "${displayName}", id ${id ?? ''}, which takes more than --auto-approve`,
      hint: 'Add --remove-twins; to keep it instead, import it under an address of its own',
      address,
    })),
  );
};
