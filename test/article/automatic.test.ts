/** Access by a rule, and how it ends when somebody leaves the rule (CONTRACT 9.10); groups with a rule (16.1). */
import { afterEach, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { CONTOSO, openScene, tangoFor } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const ALICE = 'alice@contoso.com';
const byRule = (settings: string) =>
  `allowedTargetScope: specificDirectoryUsers, specificAllowedTargets: [{ attributeRule: (user.department -eq "Sales") }], automaticRequestSettings: { requestAccessForAllowedTargets: true, ${settings} }`;

/** Changes the rule of the policy outside of the configuration. */
async function changeRule(at: Scene, membershipRule: string): Promise<void> {
  const targets = [
    { '@odata.type': '#microsoft.graph.attributeRuleMembers', description: '', membershipRule },
  ];
  expect(await at.change('tango', { specificAllowedTargets: targets })).toBeUndefined();
}

const OTHER = '(user.department -eq "Finance")';
const SALES = '(user.department -eq "Sales")';

it('who leaves the rule keeps access for the grace period, and all along when they come back in time', async () => {
  scene = await openScene(
    tangoFor(byRule('removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: P7D')),
  );
  await scene.advance('PT10M');
  expect(await scene.request(ALICE)).toBe('ExistingGrant');
  await changeRule(scene, OTHER);
  await scene.advance('P6D');
  expect(await scene.request(ALICE)).toBe('ExistingGrant');
  await changeRule(scene, SALES);
  await scene.advance('P8D');
  expect(await scene.request(ALICE)).toBe('ExistingGrant');
  await changeRule(scene, OTHER);
  await scene.advance('P8D');
  expect(await scene.request(ALICE)).toBe('NoPolicyApplies');
});

it.each([
  [
    'removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: PT0S',
    'NoPolicyApplies',
  ],
  // What is not declared is seven days of grace.
  ['removeAccessWhenTargetLeavesAllowedTargets: true', 'ExistingGrant'],
  ['removeAccessWhenTargetLeavesAllowedTargets: false', 'ExistingGrant'],
])('%s: who leaves the rule is answered %s', async (settings, after) => {
  scene = await openScene(tangoFor(byRule(settings)));
  await scene.advance('PT10M');
  expect(await scene.request(ALICE)).toBe('ExistingGrant');
  await changeRule(scene, OTHER);
  await scene.advance('PT10M');
  expect(await scene.request(ALICE)).toBe(after);
});

it('a dynamic group as requestors is whom its rule matches now, guests too', async () => {
  const guest = {
    mail: 'sid@fabrikam.com',
    displayName: 'Sid',
    department: 'Sales',
    userType: 'Guest' as const,
    externalUserState: 'Accepted' as const,
  };
  const policy = 'allowedTargetScope: specificDirectoryUsers, specificAllowedTargets: [{ group: Sellers }]';
  scene = await openScene(tangoFor(policy), [{ mail: 'new@fabrikam.com' }], {
    ...CONTOSO,
    users: [...(CONTOSO.users ?? []), guest],
  });
  const people = [ALICE, 'sid@fabrikam.com', 'carol@contoso.com', 'bob@fabrikam.com', 'new@fabrikam.com'];
  const found = Object.values(await scene.requests('tango', people));
  expect(found).toEqual(['delivered', 'delivered', ...Array<string>(3).fill('NoPolicyApplies')]);
});

it.each([
  '(user.department eq "Sales") and not (user.userType eq "Guest")',
  '(user.department -eq "Sales") -and -not (user.userType -eq "Guest")',
  'user.department eq "Sales" and user.userType ne "Guest"',
])('%s: hyphens of operators may be left out', async (rule) => {
  scene = await openScene(tangoFor(byRule('removeAccessWhenTargetLeavesAllowedTargets: true')));
  await changeRule(scene, OTHER);
  await scene.advance('P8D');
  expect(await scene.request(ALICE)).toBe('NoPolicyApplies');
  await changeRule(scene, rule);
  await scene.advance('PT10M');
  expect(await scene.request(ALICE)).toBe('ExistingGrant');
});
