/** What failed in an apply, as people are told of it. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { counted } from '../../model/counted.ts';
import type { Plan } from '../../plan/plan.ts';
import { rangeOf } from '../plan/placed.ts';

/** Failures with the lines of the files that they are about, each cause once. */
export function placedFailures(failures: readonly Diagnostic[], { changes }: Plan): readonly Diagnostic[] {
  const sources = new Map(changes.map(({ address, source }) => [address, source]));
  const placeOf = ({ address = '' }: Diagnostic) => rangeOf(sources.get(address));
  return saidOnce(failures.map((failure) => ({ ...failure, ...placeOf(failure) })));
}

/** A state that is no longer taken fails all that is left for one reason, which is said once and points nowhere. */
function saidOnce(failures: readonly Diagnostic[]): readonly Diagnostic[] {
  const ofState = (failure: Diagnostic) => failure.code.startsWith('STATE_');
  const [first, ...rest] = failures.filter(ofState);
  if (first === undefined || rest.length === 0) return failures;
  const { code, severity, summary, hint } = first;
  const detail = `For that reason ${counted(rest.length + 1, 'change')} could not be begun or recorded.`;
  return [
    ...failures.filter((failure) => !ofState(failure)),
    { code, severity, summary, detail, ...(hint !== undefined && { hint }) },
  ];
}
