/** Uploads of who has access to a resource that is not connected, for the reviews of it: sessions, and files in them. */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, textOf } from '../json.ts';
import { catalogOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { bodyOf, created, NO_CONTENT, ok, param } from '../route.ts';
import { invalidModel, notFound, ServiceError } from '../wire/service-error.ts';

const SESSIONS = `${EM}/catalogs/{id}/resources/{resource}/uploadSessions`;
const SESSION = 'customDataProvidedResourceUploadSession';

function resourceOf(call: Call): Entity {
  const catalog = catalogOf(call.store, param(call, 'id'));
  const row = call.store.get('resources', param(call, 'resource'));
  if (row === undefined || row['catalogId'] !== catalog['id'])
    throw notFound('ResourceNotFound', `The resource '${param(call, 'resource')}'`);
  return row;
}

function sessionOf(call: Call): Entity {
  const row = call.store.get('uploadSessions', param(call, 'session'));
  if (row === undefined || row['resourceId'] !== resourceOf(call)['id'])
    throw notFound('ResourceNotFound', `The upload session '${param(call, 'session')}'`);
  return row;
}

/** Writes answer a session with its files. */
function withFiles(call: Call, row: Entity): Entity {
  const files = entitiesOf(row['files']).map((file) => plain(call, KINDS.uploadedFile, file));
  return { ...plain(call, KINDS.uploadSession, row), files };
}

function create(call: Call): Answer {
  const resource = resourceOf(call);
  const body = checkedBody(call);
  const referenceId = textOf(entityOf(body['data'])['reviewInstanceId']);
  const known = call.store.where('uploadSessions', 'resourceId', textOf(resource['id']));
  if (known.some((row) => row['referenceId'] === referenceId))
    throw new ServiceError(409, 'Conflict', 'The review of this resource has an upload session.');
  const id = call.newId();
  const row = call.store.put('uploadSessions', id, {
    ...body,
    id,
    resourceId: resource['id'],
    referenceId,
    status: 'active',
    isUploadDone: false,
    createdDateTime: call.now,
    stats: { filesUploaded: 0, totalBytesUploaded: 0 },
    files: [],
  });
  return created(withFiles(call, row));
}

function requireActive(row: Entity): void {
  if (row['status'] !== 'active') throw invalidModel('status: the upload session is not active any more.');
}

/** The one change is to say that all files are there. */
function complete(call: Call): Answer {
  const row = sessionOf(call);
  // A change need not repeat the type.
  const sent = { '@odata.type': row['@odata.type'], ...bodyOf(call) };
  if (checkedBody(call, sent)['isUploadDone'] !== true)
    throw invalidModel('isUploadDone: it can be set to true only.');
  requireActive(row);
  const changed = { ...row, isUploadDone: true, status: 'complete' };
  return ok(withFiles(call, call.store.put('uploadSessions', textOf(row['id']), changed)));
}

/** The body is a form, which arrives as the names and sizes of its files. */
function uploadFile(call: Call): Answer {
  const row = sessionOf(call);
  requireActive(row);
  const sent = entitiesOf(bodyOf(call)['@files']).map(({ name, size }): Entity => {
    return { id: call.newId(), name, size, uploadedDateTime: call.now };
  });
  if (sent.length === 0)
    throw new ServiceError(400, 'BadRequest', 'The request needs a file, as multipart/form-data.');
  const files = [...entitiesOf(row['files']), ...sent];
  const totalBytesUploaded = files.reduce((total, { size }) => total + Number(size), 0);
  const stats = { filesUploaded: files.length, totalBytesUploaded };
  return ok(withFiles(call, call.store.put('uploadSessions', textOf(row['id']), { ...row, files, stats })));
}

export const uploadRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: SESSIONS,
    takes: { type: SESSION, purpose: 'create' },
    answers: 'uploadSession',
    handle: create,
  },
  {
    method: 'PATCH',
    pattern: `${SESSIONS}/{session}`,
    takes: { type: SESSION, purpose: 'update' },
    answers: 'uploadSession',
    handle: complete,
  },
  {
    method: 'DELETE',
    pattern: `${SESSIONS}/{session}`,
    handle: (call) => {
      call.store.delete('uploadSessions', textOf(sessionOf(call)['id']));
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${SESSIONS}/{session}/uploadFile`,
    answers: 'uploadSession',
    handle: uploadFile,
  },
];
