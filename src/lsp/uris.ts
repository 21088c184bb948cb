/** Addresses of files as editors write them, and paths. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file; undefined for a text that is in no file yet. */
export function pathOf(uri: string, windows = process.platform === 'win32'): string | undefined {
  return uri.startsWith('file:') ? withLargeDrive(fileURLToPath(uri, { windows })) : undefined;
}

/** A path with its drive as Windows writes it: editors write `c:`, and paths are compared letter by letter. */
export function withLargeDrive(file: string): string {
  return file.replace(/^[a-z]:(?=[\\/])/, (drive) => drive.toUpperCase());
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
