/** A path of one person whom an exclusion may keep out: as certain as what is known of what they hold. */
import { expect, it } from 'vitest';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import type { HeldNow } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [{ id: 'mia' }, { id: 'jon' }, { id: 'nia' }],
  groups: { monitors: ['nia'], ethics: ['nia'] },
};

/** Who holds Invest cannot request Monitor, which makes people members of those who may approve it. */
function world(approvers: 'monitors' | 'ethics', fresh = false): Governance {
  return governed({
    catalogs: { main: { displayName: 'Main', resources: { monitors: { group: 'monitors' } } } },
    packages: {
      monitor: {
        catalog: 'main',
        displayName: 'Monitor',
        resourceRoles: [{ resource: 'monitors', role: 'Member' }],
        ...((!fresh || approvers === 'monitors') && { incompatibleAccessPackages: ['invest'] }),
      },
      ...((!fresh || approvers === 'monitors') && { invest: { catalog: 'main', displayName: 'Invest' } }),
    },
    policies: {
      monitor: {
        accessPackage: 'monitor',
        displayName: 'Monitors',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ user: 'mia' }, { user: 'jon' }],
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: approvers }] }],
        },
      },
    },
  });
}

const heldBy = (...ids: string[]): HeldNow => ({
  of: new Map([
    [
      'accessPackage.invest',
      ids.map((id) => ({ assignment: `of ${id}`, person: id, userId: id, package: 'Invest' })),
    ],
    ['accessPackage.monitor', []],
  ]),
  everyPackage: true,
});

interface Edit {
  readonly before: Governance;
  readonly after: Governance;
  readonly held?: HeldNow;
  readonly ended?: ReadonlySet<string>;
}

const COMES: Edit = { before: world('ethics'), after: world('monitors') };

interface Told {
  readonly why: string | undefined;
  readonly certain: boolean | undefined;
  readonly inGate: boolean | undefined;
}

async function paths({ before, after, held, ended }: Edit): Promise<Readonly<Record<string, Told>>> {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const { diff, revision } = compareRevision({
    before: past,
    after: present,
    directory: factsOf(PEOPLE),
    ...(held !== undefined && { held }),
    ...(ended !== undefined && { ended }),
  });
  const told = [...diff.gained, ...diff.lost, ...diff.changed].filter(({ path }) => path !== undefined);
  const gate = newAccess(diff, revision);
  return Object.fromEntries(
    told.map(({ requestor, path, details, summary }): [string, Told] => [
      requestor.id ?? '',
      {
        why: details.find((line) => line.startsWith('possible, not proved')),
        certain: path?.certain,
        inGate: gate.find((each) => each.summary === summary)?.certain,
      },
    ]),
  );
}

const CERTAIN = { why: undefined, certain: true, inGate: true };
const doubtful = (why: string) => ({ why: `possible, not proved: ${why}`, certain: false, inGate: false });
const HOLDS = doubtful('they hold Invest, which is incompatible');
const OPEN = doubtful('whether they hold Invest is unknown, and who does cannot request it');

it.each<[string, Edit, Readonly<Record<string, Told>>]>([
  ['it is not known who holds it', COMES, { mia: OPEN, jon: OPEN }],
  ['it is known of each', { ...COMES, held: heldBy('mia') }, { mia: HOLDS, jon: CERTAIN }],
  ['nobody does', { ...COMES, held: heldBy() }, { mia: CERTAIN, jon: CERTAIN }],
  [
    'nobody does, for it comes with the change',
    { before: world('ethics', true), after: world('monitors', true) },
    { mia: CERTAIN, jon: CERTAIN },
  ],
  [
    'who holds it loses it by the change',
    { ...COMES, held: heldBy('mia'), ended: new Set(['accessPackage.invest']) },
    { mia: OPEN, jon: OPEN },
  ],
  ['the way closes', { before: COMES.after, after: COMES.before, held: heldBy('mia') }, {}],
])('where %s', async (_what, edit, expected) => {
  expect(await paths(edit)).toEqual(expected);
});

it('is told of those who were kept out by what they hold, and no longer are', async () => {
  const ofAll = (excluded: string[]): Governance => {
    const { policies, packages, ...document } = world('monitors');
    return {
      ...document,
      packages: { ...packages, monitor: { ...packages?.['monitor'], incompatibleAccessPackages: excluded } },
      policies: {
        monitor: {
          ...policies?.['monitor'],
          allowedTargetScope: 'allMemberUsers',
          specificAllowedTargets: [],
        },
      },
    } as Governance;
  };
  const dropped: Edit = { before: ofAll(['invest']), after: ofAll([]), held: heldBy('mia') };
  expect(await paths(dropped)).toEqual({ mia: CERTAIN });
  expect(await paths({ ...dropped, held: heldBy() })).toEqual({});
  expect(await paths({ ...dropped, before: dropped.after, after: dropped.before })).toEqual({});
});
