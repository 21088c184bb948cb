/** Renamed keys and released objects, as people and machines are told of them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

it('plan, apply and show say what moved and what is let go', async () => {
  const folder = temporaryFolder('examples/contoso');
  const run = (...args: string[]) => entente(args, { cwd: folder });
  const edit = (name: string, change: (text: string) => string) => {
    const file = path.join(folder, name);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
  const TANGO = 'teams/tango/governance.yaml';
  edit('governance.yaml', (text) => text.replaceAll('../../', ''));
  await run('apply', '--auto-approve');

  edit(
    TANGO,
    (text) =>
      `${text.replaceAll('project-tango', 'engineers').replace(/ {2}tango-auditors:[^]*$/, '')}
moved:
  - { from: accessPackage.project-tango, to: accessPackage.engineers }
removed: [policy.tango-auditors]
`,
  );
  const { stdout } = await run('plan', '-o', 'moved.json');
  expect(stdout).toContain(
    `  # accessPackage.project-tango has moved to accessPackage.engineers  ${TANGO}:18\n`,
  );
  expect(stdout).toContain(
    '  # packageResourceRole.project-tango/tango-team/Member has moved to packageResourceRole.engineers/tango-team/Member',
  );
  expect(stdout).toContain(
    '# policy.tango-auditors will no longer be tracked (its entry in removed says so)',
  );
  expect(stdout).toContain('Plan: 0 to add, 0 to change, 0 to destroy, 1 to forget, 4 to move.');
  expect((await run('show', 'moved.json', '--markdown')).stdout).toContain(
    '- `accessPackage.project-tango` is now `accessPackage.engineers`',
  );
  const applied = await run('apply', 'moved.json', '--json');
  const events = applied.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events).toContainEqual(
    expect.objectContaining({
      change: expect.objectContaining({
        action: 'move',
        resource: { addr: 'accessPackage.engineers', resource_type: 'accessPackage' },
        previous_resource: { addr: 'accessPackage.project-tango' },
      }) as unknown,
    }),
  );
  expect(events.filter(({ type }) => type === 'apply_moved')).toHaveLength(4);
  expect(events.at(-1)?.['@message']).toBe(
    'Apply complete! Resources: 0 added, 0 changed, 0 destroyed, 1 forgotten, 4 moved.',
  );
  expect((await run('state', 'list')).stdout).not.toMatch(/project-tango|tango-auditors/);
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  rmSync(folder, { recursive: true });
}, 60_000);
