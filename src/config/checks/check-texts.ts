/** Texts that are longer than the service is taken to accept. A tenant can hold them all the same. */
import { counted } from '../../model/counted.ts';
import { refusedWhenSent } from '../../kinds/findings.ts';
import type { Declaration, Finding } from '../../kinds/kind.ts';

/** Characters, by member; which lengths the service takes is not documented. */
const LONGEST: Readonly<Record<string, number>> = { displayName: 256, description: 10_000 };

/** What people read of a declared object, where it is too long. */
export function* checkTexts({ spec, path }: Declaration): Generator<Finding> {
  const members = spec as Readonly<Record<string, unknown>>;
  for (const [member, most] of Object.entries(LONGEST)) {
    const text = members[member];
    if (typeof text !== 'string' || text.length <= most) continue;
    yield refusedWhenSent(
      'KIND_TEXT_LENGTH',
      `${member} must be at most ${most} characters long`,
      [...path, member],
      { hint: `Shorten it by ${counted(text.length - most, 'character')}` },
    );
  }
}
