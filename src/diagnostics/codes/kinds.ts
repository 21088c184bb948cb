/** Faults of one kind of resource, seen before anything is sent. */
import type { CodeEntry } from './entry.ts';

export const KINDS = {
  KIND_APPROVAL_STAGES: {
    title: 'Approval and stages contradict each other',
    meaning: 'Approval is required without a stage, or stages stand there while none is required.',
    remedy: 'Set isApprovalRequiredForAdd to true, or remove the stages; or add a stage.',
  },
  KIND_AUTOMATIC: {
    title: 'Automatic assignment is incomplete',
    meaning:
      'Automatic assignment needs the scope specificDirectoryUsers and one attribute rule, and goes with nothing that people request.',
    remedy: 'Change what the message names.',
  },
  KIND_CATALOG_NOT_VISIBLE: {
    title: 'External users cannot see the catalog',
    meaning: 'The policy is for external users, and the catalog of its package is not externally visible.',
    remedy: 'Set isExternallyVisible of the catalog to true, or choose an internal scope.',
  },
  KIND_CROSS_TENANT_ACCESS: {
    title: 'The entry for cross-tenant access contradicts itself',
    meaning:
      'It names no partner, or more than its key allows, says nothing, or wants deleted what cannot be deleted.',
    remedy: 'Change what the message names.',
  },
  KIND_DOMAIN_BLOCKED: {
    title: 'The domain cannot be invited',
    meaning:
      "The tenant's list of allowed or blocked domains stops invitations to the organization's domain.",
    remedy: 'Change the list in the tenant and tenant.invitationDomains, or remove the organization.',
  },
  KIND_EXPIRATION: {
    title: 'The expiration contradicts itself',
    meaning: 'Type, duration and date do not go together, or the duration is out of range.',
    remedy: 'Keep the one value that the type needs.',
  },
  KIND_EXTENSION_OF_OTHER_CATALOG: {
    title: 'A custom extension of another catalog',
    meaning: 'A policy calls custom extensions of the catalog of its own package only.',
    remedy: 'Declare the extension in that catalog too, or call one that it has.',
  },
  KIND_EXTENSION_STAGE: {
    title: 'The extension can never run',
    meaning:
      'The custom extension is bound to a stage that the policy does not reach, or at which its type is not called.',
    remedy: 'Bind it to another stage, or let assignments expire.',
  },
  KIND_EXTERNAL_SPONSOR_NOT_GUEST: {
    title: 'An external sponsor is not a guest',
    meaning: 'External sponsors are guests of the organization; this one is a member of the directory.',
    remedy: 'Move the name to internalSponsors, or name a guest.',
  },
  KIND_GROUP_UNSUITABLE: {
    title: 'The group cannot be a catalog resource',
    meaning: 'Membership of synchronized, mail-enabled and dynamic groups cannot be granted by a package.',
    remedy: 'Use a cloud-only security group or Microsoft 365 group with assigned membership.',
  },
  KIND_IDENTITY_SOURCE: {
    title: 'The identity source is invalid',
    meaning: "A connected organization's source lacks a member, or does not fit the tenant it leads to.",
    remedy: 'Correct the source as the message says.',
  },
  KIND_INCOMPATIBLE_WITH_ITSELF: {
    title: 'A package is incompatible with itself',
    meaning: 'The package stands in its own list.',
    remedy: 'Remove it from the list.',
  },
  KIND_INEXPRESSIBLE: {
    title: 'The object refers to one that is not managed',
    meaning:
      'The configuration names what an object belongs to by its key. What this one refers to has none yet, so it cannot be declared.',
    remedy: 'Import the other object first, or leave this one to the portal.',
  },
  KIND_INTERNAL_SPONSOR_IS_GUEST: {
    title: 'An internal sponsor is a guest',
    meaning: 'Internal sponsors are members of the directory; this one is a guest.',
    remedy: 'Move the name to externalSponsors, or name a member.',
  },
  KIND_LIMIT: {
    title: 'More objects than a tenant takes by default',
    meaning: 'Microsoft limits the number of this kind for each tenant; support can raise it.',
    remedy: 'Have the limit raised before you apply.',
  },
  KIND_MANAGER_LEVEL: {
    title: 'A manager is too many levels up',
    meaning: "The documentation knows two levels of the requestor's managers and four of the target's.",
    remedy: 'Set managerLevel to what the message says.',
  },
  KIND_ORIGIN_UNSUITABLE: {
    title: 'The object cannot be a catalog resource',
    meaning: 'It is neither a group nor an application nor a site.',
    remedy: 'Name a group, an application or a site.',
  },
  KIND_QUESTION: {
    title: 'The parts of a question contradict each other',
    meaning:
      'A question with choices has none, so that nobody can answer it, a free text has some, or its pattern is empty and checks no answer.',
    remedy: 'Add choices to a multipleChoice question, use type text without them, or remove the pattern.',
  },
  KIND_RESOURCE_OF_OTHER_CATALOG: {
    title: 'The resource is in another catalog',
    meaning: 'A package grants roles on resources of its own catalog only.',
    remedy: "Add the resource to the package's catalog.",
  },
  KIND_REVIEWERS_UNUSED: {
    title: 'The reviewers are never asked',
    meaning: 'With isSelfReview people review their own access, and primaryReviewers have nothing to decide.',
    remedy: 'Remove isSelfReview, or remove primaryReviewers.',
  },
  KIND_ROLE_AMBIGUOUS: {
    title: 'Two roles of an application have the name',
    meaning:
      'Names of app roles need not be unique; which one the package shall grant cannot be told by its name.',
    remedy: 'Write the id of one of those that the message lists.',
  },
  KIND_ROLE_UNKNOWN: {
    title: 'The resource does not offer the role',
    meaning:
      'A group has Member and Owner, and the eligible ones when it is managed by Privileged Identity Management; an application has its app roles, a site its groups.',
    remedy: 'Use one of those that the message lists.',
  },
  KIND_SITE_GEOGRAPHY: {
    title: 'The site is in an unknown geography',
    meaning:
      'Entitlement management knows the SharePoint geographies of the tenant; the site is in none of them.',
    remedy: 'Use a site of one of those that are listed.',
  },
  KIND_SPONSORS_MISPLACED: {
    title: 'Sponsors cannot approve here',
    meaning: 'Only people of connected organizations have sponsors, and the policy is for others.',
    remedy: 'Name other approvers, or choose an external scope.',
  },
  KIND_TARGETS_LIMIT: {
    title: 'The policy names more than Graph takes',
    meaning: 'Users, groups or organizations of one policy are limited.',
    remedy: 'Split the policy, or use a group.',
  },
  KIND_TARGETS_MISSING: {
    title: 'The scope needs targets',
    meaning: 'The chosen allowedTargetScope says "specific", and none is named.',
    remedy: 'Name at least one, or choose another scope.',
  },
  KIND_TARGETS_UNUSED: {
    title: 'The scope takes no targets',
    meaning: 'The chosen allowedTargetScope names everyone of a sort, and targets are listed too.',
    remedy: 'Remove the targets, or choose a scope that begins with "specific".',
  },
  KIND_TEXT_LENGTH: {
    title: 'The text is too long',
    meaning: 'A name or a description is longer than the service takes, though a tenant can hold such a one.',
    remedy: 'Shorten it.',
  },
  KIND_TARGET_MISPLACED: {
    title: 'The target does not fit the scope',
    meaning: 'An organization stands where users belong, or the other way round.',
    remedy: 'Use the form that the message shows.',
  },
  LOOKUP_AMBIGUOUS: {
    title: 'A name means several objects',
    meaning:
      'The directory has more than one object of this name, and the state does not know which is meant.',
    remedy: 'Name it by `{ id: … }`, or by a property that is unique.',
  },
  LOOKUP_ANOTHER: {
    title: 'A name leads to another object than before',
    meaning: 'The name was looked up earlier and led to another object or Entra tenant than it does now.',
    remedy: 'Check which is meant; the message shows how the former one is named.',
  },
  LOOKUP_DEPARTED: {
    title: 'A user, group, application or partner tenant is gone',
    meaning: 'It was deleted. What uses it goes on with the id that is known; new uses cannot be made.',
    remedy: 'Name another, or restore it while the message says that it can be.',
  },
  LOOKUP_DISABLED: {
    title: 'The account is disabled',
    meaning: 'It is named where it would have to act, such as approving.',
    remedy: 'Name another account, or enable this one.',
  },
  LOOKUP_NOT_FOUND: {
    title: 'A name is not in the directory',
    meaning: 'No user, group, application, site or directory role has this name.',
    remedy: 'Correct the name; near ones are shown.',
  },
  LOOKUP_RENAMED: {
    title: 'A name has changed',
    meaning:
      'The object that the name led to is called something else now. Its id decides, so nothing changes.',
    remedy: 'Write the new name.',
  },
  LOOKUP_UNKNOWN: {
    title: 'A name was never looked up',
    meaning: 'Without a read of the tenant only names that the state knows can be used.',
    remedy: 'Run without `--no-refresh`.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
