/** Bodies of calls on what applications may do for people. */
import type { Structure } from './language.ts';
import { guid, REQUIRED, text } from './language.ts';

export const CONSENT_TYPES: Readonly<Record<string, Structure>> = {
  oAuth2PermissionGrant: {
    base: 'entity',
    members: {
      clientId: guid({ ...REQUIRED, on: ['create'] }),
      consentType: text({ ...REQUIRED, on: ['create'], values: ['AllPrincipals', 'Principal'] }),
      principalId: guid({ on: ['create'] }),
      resourceId: guid({ ...REQUIRED, on: ['create'] }),
      scope: text({ maxLength: 3850 }),
    },
  },
};
