import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const declared = (catalog: object) =>
  governed({ catalogs: { partners: { displayName: 'Partners', ...catalog } } });
const live = async () => bench.portal('GET', `/catalogs/${await bench.idOf('catalog.partners')}`);

describe('a catalog', () => {
  it('takes the defaults that its schema documents, and changes in place', async () => {
    await bench.apply(declared({}));
    const id = await bench.idOf('catalog.partners');
    expect(await live()).toMatchObject({
      displayName: 'Partners',
      state: 'published',
      isExternallyVisible: true,
    });
    await bench.apply(
      declared({ displayName: 'Alle Partner', isExternallyVisible: false, state: 'unpublished' }),
    );
    expect(await live()).toMatchObject({
      id,
      displayName: 'Alle Partner',
      state: 'unpublished',
      isExternallyVisible: false,
    });
  });

  it('whose property is not declared any more returns to the default, which the plan shows', async () => {
    await bench.apply(declared({ isExternallyVisible: false }));
    const plan = await bench.plan(declared({}));
    expect(plan.changes).toMatchObject([{ action: 'update', changedPaths: ['isExternallyVisible'] }]);
  });

  it('is deleted after everything in it', async () => {
    const resources = { team: { group: 'Project Tango' } };
    await bench.apply({
      ...declared({ resources }),
      packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    });
    await bench.apply(governed({}));
    expect((await bench.list('/catalogs')).map(({ displayName }) => displayName)).toEqual(['General']);
    expect(actions(await bench.plan(governed({})))).toEqual({});
  });

  it('that is built in is let go, never deleted: not when it is undeclared, nor by a destroy', async () => {
    const general = { displayName: 'General', description: 'Built-in catalog.' };
    const resources = { team: { group: 'Project Tango' } };
    const withGeneral = governed({
      catalogs: { general: { ...general, resources } },
      packages: { tango: { catalog: 'general', displayName: 'Tango' } },
    });
    await bench.apply(withGeneral, { adopt: true });
    expect(actions(await bench.plan(governed({})))).toMatchObject({
      'catalog.general': 'forget unmanageable',
      'catalogResource.general/team': 'delete removed-from-configuration',
    });
    const { summary } = await bench.apply(withGeneral, { mode: 'destroy' });
    expect(summary).toMatchObject({ destroyed: 2 });
    expect((await bench.list('/catalogs')).map(({ displayName }) => displayName)).toEqual(['General']);
  });
});
