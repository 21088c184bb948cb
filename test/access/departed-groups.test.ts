/** A group that left the directory and may be restored: what is said of its members and of the guests in it. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const documentOf = (groups: readonly string[], duration = 'P9D') =>
  governed({
    catalogs: { c: { displayName: 'C' } },
    packages: { lab: { catalog: 'c', displayName: 'Lab' } },
    policies: {
      ward: {
        accessPackage: 'lab',
        displayName: 'Ward',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: groups.map((group) => ({ group })),
      },
      all: {
        accessPackage: 'lab',
        displayName: 'All members',
        allowedTargetScope: 'allMemberUsers',
        expiration: { type: 'afterDuration', duration },
      },
    },
  });

it.each([
  ['no longer lets', ['Old'], ['New'], 'can no longer possibly get Lab'],
  ['lets', ['New'], ['Old'], 'can now possibly get Lab'],
])(
  'it is as uncertain of guests as of members whether a policy %s them in',
  async (_what, past, now, said) => {
    const comparison = {
      before: await resourcesOf(documentOf(past)),
      after: await resourcesOf(documentOf(now)),
      directory: { ...factsOf({}), complete: false, departed: new Map([['old', 'deleted']]) },
    };
    const { gained, lost, changed } = compareAccess(comparison);
    const ofOld = [...gained, ...lost, ...changed].filter(({ requestor: { id } }) => id === 'old');
    expect(ofOld.length).toBeGreaterThan(0);
    for (const { predicate, requestor } of ofOld.filter((each) => each.requestor.guests === true))
      expect([requestor.label, predicate]).toEqual([requestor.label, said]);
    expect(ofOld.some(({ requestor }) => requestor.guests === true)).toBe(true);
  },
);
