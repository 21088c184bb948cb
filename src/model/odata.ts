/** Query options of a Graph path, unencoded. */
export interface QueryOptions {
  readonly filter?: string;
  readonly expand?: string;
  readonly select?: string | readonly string[];
  /** Requested page size. */
  readonly top?: number;
}

/** An OData string literal: quoted, quotes inside doubled. Not yet percent-encoded; `query` does that. */
export function odataString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path with its `$filter`, `$expand`, `$select` and `$top`, each value percent-encoded; the path is taken as it is. */
export function query(path: string, options: QueryOptions): string {
  const { filter, expand, select, top } = options;
  const parts: string[] = [];
  if (filter !== undefined) parts.push(`$filter=${encode(filter)}`);
  if (expand !== undefined) parts.push(`$expand=${encode(expand)}`);
  if (select !== undefined)
    parts.push(`$select=${encode(typeof select === 'string' ? select : select.join(','))}`);
  if (top !== undefined) parts.push(`$top=${top}`);
  if (parts.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${parts.join('&')}`;
}

/** Characters that are legal in a query (RFC 3986) and frequent in OData stay readable in errors and traces. */
function encode(text: string): string {
  // Half of a character has no encoding; a name with one is found by no filter.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /%(2C|24|3D|3A|2F|40)/g,
    decodeURIComponent,
  );
}
