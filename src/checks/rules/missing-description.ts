import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'missing-description',
  title: 'Package without a description',
  severity: 'note',
  rationale:
    'The description is what people read when they choose, and what approvers and reviewers read when they decide.',
  remedy: 'Write a sentence about what the package is for.',
  *check({ packages }) {
    for (const { address, path, name, spec } of packages) {
      if ((spec.description ?? '').trim() === '')
        yield { address, path: [...path, 'description'], message: `${name} has no description` };
    }
  },
});
