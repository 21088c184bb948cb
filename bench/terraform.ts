/** The comparison with Terraform's own engine: as many `terraform_data` resources, no provider, no network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { timed } from './measure.ts';

export interface TerraformTimes {
  readonly apply: number;
  readonly plan: number;
}

/** Undefined where no `terraform` binary is on the PATH. */
export async function measureTerraform(folder: string, objects: number): Promise<TerraformTimes | undefined> {
  const work = path.join(folder, 'terraform');
  mkdirSync(work, { recursive: true });
  const blocks = Array.from({ length: objects }, (_, index) => {
    const input = `{ displayName = "Object ${index}", description = "Number ${index}", enabled = true }`;
    return `resource "terraform_data" "object_${index}" {\n  input = ${input}\n}\n`;
  });
  writeFileSync(path.join(work, 'main.tf'), blocks.join('\n'));
  try {
    await timed('terraform', ['init', '-input=false'], work);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const apply = await timed('terraform', ['apply', '-auto-approve', '-input=false'], work);
  const plan = await timed('terraform', ['plan', '-input=false'], work);
  return { apply, plan };
}
