/** What an editor says of the word below the pointer. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HoverRequest } from 'vscode-languageserver/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start(tmpdir());
});
afterEach(() => editor.closeAll());
afterAll(async () => expect(await editor.end()).toBe(0));

async function said(cwd: string, file: string, words: string): Promise<string> {
  const absolute = path.join(cwd, file);
  const text = readFileSync(absolute, 'utf8');
  await editor.open(absolute);
  const at = editor.at(absolute, text, text.indexOf(words) + words.length - 1);
  const answer = await editor.connection.sendRequest(HoverRequest.type, at);
  return (answer?.contents as { value: string } | undefined)?.value ?? '';
}

describe('hover', () => {
  it('says of a property and of a value what the schema says', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const { stdout } = await entente(['explain', 'policies.allowedTargetScope', '--json'], { cwd });
    const { meaning, values } = JSON.parse(stdout) as {
      meaning: string;
      values: { value: string; meaning: string }[];
    };
    const file = 'teams/tango/governance.yaml';
    expect(await said(cwd, file, 'allowedTargetScope')).toContain(meaning);
    const value = values.find((each) => each.value === 'specificDirectoryUsers');
    expect(await said(cwd, file, 'specificDirectoryUsers')).toContain(value?.meaning);
  });

  it('says who can request a package, and through a policy', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const file = 'teams/tango/governance.yaml';
    const ofPackage = await said(cwd, file, '  project-tango');
    expect(ofPackage).toContain('**package "Project Tango"** `accessPackage.project-tango`');
    expect(ofPackage).toMatch(/- .*Fabrikam.*: 2 approval stages/);
    const ofPolicy = await said(cwd, file, '  tango-auditors');
    expect(ofPolicy).toMatch(/- .*Internal Audit.*: 1 approval stage/);
    expect(ofPolicy).not.toContain('Fabrikam');
  });

  it('says of a package of access tests the same as where it is defined', async () => {
    const cwd = temporaryFolder('examples/contoso');
    expect(await said(cwd, 'partners.access.yaml', '      project-tango')).toMatch(
      /Fabrikam.*: 2 approval stages/,
    );
  });

  it('says what the state tracks, without a network', async () => {
    const cwd = temporaryFolder('examples/starter');
    expect((await entente(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    const state = JSON.parse(readFileSync(path.join(cwd, '.entente/governance.state.json'), 'utf8')) as {
      resources: { address: string; id: string }[];
    };
    const { id } = state.resources.find(({ address }) => address === 'accessPackage.project') ?? {};
    expect(await said(cwd, 'governance.yaml', 'accessPackage: project')).toContain(`tracks it as \`${id}\``);
  });
});
