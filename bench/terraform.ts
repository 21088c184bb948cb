/**
 * The comparison with Terraform's own engine: one `terraform_data` resource per package, no provider, no network.
 * That flatters Terraform: what Entente manages for a package is about five objects.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { timed } from './measure.ts';

/** Terraform writes its whole state after every object; without a bound the largest size takes most of an hour. */
const LIMIT_SECONDS = 240;

/** `apply 1.23 s, plan 0.45 s`, or why there is no figure. */
export async function measureTerraform(folder: string, packages: number): Promise<string> {
  const work = path.join(folder, 'terraform');
  mkdirSync(work, { recursive: true });
  const lines = [
    'resource "terraform_data" "package" {',
    `  count = ${packages}`,
    '  input = { displayName = "Package ${count.index}", description = "What role ${count.index} needs", isHidden = false }',
    '}',
  ];
  writeFileSync(path.join(work, 'main.tf'), `${lines.join('\n')}\n`);
  const run = (...args: readonly string[]) =>
    timed('terraform', [...args, '-input=false'], work, {}, LIMIT_SECONDS);
  try {
    await run('init');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'no terraform on PATH';
    throw error;
  }
  const apply = await run('apply', '-auto-approve');
  if (apply === undefined) return `apply over ${LIMIT_SECONDS} s, given up`;
  const plan = await run('plan');
  return `apply ${apply.seconds.toFixed(2)} s, plan ${plan === undefined ? `over ${LIMIT_SECONDS}` : plan.seconds.toFixed(2)} s`;
}
