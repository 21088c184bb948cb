/** Bundles the CLI, the library and the embedded tenant into dist/: one small entry, everything else in chunks loaded when used. */
import { spawnSync } from 'node:child_process';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { bundling } from './bundling.ts';

const root = path.resolve(import.meta.dirname, '..');
await rm(path.join(root, 'dist'), { recursive: true, force: true });
await build({
  ...bundling(root),
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts', tenant: 'src/tenant/index.ts' },
  outdir: 'dist',
});
await chmod(path.join(root, 'dist/cli.mjs'), 0o755);

// The library's types; the tests and the quickstart run the command line and do without.
if (process.argv.includes('--types')) {
  const options = [
    '--noEmit',
    'false',
    '--declaration',
    '--emitDeclarationOnly',
    '--rewriteRelativeImportExtensions',
  ];
  const places = ['--rootDir', 'src', '--outDir', 'dist/types', '--types', 'node', '--skipLibCheck'];
  const compiler = [
    'node_modules/typescript/bin/tsc',
    '--ignoreConfig',
    'src/index.ts',
    'src/tenant/index.ts',
  ];
  const target = ['--target', 'es2023', '--module', 'nodenext', '--strict', '--exactOptionalPropertyTypes'];
  const { status } = spawnSync(
    process.execPath,
    [...compiler, ...options, ...places, ...target, '--allowImportingTsExtensions'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
