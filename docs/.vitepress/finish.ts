/** The end of a build: files that pages link to are laid beside them, and every address within the site leads somewhere. */
import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Copies files of the repository to the same paths below the site. */
export function layOut(root: string, site: string, files: Iterable<string>): void {
  for (const file of files) cpSync(path.join(root, file), path.join(site, file));
}

/** Links of a built site that lead nowhere, anchors included, as `page: address`; empty when it is whole. */
export function deadAddresses(site: string, base: string): string[] {
  const pages = new Map(
    readdirSync(site, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'))
      .map((name) => [name.replaceAll(path.sep, '/'), readFileSync(path.join(site, name), 'utf8')]),
  );
  const anchors = new Map(
    [...pages].map(([name, text]) => [
      name,
      new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
    ]),
  );
  const leads = (page: string, href: string) => {
    const { pathname, hash } = new URL(href, `http://site${base}${page}`);
    if (!pathname.startsWith(base)) return false;
    const name = decodeURI(pathname.slice(base.length)).replace(/(^|\/)$/, '$1index.html');
    if (hash === '') return pages.has(name) || existsSync(path.join(site, name));
    return anchors.get(name)?.has(decodeURIComponent(hash.slice(1))) === true;
  };
  return [...pages].flatMap(([page, text]) =>
    [...text.matchAll(/ (?:href|src)="([^"]*)"/g)]
      .map(([, href = '']) => href.replaceAll('&amp;', '&'))
      .filter((href) => !/^(?:[a-z]+:|\/\/)/.test(href) && !leads(page, href))
      .map((href) => `${page}: ${href}`),
  );
}
