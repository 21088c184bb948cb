/** Subject sets: who may request, who approves, who reviews (CONTRACT 9.5). */
import type { AttributePath } from '../model/path.ts';
import type { Principal } from '../model/principal.ts';
import type { Shape } from '../model/shape.ts';
import { folded, unfolded, unlisted } from '../model/unlisted.ts';
import { isGuid } from '../model/guid.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { Naming, ReferenceResolver } from './kind.ts';
import { shortType, typed } from './wire.ts';

/** One subject set as the configuration writes it: a principal, a partner, a rule, or a word of `SUBJECT_WORDS`. */
export type DeclaredSubject =
  | string
  | Principal
  | { readonly connectedOrganization: string | { readonly id: string } }
  | { readonly attributeRule: string }
  | { readonly requestorManager: { readonly managerLevel: number } }
  | { readonly targetManager: { readonly managerLevel: number } }
  | { readonly unlisted: object };

/** Bare words that stand for a subject set; every other string is the key of an entry of `sponsors`. */
export const SUBJECT_WORDS: readonly string[] = [
  'internalSponsors',
  'externalSponsors',
  'requestorManager',
  'targetManager',
  'targetUserSponsors',
  'targetApplicationOwners',
  'targetAgentIdentitySponsorsOrOwners',
];

/** Canonical form of a subject set; without the `description` that the service fills in. */
export const SUBJECT_SET: Shape = {
  type: 'object',
  members: {
    '@odata.type': { type: 'string' },
    userId: { type: 'principal' },
    groupId: { type: 'principal' },
    servicePrincipalId: { type: 'principal' },
    connectedOrganizationId: { type: 'reference', to: 'connectedOrganization' },
    membershipRule: { type: 'string' },
    managerLevel: { type: 'integer' },
    // All that one of a type holds which is not listed here.
    unlisted: { type: 'json' },
  },
};

const LISTED: readonly string[] = [
  'singleUser',
  'groupMembers',
  'singleServicePrincipal',
  'connectedOrganizationMembers',
  'attributeRuleMembers',
  ...SUBJECT_WORDS,
];

const BY_PRINCIPAL_TYPE = {
  user: ['singleUser', 'userId'],
  group: ['groupMembers', 'groupId'],
  servicePrincipal: ['singleServicePrincipal', 'servicePrincipalId'],
} as const;

/** The canonical subject set of a declared one. */
export function resolveSubject(
  subject: DeclaredSubject,
  path: AttributePath,
  resolve: ReferenceResolver,
): JsonObject {
  if (typeof subject === 'string') {
    if (subject === 'requestorManager' || subject === 'targetManager') {
      return { '@odata.type': subject, managerLevel: 1 };
    }
    if (SUBJECT_WORDS.includes(subject)) return { '@odata.type': subject };
    return principalSubject(subject, path, resolve);
  }
  if ('connectedOrganization' in subject) {
    const { connectedOrganization: named } = subject;
    const connectedOrganizationId =
      typeof named === 'string'
        ? resolve.reference('connectedOrganization', [named], [...path, 'connectedOrganization'])
        : named.id;
    return { '@odata.type': 'connectedOrganizationMembers', connectedOrganizationId };
  }
  if ('attributeRule' in subject)
    return { '@odata.type': 'attributeRuleMembers', membershipRule: subject.attributeRule };
  if ('requestorManager' in subject)
    return { '@odata.type': 'requestorManager', ...subject.requestorManager };
  if ('unlisted' in subject) return readSubjects([subject.unlisted as JsonObject])[0] ?? {};
  if ('targetManager' in subject) return { '@odata.type': 'targetManager', ...subject.targetManager };
  return principalSubject(subject, path, resolve);
}

function principalSubject(
  principal: Principal | string,
  path: AttributePath,
  resolve: ReferenceResolver,
): JsonObject {
  const [type, member] = BY_PRINCIPAL_TYPE[resolve.principalType(principal, path)];
  return { '@odata.type': type, [member]: resolve.principal(principal, path) };
}

/** What the configuration writes for a canonical subject set. */
export function declareSubject(subject: JsonObject, naming: Naming): JsonValue {
  const type = asString(subject['@odata.type']) ?? '';
  const text = (member: string) => asString(subject[member]) ?? '';
  switch (type) {
    case 'singleUser':
    case 'groupMembers':
    case 'singleServicePrincipal':
      return naming.principal(text('userId') || text('groupId') || text('servicePrincipalId'));
    case 'connectedOrganizationMembers':
      return { connectedOrganization: organizationSpec(text('connectedOrganizationId'), naming) };
    case 'attributeRuleMembers':
      return { attributeRule: text('membershipRule') };
    case 'requestorManager':
    case 'targetManager':
      return subject['managerLevel'] === 1 ? type : { [type]: { managerLevel: subject['managerLevel'] } };
    default:
      if (SUBJECT_WORDS.includes(type)) return type;
      return unlisted(unfolded(subject));
  }
}

/** By key what is managed, by id what is not, such as an organization that was deleted. */
function organizationSpec(named: string, naming: Naming): JsonValue {
  return isGuid(named) ? { id: named } : naming.reference(named);
}

/** Canonical form of a list of subject sets as Graph returned it. */
export function readSubjects(value: JsonValue | undefined): JsonObject[] {
  return subjects(value).map((subject) => {
    const type = shortType(subject['@odata.type']);
    const manager = type === 'requestorManager' || type === 'targetManager';
    if (!LISTED.includes(type)) return foldedSubject(subject);
    return {
      ...subject,
      '@odata.type': type,
      ...(manager && { managerLevel: subject['managerLevel'] ?? 1 }),
    };
  });
}

/** A subject set of a type that is not listed, with all that it holds but the name that the service fills in. */
function foldedSubject({ description: _filledIn, ...subject }: JsonObject): JsonObject {
  return folded(subject, shortType(subject['@odata.type']));
}

/** Subject sets as Graph has them; those of types that are not listed are folded. */
export function foldedSubjects(value: JsonValue | undefined): JsonObject[] {
  return objectsOf(value).map((subject) => {
    const type = shortType(subject['@odata.type']);
    return type === '' || LISTED.includes(type) ? subject : foldedSubject(subject);
  });
}

/** The inverse. */
export function unfoldedSubjects(value: JsonValue | undefined): JsonObject[] {
  return objectsOf(value).map(unfolded);
}

/** A list of canonical subject sets as Graph takes it; those of types that are not listed are still folded. */
export function writeSubjects(value: JsonValue | undefined): JsonObject[] {
  return subjects(value).map(typed);
}

/** True for a subject set that only means something when the requestor belongs to a connected organization. */
export function isSponsors(subject: DeclaredSubject): boolean {
  return subject === 'internalSponsors' || subject === 'externalSponsors';
}

/** The sort of a declared subject set, for rules about where which may stand. */
export function subjectSort(
  subject: DeclaredSubject,
): 'principal' | 'connectedOrganization' | 'attributeRule' | 'word' | 'unlisted' {
  if (typeof subject === 'string') return SUBJECT_WORDS.includes(subject) ? 'word' : 'principal';
  if ('unlisted' in subject) return 'unlisted';
  if ('connectedOrganization' in subject || 'attributeRule' in subject) {
    return 'connectedOrganization' in subject ? 'connectedOrganization' : 'attributeRule';
  }
  return 'requestorManager' in subject || 'targetManager' in subject ? 'word' : 'principal';
}

function subjects(value: JsonValue | undefined): readonly JsonObject[] {
  return objectsOf(value).filter((subject) => asString(subject['@odata.type']) !== undefined);
}
