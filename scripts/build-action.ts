/**
 * Bundles the GitHub Action into action/, as action.yml runs it. The bundle is no part of a development checkout; a
 * release commits it (scripts/release.ts).
 *   npm run action              builds it
 *   npm run action:check        fails when what is there is not what would be built
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { globSync } from 'tinyglobby';
import { bundling } from './bundling.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'action');

const { outputFiles } = await build({
  ...bundling(root),
  entryPoints: { index: 'src/action/main.ts' },
  outdir: 'action',
  write: false,
});
const built = new Map(outputFiles.map(({ path: file, text }) => [path.relative(folder, file), text]));

if (process.argv.includes('--check')) {
  const there = new Set(globSync('**/*', { cwd: folder, dot: true }));
  const wrong = [...new Set([...built.keys(), ...there])].filter(
    (file) => !there.has(file) || readFileSync(path.join(folder, file), 'utf8') !== built.get(file),
  );
  for (const file of wrong) console.error(`action/${file} is not current; run npm run action`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} else {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of built) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
