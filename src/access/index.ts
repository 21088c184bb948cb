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
export { createAccessModel } from './model.ts';
export { concerning } from './concerning.ts';
export { nameOf } from './names.ts';
export type { AccessModel, AccessModelInput, AccessResource, Surroundings } from './model.ts';
export type { DirectoryFacts, GroupFacts, Person, SignIn, Tri } from './facts.ts';
export { domainOf, NO_FACTS, signInFrom } from './facts.ts';
export type { Requestor } from './requestor.ts';
export { findPerson, organizationsOf, requestorName } from './requestor.ts';
export { isUnapproved } from './answer.ts';
export { answerFor } from './answering.ts';
export { diffAccess } from './diff.ts';
export type { AccessDiffInput, ResourceChange } from './diff.ts';
export type { PlaceOf } from './causes.ts';
export { compareAccess, compareAccessSteps, NO_ACCESS_CHANGE } from './compare-access.ts';
export type { AccessComparison } from './compare-access.ts';
export { knownFacts, personOf } from './known-facts.ts';
export type { KnownEntry } from './known-facts.ts';
export * from './phrases.ts';
export type { AccessAnswer, Reason, Restriction, Step, Way } from './answer.ts';
export type { ApproverSet, StageAnswer } from './approvers.ts';
export type { Cycle, Lapse, Leaving, Question, Review, Terms } from './terms.ts';
export type { Subject } from './subject.ts';
export type {
  AccessCapability,
  AccessCause,
  AccessChange,
  AccessDiff,
  AccessDifference,
  AccessDirection,
  AccessSeverity,
  RequestorName,
  RequestorType,
} from './access-change.ts';
export { accessFor, accessMatrix, accessTo, accessToEach, requestorsOf } from './overview.ts';
export type { AccessMatrix } from './overview.ts';
export { runAccessTests } from './access-tests.ts';
export type { AccessTest, CheckOutcome } from './access-tests.ts';
export type { AccessTestSpec } from './test-requestor.ts';
export type { Mismatch } from './expectation.ts';
