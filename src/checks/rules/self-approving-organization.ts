import type { GovernedOrganization, NamedPrincipal, Stage } from '../governed.ts';
import { isRelative, principalsFor } from '../governed.ts';
import type { People } from '../people.ts';
import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'self-approving-organization',
  title: 'A partner approves its own people',
  severity: 'error',
  rationale:
    'Every stage is approved by people of the requesting organization alone. Nobody on your own side sees a request before access is granted.',
  remedy: 'Add a stage that is approved by internalSponsors or by a group of your own.',
  *check({ policies, people }) {
    for (const policy of policies) {
      if (!policy.external || !policy.approvalForAdd || policy.stages.some(hasOurs)) continue;
      const alone = policy.organizations.filter((organization) =>
        policy.stages.every((stage) => approvedByThem(stage, organization, people)),
      );
      if (alone.length === 0) continue;
      const names = listed(alone.map(({ name }) => name));
      const alike = alone.length === 1 ? 'alone approves its' : 'each approve alone their';
      const message = `${names} ${alike} own people in ${policy.name}`;
      yield { address: policy.address, path: [...policy.path, 'requestApprovalSettings'], message };
    }
  },
});

/** True when users or groups of this directory approve, for any organization. */
function hasOurs({ primary }: Stage): boolean {
  return primary.some(({ sort }) => sort === 'user' || sort === 'group');
}

/** Groups are taken for your own side: who is in them is the directory's to know. */
function approvedByThem(
  { primary, fallback, escalation }: Stage,
  organization: GovernedOrganization,
  people: People,
): boolean {
  if ([...primary, ...escalation].some(isRelative)) return false;
  const first = principalsFor(primary, organization);
  const asked = [
    ...(first.length > 0 ? first : principalsFor(fallback, organization)),
    ...principalsFor(escalation, organization),
  ];
  return asked.length > 0 && asked.every((named) => isTheirs(named, organization, people));
}

function isTheirs(
  { sort, lookup, label }: NamedPrincipal,
  organization: GovernedOrganization,
  people: People,
): boolean {
  if (organization.externalSponsors.some((sponsor) => sponsor.lookup === lookup)) return true;
  // A user named by UPN is a member of this directory; only an id leaves that open.
  const mail =
    sort === 'guest' ? label : sort === 'id' && lookup !== undefined ? people.facts(lookup)?.mail : undefined;
  const domain = mail?.toLowerCase().split('@').at(-1);
  return organization.domains.some(({ name }) => name === domain);
}
