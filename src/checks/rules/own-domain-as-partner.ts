import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'own-domain-as-partner',
  title: 'Your own domain as a partner',
  severity: 'error',
  rationale:
    'The connected organization names the governed tenant itself. Its members are not external users, so policies for that organization admit nobody, and what they were meant to keep apart is one.',
  remedy: "Remove the identity source; name the partner's own domain.",
  *check({ document, organizations, access }) {
    const { id } = document.tenant;
    const own = new Set(
      [...(access.directory.ownDomains ?? []), ...(id === undefined ? [] : [id])].map((name) =>
        name.toLowerCase(),
      ),
    );
    for (const { address, name, path, spec } of organizations) {
      for (const [index, source] of spec.identitySources.entries()) {
        const found = Object.entries(source).find(
          ([, value]) => typeof value === 'string' && own.has(value.toLowerCase()),
        );
        if (found === undefined) continue;
        const message = `${name} names ${String(found[1])}, which belongs to the governed tenant itself`;
        yield { address, path: [...path, 'identitySources', index, found[0]], message };
      }
    }
  },
});
