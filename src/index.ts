/**
 * Entente as a library: the operations of the command line as functions that return values.
 *
 *     import { plan, planReport } from '@owner/entente';
 *     console.log(planReport(await plan({ file: 'governance.yaml' }), 'text'));
 *
 * - {@link validate}, {@link plan}, {@link apply}: from configuration to tenant
 * - {@link drift}, {@link acceptDrift}, {@link importAll}, {@link importOne}: from tenant to configuration
 * - {@link accessWho}, {@link accessFor}, {@link explainAccess}, {@link accessDiff}: who can request what, and why
 * - {@link check}, {@link test}: governance rules, and access tests
 * - {@link planReport} and its siblings: what they found as text, Markdown, HTML, JSON, SARIF and JUnit
 *
 * Each operation opens what it needs and closes it before its promise settles: the lock of the state is released, and an
 * embedded tenant closed. What stands against an operation rejects with {@link DiagnosticError}, whose `diagnostics` have
 * a code, a place and what to do; an option that is missing or wrong with the code OPTION_INVALID, before anything is done.
 *
 * `AccessModel` of a view, and the pure functions over it (`answerFor`, `accessTo`, `accessMatrix`, …), answer further
 * questions without reading anything again. The embedded tenant is a library of its own: `@owner/entente/tenant`.
 */
export { validate, plan, apply } from './library/planning.ts';
export type { Validated, PlanOptions, ApplyOptions } from './library/planning.ts';
export { drift, acceptDrift, importAll, importOne } from './library/drifting.ts';
export type {
  AcceptDriftOptions,
  DriftOptions,
  ImportAllOptions,
  ImportOneOptions,
} from './library/drifting.ts';
export { accessWho, accessFor, explainAccess, accessDiff } from './library/access.ts';
export type {
  AccessDiffOptions,
  AccessForOptions,
  AccessOptions,
  AccessWhoOptions,
  ExplainAccessOptions,
} from './library/access.ts';
export { check, test, RULES } from './library/judging.ts';
export type { CheckOptions, RuleDescription, TestOptions } from './library/judging.ts';
export {
  accessReport,
  checkReport,
  diagnosticsReport,
  driftReport,
  planReport,
  testReport,
} from './library/reports.ts';
export type { ReportOptions } from './library/reports.ts';
export { readPlan, savePlan } from './library/plan-files.ts';
export type { HostOverrides } from './library/host.ts';
export type { OperationOptions, Warned, WritingOptions } from './library/operation.ts';
export { hasChanges } from './plan/saved.ts';
export { DiagnosticError, hasErrors } from './diagnostics/diagnostic.ts';
export type { Diagnostic, DiagnosticCode, SourceRange } from './diagnostics/diagnostic.ts';
export type { Ask, Host, SignalName } from './engine/host.ts';
export type { Planned } from './engine/plan/plan.ts';
export type { ApplyResult } from './engine/apply/apply-options.ts';
export type { FoundDrift } from './engine/drift/drift.ts';
export type { AcceptedDrift } from './engine/drift/accept.ts';
export type { ImportedTenant } from './engine/import/import-all.ts';
export type { ImportedObject } from './engine/import/import-one.ts';
export type { AccessView } from './engine/access/view.ts';
export type {
  AccessDifference as ComparedAccess,
  PersonAnswers,
  WhoAnswers,
} from './engine/access/answers.ts';
export type { Checked } from './engine/check.ts';
export type { Tested } from './engine/access/test.ts';
export type { Configuration } from './config/configuration.ts';
export type { Governance } from './schema/governance.ts';
export type { ApplyEvent, ApplySummary } from './apply/events.ts';
export type { Change, Drift, Plan, PlanFinding, PlanSummary } from './plan/plan.ts';
export type { DriftReport } from './plan/drift-report.ts';
/** Everything that a requestor can request, of a model: what {@link accessFor} answers of a configuration. */
export { accessFor as packagesFor } from './access/index.ts';
export * from './access/index.ts';
