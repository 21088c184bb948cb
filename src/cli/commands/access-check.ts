/** `entente access check`: whether the configuration opens what must stay closed. */
import path from 'node:path';
import type { AccessCheckOptions } from '../../engine/access/check.ts';
import { checkAccess } from '../../engine/access/check.ts';
import { putSarif } from '../../engine/put-file.ts';
import { pathFromRepository } from '../../engine/repository.ts';
import { homepage, toolVersion } from '../../engine/version.ts';
import { renderAccessSarif, violationAnnotation } from '../../report/access-check-sarif.ts';
import { accessCheckJson, renderAccessCheck } from '../../report/access-check-text.ts';
import { workflowCommands } from '../../report/annotations.ts';
import { fileOutputs } from '../put-page.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

/** Commander takes `--no-...` for the opposite of an option that is on by itself. */
interface Flags extends GlobalOptions, Omit<AccessCheckOptions, 'noNewAccess' | 'noPublic'> {
  readonly newAccess: boolean;
  readonly public: boolean;
  readonly json?: boolean;
  /** Where to write SARIF. */
  readonly sarif?: string;
  /** Print workflow commands of GitHub, too. */
  readonly annotations?: boolean;
}

/** 2 when a check fails, or is unknown and that is not allowed. */
export async function accessCheck(flags: Flags, terminal: Terminal): Promise<number> {
  const { sarif, json, annotations, newAccess, public: mayBePublic } = flags;
  const options = { ...flags, noNewAccess: !newAccess, noPublic: !mayBePublic, outputs: fileOutputs(sarif) };
  const checked = await checkAccess(options, terminal);
  if (sarif !== undefined) {
    const pathOf = pathFromRepository(terminal.cwd);
    const text = renderAccessSarif(checked, { version: toolVersion(), documentation: homepage(), pathOf });
    await putSarif(path.resolve(terminal.cwd, sarif), text, sarif);
  }
  if (json === true) terminal.document(accessCheckJson(checked));
  else {
    terminal.data(renderAccessCheck(checked, terminal));
    const found = checked.results.flatMap(({ violations }) => violations.map(violationAnnotation));
    if (annotations === true) terminal.document(`${workflowCommands(found).join('\n')}\n`);
  }
  return checked.failed ? 2 : 0;
}
