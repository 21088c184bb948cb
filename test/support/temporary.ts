/** Where the folders of tests lie: in memory where the machine has that, and on the disk for what is about files. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MEMORY = '/dev/shm';
/** Containers have 64 MiB unless they are given more; a run of all tests takes some hundreds. */
const ENOUGH = 4 * 1024 ** 3;

/** The system's folder for temporary files, whatever the run has set in its place. */
export const DISK = process.env['TEST_DISK'] ?? tmpdir();

/**
 * Lets the processes of a run have their temporary folders in memory, where a system call costs a tenth. Returns what
 * removes them.
 */
export function keepInMemory(): () => void {
  if (!existsSync(MEMORY)) return () => undefined;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < ENOUGH) return () => undefined;
  const folder = mkdtempSync(path.join(MEMORY, 'entente-run-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Some tests start programs that they write, which memory is mounted without on some systems.
  const program = path.join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  if (spawnSync(program).status !== 0) {
    remove();
    return () => undefined;
  }
  process.env['TEST_DISK'] = DISK;
  process.env['TMPDIR'] = folder;
  return remove;
}

/** A new folder for one test, with a copy of `from` in it when that is given (relative to the repository). */
export function temporaryFolder(from?: string): string {
  return folderIn(tmpdir(), from);
}

/** Such a folder on the disk: for tests of locks, links, full disks and processes that die as they write. */
export function folderOnDisk(from?: string): string {
  return folderIn(DISK, from);
}

function folderIn(place: string, from: string | undefined): string {
  const folder = realpathSync(mkdtempSync(path.join(place, 'entente-test-')));
  if (from !== undefined) cpSync(path.resolve(ROOT, from), folder, { recursive: true });
  return folder;
}
