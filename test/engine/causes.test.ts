import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply, plan } from '../../src/index.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import type { Base, Bench, Edit } from '../support/causes/bench.ts';
import { openBench } from '../support/causes/bench.ts';
import { PLAIN, PLAIN_EDITS } from '../support/causes/edits.ts';
import { TEMPLATED, TEMPLATED_EDITS } from '../support/causes/templated-edits.ts';

const CASES: readonly (readonly [name: string, base: Base, edits: readonly Edit[]])[] = [
  ['written out', PLAIN, PLAIN_EDITS],
  ['with templates, defaults and an environment', TEMPLATED, TEMPLATED_EDITS],
];

describe.each(CASES)('an edited line of a configuration %s', (_, base, edits) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(base);
  });
  afterAll(() => {
    bench.close();
  });

  it.each(edits.map((edit) => [edit.name, edit] as const))('is the cause: %s', async (_name, edit) => {
    const { access } = await bench.told(edit);
    expect(access).not.toEqual([]);
    const line = bench.line(edit);
    expect(access.map(({ text, lines }) => [text, [...new Set(lines)]])).toEqual(
      access.map(({ text }) => [text, [line]]),
    );
  });
});

describe('a switch that is turned off', () => {
  it.each([
    ['approval switched off', 'External users get "Tango" through "Partner engineers" without approval'],
    [
      'a review switched off',
      'Access of external users to "Tango" through "Partner engineers" is never reviewed',
    ],
  ])('is the place of the finding: %s', async (name, text) => {
    const bench = await openBench(PLAIN);
    const edit = PLAIN_EDITS.find((each) => each.name === name);
    if (edit === undefined) throw new Error('The edit is gone');
    const { findings } = await bench.told(edit);
    expect(findings.filter((each) => each.text === text)).toEqual([{ text, lines: [bench.line(edit)] }]);
    bench.close();
  });
});

describe('a line that is gone', () => {
  const text = PLAIN.files['project.yaml'] ?? '';

  it('is told with what it was removed from', async () => {
    const bench = await openBench(PLAIN);
    const edit = PLAIN_EDITS.find(({ name }) => name === 'a target removed');
    if (edit === undefined) throw new Error('The edit is gone');
    const { plan } = await bench.told(edit);
    expect(plan.access.lost.flatMap(({ causes }) => causes.map(({ source }) => source?.removed))).toEqual(
      plan.access.lost.map(() => true),
    );
    bench.close();
  });

  it('is no line of one file where several can have held it, and none where it stands', async () => {
    const beside = `policies:
  others: { accessPackage: audit, displayName: Others, allowedTargetScope: notSpecified }
`;
    const include = { 'governance.yaml': `${PLAIN.files['governance.yaml']}${beside}` };
    const bench = await openBench({ ...PLAIN, files: { ...PLAIN.files, ...include } });
    // A new key alone would change who can get in no more than a new name does.
    const [head = '', scope = ''] =
      /  partners:\n((?: {4}.*\n)+?) {6}- \{ connectedOrganization: fabrikam \}\n/.exec(text) ?? [];
    const to = `  renamed:\n${scope}`;
    const renamed = { name: 'a key', file: 'project.yaml', from: head, to };
    const { plan: made } = await bench.told(renamed);
    const sources = ({ access }: Plan, address: string) => [
      ...new Set(
        [...access.gained, ...access.lost, ...access.changed].flatMap(({ causes }) =>
          causes.filter((cause) => cause.address === address).map(({ source }) => source),
        ),
      ),
    ];
    expect(sources(made, 'policy.partners')).toEqual([undefined]);
    const file = path.join(bench.folder, 'governance.yaml');
    const host = { cwd: bench.folder, env: {} };
    const destroyed = await plan({ file, host, destroy: true, allowAccessLoss: true });
    expect(destroyed.plan.access.lost).not.toEqual([]);
    for (const source of sources(destroyed.plan, 'policy.partners'))
      expect(source).toEqual(expect.objectContaining({ line: text.split('\n').indexOf('  partners:') + 1 }));
    expect(JSON.stringify(destroyed.plan.access)).not.toContain('"removed":true');
    bench.close();
  });

  it('is none where what the portal changed is put back', async () => {
    const bench = await openBench(PLAIN);
    const edit = PLAIN_EDITS.find(({ name }) => name === 'a target removed');
    if (edit === undefined) throw new Error('The edit is gone');
    const state = path.join(bench.folder, '.entente/state.json');
    const [before, project] = [readFileSync(state), path.join(bench.folder, edit.file)];
    // As if it was done in the portal: the state and the files know nothing of it.
    const changed = text.replace(
      /( {4}specificAllowedTargets:\n)/,
      '$1      - { connectedOrganization: idle }\n',
    );
    expect(changed).not.toBe(text);
    writeFileSync(project, changed);
    const options = { file: 'governance.yaml', host: { cwd: bench.folder, env: {} } };
    await apply({ ...options, autoApprove: true });
    [state, project].forEach((name, index) => writeFileSync(name, index === 0 ? before : text));
    const { plan: made } = await plan({ ...options, allowAccessLoss: true });
    const sources = made.access.lost.flatMap(({ causes }) => causes.map(({ source }) => source));
    expect(sources).not.toEqual([]);
    expect(sources.filter((source) => source?.removed === true)).toEqual([]);
    bench.close();
  });

  it('is told with its place before, where there is a configuration before', async () => {
    const folder = temporaryFolder();
    for (const [name, content] of Object.entries(PLAIN.files))
      writeFileSync(path.join(folder, name), content);
    const before = 'before.yaml';
    writeFileSync(path.join(folder, 'was.yaml'), text);
    const root = PLAIN.files['governance.yaml'] ?? '';
    writeFileSync(path.join(folder, before), root.replace('project.yaml', 'was.yaml'));
    const removed = '      - { connectedOrganization: woodgrove }\n';
    writeFileSync(path.join(folder, 'project.yaml'), text.replace(removed, ''));
    const line = text.slice(0, text.indexOf(removed)).split('\n').length;
    const { stdout } = await entente(['access', 'diff', before, 'governance.yaml'], { cwd: folder });
    expect(stdout).toContain(`removed from was.yaml:${line}`);
  });
});
