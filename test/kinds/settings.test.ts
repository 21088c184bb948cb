import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

describe('settings', () => {
  it('are there already: they are taken over without being asked for, and changed in place', async () => {
    const wanted = governed({
      settings: {
        externalUserLifecycleAction: 'blockSignInAndDelete',
        durationUntilExternalUserDeletedAfterBlocked: 'P14D',
      },
    });
    expect(actions(await bench.plan(wanted))).toEqual({ settings: 'update declared' });
    await bench.apply(wanted);
    expect(await bench.portal('GET', '/settings')).toMatchObject({
      externalUserLifecycleAction: 'blockSignInAndDelete',
      durationUntilExternalUserDeletedAfterBlocked: 'P14D',
    });
    expect(actions(await bench.plan(wanted))).toEqual({});
  });

  it('need no duration where nobody is deleted', async () => {
    await bench.apply(governed({ settings: { externalUserLifecycleAction: 'blockSignIn' } }));
    expect(await bench.portal('GET', '/settings')).toMatchObject({
      externalUserLifecycleAction: 'blockSignIn',
    });
    const other = governed({
      settings: {
        externalUserLifecycleAction: 'blockSignIn',
        durationUntilExternalUserDeletedAfterBlocked: 'P7D',
      },
    });
    expect(actions(await bench.plan(other))).toEqual({});
  });

  it('of the same duration in another spelling are no change', async () => {
    await bench.apply(governed({ settings: { durationUntilExternalUserDeletedAfterBlocked: 'P14D' } }));
    const plan = await bench.plan(
      governed({ settings: { durationUntilExternalUserDeletedAfterBlocked: 'PT336H' } }),
    );
    expect(actions(plan)).toEqual({});
  });

  it('cannot be deleted: without their section they keep what they have', async () => {
    await bench.apply(governed({ settings: { externalUserLifecycleAction: 'none' } }));
    expect(actions(await bench.plan(governed({})))).toEqual({ settings: 'forget unmanageable' });
    await bench.apply(governed({}));
    expect(await bench.portal('GET', '/settings')).toMatchObject({ externalUserLifecycleAction: 'none' });
  });
});
