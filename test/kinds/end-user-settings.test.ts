import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const PATH = '/controlConfigurations/endUserSettings';
const WANTED = { relatedPeopleInsightLevel: 'count', showApproverDetailsToMembers: true } as const;
const document = governed({ endUserSettings: WANTED });

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

describe('settings for end users', () => {
  it('are there already: they are changed in place, and planned no more', async () => {
    expect(actions(await bench.plan(document))).toEqual({ endUserSettings: 'update declared' });
    await bench.apply(document);
    expect(await bench.portal('GET', PATH)).toMatchObject({ ...WANTED, isEnabled: true });
    expect(actions(await bench.plan(document))).toEqual({});
  });

  it('that are switched off in the portal stay so, are drift, and are sent back', async () => {
    await bench.apply(document);
    await bench.portal('PATCH', PATH, { isEnabled: false });
    const plan = await bench.plan(document);
    expect(plan.drift.map(({ address }) => address)).toEqual(['endUserSettings']);
    await bench.apply(governed({ endUserSettings: { ...WANTED, relatedPeopleInsightLevel: 'disabled' } }));
    expect(await bench.portal('GET', PATH)).toMatchObject({
      relatedPeopleInsightLevel: 'disabled',
      isEnabled: false,
    });
  });

  it('are switched off by their declaration', async () => {
    await bench.apply(governed({ endUserSettings: { ...WANTED, isEnabled: false } }));
    expect(await bench.portal('GET', PATH)).toMatchObject({ isEnabled: false });
  });

  it('cannot be deleted: without their section they keep what they have', async () => {
    await bench.apply(document);
    expect(actions(await bench.plan(governed({})))).toEqual({ endUserSettings: 'forget unmanageable' });
    await bench.apply(governed({}));
    expect(await bench.portal('GET', PATH)).toMatchObject(WANTED);
  });
});
