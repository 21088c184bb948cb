/** The documentation as a site: every document is a page of it, and what a document leads to is there. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMarkdownRenderer } from 'vitepress';
import { deadAddresses } from '../docs/.vitepress/finish.ts';
import { anchorOf, readAsGitHub } from '../docs/.vitepress/markdown.ts';
import { sidebarOf } from '../docs/.vitepress/navigation.ts';
import { temporaryFolder } from './support/cli.ts';
import { WHOLE } from './support/whole.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const below = (folder: string) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')));

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...below('docs'),
  'src/tenant/README.md',
];

describe('the navigation', () => {
  const all = (items: ReturnType<typeof sidebarOf>): ReturnType<typeof sidebarOf> =>
    items.flatMap((item) => [item, ...all(item.items ?? [])]);

  it('leads to every page of the documentation, under its own title', () => {
    const items = all(sidebarOf(ROOT)).filter(({ link }) => link !== undefined);
    const pages = below('docs').map((file) => `/${file.replace('README.md', 'index.md')}`);
    expect(items.map(({ link }) => link)).toEqual(expect.arrayContaining(pages));
    expect(items.filter(({ text }) => text === undefined || text === '')).toEqual([]);
    expect(items).toContainEqual(expect.objectContaining({ text: 'Glossary', link: '/docs/glossary.md' }));
  });

  it('has the groups of the index', () => {
    expect(sidebarOf(ROOT).map(({ text }) => text)).toEqual([
      'Documentation',
      'Use Entente',
      'Work on Entente',
    ]);
  });
});

describe('Markdown', () => {
  const linked = new Set<string>();
  // The renderer is one for the whole process.
  const renderer = createMarkdownRenderer(ROOT, { html: false, attrs: { disable: true } }).then((md) => {
    readAsGitHub(md, ROOT, linked);
    return md;
  });
  const render = async (text: string) => {
    const page = 'docs/reference/state.md';
    return (await renderer).render(text, { path: path.join(ROOT, page), relativePath: page });
  };

  it('keeps what HTML and Vue would take for their own', async () => {
    const html = await render(
      'A <name> and `<name>`, ${{ a }} and `{{ b }}`.\n\n```yaml\nc: ${{ d }}\n```\n',
    );
    expect(html).toContain('A &lt;name&gt; and <code>&lt;name&gt;</code>, $&#123;&#123; a }}');
    expect(html).toContain('<code>&#123;&#123; b }}</code>');
    expect(html.match(/\{\{ \w/g)).toEqual(['{{ d']);
    expect(html).toContain('v-pre');
  });

  it('leads to pages, and to files as they are', async () => {
    const html = await render(
      '[a](../README.md) [b](../../README.md#a-real-tenant) [c](../../examples/github/plan.yml) [d](https://semver.org/) [e](#e)',
    );
    for (const to of [
      '/docs/',
      '/#a-real-tenant',
      '../../examples/github/plan.yml',
      'https://semver.org/',
      '#e',
    ])
      expect(html).toContain(`href="${to}"`);
    expect([...linked]).toEqual(['examples/github/plan.yml']);
  });

  it('refuses a link to what is not there', async () => {
    await expect(render('[a](gone.md)')).rejects.toThrow('links to gone.md, which is not a file');
  });

  it('has the anchors of GitHub', () => {
    expect(anchorOf('What `plan` says: a/b & "c" (d_e)')).toBe('what-plan-says-ab--c-d_e');
  });
});

describe('addresses of a built site', () => {
  const site = (pages: Record<string, string>) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(pages)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return folder;
  };
  const other = '<h1 id="there"></h1><a href="../"></a><a href="#there"></a>';

  it.each(['/', '/base/'])('are found dead when they are, below %s', (base) => {
    const links = [
      'docs/a.html',
      'docs/a.html#there',
      'docs/a.html#gone',
      'docs/gone.html',
      'x.yml',
      'gone.yml',
    ];
    const text = links.map((link) => `<a href="${base}${link}"></a>`).join('');
    const folder = site({ 'index.html': text, 'docs/a.html': other, 'x.yml': '' });
    expect(deadAddresses(folder, base)).toEqual(
      ['docs/a.html#gone', 'docs/gone.html', 'gone.yml'].map((link) => `index.html: ${base}${link}`),
    );
  });

  it('do not leave the folder that the site is served below', () => {
    expect(
      deadAddresses(site({ 'index.html': '<a href="/docs/"></a>', 'docs/index.html': '' }), '/base/'),
    ).toEqual(['index.html: /docs/']);
  });
});

/** A build takes as long as a dozen tests; `npm run docs` builds the one that is served from the root. */
describe.runIf(WHOLE)('the site below a folder', () => {
  const base = '/entente/';
  const folder = temporaryFolder();
  const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');

  beforeAll(() => {
    // The build itself refuses addresses that lead nowhere.
    const vitepress = path.join(ROOT, 'node_modules/vitepress/bin/vitepress.js');
    execFileSync(process.execPath, [vitepress, 'build', 'docs', '--base', base, '--outDir', folder], {
      cwd: ROOT,
      stdio: 'pipe',
    });
  }, 240_000);

  it('has a page for every document, and no other', () => {
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html') && name !== '404.html')
      .map((name) => name.replaceAll('\\', '/'));
    const wanted = DOCUMENTS.map((name) => name.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html'));
    expect(pages.sort()).toEqual(wanted.sort());
  });

  it('shows text between braces', () => {
    expect(text('docs/github.html')).toContain('<code>${{ github.token }}</code>');
  });

  it('has the files that pages link to', () => {
    expect(text('examples/github/plan.yml')).toBe(
      readFileSync(path.join(ROOT, 'examples/github/plan.yml'), 'utf8'),
    );
    expect(deadAddresses(folder, base)).toEqual([]);
    expect(existsSync(path.join(folder, 'package.json'))).toBe(false);
  });

  it('finds a term by its own search', async () => {
    const chunks = path.join(folder, 'assets/chunks');
    const [name = ''] = readdirSync(chunks).filter((each) => each.startsWith('@localSearchIndex'));
    const copy = path.join(temporaryFolder(), 'search.mjs');
    cpSync(path.join(chunks, name), copy);
    const { default: index } = (await import(pathToFileURL(copy).href)) as { default: string };
    const found = JSON.parse(index) as { index: [string, unknown][]; documentIds: Record<string, string> };
    expect(found.index.map(([term]) => term)).toContain('allowedtargetscope');
    expect(Object.values(found.documentIds)).toContain(`${base}docs/glossary.html#glossary`);
  });
});
