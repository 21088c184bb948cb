/** What a request brings, as JSON: its own, or the files of a form. */
import type { Json } from './json.ts';
import { ServiceError } from './service-error.ts';

/** Undefined for a request without a body. Throws 400 for one that is not what it says it is. */
export async function sentIn(request: Request): Promise<Json | undefined> {
  if (request.method === 'GET') return undefined;
  if (/^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? '')) return filesIn(request);
  const text = await request.text();
  try {
    return text === '' ? undefined : (JSON.parse(text) as Json);
  } catch {
    throw new ServiceError(400, 'BadRequest', 'The body is not valid JSON.');
  }
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
