/** How guests sign in is not told by their address: a social account goes with any. */
import { describe, expect, it } from 'vitest';
import { answerFor, findPerson } from '../../src/access/index.ts';
import type { People } from '../support/access.ts';
import { modelOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  users: [
    { id: 'sosh', mail: 'sosh@gmail.com', userType: 'Guest' },
    { id: 'gina', mail: 'gina@fabrikam.com', userType: 'Guest' },
    { id: 'paul', mail: 'paul@gmail.com', userType: 'Guest', signIn: { kind: 'oneTimePasscode' } },
    {
      id: 'fred',
      mail: 'fred@gmail.com',
      userType: 'Guest',
      signIn: { kind: 'social', provider: 'facebook' },
    },
  ],
};

const DOCUMENT = governed({
  connectedOrganizations: { social: { displayName: 'Social', identitySources: [{ social: 'facebook' }] } },
  catalogs: { main: { displayName: 'Main' } },
  packages: { tango: { catalog: 'main', displayName: 'Tango' } },
  policies: {
    social: {
      accessPackage: 'tango',
      displayName: 'Social',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'social' }],
    },
  },
});

describe('a policy for people with social accounts', () => {
  it.each([
    ['unknown', 'a guest of whom it is not known how they sign in', 'sosh'],
    ['no', 'a guest of an Entra tenant', 'gina'],
    ['no', 'a guest with a one-time passcode', 'paul'],
    ['yes', 'a guest with such an account', 'fred'],
    ['no', 'a person who is not in the directory, and signs in as the domain does', 'new@gmail.com'],
  ])('answers %s for %s', async (verdict, _whom, who) => {
    const model = await modelOf(DOCUMENT, PEOPLE);
    const person = findPerson(model, who);
    if (person === undefined) throw new Error(`${who} is nobody`);
    const answer = answerFor(model, { type: 'person', person }, 'accessPackage.tango');
    expect(answer.verdict).toBe(verdict);
    if (verdict === 'unknown')
      expect(answer.steps.map(({ text }) => text)).toContain('Unknown: how sosh signs in');
  });
});
