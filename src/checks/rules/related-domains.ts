import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'related-domains',
  title: 'Domain and subdomain in two organizations',
  severity: 'warning',
  rationale:
    'Domains are compared exactly, except that an Entra tenant stands for all its domains: people of the subdomain may belong to both organizations, with the policies of both.',
  remedy: 'Put both domains into one organization, or check in which Entra tenant each is verified.',
  *check({ organizations }) {
    const owners = new Map(
      organizations.flatMap((owner) => owner.domains.map(({ name }) => [name, owner] as const)),
    );
    for (const { address, name, domains } of organizations) {
      for (const domain of domains) {
        const labels = domain.name.split('.');
        const parents = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
        const parent = parents.find((candidate) => owners.has(candidate));
        const owner = parent === undefined ? undefined : owners.get(parent);
        if (owner === undefined || owner.address === address) continue;
        const message = `${domain.name} of ${name} is a subdomain of ${parent} of ${owner.name}`;
        yield { address, path: domain.path, message };
      }
    }
  },
});
