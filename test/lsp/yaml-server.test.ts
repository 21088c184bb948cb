/** What people see who have the YAML language server and no `entente lsp`: the schemas by themselves, over a real process. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import type { CompletionItem, Diagnostic } from 'vscode-languageserver/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import type { SchemaNode } from '../../src/model/schema-node.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import type { Editor } from '../support/lsp.ts';
import { size } from '../support/whole.ts';
import type { SchemaPlace } from '../support/yaml-server.ts';
import { placesOf, startYamlServer, textTo } from '../support/yaml-server.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FILES = globSync(['governance.yaml', 'examples/**/*.yaml'], { cwd: ROOT, absolute: true }).sort();
const INCLUDED = '# yaml-language-server: $schema=./schema/included.schema.json\n';

let editor: Editor;
beforeAll(async () => {
  editor = await startYamlServer(ROOT);
});
afterAll(() => editor.end());

let opened = 0;
/** What is red in a text, as of a file of its own in the folder of `file`. */
async function red(file: string, text: string): Promise<readonly Diagnostic[]> {
  const other = path.join(path.dirname(file), `opened-${(opened += 1)}.yaml`);
  await editor.open(other, text);
  return editor.findings(other);
}

const shown = (text: string, all: readonly Diagnostic[]): string[] =>
  all.map(({ range: { start, end }, message }) => {
    const line = text.split('\n')[start.line] ?? '';
    return `${start.line + 1} ${line.slice(start.character, end.line === start.line ? end.character : undefined)}: ${typeof message === 'string' ? message : message.value}`;
  });

/** Sections whose values are judged once they are put where they belong. */
const FREE: readonly string[] = ['variables', 'environments', 'policyTemplates', 'defaults'];

/** A file's text with a variable for every value that the file does not define for itself. */
function filledIn(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Pair(_key, { key }, parents) {
      const name = isScalar(key) ? String(key.value) : '';
      const isTop = parents.length === 2;
      return isTop && ['variables', 'policyTemplates', 'tests'].includes(name) ? visit.SKIP : undefined;
    },
    Scalar(key, node) {
      if (key !== 'key') node.value = '${var.value}';
    },
  });
  return String(document);
}

