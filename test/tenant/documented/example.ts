/**
 * The language of the documented examples: facts of the requests and answers on Microsoft's pages, as data of our own.
 * Names, ids and texts are ours; methods, paths, members, types and statuses are the pages'.
 */

/** The members of an answer, and what each is. */
export type Shape =
  /** A type; with `?` the value may be null. `list` is an array whose items the page does not show. */
  | 'text'
  | 'text?'
  | 'flag'
  | 'flag?'
  | 'number'
  | 'instant'
  | 'instant?'
  | 'list'
  | 'object?'
  | 'null'
  /** This value. */
  | `=${string}`
  /** An array with at least one item, each of this shape. */
  | readonly [Shape]
  | { readonly [member: string]: Shape };

export interface Example {
  /** What it does; distinct among the examples of a page. */
  readonly name: string;
  /** The page's own name below `https://learn.microsoft.com/graph/api/`. */
  readonly page: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1.0`; `{NAME}` is an id of the scene, here and in the texts of the body. */
  readonly path: string;
  readonly body?: object;
  /** `alice@contoso.com`, where a signed-in person makes the call. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Absent where the answer has no body. */
  readonly answer?: Shape;
  /** Where the page contradicts Microsoft's metadata, which holds: what the page has instead. */
  readonly differs?: string;
}

/** A collection whose items have this shape. */
export const listOf = (item: Shape): Shape => ({ value: [item] });

/** Where an answer is not of a shape: paths, and what is there. */
export function mismatches(shape: Shape, value: unknown, path = ''): string[] {
  if (typeof shape === 'string')
    return isOf(shape, value) ? [] : [`${path}: ${JSON.stringify(value)}, not ${shape}`];
  if (Array.isArray(shape)) {
    const [item] = shape as readonly [Shape];
    if (!Array.isArray(value) || value.length === 0)
      return [`${path}: ${JSON.stringify(value)}, not a list with items`];
    return value.flatMap((each, index) => mismatches(item, each, `${path}/${index}`));
  }
  if (typeof value !== 'object' || value === null)
    return [`${path}: ${JSON.stringify(value)}, not an object`];
  const members = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).flatMap(([name, member]) =>
    mismatches(member, members[name], `${path}/${name}`),
  );
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  instant: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
  list: Array.isArray,
  object: (value) => typeof value === 'object',
  null: (value) => value === null,
};

function isOf(shape: string, value: unknown): boolean {
  if (shape.startsWith('=')) return value === shape.slice(1);
  if (shape.endsWith('?') && value === null) return true;
  return TYPES[shape.replace('?', '')]?.(value) === true;
}
