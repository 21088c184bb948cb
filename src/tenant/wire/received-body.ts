/** What a request brings, as JSON: its own, or the files of a form. */
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { Json } from '../json.ts';
import { parseJson } from './json-text.ts';
import { ServiceError } from './service-error.ts';

const FORM = /^multipart\/form-data\b/i;
/** Whether a content type is that of the JSON which every call takes: in UTF-8, with whatever other parameters. */
export function isJsonType(type: string): boolean {
  const [name = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  const charsets = parameters.flatMap((each) => /^charset\s*=\s*"?([^"]*)"?$/.exec(each)?.[1] ?? []);
  return name === 'application/json' && charsets.every((each) => ['utf-8', 'us-ascii'].includes(each));
}

/** What a body may become when it is unpacked. */
interface Limit {
  readonly bytes: number;
  readonly refusal: ServiceError;
}

const unsupported = (message: string) => new ServiceError(415, 'UnsupportedMediaType', message);

/**
 * The body of a request on the wire, unpacked. Throws for one that is not what its headers say, or that no call takes:
 * in a process there are no such headers to trust, since a `Request` gives every text the type of a plain one.
 */
export function unpacked(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer<ArrayBuffer>,
  limit: Limit,
): Buffer<ArrayBuffer> {
  if (body.length === 0) return body;
  const type = headers['content-type'];
  if (typeof type !== 'string' || type.trim() === '')
    throw new ServiceError(
      400,
      'BadRequest',
      'Write requests (excluding DELETE) must contain the Content-Type header declaration.',
    );
  if (!isJsonType(type) && !FORM.test(type))
    throw unsupported(`The content type '${type}' is not supported: application/json is.`);
  const plain = withoutEncoding(String(headers['content-encoding'] ?? 'identity'), body, limit);
  if (!FORM.test(type) && !isUtf8(plain))
    throw new ServiceError(400, 'BadRequest', 'The body is not encoded as UTF-8.');
  return plain;
}

function withoutEncoding(encoding: string, body: Buffer<ArrayBuffer>, limit: Limit): Buffer<ArrayBuffer> {
  if (/^identity$/i.test(encoding)) return body;
  if (!/^gzip$/i.test(encoding)) throw unsupported(`The content encoding '${encoding}' is not supported.`);
  try {
    return gunzipSync(body, { maxOutputLength: limit.bytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw limit.refusal;
    throw new ServiceError(400, 'BadRequest', 'The body is not packed as its content encoding says.');
  }
}

/** Undefined for a request without a body. Throws 400 for one that is not what it says it is. */
export async function sentIn(request: Request): Promise<Json | undefined> {
  if (request.method === 'GET') return undefined;
  if (FORM.test(request.headers.get('content-type') ?? '')) return filesIn(request);
  const text = await request.text();
  return text === '' ? undefined : parseJson(text);
}

/** Names and sizes of a form's files. The member is an annotation, so that other calls pass it over. */
async function filesIn(request: Request): Promise<Json> {
  try {
    const parts = [...(await request.formData()).values()];
    return {
      '@files': parts.flatMap((part) =>
        typeof part === 'string' ? [] : [{ name: part.name, size: part.size }],
      ),
    };
  } catch {
    throw new ServiceError(400, 'BadRequest', 'The body is not a form.');
  }
}
