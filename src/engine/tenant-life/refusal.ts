/** Refusals of the embedded tenant as diagnostics. */
import type { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';

/** What to do about a refusal, by Graph's error code. */
const HINTS: Readonly<Record<string, string>> = {
  AccountDisabled: 'Enable the account, or give them access again: entente tenant assign PACKAGE WHO',
  AnswerRequired: 'Answer with --answer QUESTION=VALUE; the number of the question will do',
  CatalogNotExternallyVisible:
    'Set isExternallyVisible on the catalog, or request it as a user of the directory',
  CatalogNotPublished: 'Set the state of the catalog to published',
  CrossTenantAccessBlocked:
    'Change the cross-tenant access of the tenant: PATCH /policies/crossTenantAccessPolicy',
  DomainNotAllowed: "Change invitationDomains in the tenant's seed",
  ExistingGrant: 'To hold it longer: entente tenant extend PACKAGE --as WHO',
  ExistingOpenRequest: 'entente tenant requests --open says for whom it waits',
  Forbidden: 'entente tenant requests says for whom a request waits',
  InvalidAnswer: 'Give an answer that the question allows',
  InvitationsNotAllowed: 'Change allowInvitesFrom of the tenant: PATCH /policies/authorizationPolicy',
  InvalidModel: 'Correct what was given',
  JustificationRequired: 'Say why with --justification TEXT',
  NoPolicyApplies: 'Compare the targets of its policies with the requestor, and how they sign in',
  NoReviewOpen: 'Move the clock with: entente tenant advance DURATION',
  PrivacyNoticeNotAccepted: 'Accept it with --accept-privacy',
  SeveralPoliciesApply: 'Choose one with --policy',
};

/** Calls `act`; what the embedded tenant refuses becomes a DiagnosticError that says why, and what to do. */
export async function refusalsExplained<T>(act: () => Promise<T>): Promise<T> {
  const { GraphError } = await import('../../graph/port.ts');
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw refusal(error.message, error.code, error.status);
  }
}

function refusal(message: string, code: string, status: number): DiagnosticError {
  if (status === 0)
    return failure('TENANT_UNREACHABLE', `The tenant did not answer: ${message}`, 'Check ENTENTE_GRAPH_URL');
  const usual =
    status === 404
      ? 'Check the name; the embedded tenant alone has these paths'
      : 'entente tenant requests and entente tenant assignments show how it stands';
  return failure('TENANT_REFUSED', message.replace(/\.$/, ''), HINTS[code] ?? usual);
}
