import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'lapse-action-undeclared',
  title: 'What becomes of guests is not governed',
  severity: 'note',
  rationale:
    'Without a settings section whoever administers the tenant decides in the portal whether guests are blocked and removed when their last access ends, and no plan shows it.',
  remedy: 'Declare settings.externalUserLifecycleAction.',
  *check({ document, policies }) {
    const first = policies.find(({ external }) => external);
    if (first !== undefined && document.settings === undefined)
      yield {
        address: 'settings',
        path: ['settings'],
        message: `${first.name} lets people outside the directory in, but settings does not say what becomes of them when their access ends`,
      };
  },
});
