/** Which object an earlier run made, as options say it. */
import type { ResourceAddress } from '../../model/address.ts';
import type { StateDocument } from '../../state/document.ts';
import type { Answers } from '../../plan/settle.ts';
import { printable } from '../../model/printable.ts';
import { failure } from '../../diagnostics/failure.ts';

/** Answers given as `ADDRESS=ID` or `ADDRESS=none`. Throws PLAN_SETTLE for another form. */
export function givenAnswers(settle: readonly string[]): Answers {
  return new Map(
    settle.map((text): [ResourceAddress, string] => {
      const at = text.lastIndexOf('=');
      if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1).toLowerCase()];
      throw failure(
        'PLAN_SETTLE',
        `--settle takes an address and what it is, not ${printable(text)}`,
        'For example --settle catalog.partners=3f2504e0-4f89-11d3-9a0c-0305e82c3301, or catalog.partners=none',
      );
    }),
  );
}

/** Those of them that tell of a creation which is open still. */
export function openAnswers(settle: readonly string[], { pending }: StateDocument): readonly string[] {
  const open = new Set(pending.flatMap(({ action, address }) => (action === 'create' ? [address] : [])));
  return settle.filter((text) => open.has(text.slice(0, text.lastIndexOf('='))));
}
