/** Checks of request bodies that several families share. */
import type { Call, Takes } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { ServiceError } from './service-error.ts';
import { bodyOf } from '../route.ts';
import { checkBody, wrongAt } from '../types/check-body.ts';

/** Paths whose bodies are refused as entitlement management does it; the directory has one code for whatever is wrong. */
const GOVERNED = /^\/v1\.0\/(identityGovernance|roleManagement\/entitlementManagement|entente)(\/|$)/i;

/** The request's body, held against the type that its route takes. Throws 400 for what does not fit. */
export function checkedBody(call: Call, sent = bodyOf(call)): Entity {
  const { takes, future } = call;
  if (takes === undefined) throw new Error('The route takes no body.');
  try {
    return checkBody(takes.type, sent, takes.purpose, future);
  } catch (error) {
    const isOfDirectory = error instanceof ServiceError && !GOVERNED.test(call.url.pathname);
    throw isOfDirectory ? new ServiceError(400, 'Request_BadRequest', error.message) : error;
  }
}

/** A member of an enumeration, in whatever casing it came. */
export function enumValue(name: string, value: Json | undefined, members: readonly string[]): string {
  const found = members.find(
    (member) => typeof value === 'string' && member.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) throw wrongAt(name, `'${String(value)}' is not one of ${members.join(', ')}.`);
  return found;
}

/** A non-empty text that a body must have. */
export function requiredText(body: Entity, name: string, path = name): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw wrongAt(path, 'the property is required.');
  return value;
}

/** What `…/$ref` takes. */
export const TAKES_REFERENCE: Takes = { type: 'objectReference', purpose: 'create' };

/** The id at the end of a reference's `@odata.id`, and the collection before it. */
export function parseReference(call: Call): { readonly collection: string; readonly id: string } {
  checkedBody(call);
  // An annotation, which the check leaves out.
  const body = bodyOf(call);
  const match = /\/([A-Za-z]+)\/([^/]+)$/.exec(requiredText(body, '@odata.id'));
  if (match === null) throw wrongAt('@odata.id', 'it is not the address of an object.');
  return { collection: match[1] ?? '', id: (match[2] ?? '').toLowerCase() };
}

/** `ids` with one more. */
export function addReference({ behaviour }: Call, ids: readonly string[], id: string): readonly string[] {
  if (!ids.includes(id)) return [...ids, id];
  if (!behaviour.refuseDuplicateReferences) return ids;
  throw new ServiceError(400, 'InvalidModel', `The object '${id}' is referred to already.`);
}

/** Short name of an `@odata.type`; undefined when it is missing. */
export function typeOf(value: Entity): string | undefined {
  const type = value['@odata.type'];
  return typeof type === 'string' ? type.replace(/^#?microsoft\.graph\./, '') : undefined;
}
