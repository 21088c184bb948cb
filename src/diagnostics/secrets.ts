/** The one place that knows secrets: they are noted where they enter, and covered wherever text leaves. */
import { printable } from '../model/printable.ts';

/** Shorter ones would cover half of every sentence. */
const SHORTEST = 6;
const COVER = '***';

/** Variables of the surroundings whose value is a secret, by their name. */
const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSWD|CONNECTION_STRING|SAS|KEY$|PAT$|CREDENTIAL/i;
const NO_SECRET = /(?:_FILE|_PATH|_URL|_DIR|_HOST|_ENDPOINT)$/i;

/** What is secret by its form: sign-ins in addresses, tokens, keys and signatures. */
const FORMS: readonly RegExp[] = [
  /(?<=\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#"'<>]*(?=@)/gi,
  /(?<=\bBearer\s+)[\w.~+/=-]{8,}/gi,
  /(?<=\bBasic\s+)[\w+/=-]{8,}/g,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /(?<=\b(?:AccountKey|SharedAccessSignature|client_secret|client_assertion|sig)=)[^\s;&"'<>]+/gi,
];

const known = new Set<string>();

/** Notes a secret, with the forms in which it may come back: by line, encoded, escaped. */
export function keepSecret(secret: string): void {
  const parts = [
    secret,
    ...secret.split(/[\s;]+/),
    ...secret.split(';').map((part) => part.replace(/^\w+=/, '')),
  ];
  for (const part of new Set(parts.map((each) => each.trim())))
    if (part.length >= SHORTEST) for (const form of formsOf(part)) known.add(form);
}

/** Notes what the surroundings hold of secrets. */
export function keepSecretsOf(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && SECRET_NAME.test(name) && !NO_SECRET.test(name)) keepSecret(value);
}

/** The text with every secret covered. */
export function redacted(text: string): string {
  const secrets = [...known].sort((a, b) => b.length - a.length);
  const bare = secrets.reduce((rest, secret) => rest.replaceAll(secret, COVER), text);
  return FORMS.reduce((rest, form) => rest.replace(form, COVER), bare);
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
