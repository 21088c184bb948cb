/** How many random configurations the engine is held against: `npm run test:convergence` takes many times as many. */
const given = process.env['CONVERGENCE'];
export const SCALE = Number(given ?? 0.2);

/** Runs of a property, of which there are `many` at full scale; without a scale the same ones in every run. */
export const scaled = (many: number): { numRuns: number; seed?: number } => ({
  numRuns: Math.ceil(many * SCALE),
  ...(given === undefined && { seed: 1 }),
});
