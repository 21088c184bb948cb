/** A new key everywhere at once: the configuration stays valid, and what is tracked is planned as it was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RenameRequest } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { Editor } from '../support/lsp.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start(tmpdir());
});
afterEach(() => editor.closeAll());
afterAll(async () => expect(await editor.end()).toBe(0));

/** Renames what stands at the end of `words`, and saves; gives the changed files. */
async function renamed(cwd: string, file: string, words: string, newName: string): Promise<string[]> {
  const absolute = path.join(cwd, file);
  const text = readFileSync(absolute, 'utf8');
  await editor.open(absolute);
  const at = editor.at(absolute, text, text.indexOf(words) + words.length - 1);
  const answer = await editor.connection.sendRequest(RenameRequest.type, { ...at, newName });
  return Object.entries(answer?.changes ?? {}).map(([uri, edits]) => {
    const changed = fileURLToPath(uri);
    const document = TextDocument.create(uri, 'yaml', 1, readFileSync(changed, 'utf8'));
    writeFileSync(changed, TextDocument.applyEdits(document, edits));
    return path.relative(cwd, changed);
  });
}

describe('rename', () => {
  it.each([
    ['teams/tango/governance.yaml', '  project-tango', 'tango', ['partners.access.yaml', 'governance.yaml']],
    ['teams/tango/governance.yaml', 'catalog: partner-projects', 'partners', ['governance.yaml']],
    [
      'teams/tango/governance.yaml',
      'resource: tango-team',
      'team',
      ['partners.access.yaml', 'governance.yaml'],
    ],
    [
      'teams/partners/governance.yaml',
      '  fabrikam',
      'fab',
      ['governance.yaml', 'teams/tango/governance.yaml'],
    ],
    [
      'partners.access.yaml',
      'policy: tango-partners',
      'partners',
      ['governance.yaml', 'teams/tango/governance.yaml'],
    ],
  ])('keeps what is tracked: %s, "%s"', async (file, words, to, others) => {
    const cwd = temporaryFolder('examples/contoso');
    const root = path.join(cwd, 'governance.yaml');
    writeFileSync(root, readFileSync(root, 'utf8').replaceAll('../../.entente/', '.entente/'));
    expect((await entente(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    const changed = await renamed(cwd, file, words, to);
    expect(changed).toEqual(expect.arrayContaining([file, ...others]));
    const { stdout, code } = await entente(['plan', '--json'], { cwd });
    expect(code).toBe(0);
    const { changes } = JSON.parse(stdout) as { changes: { action: string }[] };
    expect(changes.filter(({ action }) => ['create', 'delete', 'replace'].includes(action))).toEqual([]);
    expect((await entente(['test'], { cwd })).code).toBe(0);
  });

  it('adds nothing to moved for what was never applied, nor for sponsors', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const changed = await renamed(cwd, 'governance.yaml', '  alice', 'alicia');
    expect(changed).toEqual(
      expect.arrayContaining(['teams/partners/governance.yaml', 'partners.access.yaml']),
    );
    expect(readFileSync(path.join(cwd, 'governance.yaml'), 'utf8')).not.toContain('moved:');
    expect((await entente(['test'], { cwd })).code).toBe(0);
  });

  it('renames what stands in place below its package, and its policies with a package', async () => {
    const cwd = temporaryFolder('examples/templates');
    expect((await entente(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    await renamed(cwd, 'governance.yaml', '  orders', 'purchases');
    expect(readFileSync(path.join(cwd, 'governance.yaml'), 'utf8')).toContain(
      'moved:\n  - { from: accessPackage.orders, to: accessPackage.purchases }\n  - { from: policy.orders-employees, to: policy.purchases-employees }\n',
    );
    expect((await entente(['validate'], { cwd })).code).toBe(0);
  });

  it('is refused where another key has the name, and where the key is no key', async () => {
    const cwd = temporaryFolder('examples/contoso');
    const file = 'teams/tango/governance.yaml';
    await expect(renamed(cwd, file, '  project-tango', 'tango-audit')).rejects.toThrow('is not valid');
    await editor.closeAll();
    await expect(renamed(cwd, file, '  project-tango', 'a key')).rejects.toThrow('cannot be a key');
  });
});
