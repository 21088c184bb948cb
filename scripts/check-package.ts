/**
 * Proves that the package is whole: packs it, installs the tarball into an empty folder, and plans, applies, and uses
 * the library and its types there. Nothing but the tarball may be installed by it.
 *   npm run package:check              with the Node that runs this
 *   npm run package:check -- 22 24     and the command line with these major versions, from npm's package `node`
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { libraryScripts } from './library-page.ts';

const root = path.resolve(import.meta.dirname, '..');
const { name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string };

/** Node and the TypeScript compiler are given by path: the folder has only what the tarball brings. */
const TYPES = `import { plan } from '${name}';
import type { Diagnostic, Plan } from '${name}';
import { openTenant, TenantError } from '${name}/tenant';
import type { Tenant, TenantOptions } from '${name}/tenant';
const { warnings } = await plan({ file: 'governance.yaml' });
export const codes: readonly Diagnostic['code'][] = warnings.map(({ code }) => code);
// @ts-expect-error a code that does not exist: the types are there, and not \`any\`
export const wrong: Diagnostic['code'] = 'NO_SUCH_CODE';
// @ts-expect-error a plan is no number
export const made: Plan = 1;
// @ts-expect-error every operation needs a file
await plan({});
const options: TenantOptions = { seed: { tenant: { displayName: 'Contoso', domains: ['contoso.com'] } } };
export const tenant: Promise<Tenant> = openTenant(options);
// @ts-expect-error a code that does not exist
export const error = new TenantError('NO_SUCH_CODE', '');
`;
const COMPILER_OPTIONS = {
  ...{
    strict: true,
    outDir: 'built',
    module: 'nodenext',
    target: 'es2023',
    exactOptionalPropertyTypes: true,
  },
  types: ['node'],
  typeRoots: [path.join(root, 'node_modules/@types')],
};

const folder = mkdtempSync(path.join(tmpdir(), 'entente-package-'));
try {
  const tarball = path.join(folder, pack(folder));
  const place = install(tarball, path.join(folder, 'project'));
  useLibrary(place);
  useCommandLine(process.execPath, install(tarball, path.join(folder, 'project-cli')));
  for (const major of process.argv.slice(2)) {
    const node = nodeOf(major);
    if (node === undefined) console.log(`SKIPPED: Node ${major} could not be had from the registry`);
    else useCommandLine(node, install(tarball, path.join(folder, `project-${major}`)));
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Packs as a publish does, build included; the tarball's name. */
function pack(destination: string): string {
  check('pack', run('npm', ['pack', '--silent', '--pack-destination', destination], root));
  const [tarball = ''] = readdirSync(destination).filter((file) => file.endsWith('.tgz'));
  return tarball;
}

/** A project with the tarball in it and nothing else. */
function install(tarball: string, place: string): string {
  mkdirSync(place);
  writeFileSync(path.join(place, 'package.json'), '{ "private": true, "type": "module" }');
  check(
    'install',
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--offline', tarball], place),
  );
  const { packages } = JSON.parse(readFileSync(path.join(place, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  const installed = Object.keys(packages).filter((key) => key !== '');
  if (installed.length !== 1) throw new Error(`The tarball brings other packages: ${installed.join(', ')}`);
  for (const file of ['governance.yaml', 'directory.yaml'])
    copyFileSync(path.join(root, 'examples/starter', file), path.join(place, file));
  return place;
}

/** The scripts of docs/library.md and the example beside it, compiled under `strict`; what the scripts print. */
function useLibrary(place: string): void {
  const scripts = libraryScripts(root);
  writeFileSync(path.join(place, 'types.ts'), TYPES);
  for (const script of scripts) writeFileSync(path.join(place, script.name), script.code);
  const example = path.join(root, 'examples/library/apply-with-my-prompt.ts');
  copyFileSync(example, path.join(place, path.basename(example)));
  const files = readdirSync(place).filter((file) => file.endsWith('.ts'));
  writeFileSync(
    path.join(place, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files }),
  );
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  check(`the types (${files.length} files)`, run(process.execPath, [compiler, '-p', '.'], place));
  for (const { name: script, output } of scripts) {
    const ran = run(process.execPath, [path.join('built', script.replace(/ts$/, 'js'))], place);
    check(`the library, ${script} of docs/library.md`, ran);
    if (ran.stdout !== output) throw new Error(`${script} prints another text:\n${ran.stdout}`);
  }
}

/** The main job: plan, apply, and a plan without changes. */
function useCommandLine(node: string, place: string): void {
  const cli = path.join(place, 'node_modules', name, 'dist/cli.mjs');
  const version = run(node, ['--version'], place).stdout.trim();
  const entente = (what: string, args: readonly string[], expected?: RegExp) =>
    check(`${what} (Node ${version})`, run(node, [cli, ...args], place), expected);
  entente('version', ['version'], /\d+\.\d+\.\d+/);
  entente('plan', ['plan'], /Plan: \d+ to add/);
  entente('apply', ['apply', '--auto-approve']);
  entente('plan again', ['plan'], /No changes/);
  entente('explain', ['explain', 'STATE_LOCKED'], /unlock/);
}

/** The binary of a major version, which npm's package `node` brings; undefined when it cannot be had. */
function nodeOf(major: string): string | undefined {
  if (!/^\d+$/.test(major)) throw new Error(`${major} is not a major version of Node`);
  const { status, stdout } = run(
    'npx',
    ['--yes', '-p', `node@${major}`, '--', 'node', '-p', 'process.version + " " + process.execPath'],
    folder,
  );
  const [, binary] = new RegExp(`^v${major}\\.\\S+ (.+)$`, 'm').exec(stdout) ?? [];
  return status === 0 ? binary : undefined;
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd: string): Ran {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(?:ENTENTE|AZURE|npm_)/.test(key)),
  );
  // On Windows npm and npx are scripts, which a shell has to start.
  const shell = process.platform === 'win32' && command.startsWith('np');
  return spawnSync(command, [...args], { cwd, env, encoding: 'utf8', shell });
}

function check(what: string, { status, stdout, stderr }: Ran, expected = /(?:)/): void {
  if (status !== 0 || !expected.test(stdout))
    throw new Error(`${what} failed (${String(status)}):\n${stdout}\n${stderr}`);
  console.log(`ok  ${what}`);
}
