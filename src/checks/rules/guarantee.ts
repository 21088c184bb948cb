import type { Violation } from '../../access/index.ts';
import { checkGuarantees } from '../../access/index.ts';
import type { AttributePath } from '../../model/path.ts';
import { GUARANTEE_RULE } from '../../model/rule-ids.ts';
import type { Governed } from '../governed.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: GUARANTEE_RULE,
  title: 'A guarantee is broken',
  severity: 'error',
  rationale:
    'The section `guarantees` says what is never possible, and what this configuration opens is that, or a missing fact leaves it open.',
  remedy:
    'Narrow the policy that lets it happen, or change the guarantee; entente access check shows the reasoning step by step.',
  *check(governed) {
    const { document, access, today } = governed;
    // Where something is said is found by its path in the document here.
    const placed = { model: access, document, now: Date.parse(today), placeOf: () => undefined };
    for (const { name, index, failed, violations } of checkGuarantees(placed)) {
      if (!failed) continue;
      for (const violation of violations) {
        const { summary, counterexample, about, certain } = violation;
        const [cause] = violation.causes;
        const person = counterexample === undefined ? '' : `; for example ${counterexample.text}`;
        yield {
          address: cause?.address ?? about.address,
          path: pathOf(governed, violation) ?? ['guarantees', index],
          message: `"${name}" is ${certain ? 'broken' : 'not known to hold'}: ${summary}${person}`,
          identity: identityOf(violation),
        };
      }
    }
  },
});

/** The same for the same guarantee, package and people, whatever the policy says else. */
function identityOf({
  guarantee = '',
  about,
  requestor: { type, id = '', guests, group = '' },
}: Violation): string {
  return JSON.stringify([guarantee, about.address, type, id, guests === true, group]);
}

/** The part of the policy that does it. */
function pathOf({ policies }: Governed, { causes }: Violation): AttributePath | undefined {
  const [cause] = causes;
  const policy = policies.find(({ address }) => address === cause?.address);
  return policy && [...policy.path, ...(cause?.path?.split('.') ?? [])];
}
