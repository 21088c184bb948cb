/**
 * A front end of its own, in the place of the command line: plans, shows who gains or loses access, asks in its own words,
 * and applies exactly the plan that it showed.
 *
 *     npx tsx examples/library/apply-with-my-prompt.ts governance.yaml
 */
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { accessReport, apply, DiagnosticError, diagnosticsReport, hasChanges, plan } from '@owner/entente';

const [file = 'governance.yaml'] = process.argv.slice(2);

async function main(): Promise<number> {
  const host = { progress: (text: string) => console.log(`… ${text}`) };
  const planned = await plan({ file, host });
  if (planned.errors.length > 0) throw new DiagnosticError(planned.errors, planned);
  if (!hasChanges(planned.plan)) {
    console.log('Everything is as declared.');
    return 0;
  }
  const { summary, tenant, digest } = planned.plan;
  console.log(accessReport(planned.plan, 'text') || 'Access stays as it is.');
  const writes = summary.create + summary.update + summary.replace + summary.delete;
  if (!(await confirmed(`Make ${writes} changes in ${tenant.displayName} (y/n)? `))) {
    console.log('Left as it was.');
    return 1;
  }
  // Made once more under the lock; another digest than the one that was shown is refused.
  const applied = await apply({ file, host, expectDigest: digest });
  if (applied.summary === undefined) return 1;
  console.log(`${applied.summary.added} created, ${applied.failures.length} failed.`);
  console.log(diagnosticsReport(applied.failures, applied.sources));
  return applied.failures.length === 0 ? 0 : 1;
}

async function confirmed(question: string): Promise<boolean> {
  const prompt = createInterface({ input: stdin, output: stdout });
  const answer = await Promise.race([
    prompt.question(question),
    // The end of the input counts as no.
    new Promise<string>((resolve) => prompt.once('close', () => resolve(''))),
  ]);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DiagnosticError)) throw error;
  console.error(diagnosticsReport(error));
  process.exitCode = 1;
}
