/** Markdown as GitHub shows it: its links between files, its anchors, and text that a template language would take for its own. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { pageOf } from './navigation.ts';

/** What a renderer is told of the page. */
interface Page {
  /** Absolute path of the Markdown file. */
  readonly path?: string;
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Leads links to the pages of the site; `linked` is given every other file that a page links to, by path below `root`. */
export function readAsGitHub(md: MarkdownRenderer, root: string, linked: Set<string>): void {
  md.core.ruler.push('links-between-files', ({ tokens, env }) => {
    const page = (env as Page).path;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet('href');
      if (token.type !== 'link_open' || page === undefined || href === null || /^(?:[a-z]+:|#)/.test(href))
        continue;
      const [name = '', anchor] = href.split('#');
      const file = path.resolve(path.dirname(page), decodeURI(name));
      const inside = path.relative(root, file).replaceAll(path.sep, '/');
      if (!existsSync(file) || !statSync(file).isFile())
        throw new Error(`${page} links to ${href}, which is not a file. Correct the link.`);
      if (name.endsWith('.md')) {
        token.attrSet('href', `/${pageOf(inside)}${anchor === undefined ? '' : `#${anchor}`}`);
        continue;
      }
      linked.add(inside);
      const from = path.posix.dirname(path.relative(root, page).replaceAll(path.sep, '/'));
      token.attrSet('href', path.posix.relative(from, inside));
      // A file is fetched as it is: it has no page that the site's own navigation could show.
      token.attrSet('target', '_self');
    }
  });

  // Vue fills in what stands between two braces; examples of GitHub's workflows say the same of theirs.
  for (const rule of ['text', 'code_inline'] as const) {
    const rendered = md.renderer.rules[rule];
    if (rendered === undefined) throw new Error(`The renderer has no rule ${rule}.`);
    md.renderer.rules[rule] = (...given) => rendered(...given).replaceAll('{{', '&#123;&#123;');
  }
}
