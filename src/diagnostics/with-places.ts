import type { AttributePath } from '../model/path.ts';
import type { Diagnostic, SourceRange } from './diagnostic.ts';

/** A diagnostic with the places in files of what it names by paths in the merged document; without those that are unknown. */
export function withPlaces<Found extends Diagnostic>(
  found: Found,
  rangeOf: (path: AttributePath) => SourceRange | undefined,
): Found {
  const { path, other, ...rest } = found;
  const range = path === undefined ? undefined : rangeOf(path);
  const second = other === undefined ? undefined : rangeOf(other.path);
  return {
    ...(rest as Found),
    ...(path !== undefined && { path }),
    ...(range !== undefined && { range }),
    ...(other !== undefined &&
      second !== undefined && {
        related: [...(found.related ?? []), { message: other.message, range: second }],
      }),
  };
}
