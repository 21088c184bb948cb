/**
 * What a proof finds and is known for, by kind: each with an example, so that a test fails as soon as it is mended and can leave
 * the list.
 */

/** An edit of a random world, by number. */
interface NumberedEdit {
  readonly world: number;
  readonly edit: number;
}

/** `Found` is what tells one finding: most often the finding alone. */
export interface Expected<Found extends readonly unknown[], Example = NumberedEdit> {
  readonly name: string;
  readonly reason: string;
  readonly is: (...found: Found) => boolean;
  /** What shows it. */
  readonly example: Example;
}

/** The first entry of a list that a finding is of; undefined for what is not known. */
export function expectedIn<Found extends readonly unknown[], Entry extends Expected<Found, unknown>>(
  list: readonly Entry[],
  ...found: Found
): Entry | undefined {
  return list.find(({ is }) => is(...found));
}
