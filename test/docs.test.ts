/** The documents tell the truth: their commands run, and what they show is what comes out. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../src/config/load.ts';
import { CLI, cleanEnvironment, ended, entente, temporaryFolder } from './support/cli.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const scripts = Object.keys(
  (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts,
);

/** Lines of the shell blocks of a document, comments taken off. */
function shellLines(text: string): string[] {
  return [...text.matchAll(/```sh\n([^]*?)```/g)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The words of a line that needs no shell: one command, no variables, no redirection. */
function plainWords(line: string): string[] | undefined {
  const words = line.match(/'[^']*'|"[^"$`]*"|[^\s'"|&;<>$`*?~()]+/g) ?? [];
  return words.join('') === line.replace(/\s+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/g, '')
    ? words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
    : undefined;
}

async function shell(line: string, cwd: string): Promise<{ code: number | null; output: string }> {
  const words = line.includes('tenant serve') ? undefined : plainWords(line);
  if (words !== undefined) {
    const { code, stdout, stderr } = await entente(words.slice(1), { cwd });
    return { code, output: stdout + stderr };
  }
  const script = line.replace(/^entente/, `exec node "${CLI}"`);
  const child = spawn('bash', ['-c', script], { cwd, env: cleanEnvironment() });
  // A server is heard once and then told to go.
  if (line.includes('tenant serve')) child.stdout.once('data', () => child.kill('SIGTERM'));
  const { code, stdout, stderr } = await ended(child);
  return { code, output: stdout + stderr };
}

/** Runs commands one after the other beside a copy of the examples. */
async function allWork(commands: readonly string[]): Promise<void> {
  const folder = temporaryFolder();
  cpSync(path.join(ROOT, 'governance.yaml'), path.join(folder, 'governance.yaml'));
  cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  for (const command of commands) {
    const { code, output } = await shell(command, folder);
    expect({ command, code, output }).toMatchObject({ command, code: 0 });
  }
  rmSync(folder, { recursive: true });
}

const pages = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.replaceAll('\\', '/'));

describe.each(pages)('docs/%s', (name) => {
  it('shows commands that work', async () => {
    await allWork(shellLines(read(`docs/${name}`)).filter((line) => line.startsWith('entente ')));
  }, 60_000);

  it('is linked from the index', () => {
    // A folder has an index of its own, which the index above it names.
    const index = path.posix.basename(name) === 'README.md' ? '..' : '.';
    const page = path.posix.join('docs', path.posix.dirname(name), index, 'README.md');
    const link = path.posix.relative(path.posix.dirname(page), path.posix.join('docs', name));
    expect(read(page)).toContain(`](${link})`);
  });

  it('links to files that exist', () => {
    const links = [...read(`docs/${name}`).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = '']) => to);
    const folder = path.join(ROOT, 'docs', path.dirname(name));
    expect(links.filter((to) => !existsSync(path.join(folder, to)))).toEqual([]);
  });
});

describe('docs/guarantees.md', () => {
  const sections = read('docs/guarantees.md')
    .split('\n## ')
    .filter((part) => part.includes('```console'));

  it('has five of them', () => {
    expect(sections).toHaveLength(5);
  });

  it.each(sections.map((part) => [part.split('\n')[0] ?? '', part]))(
    'breaks and mends: %s',
    async (_title, part) => {
      const folder = temporaryFolder();
      cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
      const contoso = path.join(folder, 'examples/contoso');
      const rewrite = (file: string, change: (text: string) => string) => {
        const name = path.join(contoso, file);
        writeFileSync(name, change(readFileSync(name, 'utf8')));
      };
      for (const [, language, block = ''] of part.matchAll(/```(\w+)\n([^]*?)```/g)) {
        const lines = block.trimEnd().split('\n');
        if (language === 'yaml') rewrite('governance.yaml', (text) => `${text}\n${block}`);
        else if (language === 'diff') {
          const [head = '', ...changed] = lines;
          const side = (other: string) =>
            changed
              .filter((line) => !line.startsWith(other))
              .map((line) => `${line.slice(1)}\n`)
              .join('');
          rewrite(head.slice('--- '.length), (text) => {
            expect(text.split(side('+'))).toHaveLength(2);
            return text.replace(side('+'), side('-'));
          });
        } else {
          const [command = '', ...shown] = lines;
          const { code, output } = await shell(command.slice('$ '.length), folder);
          for (const line of shown) expect(output).toContain(line);
          expect({ code, output }).toMatchObject({ code: block.includes('Pass:') ? 0 : 2 });
        }
      }
      rmSync(folder, { recursive: true });
    },
  );
});

describe('README.md', () => {
  const lines = shellLines(read('README.md'));
  const commands = lines.filter((line) => line.startsWith('entente '));

  it('shows the two commands of a fresh clone in its first screen', () => {
    const first = read('README.md').split('\n').slice(0, 24).join('\n');
    expect(first).toContain('npm ci && npm run quickstart');
    expect(first).toContain('npm ci && npm test');
  });

  it('shows commands that work, in the order in which it shows them', async () => {
    expect(commands.length).toBeGreaterThan(10);
    await allWork(commands);
  }, 60_000);

  it('shows npm scripts that exist', () => {
    const named = [
      read('README.md'),
      read('CONTRIBUTING.md'),
      read('ARCHITECTURE.md'),
      read('.ci/run'),
    ].flatMap((text) => [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(scripts).toContain(name);
  });

  it('shows YAML that is part of the example', () => {
    const [, shown = ''] = /```yaml\n([^]*?)```/.exec(read('README.md')) ?? [];
    const example = read('governance.yaml').replace(/\s+/g, '');
    for (const key of [
      'connectedOrganizations:',
      'fabrikam:',
      'tango-partners:',
      'specificConnectedOrganizationUsers',
    ])
      expect([shown.includes(key), example.includes(key)]).toEqual([true, true]);
  });
});

describe('examples', () => {
  const load = async (file: string, environment?: string) => {
    const result = await loadConfiguration({
      file,
      cwd: ROOT,
      env: {},
      ...(environment !== undefined && { environment }),
    });
    expect(result.diagnostics).toEqual([]);
    return result.configuration;
  };

  it('contoso is the case of governance.yaml, split by team', async () => {
    const [whole, split] = await Promise.all([
      load('governance.yaml'),
      load('examples/contoso/governance.yaml'),
    ]);
    const specs = (of: typeof whole) => of?.declarations.map(({ address, spec }) => ({ address, spec }));
    expect(specs(split)).toEqual(specs(whole));
    expect(split?.files).toHaveLength(3);
  });

  it('contoso knows a real tenant as an environment', async () => {
    const prod = await load('examples/contoso/governance.yaml', 'prod');
    expect(prod?.document.tenant).toEqual({ id: 'contoso.onmicrosoft.com' });
    expect(prod?.document.state).toEqual({ file: 'governance.prod.state.json' });
  });
});
