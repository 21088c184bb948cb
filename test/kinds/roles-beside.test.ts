import { afterEach, beforeEach, expect, it } from 'vitest';
import { NO_WANTS } from '../../src/kinds/recorder.ts';
import { readBeside } from '../../src/refresh/beside.ts';
import { readLive } from '../../src/refresh/read.ts';
import { openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const CATALOG_CREATOR = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

it('a role of the whole tenant is named beside its settings, for no configuration declares it', async () => {
  const { graph } = bench.engine;
  const [user] = await bench.list('/v1.0/users');
  const principalId = String(user?.['id']);
  const { id } = await bench.portal('POST', '/v1.0/roleManagement/entitlementManagement/roleAssignments', {
    principalId,
    roleDefinitionId: CATALOG_CREATOR,
    appScopeId: '/',
  });
  const delay = () => Promise.resolve();
  const live = await readLive({ graph, prior: undefined, wants: NO_WANTS, everything: true, delay });
  const beside = await readBeside(graph, live);
  expect(beside.map(({ holder: { kind }, ...each }) => ({ ...each, holder: kind.name }))).toEqual([
    {
      noun: 'role assignment',
      id,
      name: expect.stringContaining(`of ${principalId}`) as unknown,
      reason: 'The configuration has no word for a role of the whole tenant',
      holder: 'settings',
    },
  ]);
});
