/** Looking again for what may not be there yet. */

export interface Patience {
  /** Milliseconds before each further look; how many there are says when to give up. */
  readonly waits: Iterable<number>;
  readonly delay: (ms: number) => Promise<void>;
  /** Whether a failure may pass by itself; any other ends the wait. By default none does. */
  readonly mayPass?: (error: unknown) => boolean;
}

/** The first value that `look` finds; undefined, or the failure, of the last look when there is none. */
export async function waitUntil<T>(
  look: () => Promise<T>,
  { waits, delay, mayPass = () => false }: Patience,
): Promise<T> {
  for (const wait of waits) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    await delay(wait);
  }
  return look();
}
