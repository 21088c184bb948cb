import { open, rm, stat } from 'node:fs/promises';

/** Enough for the state of about a thousand packages. */
const LEAST_BYTES = 4 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * Takes room on the disk beside a state, so that a run that fills the disk can still record what it has done once the
 * room is given back. Real bytes: a hole would take none. Best effort where the file system compresses or copies on
 * write, and where there is no room to begin with.
 */
export async function reserveRoom(file: string): Promise<void> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
  const bytes = Math.max(LEAST_BYTES, 2 * size);
  try {
    await giveBackRoom(file);
    const handle = await open(reserveOf(file), 'wx', 0o600);
    try {
      const chunk = Buffer.alloc(CHUNK, 1);
      for (let written = 0; written < bytes; written += CHUNK) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    await giveBackRoom(file);
  }
}

/** Gives the room back. */
export async function giveBackRoom(file: string): Promise<void> {
  await rm(reserveOf(file), { force: true });
}

function reserveOf(file: string): string {
  return `${file}.reserve`;
}
