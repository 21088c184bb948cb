/** A hidden package is not listed, and its link leads to it: no control of access (docs/access.md). */
import { expect, it } from 'vitest';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import { resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const world = (isHidden: boolean) =>
  governed({
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango', isHidden } },
    policies: { one: { accessPackage: 'tango', displayName: 'One', allowedTargetScope: 'allMemberUsers' } },
  });

it.each([true, false])(
  'hidden: %s -> the opposite is told, lets neither more nor less happen, and passes the gate',
  async (was) => {
    const [before, after] = await Promise.all([resourcesOf(world(was)), resourcesOf(world(!was))]);
    const { diff, revision } = compareRevision({ before, after });
    expect(
      diff.changed.map(({ direction, severity, summary, details }) => ({
        direction,
        severity,
        summary,
        details,
      })),
    ).toEqual([
      {
        direction: 'equal',
        severity: 'low',
        summary: 'all members can get Tango on other terms',
        details: [
          was ? 'listing: hidden, by link only -> listed' : 'listing: listed -> hidden, by link only',
        ],
      },
    ]);
    expect(newAccess(diff, revision)).toEqual([]);
  },
);
