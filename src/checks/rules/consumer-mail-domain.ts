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
      description: 'Domains of public mail providers.',
      default: [
        'aol.com',
        'gmail.com',
        'gmx.com',
        'gmx.de',
        'gmx.net',
        'googlemail.com',
        'hotmail.com',
        'icloud.com',
        'live.com',
        'mail.ru',
        'me.com',
        'msn.com',
        'outlook.com',
        'proton.me',
        'protonmail.com',
        'qq.com',
        'web.de',
        'yahoo.com',
        'yandex.ru',
        '163.com',
      ],
    },
  },
  *check({ organizations }, { domains: domainsOf }) {
    const providers = new Set(domainsOf.map((domain) => domain.toLowerCase()));
    for (const { address, name, domains } of organizations) {
      for (const domain of domains) {
        if (!providers.has(domain.name)) continue;
        const message = `Everyone with an address of ${domain.name} belongs to ${name}`;
        yield { address, path: domain.path, message };
      }
    }
  },
});
