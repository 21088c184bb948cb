/** Entry of the GitHub Action. */
import { run } from './action.ts';

process.exitCode = await run(process.env);
