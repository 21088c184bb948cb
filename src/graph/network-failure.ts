import type { Answer } from './answer.ts';

/** Faults of the certificate or the handshake: time does not heal them, and nothing was sent. */
const UNTRUSTED =
  /^(CERT_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER|EPROTO)/;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved at the moment',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_PRX_TLS: 'the proxy cannot be trusted',
  UND_ERR_CONNECT_TIMEOUT: 'connecting timed out',
  UND_ERR_HEADERS_TIMEOUT: 'it took too long to begin its answer',
  UND_ERR_BODY_TIMEOUT: 'it took too long to finish its answer',
};

/** While connecting, the proxy's part included: undici aborts a request by itself for a proxy that refuses it alone. */
const CONNECTING: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_ABORTED',
  'UND_ERR_PRX_TLS',
]);

/**
 * Reads what `fetch` rejected with. Only a failure in the connecting phase proves that nothing was sent, so that is
 * told by the system call, not by the code: an established connection can time out as well.
 */
export function networkFailure(host: string, error: unknown): Answer {
  const { code, syscall, message } = rootCause(error);
  if (UNTRUSTED.test(code)) {
    const text = `Cannot trust ${host}: ${message} (${code})`;
    return { type: 'notSent', code, message: text, transient: false, cause: error };
  }
  const reason = REASONS[code] === undefined ? message : `${REASONS[code]} (${code})`;
  const connecting = syscall === 'connect' || syscall === 'getaddrinfo' || CONNECTING.has(code);
  return connecting
    ? { type: 'notSent', code, message: `Cannot reach ${host}: ${reason}`, transient: true, cause: error }
    : // Without a code it is a defect, not a failure of the network: a retry would fail again.
      {
        type: 'lost',
        code: code === '' ? 'FetchFailed' : code,
        message: `No answer from ${host}: ${reason}`,
        transient: code !== '',
        cause: error,
      };
}

interface RootCause {
  readonly code: string;
  readonly syscall: string;
  readonly message: string;
}

/** `fetch` wraps the system's error in a TypeError, and several addresses' errors in an AggregateError. */
function rootCause(error: unknown): RootCause {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (!(error instanceof Error)) return { code: '', syscall: '', message: String(error) };
  if (error.cause !== undefined) return rootCause(error.cause);
  const { code, syscall } = error as NodeJS.ErrnoException;
  return { code: typeof code === 'string' ? code : '', syscall: syscall ?? '', message: error.message };
}
