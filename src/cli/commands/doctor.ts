import { doctor as checkUp } from '../../engine/doctor/doctor.ts';
import { renderCheckups } from '../../report/checkup-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente doctor`: 1 when something is bad. */
export async function doctor(options: GlobalOptions, terminal: Terminal): Promise<number> {
  const found = await checkUp(options, terminal);
  terminal.data(renderCheckups(found, terminal));
  return found.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
}
