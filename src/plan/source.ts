import type { SourceRange } from '../diagnostics/diagnostic.ts';
import type { AttributePath } from '../model/path.ts';
import type { Change } from './plan.ts';

/** The range of what stands at a path of the configuration; undefined where no file holds it. */
export type RangeOf = (path: AttributePath) => SourceRange | undefined;

/** Where a range begins, as a plan says it. */
export function sourceOf({ file, start }: SourceRange): NonNullable<Change['source']> {
  return { file, line: start.line, column: start.column };
}

/** Where the configuration says what stands at a path; nothing for a path that is not known, or that no file holds. */
export function placed(path: AttributePath | undefined, rangeOf: RangeOf): Pick<Change, 'source'> {
  const range = path === undefined ? undefined : rangeOf(path);
  return range === undefined ? {} : { source: sourceOf(range) };
}
