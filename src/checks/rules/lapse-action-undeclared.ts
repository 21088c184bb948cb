import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'lapse-action-undeclared',
  title: 'The end of guest access is not governed',
  severity: 'note',
  rationale:
    'Without a settings section, administrators decide in the portal whether guests are blocked and removed when their last access ends, and no plan shows it.',
  remedy: 'Declare settings.externalUserLifecycleAction.',
  *check({ document, policies }) {
    const first = policies.find(({ external }) => external);
    if (first !== undefined && document.settings === undefined)
      yield {
        address: 'settings',
        path: ['settings'],
        message: `${first.name} admits external users, but settings does not say what happens to them when their access ends`,
      };
  },
});
