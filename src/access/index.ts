/**
 * Effective access: who can request which package, through which policy, who approves, on which terms, and why. Pure.
 *
 *     const model = createAccessModel({ resources, directory, invitationDomains });
 *     answerFor(model, requestor, 'accessPackage.tango')   one requestor, one package: verdict yes | no | unknown, ways
 *                                                      (policy and terms: stages resolved to people, questions,
 *                                                      expiration, extension, review, lapse, grants), and steps
 *     accessTo(model, 'accessPackage.tango')           every requestor that its policies distinguish
 *     accessFor(model, requestor)                          everything that the requestor can request
 *     accessMatrix(model)                              all of it, sparse
 *     diffAccess({ before, after, changes })           gained, lost, changed, each with severity and causes
 *
 *     compareAccess({ before, after })                 the same from resources
 *
 * `resources` are canonical: desired ones as `resolveDesired` gives them, or live ones. An `requestor` is a person
 * (`findPerson(model, 'bob@fabrikam.com')`) or a class of people (`{ type: 'anyExternalUser' }`). Facts that
 * `directory` does not hold make answers `unknown`; nothing is guessed.
 */
export { createAccessModel } from './facts/model.ts';
export { concerning } from './relation/concerning.ts';
export { nameOf } from './facts/names.ts';
export type { AccessModel, AccessModelInput, AccessResource, Surroundings } from './facts/model.ts';
export type { DirectoryFacts, GroupFacts, Person, SignIn, Tri } from './facts/facts.ts';
export { domainOf, NO_FACTS, signInFrom } from './facts/facts.ts';
export { isOpenOutside } from './facts/policy-view.ts';
export type { OuterDoor } from './facts/outer-door.ts';
export { collaborates, isOfOuterDoor, outerDoorWith } from './facts/outer-door.ts';
export type { Requestor } from './facts/requestor.ts';
export { findPerson, organizationsOf, requestorName } from './facts/requestor.ts';
export { isUnapproved } from './relation/answer.ts';
export { answerFor, wayThrough } from './relation/answering.ts';
export { diffAccess } from './compare/diff.ts';
export type { AccessDiffInput, ResourceChange } from './compare/diff.ts';
export type { PlaceOf } from './compare/causes.ts';
export { compareAccess, compareAccessSteps, NO_ACCESS_CHANGE } from './compare/compare-access.ts';
export type { AccessComparison } from './compare/compare-access.ts';
export type { HeldNow } from './facts/held-now.ts';
export { knownFacts, personOf } from './facts/known-facts.ts';
export type { KnownEntry } from './facts/known-facts.ts';
export * from './words/phrases.ts';
export { personText } from './words/person-text.ts';
export type { AccessAnswer, Reason, Restriction, Step, Way } from './relation/answer.ts';
export type { ApproverSet } from './relation/approver-list.ts';
export type { StageAnswer } from './relation/approvers.ts';
export { resolveReviewers } from './relation/approvers.ts';
export type { Cycle, Lapse, Leaving, Question, Review, Terms } from './relation/terms.ts';
export type { Subject } from './facts/subject.ts';
export type {
  AccessCause,
  AccessChange,
  AccessDiff,
  AccessDifference,
  AccessDirection,
  AccessSeverity,
} from './compare/access-change.ts';
export { dutiesOfCatalog, dutiesOfPackage } from './relation/duties.ts';
export { dutiesOfOrganization } from './relation/sponsor-duties.ts';
export type { Duty } from './relation/duties.ts';
export { UNREAD_SCOPE } from './facts/policy-view.ts';
export { losesByRule, mayTakeByRule, takesByRule } from './relation/rule-loss.ts';
export { matchesRule } from './facts/membership-rule.ts';
export { grantedGroup, originOf } from './facts/model.ts';
export type { AccessCapability } from './relation/capability.ts';
export type { RequestorName, RequestorType } from './facts/requestor-name.ts';
export {
  accessFor,
  accessMatrix,
  accessTo,
  accessToEach,
  requestorsNamed,
  requestorsOf,
} from './relation/overview.ts';
export type { AccessMatrix } from './relation/overview.ts';
export { runAccessTests } from './tests/access-tests.ts';
export type { AccessTest, CheckOutcome } from './tests/access-tests.ts';
export { COVERAGE_KINDS, coverage } from './tests/coverage.ts';
export { suggestTests } from './tests/suggest.ts';
export type { Coverable, CoverageKind } from './tests/coverage.ts';
export type { AccessTestSpec } from './tests/test-requestor.ts';
export type { Mismatch } from './tests/expectation.ts';
export { findPaths, findPathsSteps } from './paths/find-paths.ts';
export type { OneRequestor } from './paths/called.ts';
export type { PathQuestion } from './paths/find-paths.ts';
export { CLASS_KEYS, classCalled, requestorsCalled, targetsCalled } from './paths/called.ts';
export type { AccessPath, PathStep, SelfDecision, StepKind } from './paths/path.ts';
export {
  compareRevision,
  packagesBarringPeople,
  packagesMovingHolders,
  rolesKept,
  takingPart,
} from './compare/compare-access.ts';
export { newAccess } from './gate/new-access.ts';
export { granted, packagesGrantingRole } from './gate/granted.ts';
export type { AccessCheck, Counterexample, Explained, Violation } from './gate/violation.ts';
export { ACCESS_CHECKS } from './gate/violation.ts';
export type { Who } from './gate/who.ts';
export { CLASSES, whoText } from './gate/who.ts';
export { isPublicMailDomain } from './facts/mail-providers.ts';
export { publicAccess } from './gate/public.ts';
export type { AccessException } from './gate/exceptions.ts';
export { withExceptions } from './gate/exceptions.ts';
export { checkGuarantees, verdictOf } from './gate/guarantees.ts';
export type { GuaranteeOutcome } from './gate/guarantees.ts';
export type { GuaranteeSpec } from './gate/guarantee-terms.ts';
export { compareSeverity } from './compare/severity.ts';
