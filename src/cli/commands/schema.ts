import schema from '../../../schema/governance.schema.json' with { type: 'json' };

/** `entente schema` */
export function printSchema(): void {
  process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
}
