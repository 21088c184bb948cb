/**
 * The one place that knows secrets: they are noted where they enter, and covered in errors, logs and reports. Data that
 * a program reads back (a state, a plan, YAML) is never altered.
 */
import { printable } from '../model/printable.ts';
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Shorter ones would cover half of every sentence. */
const SHORTEST = 6;
const COVER = '***';

/** Variables that the documentation names for credentials of Entente, Azure, GitHub and Terraform's HTTP backend. */
const DOCUMENTED =
  /^(?:ENTENTE_GRAPH_TOKEN|AZURE_CLIENT_SECRET|AZURE_CLIENT_CERTIFICATE_PASSWORD|AZURE_PASSWORD|AZURE_STORAGE_(?:CONNECTION_STRING|SAS_TOKEN|KEY)|(?:ENTENTE|TF)_HTTP_PASSWORD|ACTIONS_(?:ID_TOKEN_REQUEST|RUNTIME)_TOKEN|SYSTEM_ACCESSTOKEN|GITLAB_OIDC_TOKEN|INPUT_GITHUB-TOKEN|(?:GITHUB|GH)_TOKEN|IDENTITY_HEADER|MSI_SECRET)$/i;
/** Variables that are called like a secret. */
const CALLED_SECRET =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PWD|CONNECTION_STRING|SAS|PAT|CREDENTIALS?|(?:API|ACCESS|ACCOUNT|PRIVATE|STORAGE|SECRET)_?KEY)$/i;
/** Of those: a value that could also stand in a sentence or be a path covers nothing. */
const LEAST_OF_CALLED = 12;
const WORDS = /^(?:[\p{L}\p{M}]{1,20}(?:[-_.,:/\s]+|$))*$|^(?:\.{0,2}|[A-Za-z]:)[/\\]/u;

/** Variables and properties that hold a web address, in which a sign-in may stand. */
const ADDRESS = /(?:_URL|_PROXY|_ENDPOINT|_HOST|^address|^endpoint|Address)$/i;

/** What is secret in texts that hold more than a secret: connection strings and signed addresses. */
const WITHIN =
  /(?:^|[?&;\s])(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|sig|client_secret)=([^&;\s]+)/gi;

interface Form {
  readonly secret: RegExp;
  /**
   * What stands in every text with such a secret. It is found much faster than a secret is, which looks behind itself at
   * every letter, and whole files are searched.
   */
  readonly sign: RegExp;
}

/** What is secret by its form: sign-ins in addresses, tokens, keys and signatures. */
const FORMS: readonly Form[] = [
  {
    sign: /:\/\/[^\s/?#"'<>]*@/,
    secret: /(?<=\b[a-z][a-z\d+.-]*:\/\/)(?!\*+@)[^\s/?#"'<>]*(?=@)/gi,
  },
  {
    sign: /authorization/i,
    secret: /(?<=\bauthorization["']?\s*[:=]\s*["']?(?:Bearer|Basic)\s+)[\w.~+/=-]+/gi,
  },
  { sign: /bearer\s/i, secret: /(?<=\bBearer\s+)(?=[\w.~+/=-]*\d)[\w.~+/=-]{20,}/gi },
  { sign: /eyJ/, secret: /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g },
  {
    sign: /(?:AccountKey|SharedAccessKey|SharedAccessSignature|client_secret|client_assertion|[?&;]sig)=/i,
    secret:
      /(?<=\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|client_secret|client_assertion)=|[?&;]sig=)[^\s;&"'<>]+/gi,
  },
];

const known = new Set<string>();
let longestFirst: readonly string[] = [];

/** Notes a secret, with the forms in which it may come back: by line, encoded, escaped. */
export function keepSecret(secret: string): void {
  const lines = secret.split(/[\r\n]+/).filter((line) => line !== secret && !WORDS.test(line.trim()));
  const within = [...secret.matchAll(WITHIN)].map(([, value = '']) => value);
  note([secret, ...lines, ...within].map((each) => each.trim()).filter((part) => part.length >= SHORTEST));
}

/** Notes what the surroundings hold of secrets. */
export function keepSecretsOf(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(env)) {
    const called = CALLED_SECRET.test(name) && value.length >= LEAST_OF_CALLED && !WORDS.test(value.trim());
    if (DOCUMENTED.test(name) || called) keepSecret(value);
    if (ADDRESS.test(name)) keepSignIn(value);
  }
}

/** Notes the user names and passwords of a configuration's addresses: of the state's, and of any text that is one. */
export function keepSignIns(value: JsonValue | undefined, name = ''): void {
  if (typeof value === 'string') {
    if (ADDRESS.test(name) || /^[a-z][a-z\d+.-]*:\/\/[^\s/?#]*@/i.test(value)) keepSignIn(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) keepSignIns(each, key);
  }
}

/** The password alone only where it can be no word; otherwise together with what stands around it. */
function keepSignIn(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '') return;
  const [, signIn = '', password = ''] =
    /^(?:[a-z][a-z\d+.-]*:\/\/)?([^@:]*(?::([^]*))?)@/i.exec(address) ?? [];
  if (signIn === '') return;
  note([`${signIn}@`]);
  if (password.length >= SHORTEST && !WORDS.test(password)) keepSecret(password);
}

function note(secrets: readonly string[]): void {
  for (const secret of secrets) for (const form of formsOf(secret)) known.add(form);
  longestFirst = [...known].sort((a, b) => b.length - a.length);
}

/** The text with every secret covered. */
export function redacted(text: string): string {
  return covered(text, () => COVER);
}

/** The same, each secret covered letter by letter, so that whatever else stands in the text stays in its column. */
export function masked(text: string): string {
  return covered(text, (secret) => secret.replace(/[^\n]/g, '*'));
}

function covered(text: string, cover: (secret: string) => string): string {
  // Of a sign-in the mark behind it stays, so that the address still looks like one.
  const whole = (secret: string) => (secret.endsWith('@') ? `${cover(secret.slice(0, -1))}@` : cover(secret));
  const bare = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, whole), text);
  return FORMS.reduce(
    (rest, { sign, secret }) => (sign.test(rest) ? rest.replace(secret, cover) : rest),
    bare,
  );
}

/** A diagnostic that says no secret. Its text is covered before it is laid out, shortened or encoded. */
export function redactedDiagnostic<T extends Omit<Diagnostic, 'severity' | 'code'>>(diagnostic: T): T {
  const { summary, detail, hint, address, related } = diagnostic;
  return {
    ...diagnostic,
    summary: redacted(summary),
    ...(detail !== undefined && { detail: redacted(detail) }),
    ...(hint !== undefined && { hint: redacted(hint) }),
    ...(address !== undefined && { address: redacted(address) }),
    ...(related !== undefined && {
      related: related.map(({ message, range }) => ({ message: redacted(message), range })),
    }),
  };
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    printable(secret),
    encodeURIComponent(bytes.toString()),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}
