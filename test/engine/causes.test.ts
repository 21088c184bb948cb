import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
