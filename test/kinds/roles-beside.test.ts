import { expect, it } from 'vitest';
import { besideCatalog } from '../../src/kinds/roles-beside.ts';

const OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';
const OTHER = '0a0a0a0a-0000-4000-8000-000000000001';

it('a role on a catalog that Microsoft has not fixed is named, for no configuration declares it', async () => {
  const assignment = (id: string, roleDefinitionId: string) => ({ id, roleDefinitionId, principalId: 'p' });
  const graph = {
    get: () => Promise.reject(new Error('Nothing is got')),
    list: () => Promise.resolve([assignment('1', OWNER), assignment('2', OTHER)]),
  };
  expect(await besideCatalog(graph, 'c')).toEqual([
    {
      noun: 'role assignment',
      id: '2',
      name: `${OTHER} of p`,
      reason: `The configuration has no word for the role with the definition ${OTHER}`,
    },
  ]);
});
