import { isPublicMailDomain } from '../../access/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'consumer-mail-domain',
  title: 'Organization with the domain of a public mail provider',
  severity: 'error',
  rationale:
    'Anyone can get an address of such a provider in a minute, and then belongs to the organization.',
  remedy: 'Connect the partner by its own domain; invite single people as guests.',
  options: {
    domains: {
      type: 'strings',
      description: 'Domains of public mail providers beside those of the list email-providers.',
      default: [],
    },
    except: {
      type: 'strings',
      description: 'Domains of that list which are a partner of yours.',
      default: [],
    },
  },
  *check({ organizations }, { domains: more, except }) {
    const lower = (list: readonly string[]) => list.map((domain) => domain.toLowerCase());
    const partners = new Set(lower(except));
    const others = new Set(lower(more));
    for (const { address, name, domains } of organizations) {
      for (const domain of domains) {
        if (partners.has(domain.name) || !(isPublicMailDomain(domain.name) || others.has(domain.name)))
          continue;
        const message = `Everyone with an address of ${domain.name} belongs to ${name}`;
        yield { address, path: domain.path, message };
      }
    }
  },
});
