/** Shapes and headers that examples of several areas have in common. */
import type { Shape } from './example.ts';

export const EVENTUAL = { ConsistencyLevel: 'eventual' };
export const CREATE_IF_MISSING = { Prefer: 'create-if-missing' };

/** A reference to what stands below `/v1.0`. */
export const at = (path: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/${path}` });

export const OBJECT = { '@odata.type': 'text', id: 'text', displayName: 'text' } satisfies Shape;

export const GRANT = {
  id: 'text',
  createdDateTime: 'instant',
  appRoleId: 'text',
  principalDisplayName: 'text',
  principalId: 'text',
  principalType: 'text',
  resourceDisplayName: 'text',
  resourceId: 'text',
} satisfies Shape;
