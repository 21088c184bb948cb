/** Addresses of files as editors write them, and paths. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file; undefined for a text that is in no file yet. */
export function pathOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
