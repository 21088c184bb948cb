/** What an editor shows is what the command line says, at the same places. */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start(tmpdir());
});
afterEach(() => editor.closeAll());
afterAll(async () => expect(await editor.end()).toBe(0));

function copied(example: string): string {
  return temporaryFolder(path.join(EXAMPLES, example));
}

describe('diagnostics', () => {
  const right = globSync(['**/governance.yaml', '**/*.access.yaml'], { cwd: EXAMPLES, absolute: true });

  it('are none in every example', async () => {
    expect(right.length).toBeGreaterThanOrEqual(6);
    for (const file of right) await editor.open(file);
    for (const file of right) expect(await editor.findings(file), file).toEqual([]);
  });

  it('are none in what init writes', async () => {
    const cwd = temporaryFolder();
    expect((await entente(['init'], { cwd })).code).toBe(0);
    const file = path.join(cwd, 'governance.yaml');
    await editor.open(file);
    expect(await editor.findings(file)).toEqual([]);
  });

  it('are those of validate, in the file where they stand, of texts that are not saved', async () => {
    const cwd = copied('contoso');
    const file = path.join(cwd, 'teams/tango/governance.yaml');
    const text = readFileSync(file, 'utf8').replace(
      'fallbackPrimaryApprovers: [alice]',
      '$&\n          wrong: 1',
    );
    const broken = text.replace('connectedOrganization: fabrikam', 'connectedOrganization: fabricam');
    await editor.open(path.join(cwd, 'governance.yaml'));
    await editor.open(file);
    expect(await editor.findings(file)).toEqual([]);
    for (const each of [text, broken.replace('\n          wrong: 1', '')]) {
      await editor.type(file, each);
      const shown = await editor.findings(file);
      expect(await editor.findings(path.join(cwd, 'governance.yaml'))).toEqual([]);
      writeFileSync(file, each);
      const { stdout } = await entente(['validate', '--json'], { cwd });
      const { diagnostics } = JSON.parse(stdout) as {
        diagnostics: {
          code: string;
          summary: string;
          hint: string;
          source: { line: number; column: number };
        }[];
      };
      expect(diagnostics).toHaveLength(1);
      expect(shown.map(({ code, message, range }) => ({ code, message, start: range.start }))).toEqual(
        diagnostics.map(({ code, summary, hint, source: { line, column } }) => ({
          code,
          message: `${summary}\n${hint}`,
          start: { line: line - 1, character: column - 1 },
        })),
      );
    }
    await editor.type(file, readFileSync(path.join(EXAMPLES, 'contoso/teams/tango/governance.yaml'), 'utf8'));
    expect(await editor.findings(file)).toEqual([]);
  });

  it('stand in files of access tests', async () => {
    const cwd = copied('contoso');
    const file = path.join(cwd, 'partners.access.yaml');
    await editor.open(
      file,
      readFileSync(file, 'utf8').replace('holds: [project-tango]', 'holds: [project-tang]'),
    );
    expect(await editor.findings(file)).toMatchObject([
      { code: 'REFERENCE_UNKNOWN', message: expect.stringContaining('"project-tango"') as string },
    ]);
  });

  it('are none in files of something else', async () => {
    const cwd = copied('contoso');
    const file = path.join(cwd, 'compose.yaml');
    await editor.open(file, 'services: { web: { image: nginx } }\n');
    expect(await editor.findings(file)).toEqual([]);
  });
});
