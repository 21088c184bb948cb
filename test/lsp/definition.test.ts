/** From a reference to the key that it names, in whichever file that stands. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { DefinitionRequest } from 'vscode-languageserver/node';
import type { Location } from 'vscode-languageserver/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';
import { referencePlaces } from '../support/reference-places.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start(tmpdir());
});
afterEach(() => editor.closeAll());
afterAll(async () => expect(await editor.end()).toBe(0));

/** Words that name no key: bare words of subject sets, and roles of resources. */
const WORDS = /^(?:internalSponsors|externalSponsors|requestorManager)$/;
const ROLE = /\.role$/;

describe('definition', () => {
  it('is the key that each reference of the examples names', async () => {
    const cwd = temporaryFolder('examples');
    let all = 0;
    for (const file of globSync(['**/governance.yaml', '**/*.access.yaml'], { cwd, absolute: true })) {
      const text = readFileSync(file, 'utf8');
      await editor.open(file);
      for (const { path: place, word, start } of referencePlaces(text)) {
        if (WORDS.test(word) || ROLE.test(place)) continue;
        all += 1;
        const found = (await editor.connection.sendRequest(
          DefinitionRequest.type,
          editor.at(file, text, start + 1),
        )) as Location[];
        expect(found, `${file} ${place}`).toHaveLength(1);
        const [{ uri, range }] = found as [Location];
        const line = readFileSync(fileURLToPath(uri), 'utf8').split('\n')[range.start.line] ?? '';
        const key = line.slice(range.start.character, range.end.character);
        expect(word, `${file} ${place}`).toMatch(new RegExp(`(?:^|[./-])${key}$`));
        expect(line.slice(range.end.character), `${file} ${place}`).toMatch(/^:/);
      }
    }
    expect(all).toBeGreaterThan(50);
  }, 60_000);

  it('stands in another file', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const file = path.join(cwd, 'teams/tango/governance.yaml');
    const text = readFileSync(file, 'utf8');
    await editor.open(file);
    const at = editor.at(file, text, text.indexOf('[desk]') + 2);
    const found = (await editor.connection.sendRequest(DefinitionRequest.type, at)) as Location[];
    expect(found.map(({ uri }) => fileURLToPath(uri))).toEqual([path.join(cwd, 'governance.yaml')]);
  });
});
