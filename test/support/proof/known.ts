/**
 * Faults that are known and open, by kind. A run counts them apart; a test fails as soon as one of them is mended, so that
 * it leaves this list.
 */
import type { FoundFault } from './run.ts';

export interface KnownFault {
  readonly name: string;
  readonly reason: string;
  readonly is: (fault: FoundFault) => boolean;
  /** An edit that shows it. */
  readonly example: { readonly world: number; readonly edit: number };
}

const DUTIES = ['approve', 'review', 'administer'];
const CLASSES = ['every configured organization', 'everyone in the directory', 'anyone on the internet'];

const isFalse = ({ sort }: FoundFault) => sort === 'false';
const isSilent = ({ sort }: FoundFault) => sort === 'silent';
const said = ({ detail }: FoundFault, of: readonly string[]) =>
  of.some((label) => detail.includes(`: ${label}`));
const isOfOrganizations = ({ attribute }: FoundFault) =>
  /connectedOrganization|isExternallyVisible/.test(attribute);

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    name: 'what happens in the directory is no change',
    reason: 'The diff takes one directory and one list of invitations for both sides',
    is: ({ attribute }) => attribute.startsWith('facts.'),
    example: { world: 1, edit: 3 },
  },
  {
    name: 'who administers a package that moves to another catalog',
    reason: 'Catalog roles are compared where roles change, not where packages do',
    is: (fault) =>
      isSilent(fault) &&
      fault.capability === 'administer' &&
      /(packages\.\*|accessPackage)(\.catalog)?$|^packages$/.test(fault.attribute),
    example: { world: 7, edit: 38 },
  },
  {
    name: 'people whom a rule matches are asked as members',
    reason:
      'A rule of automatic assignment is asked as one class of people for request policies and exclusions too',
    is: (fault) => isFalse(fault) && said(fault, ['users matching']),
    example: { world: 3, edit: 2 },
  },
  {
    name: 'a class of whom nobody is left, or whose people gain nothing',
    reason:
      'A class is asked as its least privileged member, also where narrower policies take in all of its people',
    is: (fault) => isFalse(fault) && said(fault, CLASSES),
    example: { world: 8, edit: 12 },
  },
  {
    name: 'invitations of people who come to be of an organization',
    reason:
      'People of a sign-in that no organization has are asked as anyone on the internet, whatever their domain is',
    is: (fault) =>
      isFalse(fault) &&
      fault.capability === 'request' &&
      (isOfOrganizations(fault) || fault.detail.includes('invited')),
    example: { world: 2, edit: 34 },
  },
  {
    name: 'guests of people who cannot be invited',
    reason:
      'An organization is asked as people who are not in the directory yet; its guests are, and need no invitation',
    is: (fault) => isSilent(fault) && fault.capability === 'request' && /^g\d@/.test(fault.detail),
    example: { world: 5, edit: 2 },
  },
  {
    name: 'people who are named, and are in a group that is named',
    reason: 'Duties are compared by who is named, not by who that is',
    is: (fault) => isFalse(fault) && DUTIES.includes(fault.capability),
    example: { world: 14, edit: 0 },
  },
  {
    name: 'what people do on behalf of others',
    reason: 'Requests to add, extend and remove for others are one duty',
    is: (fault) => isSilent(fault) && fault.capability === 'requestFor',
    example: { world: 131, edit: 34 },
  },
];

export const knownFault = (fault: FoundFault): KnownFault | undefined =>
  KNOWN_FAULTS.find(({ is }) => is(fault));
