import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const declared = (packages: Record<string, object>) =>
  governed({
    catalogs: { partners: { displayName: 'Partners' }, other: { displayName: 'Other' } },
    packages: Object.fromEntries(
      Object.entries(packages).map(([key, rest]) => [
        key,
        { catalog: 'partners', displayName: key, ...rest },
      ]),
    ),
  });
const incompatible = async (key: string, list = 'incompatibleAccessPackages') => {
  const id = await bench.idOf(`accessPackage.${key}`);
  return (await bench.list(`/accessPackages/${id}/${list}`)).map(({ displayName }) => displayName).sort();
};

describe('an access package', () => {
  it('and another may exclude each other, although neither can be made last', async () => {
    const circle = declared({
      a: { incompatibleAccessPackages: ['b', 'c'] },
      b: { incompatibleAccessPackages: ['a'] },
      c: { incompatibleGroups: [{ group: 'Audit' }] },
    });
    await bench.apply(circle);
    expect(await incompatible('a')).toEqual(['b', 'c']);
    expect(await incompatible('b')).toEqual(['a']);
    expect(await incompatible('c', 'incompatibleGroups')).toEqual(['Audit']);
    expect(actions(await bench.plan(circle))).toEqual({});
    const less = declared({ a: { incompatibleAccessPackages: ['c'] }, c: {} });
    await bench.apply(less);
    expect(await incompatible('a')).toEqual(['c']);
    expect(await incompatible('c', 'incompatibleGroups')).toEqual([]);
    expect((await bench.list('/accessPackages')).map(({ displayName }) => displayName).sort()).toEqual([
      'a',
      'c',
    ]);
  });

  it('may have the name of a package of another catalog, not one of its own', async () => {
    await bench.apply(
      declared({ a: { displayName: 'Tango' }, b: { displayName: 'Tango', catalog: 'other' } }),
    );
    expect(await bench.list(`/accessPackages?$filter=displayName eq 'Tango'`)).toHaveLength(2);
    expect(
      actions(
        await bench.plan(
          declared({ a: { displayName: 'Tango' }, b: { displayName: 'Tango', catalog: 'other' } }),
        ),
      ),
    ).toEqual({});
  });

  it('cannot move to another catalog: it is replaced, and the plan says who loses access', async () => {
    await bench.apply(declared({ a: {} }));
    const before = await bench.idOf('accessPackage.a');
    const moved = declared({ a: { catalog: 'other' } });
    const plan = await bench.plan(moved);
    expect(actions(plan)).toEqual({ 'accessPackage.a': 'replace configuration-changed' });
    expect(plan.findings[0]?.message).toContain('everyone who has access through "a" loses it');
    await bench.apply(moved);
    expect(await bench.idOf('accessPackage.a')).not.toBe(before);
  });
});
