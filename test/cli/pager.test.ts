import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLI, cleanEnvironment, entente, temporaryFolder } from '../support/cli.ts';

/** A real terminal of ten lines comes from util-linux's `script`; BSD's has other options. */
const hasTerminals = spawnSync('script', ['--version']).status === 0;

let folder = '';
beforeEach(async () => {
  folder = temporaryFolder();
  await entente(['init'], { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string) => path.join(folder, name);
const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined);

/** What a terminal shows of a command, without the carriage returns that it adds. */
function onTerminal(command: string, env: Record<string, string> = {}): string {
  const line = `stty rows 10 cols 80; ${process.execPath} ${CLI} ${command}; echo "[$?]" >&2`;
  return execFileSync('script', ['-qec', line, '/dev/null'], {
    cwd: folder,
    env: cleanEnvironment({ TERM: 'xterm', ...env }),
    encoding: 'utf8',
  }).replaceAll('\r', '');
}

describe.skipIf(!hasTerminals)('on a terminal (needs util-linux)', () => {
  it('what is longer than the screen goes through the pager, and the exit code stays', () => {
    const shown = onTerminal('plan --detailed-exitcode', { ENTENTE_PAGER: 'cat > paged; exit 3' });
    expect(read('paged')).toContain('Who can get in:');
    expect(shown).not.toContain('Who can get in:');
    expect(shown).toContain('[2]');
  });

  it('asks for ENTENTE_PAGER before PAGER, and for none with cat, --no-pager or a terminal that can nothing', () => {
    const general = { PAGER: 'cat > general' };
    onTerminal('plan', general);
    expect(read('general')).toContain('Plan:');
    rmSync(file('general'));
    for (const [command, more] of [
      ['plan', { ENTENTE_PAGER: 'cat' }],
      ['plan', { ENTENTE_PAGER: '' }],
      ['plan', { TERM: 'dumb' }],
      ['--no-pager plan', {}],
    ] as const)
      expect(onTerminal(command, { ...general, ...more })).toContain('Who can get in:');
    expect(read('general')).toBeUndefined();
  });

  it('shows at once what fits, what a command does, and what errors follow', () => {
    const env = { ENTENTE_PAGER: 'cat > paged' };
    expect(onTerminal('validate', env)).toContain('valid');
    expect(onTerminal('apply --auto-approve', env)).toContain('Who can get in:');
    expect(onTerminal('plan', env)).toContain('No changes');
    writeFileSync(file('governance.yaml'), `${read('governance.yaml') ?? ''}nonsense: 1\n`);
    expect(onTerminal('plan', env)).toMatch(/nonsense/);
    expect(read('paged')).toBeUndefined();
  });

  it('shows the text itself where there is no such pager', () => {
    expect(onTerminal('plan', { ENTENTE_PAGER: 'no-such-pager' })).toContain('Who can get in:');
  });

  it('keeps the colours, and less leaves the text on the screen', () => {
    onTerminal('plan', { ENTENTE_PAGER: 'env > environment; cat > paged' });
    expect(read('environment')).toContain('LESS=FRX');
    expect(read('paged')).toContain('\u001b[');
  });
});

it('what goes to a file or a pipe goes through no pager', async () => {
  const env = { ENTENTE_PAGER: `cat > ${file('paged')}` };
  const { stdout } = await entente(['plan'], { cwd: folder, env });
  expect(stdout).toContain('Who can get in:');
  expect(read('paged')).toBeUndefined();
});
