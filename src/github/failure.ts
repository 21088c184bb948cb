/** What GitHub refused, in words that help, and without the token. */
import type { DiagnosticCode } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';

interface Refusal {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

interface Meaning {
  readonly code: DiagnosticCode;
  readonly what: string;
  readonly hint: string;
}

const REFUSED: Meaning = {
  code: 'GITHUB_REFUSED',
  what: 'GitHub takes the request for a wrong one',
  hint: 'Report this with what GitHub said',
};

const UNREACHABLE: Meaning = {
  code: 'GITHUB_UNREACHABLE',
  what: 'GitHub did not answer as it should',
  hint: 'Run again; https://www.githubstatus.com tells when GitHub is out of order',
};

/** Any failure of a call for `purpose` as GITHUB_UNAUTHORIZED, _FORBIDDEN, _RATE_LIMIT, _NOT_FOUND, _REFUSED or _UNREACHABLE. */
export function githubFailure(error: unknown, purpose: string, token: string): DiagnosticError {
  if (error instanceof DiagnosticError) return error;
  const refusal = (typeof error === 'object' && error !== null ? error : {}) as Refusal;
  const { code, what, hint } = meaningOf(refusal);
  const words = typeof refusal.message === 'string' ? refusal.message : String(error);
  const status = typeof refusal.status === 'number' ? ` (${refusal.status})` : '';
  return new DiagnosticError([
    {
      code,
      severity: 'error',
      summary: `Cannot ${purpose}: ${what}${status}`,
      detail: withoutToken(words, token),
      hint,
    },
  ]);
}

function meaningOf({ status, message, response }: Refusal): Meaning {
  const limited =
    (status === 403 || status === 429) &&
    (/rate limit/i.test(String(message)) || response?.headers?.['x-ratelimit-remaining'] === '0');
  if (limited) {
    const hint = 'Run again later, or give the workflow a token of its own';
    return { code: 'GITHUB_RATE_LIMIT', what: 'its rate limit is reached', hint };
  }
  switch (status) {
    case 401:
      return {
        code: 'GITHUB_UNAUTHORIZED',
        what: 'the token is not valid',
        hint: 'Pass the token of the job: github-token: ${{ github.token }}',
      };
    case 403:
      return {
        code: 'GITHUB_FORBIDDEN',
        what: 'the token may not do that',
        hint: 'Add to the job: permissions: { contents: read, checks: write, pull-requests: write, issues: write }, whichever it needs',
      };
    case 404:
    case 410:
      return {
        code: 'GITHUB_NOT_FOUND',
        what: 'it is not there, or the token may not see it',
        hint: 'Check the repository, the number, and that issues are turned on',
      };
    default:
      return typeof status === 'number' && status >= 400 && status < 500 ? REFUSED : UNREACHABLE;
  }
}

/** GitHub, or a proxy before it, may repeat what it was sent. */
function withoutToken(text: string, token: string): string {
  if (token === '') return text;
  // The longest first: the others may be part of it.
  const forms = [btoa(`x-access-token:${token}`), btoa(token), token];
  return forms.reduce((clean, form) => clean.replaceAll(form, '***'), text);
}
