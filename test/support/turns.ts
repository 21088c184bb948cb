/** How often the event loop came round while something was worked out: as often as a signal would have been heard. */
export async function countTurns<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly turns: number }> {
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  try {
    return { result: await work(), turns };
  } finally {
    clearImmediate(next);
  }
}
