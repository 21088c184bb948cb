import path from 'node:path';
import { RULES } from '../../checks/registry.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { CheckOptions } from '../../engine/check.ts';
import { check as checkOf } from '../../engine/check.ts';
import { putSarif } from '../../engine/put-file.ts';
import { pathFromRepository } from '../../engine/repository.ts';
import { homepage, toolVersion } from '../../engine/version.ts';
import { checksJson, renderChecks, renderRule } from '../../report/check-text.ts';
import { renderSarif } from '../../report/sarif.ts';
import { fileOutputs } from '../put-page.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { maskedSources } from '../../diagnostics/shown.ts';

export interface CheckCommandOptions extends GlobalOptions, CheckOptions {
  readonly json?: boolean;
  /** Where to write SARIF. */
  readonly sarif?: string;
  /** A rule to explain. */
  readonly explain?: string;
}

/** `entente check`: 2 when a finding that counts is an error. */
export async function check(options: CheckCommandOptions, terminal: Terminal): Promise<number> {
  if (options.explain !== undefined) {
    terminal.data(renderRule(ruleCalled(options.explain), terminal));
    return 0;
  }
  const { result, configuration, sources, online, departed, failed } = await checkOf(
    { ...options, outputs: fileOutputs(options.sarif) },
    terminal,
  );
  const tool = { name: 'entente', version: toolVersion() };
  if (options.sarif !== undefined) {
    const text = renderSarif(result, {
      version: tool.version,
      documentation: homepage(),
      pathOf: pathFromRepository(terminal.cwd),
    });
    await putSarif(path.resolve(terminal.cwd, options.sarif), text, options.sarif);
  }
  const lookUpHint = online ? undefined : 'To have them looked up in the tenant: entente check --refresh';
  if (options.json === true) {
    terminal.document(checksJson(result, { tool, digest: configuration.digest, departed }));
  } else {
    const lines = maskedSources(sources);
    terminal.data(
      renderChecks(result, { color: terminal.color, sources: lines, lookUp: lookUpHint, departed }),
    );
  }
  return failed ? 2 : 0;
}

function ruleCalled(id: string) {
  const rule = RULES.find((known) => known.id === id);
  if (rule !== undefined) return rule;
  const ids = RULES.map((known) => known.id);
  const near = didYouMean(id, ids);
  throw failure(
    'CHECK_RULE',
    `There is no rule "${id}"`,
    near === undefined ? `It can be one of ${ids.join(', ')}` : `Did you mean "${near}"?`,
  );
}
