import type { SourceRange } from '../diagnostics/diagnostic.ts';
import type { EditedRange, EditQuestion } from '../config/edits/edited.ts';
import type { DeclaredPlace } from '../model/declared-place.ts';
import type { AttributePath } from '../model/path.ts';
import type { Change } from './plan.ts';

/** The range of what stands at a path of the configuration; undefined where no file holds it. */
export type RangeOf = (path: AttributePath) => SourceRange | undefined;

/** The line that was edited where what stands at a path means another thing; undefined where no file holds it. */
export type EditOf = (path: AttributePath, question: EditQuestion) => EditedRange | undefined;

/** Where a range begins, as a plan says it. */
export function sourceOf({ file, start, also, removed }: EditedRange): DeclaredPlace {
  const place = {
    ...{ file, line: start.line, column: start.column },
    ...(removed !== undefined && { removed }),
  };
  if (also === undefined) return place;
  const { briefly, range } = also;
  return { ...place, also: { message: briefly, file: range.file, line: range.start.line } };
}

/** Where the configuration says what stands at a path; nothing for a path that is not known, or that no file holds. */
export function placed(path: AttributePath | undefined, rangeOf: RangeOf): Pick<Change, 'source'> {
  const range = path === undefined ? undefined : rangeOf(path);
  return range === undefined ? {} : { source: sourceOf(range) };
}
