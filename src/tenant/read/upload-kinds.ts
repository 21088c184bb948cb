/** Sessions of uploads for a resource, and their files, as a reader sees them. */
import { entitiesOf } from '../json.ts';
import { notFound } from '../wire/service-error.ts';
import { sorts } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';

const UPLOAD_SESSION: EntityKind = {
  type: 'customDataProvidedResourceUploadSession',
  missing: (id) => notFound('ResourceNotFound', `The upload session '${id}'`),
  properties: ['id', 'referenceId', 'status', 'isUploadDone', 'createdDateTime', 'stats', 'data'],
  filterable: sorts('text', 'id', 'referenceId', 'status'),
  navigations: {
    files: { kind: 'uploadedFile', many: true, rows: (_call, row) => entitiesOf(row['files']) },
  },
};

const UPLOADED_FILE: EntityKind = {
  type: 'customDataProvidedResourceFile',
  missing: (id) => notFound('ResourceNotFound', `The file '${id}'`),
  properties: ['id', 'name', 'size', 'uploadedDateTime'],
  filterable: { ...sorts('text', 'name'), ...sorts('number', 'size'), ...sorts('date', 'uploadedDateTime') },
  navigations: {},
};

export const UPLOAD_KINDS = {
  uploadSession: UPLOAD_SESSION,
  uploadedFile: UPLOADED_FILE,
} satisfies Partial<Record<KindName, EntityKind>>;
