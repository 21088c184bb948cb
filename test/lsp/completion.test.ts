/** What can be written at a place: keys of other files, values with their meanings, properties that are not there yet. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';
import { referencePlaces } from '../support/reference-places.ts';
import { ofEachKind, size } from '../support/whole.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start(tmpdir());
});
afterEach(() => editor.closeAll());
afterAll(async () => expect(await editor.end()).toBe(0));

/** Opens `file` with `|` at the cursor, and gives what is offered. */
async function offered(cwd: string, file: string, marked: string): Promise<Map<string, string>> {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  await editor.open(path.join(cwd, file), text);
  const items = await editor.completions(path.join(cwd, file), text, offset);
  return new Map(
    items.map((item) => [
      item.textEdit?.newText ?? '',
      typeof item.documentation === 'object' ? item.documentation.value : (item.detail ?? ''),
    ]),
  );
}

describe('completion', () => {
  it('offers what each reference of the examples names', async () => {
    const cwd = temporaryFolder('examples');
    const missed: string[] = [];
    let all = 0;
    for (const file of globSync(['**/governance.yaml', '**/*.access.yaml'], { cwd, absolute: true })) {
      const text = readFileSync(file, 'utf8');
      await editor.open(file);
      for (const { path: place, word, start, end } of ofEachKind(referencePlaces(text), ({ kind }) => kind)) {
        all += 1;
        const without = text.slice(0, start) + text.slice(end);
        await editor.type(file, without);
        const items = await editor.completions(file, without, start);
        if (!items.some(({ textEdit }) => textEdit?.newText.replace(/: $/, '') === word))
          missed.push(`${path.relative(cwd, file)} ${place}: ${word}`);
      }
      await editor.type(file, text);
    }
    expect(all).toBeGreaterThanOrEqual(size(35, 70));
    expect(missed.length / all, missed.join('\n')).toBe(0);
  }, 120_000);

  it('offers values and properties with their meanings', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const file = 'teams/tango/governance.yaml';
    const text = readFileSync(path.join(cwd, file), 'utf8');
    const scopes = await offered(cwd, file, text.replace('specificConnectedOrganizationUsers', '|'));
    expect(scopes.get('specificDirectoryUsers')).toMatch(/\w{4}/);
    const members = await offered(cwd, file, text.replace('    catalog: partner-projects', '$&\n    |'));
    expect(members.get('isHidden: ')).toMatch(/Type: true or false/);
    expect([...members.keys()]).not.toContain('displayName: ');
    expect(await offered(cwd, file, text.replace('catalogs:', '|\ncatalogs:'))).toHaveProperty('size');
  });

  it("offers resources of the package's own catalog alone, and the roles of groups", async () => {
    const cwd = temporaryFolder('examples/contoso');
    const file = 'teams/tango/governance.yaml';
    const text = readFileSync(path.join(cwd, file), 'utf8').replace(
      'catalogs:\n',
      'catalogs:\n  other: { displayName: Other, resources: { strange: { group: Strange } } }\n',
    );
    const resources = await offered(cwd, file, text.replace('resource: tango-team', 'resource: t|'));
    expect([...resources.keys()]).toEqual(['tango-team', 'tango-tracker', 'tango-site']);
    const roles = await offered(cwd, file, text.replace('role: Member', 'role: |'));
    expect([...roles.keys()]).toEqual(expect.arrayContaining(['Member', 'Owner']));
  });

  it('knows parts that an environment lays over the rest', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const text = readFileSync(path.join(cwd, 'governance.yaml'), 'utf8').replace(
      '  prod:\n',
      '  prod:\n    packages: { tango-audit: { incompatibleAccessPackages: [|] } }\n',
    );
    expect([...(await offered(cwd, 'governance.yaml', text)).keys()]).toContain('project-tango');
  });
});
