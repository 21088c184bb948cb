import { readFileSync } from 'node:fs';

declare const ENTENTE_VERSION: string | undefined;

/** The version, put into the bundle by scripts/build.ts; from package.json when run from source. */
export function toolVersion(): string {
  if (typeof ENTENTE_VERSION === 'string') return ENTENTE_VERSION;
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
