import { doctor as checkUp } from '../../engine/doctor/doctor.ts';
import { setUp } from '../../engine/doctor/set-up.ts';
import { machineJson } from '../../report/machine-json.ts';
import { renderCheckups } from '../../report/checkup-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface DoctorOptions extends GlobalOptions {
  readonly json?: boolean;
  readonly setup?: boolean;
}

/** `entente doctor`: 1 when something is bad. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  if (options.setup === true) {
    const setup = await setUp(options, terminal);
    if (options.json === true) terminal.document(machineJson({ setup }));
    else terminal.data(setup.map(({ title, lines }) => `# ${title}\n${lines.join('\n')}\n`).join('\n'));
    return 0;
  }
  const found = await checkUp(options, terminal);
  if (options.json === true) terminal.document(machineJson({ checkups: found }));
  else terminal.data(renderCheckups(found, terminal));
  return found.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
}
