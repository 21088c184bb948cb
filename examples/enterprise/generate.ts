/**
 * Writes governance.yaml and directory.yaml of a generated enterprise into a folder:
 *   npx tsx examples/enterprise/generate.ts 1000 /tmp/enterprise
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { makeEnterprise } from './enterprise.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const [packages = '100', folder = 'enterprise'] = positionals;
const count = Number(packages);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('usage: generate.ts PACKAGES FOLDER [--seed N]');
  process.exit(1);
}
const enterprise = makeEnterprise({ packages: count, seed });
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries({
  'governance.yaml': enterprise.governance,
  'directory.yaml': enterprise.directory,
})) {
  writeFileSync(path.join(folder, name), stringify(content, { aliasDuplicateObjects: false }));
}
console.log(`${count} packages in ${folder}/governance.yaml`);
