/** Bodies of the calls that only the embedded tenant has. */
import type { Structure } from './language.ts';
import { listOf, text } from './language.ts';

export const OWN_TYPES: Readonly<Record<string, Structure>> = {
  clockAdvance: {
    // Years too, which Edm's durations do not have.
    members: { duration: text({ required: 'always' }) },
  },
  testToken: {
    members: {
      as: text(),
      app: text(),
      scopes: listOf('String'),
      roles: listOf('String'),
      directoryRoles: listOf('String'),
      lifetime: text(),
    },
  },
  reviewDecision: {
    members: {
      decision: text({ required: 'always', values: ['keep', 'remove'] }),
      justification: text(),
    },
  },
};
