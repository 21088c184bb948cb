import type { Duty } from '../../access/index.ts';
import { nameOf, organizationsOf } from '../../access/index.ts';
import { dutiesOf, peopleIn } from '../approvals.ts';
import type { Governed, GovernedPolicy } from '../governed.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'self-review',
  title: 'External users review themselves',
  severity: 'warning',
  rationale: 'People who are asked whether they, or their own colleagues, still need their access say yes.',
  remedy:
    'Name reviewers of your own side, set isSelfReview to false, and leave sponsors and guests of the partner out.',
  *check(governed) {
    for (const policy of governed.policies) {
      if (!policy.external) continue;
      for (const { actor, path } of dutiesOf(governed, policy, 'review')) {
        const who =
          actor.type === 'holder'
            ? 'External users review their own access'
            : theirs(governed, policy, actor);
        if (who === undefined) continue;
        const message = `${who} to ${nameOfPackage(policy)}`;
        yield { address: policy.address, path, message };
      }
    }
  },
});

/** What is to be said of reviewers who are people of the partner; undefined for others. */
function theirs(
  governed: Governed,
  policy: GovernedPolicy,
  { type, id = '', label }: Duty['actor'],
): string | undefined {
  if (id === 'externalSponsors') return 'External sponsors review the access of their own people';
  if (type !== 'user' && type !== 'group') return undefined;
  const { access } = governed;
  const guests = peopleIn(governed, id).filter((each) => isOf(access, policy, each));
  const [guest] = guests;
  if (guest === undefined) return undefined;
  const called = type === 'group' ? `${nameOf(access.directory, guest)} of the ${label}` : label;
  return `${called}, a guest, reviews the access of people of the same organization`;
}

/** Whether a user is a guest of one of the organizations that the policy is for. */
function isOf(access: Governed['access'], policy: GovernedPolicy, id: string): boolean {
  const person = access.directory.users.get(id);
  if (person?.userType !== 'Guest') return false;
  const partners = new Set(policy.organizations.map(({ address }) => address));
  return organizationsOf(access, { type: 'person', person }).certain.some(({ address }) =>
    partners.has(address),
  );
}
