/** Entry of the GitHub Action. */
import '../engine/late-optimization.ts';
import { run } from './action.ts';

process.exitCode = await run(process.env);
