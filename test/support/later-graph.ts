/** A tenant of a later Graph: it says words that the schema does not list, and has members that nobody here knows. */
import type { Tenant } from '../../src/tenant/open.ts';

/** A word of this Graph, and the one that a later Graph says in its place. */
export type Word = readonly [what: string, now: string, later: string];

export const LATER_WORDS: readonly Word[] = [
  ['a scope', '"allMemberUsers"', '"allContractors"'],
  ['a scope of certain people', '"specificDirectoryUsers"', '"specificContractors"'],
  ['an expiration', '"afterDuration"', '"afterIdleDuration"'],
  ['an end', '"afterDateTime"', '"afterDateTimeOrIdle"'],
  ['what requestors see of approvers', '"notVisible"', '"visibleToOwner"'],
  ['what an unanswered review does', '"removeAccess"', '"removeAccessAndNotify"'],
  ['a recurrence', '"weekly"', '"fortnightly"'],
  ['the range of a recurrence', '"numbered"', '"numberedOnce"'],
  ['a day', '"friday"', '"workday"'],
  ['a stage of an extension', '"assignmentOneDayBeforeExpiration"', '"assignmentOneHourBeforeExpiration"'],
  ['a sort of extension', 'accessPackageAssignmentWorkflowExtension', 'accessPackageAgentExtension'],
  ['a question', 'accessPackageTextInputQuestion', 'accessPackageDateQuestion'],
  ['people who approve', 'microsoft.graph.targetManager', 'microsoft.graph.targetMentor'],
  ['a group that approves', 'microsoft.graph.groupMembers', 'microsoft.graph.groupRoster'],
  ['targets by rule', 'microsoft.graph.attributeRuleMembers', 'microsoft.graph.lifecycleMembers'],
  ['people of an organization', 'microsoft.graph.connectedOrganizationMembers', 'microsoft.graph.partners'],
  ['a state of a catalog', '"published"', '"archived"'],
  ['a state of an organization', '"configured"', '"suspended"'],
  ['an identity source', 'microsoft.graph.domainIdentitySource', 'microsoft.graph.walletIdentitySource'],
  ['a social identity', '"facebook"', '"linkedIn"'],
  ['a cloud', '"microsoftonline.us"', '"microsoftonline.eu"'],
  ['what becomes of guests', '"blockSignInAndDelete"', '"blockSignInAndArchive"'],
  ['what people see of each other', '"count"', '"initials"'],
  ['a sort of resource', 'SharePointOnline', 'OtherSystem'],
];

/** The tenant as one that says the later words wherever this one says those of now, in both directions. */
export function speaking(tenant: Tenant, words: readonly Word[]): Tenant {
  const ahead = (text: string) => words.reduce((said, [, now, later]) => said.replaceAll(now, later), text);
  const back = (text: string) => words.reduce((said, [, now, later]) => said.replaceAll(later, now), text);
  return {
    ...tenant,
    async fetch(request) {
      const sent = back(await request.text());
      const { method, headers } = request;
      const url = back(request.url);
      const response = await tenant.fetch(
        new Request(url, { method, headers, ...(sent !== '' && { body: sent }) }),
      );
      const text = ahead(await response.text());
      return new Response(text === '' ? null : text, response);
    },
  };
}

/** Members that the tenant takes beyond those of this Graph, by type. */
export const LATER_MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    accessPackageAssignmentPolicy: ['laterPolicy'],
    accessPackageAssignmentRequestorSettings: ['laterRequestor'],
    accessPackageAssignmentApprovalSettings: ['laterApproval'],
    accessPackageApprovalStage: ['laterStage'],
    accessPackageAssignmentReviewSettings: ['laterReview'],
    entitlementManagementSchedule: ['laterSchedule'],
    expirationPattern: ['laterExpiration'],
    accessPackageQuestion: ['laterQuestion'],
    accessPackageAnswerChoice: ['laterChoice'],
    subjectSet: ['laterSubject'],
    accessPackageCatalog: ['laterCatalog'],
    accessPackage: ['laterPackage'],
    connectedOrganization: ['laterOrganization'],
    identitySource: ['laterSource'],
  }).map(([type, names]) => [type, new Set(names)] as const),
);
