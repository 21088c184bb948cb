/** What `entente schema` prints. */
export const PRINTED_SCHEMAS = [
  'governance',
  'included',
  'access-tests',
  'directory',
  'plan',
  'state',
] as const;
