/**
 * Words of Graph that the schema does not list. An enum with `x-unlisted` also takes `{ unlisted: WORD }`, so that a
 * tenant of a later Graph can be said, and a misspelt word stays an error. Pure.
 */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Schema = { [name: string]: Json };

/** Where the schema says what stands for such a word. */
export const UNLISTED: Schema = { $ref: '#/definitions/unlisted' };

/** The schema of the validator: which of the two forms is meant is told by the type, so that each fault is told once. */
export function withUnlisted(value: Json): Json {
  if (Array.isArray(value)) return value.map(withUnlisted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withUnlisted(each)]));
  if (value['x-unlisted'] !== true) return members;
  const { type, enum: words, 'x-unlisted': _mark, ...meaning } = members;
  const listed = { ...(type !== undefined && { type }), ...(words !== undefined && { enum: words }) };
  return { ...meaning, if: { type: 'object' }, then: UNLISTED, else: listed };
}
