import type { Governance } from '../../schema/governance.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-sponsor',
  title: 'Unused entry of sponsors',
  severity: 'note',
  rationale: 'A reader may believe that this person approves something.',
  remedy: 'Remove the entry, or use it.',
  *check({ document }) {
    const used = new Set(references(document).filter((name) => typeof name === 'string'));
    for (const key of Object.keys(document.sponsors ?? {})) {
      if (used.has(key)) continue;
      const message = `Nothing refers to the entry "${key}" of sponsors`;
      yield { address: `sponsor.${key}`, path: ['sponsors', key], message };
    }
  },
});

/** Everything that stands where a principal may. */
function references({
  connectedOrganizations,
  catalogs,
  packages,
  policies,
}: Governance): readonly unknown[] {
  return [
    ...Object.values(connectedOrganizations ?? {}).flatMap(({ internalSponsors, externalSponsors }) => [
      ...(internalSponsors ?? []),
      ...(externalSponsors ?? []),
    ]),
    ...Object.values(catalogs ?? {}).flatMap(({ roles }) => Object.values(roles ?? {}).flat() as unknown[]),
    ...Object.values(packages ?? {}).flatMap(({ incompatibleGroups }) => incompatibleGroups ?? []),
    ...Object.values(policies ?? {}).flatMap(
      ({ specificAllowedTargets, requestorSettings, requestApprovalSettings, reviewSettings }): unknown[] => [
        ...(specificAllowedTargets ?? []),
        ...(requestorSettings?.onBehalfRequestors ?? []),
        ...(requestApprovalSettings?.stages ?? []).flatMap(
          (stage) => Object.values(stage).flat() as unknown[],
        ),
        ...(reviewSettings?.primaryReviewers ?? []),
        ...(reviewSettings?.fallbackReviewers ?? []),
      ],
    ),
  ];
}
