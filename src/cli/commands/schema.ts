import type { Writable } from 'node:stream';
import directory from '../../../schema/directory.schema.json' with { type: 'json' };
import governance from '../../../schema/governance.schema.json' with { type: 'json' };

const SCHEMAS = { governance, directory } as const;

/** `entente schema [governance|directory]` */
export function printSchema(of: keyof typeof SCHEMAS, stdout: Writable): void {
  stdout.write(`${JSON.stringify(SCHEMAS[of], null, 2)}\n`);
}
