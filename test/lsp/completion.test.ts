/** What can be written at a place: keys of other files, values with their meanings, properties that are not there yet. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';
import { referencePlaces, SORTS } from '../support/reference-places.ts';
import { ofEachKind, size } from '../support/whole.ts';

/** Sorts of references that no file in `examples` has. */
const OTHER_SORTS = `version: 1
tenant: { embedded: .entente/tenant }
scope: { catalogs: [partners] }
privileged: [catalogResource.partners/team]
moved: [{ from: catalog.former, to: catalog.partners }]
policyTemplates:
  short: { policy: { displayName: Short } }
catalogs:
  partners: { displayName: Partners, resources: { team: { group: Team } } }
packages:
  tango:
    catalog: partners
    displayName: Tango
    policies:
      inner: { template: short }
policies:
  outer: { accessPackage: tango, template: short, displayName: Outer }
`;

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

  it('offers what references name of the sorts that no example has', async () => {
    const cwd = temporaryFolder();
    const file = path.join(cwd, 'governance.yaml');
    await editor.open(file, OTHER_SORTS);
    const places = referencePlaces(OTHER_SORTS);
    for (const { path: place, word, start, end } of places) {
      const without = OTHER_SORTS.slice(0, start) + OTHER_SORTS.slice(end);
      await editor.type(file, without);
      const items = await editor.completions(file, without, start);
      expect(
        items.map(({ textEdit }) => textEdit?.newText.replace(/: $/, '')),
        place,
      ).toContain(word);
    }
    const examples = globSync(['**/governance.yaml', '**/*.access.yaml'], {
      cwd: path.resolve(import.meta.dirname, '../../examples'),
      absolute: true,
    });
    const seen = [...places, ...examples.flatMap((each) => referencePlaces(readFileSync(each, 'utf8')))];
    const sorts = new Set(seen.map(({ kind }) => Number(kind.split(' ')[0])));
    expect([...sorts].sort((a, b) => a - b)).toEqual([...Array(SORTS).keys()]);
  });

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
