/** The extension for VS Code, without VS Code: what it starts, and that this is a language server. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { CLI, temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../editors/vscode');
const read = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');

interface Manifest {
  readonly main: string;
  readonly version: string;
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}
const MANIFEST = JSON.parse(read('package.json')) as Manifest;

interface ServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd: string };
}
interface Started {
  readonly server: ServerOptions;
  readonly client: { readonly documentSelector: readonly { readonly language: string }[] };
  state: 'new' | 'started' | 'stopped';
}

/** Runs the extension in a window of VS Code with a folder, and gives what it made of it. */
async function activated(folder: string, command: readonly string[] | undefined) {
  const clients: Started[] = [];
  class LanguageClient {
    readonly own: Started;
    constructor(_id: string, _name: string, server: ServerOptions, client: Started['client']) {
      this.own = { server, client, state: 'new' };
      clients.push(this.own);
    }
    start = () => Promise.resolve((this.own.state = 'started'));
    stop = () => Promise.resolve((this.own.state = 'stopped'));
  }
  const workspace = {
    getConfiguration: () => ({ get: (_name: string, standard: unknown) => command ?? standard }),
    workspaceFolders: [{ uri: { fsPath: folder } }],
    createFileSystemWatcher: (pattern: string) => ({ pattern }),
  };
  const modules: Readonly<Record<string, unknown>> = {
    vscode: { workspace },
    'vscode-languageclient/node': { LanguageClient },
  };
  const exports: { activate?: () => Promise<void>; deactivate?: () => Promise<unknown> } = {};
  runInNewContext(read('extension.js'), { exports, require: (name: string) => modules[name] });
  await exports.activate?.();
  return { clients, deactivate: () => exports.deactivate?.() };
}

let editor: Editor | undefined;
afterEach(async () => {
  await editor?.end();
  editor = undefined;
});

it('starts a language server in the folder of the window, and stops it', async () => {
  const cwd = temporaryFolder('examples/starter');
  const { clients, deactivate } = await activated(cwd, [process.execPath, CLI]);
  const [started] = clients;
  expect(clients).toHaveLength(1);
  expect(started?.state).toBe('started');
  expect(started?.client.documentSelector.map(({ language }) => language)).toEqual(['yaml']);
  expect(started?.server.command).toBe(process.execPath);
  editor = await Editor.of(started?.server.options.cwd ?? '', { command: started?.server.args ?? [] });
  const file = path.join(cwd, 'governance.yaml');
  await editor.open(file, readFileSync(file, 'utf8').replace('catalog: partners', 'catalog: partner'));
  expect((await editor.findings(file)).map(({ code }) => code)).toContain('REFERENCE_UNKNOWN');
  await deactivate();
  expect(started?.state).toBe('stopped');
});

it('takes Entente from the workspace where nothing else is set, as the manifest says', async () => {
  const { clients } = await activated(temporaryFolder(), undefined);
  const { command, args } = clients[0]?.server ?? { command: '', args: [] };
  const standard = MANIFEST.contributes.configuration.properties['entente.command']?.default;
  expect([command, ...args]).toEqual([...(standard as string[]), 'lsp', '--stdio']);
});

it('is packed as one file, by tools of exact versions', () => {
  const bundles = MANIFEST.scripts['vscode:prepublish'] ?? '';
  expect(bundles).toContain(`--outfile=${MANIFEST.main.replace('./', '')}`);
  expect(bundles).toContain('--external:vscode ');
  const packed = read('.vscodeignore')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  expect(packed).toContain(`!${MANIFEST.main.replace('./', '')}`);
  for (const name of packed.filter((line) => !line.includes('dist/')))
    expect(existsSync(path.join(FOLDER, name.slice(1)))).toBe(true);
  for (const [name, version] of Object.entries(MANIFEST.devDependencies))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read('README.md')).toContain(`entente-${MANIFEST.version}.vsix`);
});
