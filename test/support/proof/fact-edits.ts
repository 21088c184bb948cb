/** One random thing that happens in the directory. */
import type { DirectoryFacts, Person } from '../../../src/access/index.ts';
import type { Choice } from './random.ts';
import type { Given } from './side.ts';

export interface FactEdit {
  readonly facts: DirectoryFacts;
  readonly lists: Given['lists'];
  readonly attribute: string;
  readonly what: string;
}

export function editFacts({ facts, lists }: Given, choice: Choice): FactEdit | undefined {
  const user = choice.of([...facts.users.values()]);
  const group = choice.of([...facts.groups.keys()]);
  const domain = choice.of([...facts.tenantOfDomain.keys(), 'woodgrove.example', 'adatum.example']);
  if (user?.id === undefined || group === undefined || domain === undefined) return undefined;
  const withUser = (changed: Partial<Person>, attribute: string): FactEdit => ({
    facts: { ...facts, users: new Map(facts.users).set(user.id ?? '', { ...user, ...changed }) },
    lists,
    attribute,
    what: `${user.label}: ${JSON.stringify(changed)}`,
  });
  switch (choice.below(6)) {
    case 0:
      return membership(facts, lists, group, user.id);
    case 1:
      return withUser({ accountEnabled: user.accountEnabled !== true }, 'facts.account');
    case 2:
      return withUser({ manager: choice.from(['m1@contoso.com', 'm2@contoso.com']) }, 'facts.manager');
    case 3: {
      const mail = 'late@woodgrove.example';
      const person: Person = {
        ...user,
        id: mail,
        label: mail,
        mail,
        userType: 'Guest',
        manager: null,
        holds: [],
      };
      const { signIn: _, userPrincipalName: __, ...guest } = person;
      return {
        facts: { ...facts, users: new Map(facts.users).set(mail, guest) },
        ...{ lists, attribute: 'facts.guest', what: `${mail} appears` },
      };
    }
    case 4: {
      const tenant = choice.from(['44444444-4444-4444-8444-444444444444', '']);
      return {
        facts: { ...facts, tenantOfDomain: new Map(facts.tenantOfDomain).set(domain, tenant) },
        ...{ lists, attribute: 'facts.domain', what: `${domain} is verified by ${tenant}` },
      };
    }
    default: {
      const next = choice.from([undefined, { deny: ['fabrikam.com'] }, { allow: ['litware.com'] }]);
      return {
        facts,
        lists: next,
        attribute: 'facts.invitationDomains',
        what: `the tenant's list is ${JSON.stringify(next ?? 'none')}`,
      };
    }
  }
}

function membership(facts: DirectoryFacts, lists: Given['lists'], group: string, user: string): FactEdit {
  const known = facts.groups.get(group);
  const members = known?.members ?? [];
  const next = members.includes(user) ? members.filter((each) => each !== user) : [...members, user];
  const groups = new Map(facts.groups).set(group, { label: group, ...known, members: next });
  return {
    facts: { ...facts, groups },
    lists,
    attribute: 'facts.membership',
    what: `${user} joins or leaves ${group}`,
  };
}
