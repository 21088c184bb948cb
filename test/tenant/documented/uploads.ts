/** Upload sessions of a resource, and suggested packages. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const SESSIONS = `${EM}/catalogs/{catalog}/resources/{siteResource}/uploadSessions`;
const TYPE = 'customDataProvidedResourceAccessReviewUploadSession';
const DATA = '#microsoft.graph.customDataProvidedResourcePayloads.accessReviewContextData';
const SESSION = {
  '@odata.type': `=#microsoft.graph.${TYPE}`,
  id: 'text',
  referenceId: 'text',
  status: '=active',
  isUploadDone: 'flag',
  createdDateTime: 'instant',
  stats: { filesUploaded: 'number', totalBytesUploaded: 'number' },
  data: { '@odata.type': `=${DATA}`, reviewDefinitionId: 'text', reviewInstanceId: 'text' },
} satisfies Shape;

export const UPLOAD_EXAMPLES: readonly Example[] = [
  {
    name: 'create',
    page: 'accesspackageresource-post-uploadsessions',
    method: 'POST',
    path: SESSIONS,
    body: {
      '@odata.type': `#microsoft.graph.${TYPE}`,
      data: {
        '@odata.type': DATA,
        reviewDefinitionId: 'b1f6c1de-4f0c-4d0e-9c55-2d3c0c9f0a01',
        reviewInstanceId: 'b1f6c1de-4f0c-4d0e-9c55-2d3c0c9f0a02',
      },
    },
    status: 201,
    answer: { ...SESSION, files: 'list' },
  },
  {
    name: 'list',
    page: 'accesspackageresource-list-uploadsessions',
    method: 'GET',
    path: `${SESSIONS}?$expand=files($filter=size gt 1000;$orderby=name)`,
    status: 200,
    answer: { '@odata.context': 'text', value: [{ ...SESSION, files: 'list' }] },
  },
  {
    name: 'get',
    page: 'customdataprovidedresourceuploadsession-get',
    method: 'GET',
    path: `${SESSIONS}/{uploadSession}`,
    status: 200,
    answer: { '@odata.context': 'text', ...SESSION },
  },
  {
    name: 'say that all files are there',
    page: 'customdataprovidedresourceuploadsession-update',
    method: 'PATCH',
    path: `${SESSIONS}/{uploadSession}`,
    body: { isUploadDone: true },
    status: 200,
    answer: { ...SESSION, status: '=complete', files: 'list' },
  },
  {
    name: 'delete',
    page: 'accesspackageresource-delete-uploadsessions',
    method: 'DELETE',
    path: `${SESSIONS}/{uploadSession}`,
    status: 204,
  },
  {
    name: 'of people near, with the package',
    page: 'accesspackagesuggestions-filterbycurrentuser',
    method: 'GET',
    path: `${EM}/accessPackageSuggestions/filterByCurrentUser(on='relatedPeopleAssignments,assignmentHistory')?$expand=accessPackage`,
    as: 'dora@contoso.com',
    status: 200,
    answer: listOf({
      id: 'text',
      reasons: [
        {
          '@odata.type': '=#microsoft.graph.accessPackageSuggestionRelatedPeopleBased',
          relatedPeople: 'list',
          relatedPeopleAssignmentCount: 'number',
        },
      ],
      accessPackage: { id: 'text', displayName: 'text', description: 'text' },
    }),
  },
];
