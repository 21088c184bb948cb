import { readFileSync } from 'node:fs';

declare const ENTENTE_VERSION: string | undefined;
declare const ENTENTE_HOMEPAGE: string | undefined;

/** The version, put into the bundle by scripts/build.ts; from package.json when run from source. */
export function toolVersion(): string {
  return typeof ENTENTE_VERSION === 'string' ? ENTENTE_VERSION : manifest().version;
}

/** Where the documentation is on the web, without a trailing slash; undefined while package.json has no homepage. */
export function homepage(): string | undefined {
  const url = typeof ENTENTE_HOMEPAGE === 'string' ? ENTENTE_HOMEPAGE : (manifest().homepage ?? '');
  return url === '' ? undefined : url.replace(/\/+$/, '');
}

function manifest(): { version: string; homepage?: string } {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return JSON.parse(text) as { version: string; homepage?: string };
}
