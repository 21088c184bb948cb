/** What the site leads to: the tables of docs/README.md, which are not written a second time. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DefaultTheme } from 'vitepress';

type Item = DefaultTheme.SidebarItem;
const INDEX = 'docs/README.md';

/** The address of a Markdown file's page below the root of the site. */
export function pageOf(file: string): string {
  return file.replace(/README\.md$/, 'index.md');
}

/** The index as a sidebar: its headings are groups, its links are pages under their own titles. */
export function sidebarOf(root: string): Item[] {
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const linksOf = (file: string, text: string) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]+\.md)/g)].map(([, to = '']) =>
      path.posix.join(path.posix.dirname(file), to),
    );
  const item = (file: string): Item => {
    const text = read(file);
    // An index below the index is opened by who wants to see it.
    const isIndex = /^docs\/.+\/README\.md$/.test(file);
    return {
      text: titleOf(text),
      link: `/${pageOf(file)}`,
      ...(isIndex && { collapsed: true, items: linksOf(file, text).map(item) }),
    };
  };
  const [first = '', ...groups] = read(INDEX).split(/^## /m);
  return [
    { text: titleOf(first), link: `/${pageOf(INDEX)}`, items: linksOf(INDEX, first).map(item) },
    ...groups.map((group) => ({
      text: group.split('\n')[0] ?? '',
      items: linksOf(INDEX, group).map(item),
    })),
  ];
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? '';
}
