/** What keeps people out of a package, and whether they can review it all the same: paths, guarantees and the tenant agree. */
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkGuarantees, findPaths } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { modelOf } from '../support/access.ts';
import type { Scene } from '../support/scene.ts';
import { openScene } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const NEW = 'new@woodgrove.example';

/** Library makes its holders members of Team, which reviews Audit. */
const worldOf = (audit: string, library: string) => `
catalogs:
  main: { displayName: Main, isExternallyVisible: true, resources: { team: { group: Team } } }
packages:
  audit: { catalog: main, displayName: Audit, ${audit} }
  library: { catalog: main, displayName: Library, resourceRoles: [{ resource: team, role: Member }], ${library} }
policies:
  audit:
    accessPackage: audit
    displayName: Anyone
    allowedTargetScope: allExternalUsers
    reviewSettings:
      isEnabled: true
      primaryReviewers: [{ group: Team }]
      schedule: { recurrence: { pattern: { type: absoluteMonthly, interval: 3 }, range: { type: noEnd } } }
  library: { accessPackage: library, displayName: Anyone, allowedTargetScope: allExternalUsers }
guarantees:
  - { name: Own, nobody: anyone, approvesOwn: true }
`;

async function judged(yaml: string) {
  const document = parse(`version: 1\ntenant: { embedded: unused }\n${yaml}`) as Governance;
  const model = await modelOf(document, { groups: { Team: [] } });
  const [guarantee] = checkGuarantees({ model, document, now: 0, placeOf: () => undefined });
  const ownReviews = findPaths(model).filter(({ selfDecision }) =>
    selfDecision.some(({ type }) => type === 'ownReview'),
  );
  return { guarantee: guarantee?.verdict, paths: ownReviews.length > 0 };
}

/** Whether the tenant lets a person hold both, in one order or the other. */
async function heldTogether(yaml: string): Promise<boolean> {
  const outcomes: string[] = [];
  for (const [first, second] of [
    ['audit', 'library'],
    ['library', 'audit'],
  ] as const) {
    scene = await openScene(yaml, [{ mail: NEW }]);
    await scene.stay(NEW, first);
    outcomes.push(await scene.request(NEW, second));
    await scene.close();
    scene = undefined;
  }
  return outcomes.includes('delivered');
}

describe('a reviewer by one package of another', () => {
  it.each([
    ['nothing excludes', '', '', true],
    [
      'the reviewed one excludes the other, and is requested first',
      'incompatibleAccessPackages: [library]',
      '',
      true,
    ],
    ['it excludes the group, and is requested first', 'incompatibleGroups: [{ group: Team }]', '', true],
    [
      'each excludes the other',
      'incompatibleAccessPackages: [library]',
      'incompatibleAccessPackages: [audit]',
      false,
    ],
    [
      'one excludes the group, the other the package',
      'incompatibleGroups: [{ group: Team }]',
      'incompatibleAccessPackages: [audit]',
      false,
    ],
  ])('%s', async (_what, audit, library, together) => {
    const yaml = worldOf(audit, library);
    expect(await heldTogether(yaml)).toBe(together);
    expect(await judged(yaml)).toEqual({ guarantee: together ? 'fail' : 'pass', paths: together });
  });
});

it('a reviewer by name can give up what excludes them today, and not a group that nothing takes them out of', async () => {
  const withHolder = (audit: string) => `
catalogs: { main: { displayName: Main, isExternallyVisible: true } }
packages:
  audit: { catalog: main, displayName: Audit, ${audit} }
  library: { catalog: main, displayName: Library }
policies:
  audit:
    accessPackage: audit
    displayName: Members
    allowedTargetScope: allMemberUsers
    reviewSettings:
      isEnabled: true
      primaryReviewers: [{ user: ann }]
      schedule: { recurrence: { pattern: { type: absoluteMonthly, interval: 3 }, range: { type: noEnd } } }
guarantees: [{ name: Own, nobody: anyone, approvesOwn: true }]
`;
  const verdictOf = async (audit: string) => {
    const document = parse(`version: 1\ntenant: { embedded: unused }\n${withHolder(audit)}`) as Governance;
    const model = await modelOf(document, {
      users: [{ id: 'ann', holds: ['accessPackage.library'] }],
      groups: { Team: ['ann'] },
    });
    return checkGuarantees({ model, document, now: 0, placeOf: () => undefined })[0]?.verdict;
  };
  expect(await verdictOf('incompatibleAccessPackages: [library]')).toBe('fail');
  expect(await verdictOf('incompatibleGroups: [{ group: Team }]')).toBe('pass');
});
