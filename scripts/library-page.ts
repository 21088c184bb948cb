/** The scripts of docs/library.md, which tests run and compile as they stand there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface PageScript {
  /** Such as `script-1.ts`: the page's order, in which each builds on what those before it did. */
  readonly name: string;
  readonly code: string;
  /** What the page says that it prints. */
  readonly output: string;
}

/** Each TypeScript block with the text block after it. */
export function libraryScripts(root: string): readonly PageScript[] {
  const page = readFileSync(path.join(root, 'docs/library.md'), 'utf8');
  return [...page.matchAll(/```ts\n([^]*?)```(?:\s+```text\n([^]*?)```)?/g)].map(
    ([, code = '', output = ''], index) => ({ name: `script-${index + 1}.ts`, code, output }),
  );
}
