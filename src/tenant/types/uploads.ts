/** Sessions in which data is uploaded for the reviews of a resource that is not connected. */
import type { Structure } from './language.ts';
import { flag, instant, integer, navigated, of, READ_ONLY, text } from './language.ts';

export const UPLOAD_TYPES: Readonly<Record<string, Structure>> = {
  customDataProvidedResourceUploadSession: {
    base: 'entity',
    abstract: true,
    members: {
      data: of('customDataProvidedResourcePayloads.data', { required: 'new', on: ['create'] }),
      isUploadDone: flag({ required: 'always', on: ['update'] }),
      createdDateTime: instant(READ_ONLY),
      referenceId: text(READ_ONLY),
      stats: of('customDataProvidedResourceUploadStats', READ_ONLY),
      status: of('customDataProvidedResourceUploadStatus', READ_ONLY),
      files: navigated('customDataProvidedResourceFile', true),
    },
  },
  customDataProvidedResourceAccessReviewUploadSession: {
    base: 'customDataProvidedResourceUploadSession',
    members: {},
  },
  'customDataProvidedResourcePayloads.data': { abstract: true, members: {} },
  'customDataProvidedResourcePayloads.accessReviewContextData': {
    base: 'customDataProvidedResourcePayloads.data',
    members: {
      reviewDefinitionId: text({ required: 'whole' }),
      reviewInstanceId: text({ required: 'whole' }),
    },
  },
  customDataProvidedResourceUploadStats: {
    members: { filesUploaded: integer(READ_ONLY), totalBytesUploaded: integer(READ_ONLY) },
  },
  customDataProvidedResourceFile: { base: 'entity', members: { name: text(READ_ONLY) } },
};
