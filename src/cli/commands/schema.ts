import type { Writable } from 'node:stream';
import schema from '../../../schema/governance.schema.json' with { type: 'json' };

/** `entente schema` */
export function printSchema(stdout: Writable): void {
  stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
}
