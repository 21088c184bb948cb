/**
 * Loaded into a process with `--import`: every timer of its own goes CRASH_SPEED times as fast, so that a service that
 * is a minute late is played in seconds. Clocks stay what they are.
 */
const speed = Number(process.env.CRASH_SPEED ?? '1');
const original = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (callback, ms = 0, ...rest) => original(callback, ms / speed, ...rest),
  original,
);
