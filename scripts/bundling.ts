/** How everything that is shipped is bundled: one small entry, everything else in chunks that are loaded when used. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildOptions } from 'esbuild';

/** Options of esbuild for a bundle of `root`, the repository; without entry points and folder. */
export function bundling(root: string): BuildOptions {
  const { version, homepage = '' } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
    homepage?: string;
  };
  return {
    absWorkingDir: root,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    define: { ENTENTE_VERSION: JSON.stringify(version), ENTENTE_HOMEPAGE: JSON.stringify(homepage) },
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  };
}