describe('the YAML language server', () => {
  it('finds nothing wrong with any file of the repository', async () => {
    expect(FILES.length).toBeGreaterThanOrEqual(10);
    for (const file of FILES) {
      const text = readFileSync(file, 'utf8');
      expect(text, `${file} names no schema`).toMatch(/^# yaml-language-server: \$schema=\.\.?\//);
      await editor.open(file, text);
    }
    for (const file of FILES)
      expect(shown(readFileSync(file, 'utf8'), await editor.findings(file)), file).toEqual([]);
  });

  it('takes variables in every place of the examples', async () => {
    const configurations = FILES.filter((file) => path.basename(file) === 'governance.yaml');
    expect(configurations.length).toBeGreaterThanOrEqual(6);
    for (const file of configurations) {
      const text = filledIn(readFileSync(file, 'utf8'));
      expect(text).toContain('${var.value}');
      expect(shown(text, await red(file, text)), file).toEqual([]);
    }
  });

  it('finds nothing wrong with what the documents show', async () => {
    const pages = globSync('docs/*.md', { cwd: ROOT, absolute: true });
    let count = 0;
    for (const page of pages)
      for (const [, block = ''] of readFileSync(page, 'utf8').matchAll(/```yaml\n([^]*?)```/g)) {
        const { contents } = parseDocument(block);
        const sections = isMap(contents) ? contents.items.map(({ key }) => String(key)) : [];
        // Others are workflows, and parts of an entry.
        if (!sections.some((name) => name in GOVERNANCE.properties)) continue;
        const text = `${INCLUDED}${block.replace(/^# yaml-language-server.*\n/, '')}`;
        count += 1;
        expect(shown(text, await red(path.join(ROOT, 'x'), text)), page).toEqual([]);
      }
    expect(count).toBeGreaterThanOrEqual(10);
  });

  const TEAM = path.join(ROOT, 'examples/contoso/teams/tango/governance.yaml');
  it.each([
    ['duration: P90D', 'duration: 90 days', '90 days: Write an ISO 8601 duration such as P14D or PT12H'],
    ['catalog: partner-projects', 'catalog: a b', 'a b: Write a key: letters, digits, _ and -'],
    [
      'packages:\n',
      'packages:\n  "a b": { displayName: A }\n',
      '"a b": Write a key: letters, digits, _ and -',
    ],
    [
      'specificConnectedOrganizationUsers',
      'everyone',
      'everyone: Value is not accepted. Valid values: "notSpecified"',
    ],
    ['isRequestorJustificationRequired: true', 'isRequestorJustificationRequired: maybe', 'maybe: '],
    ['interval: 3', 'interval: often', 'often: '],
    ['expiration: {', 'expiraton: {', 'expiraton: Property expiraton is not allowed'],
    ['catalogs:\n', 'tenantRoles:\n  boss: [alice]\ncatalogs:\n', 'boss: Write catalogCreator, connected'],
  ])('shows %j replaced by %j red at its place, in words', async (right, wrong, expected) => {
    const text = readFileSync(TEAM, 'utf8');
    expect(text).toContain(right);
    const changed = text.replace(right, () => wrong);
    const told = shown(changed, await red(TEAM, changed));
    // What is wrong begins on the line of the replacement, or on the first one that it adds.
    const line = text.slice(0, text.indexOf(right)).split('\n').length;
    expect(told.join('\n')).toContain(expected);
    expect(told.join('\n')).not.toMatch(/\[A-Z|\^|\\[d$]/);
    expect([line, line + 1]).toContain(Number(told[0]?.split(' ')[0]));
  });

  it('judges wrong values of the examples, each at its place and without a regular expression', async () => {
    const wrong: { text: string; at: number; other: string }[] = [];
    const seen = new Set<string>();
    for (const file of FILES) {
      const text = readFileSync(file, 'utf8');
      visit(parseDocument(text), {
        Scalar(key, node, parents) {
          const steps = parents.flatMap((each) =>
            'key' in each && isScalar(each.key) ? [String(each.key.value)] : [],
          );
          const kind = `${steps[0] ?? ''} ${steps.at(-1) ?? ''}`;
          if (key === 'key' || node.range == null || seen.has(kind) || FREE.includes(steps[0] ?? '')) return;
          // What a parameter takes is said by its template, which no schema can look up.
          if (steps.includes('parameters')) return;
          seen.add(kind);
          const [start, end] = node.range;
          const changed = `${text.slice(0, start)}{ wrong: 1 }${text.slice(end)}`;
          wrong.push({
            text: changed,
            at: start,
            other: path.join(path.dirname(file), `wrong-${wrong.length}.yaml`),
          });
        },
      });
    }
    const tried = wrong.filter((_each, index) => index % size(8, 1) === 0);
    for (const { other, text } of tried) await editor.open(other, text);
    const missed: string[] = [];
    for (const { other, text, at } of tried) {
      const line = text.slice(0, at).split('\n').length;
      const told = shown(text, await editor.findings(other));
      if (
        !told.some((each) => each.startsWith(`${line} `)) ||
        told.some((each) => /\[A-Z|\^|\\[d$]/.test(each))
      )
        missed.push(`${text.split('\n')[line - 1] ?? ''} -> ${told.join(' | ')}`);
    }
    expect(tried.length).toBeGreaterThanOrEqual(size(11, 85));
    expect(missed).toEqual([]);
  });
});

const read = (name: string) =>
  JSON.parse(readFileSync(path.join(ROOT, `schema/${name}.schema.json`), 'utf8')) as SchemaNode & {
    readonly properties: Readonly<Record<string, SchemaNode>>;
  };
const GOVERNANCE = read('governance');

describe('completion by the schemas', () => {
  /** What is offered at a place. */
  async function offered(
    name: string,
    place: SchemaPlace,
    isMap: boolean,
  ): Promise<readonly CompletionItem[]> {
    const file = path.join(ROOT, `opened-${(opened += 1)}.yaml`);
    const text = `# yaml-language-server: $schema=./schema/${name}.schema.json\n${textTo(place.path, isMap)}`;
    await editor.open(file, text);
    return editor.completions(file, text, text.length);
  }

  const texts = ({ label, insertText, textEdit }: CompletionItem) =>
    `${label} ${insertText ?? ''} ${textEdit?.newText ?? ''}`;
  const isTold = ({ documentation }: CompletionItem) =>
    /\w{3}/.test(typeof documentation === 'object' ? documentation.value : (documentation ?? ''));

  it.each([['governance'], ['access-tests'], ['directory']])(
    'offers all members and values of %s, each with its meaning',
    async (name) => {
      const places = placesOf(read(name));
      const missed: string[] = [];
      for (const place of places) {
        const { path: at, members, values } = place;
        // The server offers no member of a map that may hold one; only the seed's schema says so in place.
        if (at.join('.') === 'tenant.invitationDomains' && name === 'directory') continue;
        const isMap = members.length > 0;
        const items = await offered(name, place, isMap);
        for (const word of isMap ? members : values)
          if (!items.some((item) => item.label.replaceAll('"', '') === word && isTold(item)))
            missed.push(`${at.join('.')}: ${word}`);
        for (const item of items)
          if (texts(item).includes('[object')) missed.push(`${at.join('.')}: ${texts(item)}`);
      }
      expect(places.length).toBeGreaterThanOrEqual(8);
      expect(missed).toEqual([]);
    },
    60_000,
  );

  it('offers the words that stand for approvers with their meanings, and forms of people in one line', async () => {
    const at = ['policies', 'one', 'requestApprovalSettings', 'stages', 0, 'primaryApprovers', 0];
    const items = await offered('included', { path: at, members: [], values: [] }, false);
    const told = new Map(items.map((item) => [item.label, isTold(item)]));
    expect(told.get('internalSponsors')).toBe(true);
    expect(told.get('requestorManager')).toBe(true);
    expect([...told.keys()]).toContain('{ user: alice@contoso.com }');
  });
});

describe('files that commands write', () => {
  /** Their schemas are found from where they stand: what is wrong is red, and nothing else is. */
  async function judged(
    folder: string,
    wrong: ReadonlyMap<string, readonly [string, string]>,
  ): Promise<void> {
    for (const file of globSync('**/*.yaml', { cwd: folder })) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      expect(shown(text, await red(path.join(folder, file), text)), file).toEqual([]);
    }
    for (const [file, [right, other]] of wrong) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      expect(text).toContain(right);
      expect(await red(path.join(folder, file), text.replace(right, other)), file).toHaveLength(1);
    }
  }

  it('names the schemas beside what init writes, and import', async () => {
    const cwd = temporaryFolder();
    expect((await entente(['init'], { cwd })).code).toBe(0);
    await judged(
      cwd,
      new Map([
        ['governance.yaml', ['isExternallyVisible:', 'isVisible:']],
        ['directory.yaml', ['userPrincipalName:', 'userName:']],
      ]),
    );
    expect((await entente(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    expect((await entente(['import', '--out', 'gov'], { cwd })).code).toBe(0);
    await judged(
      path.join(cwd, 'gov'),
      new Map([
        ['governance.yaml', ['version: 1', 'version: 2']],
        ['catalogs/partners.yaml', ['resources:', 'things:']],
      ]),
    );
    expect((await entente(['fmt', '--check', '--file', 'gov/governance.yaml'], { cwd })).code).toBe(0);
  });
});
