/** Collections that Graph changes one `$ref` at a time: sponsors, incompatible packages and groups (CONTRACT 2, 7). */
import { isList } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { KindWriter } from './kind.ts';
import { expandedId, refusedWith } from './wire.ts';

export interface ReferenceList {
  /** Path of the collection, e.g. `.../connectedOrganizations/{id}/internalSponsors`. */
  readonly path: string;
  /** For messages while waiting: what the collection belongs to. */
  readonly owner: string;
  /** Path of the member `id` under the service's root, e.g. `/groups/{id}`; asked for added members only. */
  target(id: string): string;
}

/** Adds and removes members until the collection holds `after` instead of `before`. */
export async function updateReferences(
  writer: KindWriter,
  list: ReferenceList,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Promise<void> {
  const added = addedReferences(before, after);
  const removed = addedReferences(after, before);
  await Promise.all([
    ...added.map((id) =>
      // A 404 here is the owner or the member, just created and not visible to every replica yet (CONTRACT 14).
      writer.poll(list.owner, async () => {
        await addReference(writer, list, id);
        return true;
      }),
    ),
    ...removed.map((id) => removeReference(writer, list, id)),
  ]);
}

/** What the service does with a second one is not documented (CONTRACT 18); after a lost answer it may be one. */
async function addReference(writer: KindWriter, list: ReferenceList, id: string): Promise<void> {
  const body = { '@odata.id': writer.graph.baseUrl + list.target(id) };
  try {
    await writer.graph.write({ method: 'POST', path: `${list.path}/$ref`, body, idempotent: true });
  } catch (error) {
    if (!refusedWith(error, [400, 409])) throw error;
    const members = await writer.graph.list(list.path);
    if (!members.some((member) => expandedId(member) === id)) throw error;
  }
}

/** One that is gone already was removed by a request whose answer was lost, or outside of this run. */
async function removeReference(writer: KindWriter, list: ReferenceList, id: string): Promise<void> {
  try {
    await writer.graph.write({ method: 'DELETE', path: `${list.path}/${id}/$ref` });
  } catch (error) {
    if (!refusedWith(error, [404])) throw error;
  }
}

/** The ids in `after` that `before` lacks. */
export function addedReferences(before: JsonValue | undefined, after: JsonValue | undefined): string[] {
  const known = new Set(texts(before));
  return texts(after).filter((id) => !known.has(id));
}

function texts(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
