import type { Writable } from 'node:stream';
import accessTests from '../../../schema/access-tests.schema.json' with { type: 'json' };
import directory from '../../../schema/directory.schema.json' with { type: 'json' };
import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import plan from '../../../schema/plan.schema.json' with { type: 'json' };
import state from '../../../schema/state.schema.json' with { type: 'json' };

const SCHEMAS = { governance, 'access-tests': accessTests, directory, plan, state } as const;

/** `entente schema`: a file that is included follows the schema of the whole. */
export function printSchema(of: keyof typeof SCHEMAS | 'included', stdout: Writable): void {
  const schema = of === 'included' ? included() : SCHEMAS[of];
  stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
}

/** An included file has the same sections, of which none is required. */
function included() {
  const { required: _required, ...rest } = governance as typeof governance & { required?: unknown };
  return { ...rest, title: 'Included', description: 'A file that a configuration includes.' };
}
