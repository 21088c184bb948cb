/** Pages of HTML to where the user wants them. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { failure } from '../diagnostics/failure.ts';
import { putFile } from '../engine/put-file.ts';
import type { Terminal } from './terminal.ts';

/** SHA-256 of a text in base 64, as a content security policy wants it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** The outputs of an option that names a file, or `-`. */
export function fileOutputs(file: string | undefined): readonly string[] {
  return file === undefined || file === '-' ? [] : [file];
}

/** What every page of ours says in its head. */
const HEAD = /^\s*<!doctype html>(?:(?!<\/head>)[^])*?<meta name="generator" content="Entente"/i;

const isOurs = (page: string) => HEAD.test(page.slice(0, 4096));

/** Writes a page to a file, or to standard output for `-`. */
export async function putPage(file: string, page: string, terminal: Terminal): Promise<void> {
  if (file === '-') {
    terminal.document(page);
    return;
  }
  try {
    await putFile(path.resolve(terminal.cwd, file), page, isOurs);
  } catch (error) {
    throw failure(
      'HTML_FILE',
      `Cannot write ${file}: ${(error as Error).message}`,
      'Name another file with --html',
    );
  }
  terminal.progress(`Wrote ${file}`);
}
