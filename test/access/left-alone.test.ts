/** Nobody approves their own request: of a class that is let in, one may be left with nobody where the others are not. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, ofRequests, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Approver = { readonly user: string } | { readonly group: string } | { readonly guest: string };
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];

const PEOPLE: People = {
  users: [
    ...['ann', 'bob', 'carl', 'dan'].map((id) => ({ id, label: id })),
    { id: 'cid@lack.example', mail: 'cid@lack.example', userType: 'Guest' },
  ],
  groups: { chiefs: ['ann', 'bob'], desk: ['ann'], testers: ['carl', 'dan'] },
};

const user = (id: string): Approver => ({ user: id });
const group = (id: string): Approver => ({ group: id });

function world(stages: readonly Stage[], more: Partial<Policy> = {}): Governance {
  return governed({
    catalogs: { buying: { displayName: 'Buying' } },
    sponsors: { cid: { guest: 'cid@lack.example' } },
    connectedOrganizations: {
      lack: {
        displayName: 'Lack',
        identitySources: [{ domain: 'lack.example' }],
        externalSponsors: ['cid'],
      },
    },
    packages: { pay: { catalog: 'buying', displayName: 'Pay' } },
    policies: {
      one: {
        accessPackage: 'pay',
        displayName: 'One',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'chiefs' }],
        requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [...stages] },
        ...more,
      },
    },
  });
}

const by = (...primaryApprovers: Approver[]): Stage => ({ primaryApprovers });

/** Entries about getting it, `WHO PREDICATE`, with the lines that say why. */
async function told(
  before: readonly Stage[],
  after: readonly Stage[],
  { people = PEOPLE, ...more }: Partial<Policy> & { readonly people?: People } = {},
) {
  const [past = [], present = []] = await Promise.all(
    [before, after].map((stages) => resourcesOf(world(stages, more), people)),
  );
  const diff = compareAccess({ before: past, after: present, directory: factsOf(people) });
  const { gained, lost, changed } = ofRequests(diff);
  return [...gained, ...lost, ...changed].map(({ requestor, summary, direction, details, certain }) => ({
    ...{ id: requestor.id, summary, direction, details: details.join('\n'), certain },
    except: requestor.except?.map(({ id }) => id),
  }));
}

const summaries = (all: Awaited<ReturnType<typeof told>>) => all.map(({ summary }) => summary).sort();

const CLASS = 'members of chiefs can get Pay on other terms';
const ALONE = 'can no longer get Pay, only request it in vain';
const NOT_ALONE = 'can now get Pay, which was requested in vain';

describe('one of a class who approves it alone', () => {
  const [chiefs, ann] = [[by(group('chiefs'))], [by(user('ann'))]];

  it.each<[string, readonly Stage[], readonly Stage[]]>([
    ['by name', chiefs, ann],
    ['as the member of a group', chiefs, [by(group('desk'))]],
    ['in a later stage', [by(user('carl')), ...chiefs], [by(user('carl')), ...ann]],
    [
      'where a fallback goes',
      [{ ...by(user('ann')), fallbackPrimaryApprovers: [user('carl')] }],
      [by(user('ann'))],
    ],
    [
      'as the fallback of nobody',
      [{ ...by(user('gone')), fallbackPrimaryApprovers: [user('ann'), user('carl')] }],
      [{ ...by(user('gone')), fallbackPrimaryApprovers: [user('ann')] }],
    ],
    [
      'where escalation goes',
      [
        {
          ...by(user('ann')),
          isEscalationEnabled: true,
          durationBeforeEscalation: 'P1D',
          escalationApprovers: [user('carl')],
        },
      ],
      ann,
    ],
  ])('%s is left with nobody, and with somebody the other way round', async (_what, before, after) => {
    const there = await told(before, after);
    expect(summaries(there)).toEqual([`ann ${ALONE}`, CLASS]);
    expect(there.find(({ id }) => id === 'ann')).toMatchObject({ direction: 'tighter' });
    expect(there.find(({ id }) => id === 'ann')?.details).toContain('nobody approves their own request');
    const back = await told(after, before);
    expect(summaries(back)).toEqual([`ann ${NOT_ALONE}`, CLASS]);
    expect(back.find(({ id }) => id === 'ann')).toMatchObject({ direction: 'looser' });
  });

  it('is not told where another is left, or where they cannot request it', async () => {
    expect(summaries(await told(chiefs, [by(user('ann'), user('carl'))]))).toEqual([CLASS]);
    expect(summaries(await told(chiefs, [by(user('carl'))]))).toEqual([CLASS]);
  });

  it('is told once where the policy names them, or where all of the class are left so', async () => {
    const named = { specificAllowedTargets: [user('ann'), user('bob')] } as Partial<Policy>;
    expect(summaries(await told(chiefs, ann, named))).toEqual([
      `ann ${ALONE}`,
      'bob can get Pay on other terms',
    ]);
    expect(summaries(await told(ann, [by(user('gone'))]))).toEqual([`members of chiefs ${ALONE}`]);
  });

  it('is left out of what opens to the class', async () => {
    const [entry, ...others] = await told([by(user('gone'))], ann);
    expect(others).toEqual([]);
    expect(entry?.summary).toBe(`members of chiefs ${NOT_ALONE}`);
    expect(entry?.details).toContain('but not ann: nobody else can approve what they request');
    expect(entry?.except).toEqual(['ann']);
  });

  it('is told as a sponsor of those who are let in', async () => {
    const lack: Partial<Policy> = {
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'lack' }],
    };
    const sponsors: Stage = { primaryApprovers: ['externalSponsors'] };
    const there = await told(
      [{ ...sponsors, fallbackPrimaryApprovers: [group('testers')] }],
      [sponsors, by(user('dan'))],
      lack,
    );
    expect(summaries(there)).toEqual([
      'Lack (lack.example) can get Pay on other terms',
      `cid@lack.example ${ALONE}`,
    ]);
    expect(there.find(({ id }) => id !== 'cid@lack.example')?.details).toContain(
      'fallback approvers of stage 1: members of testers -> nobody',
    );
  });

  it('is told as possible where it is not known who is of the class', async () => {
    const people = { ...PEOPLE, groups: { desk: ['ann'] }, complete: false };
    const ofAnn = (await told(chiefs, ann, { people })).find(({ id }) => id === 'ann');
    expect(ofAnn?.summary).toBe('ann can possibly no longer get Pay, only request it in vain');
    expect(ofAnn?.certain).toBe(false);
    expect(ofAnn?.details).toContain('unknown: ');
  });

  it('is not told apart from a group of unknown members, of which it is said', async () => {
    const facts = factsOf(PEOPLE);
    const groups = new Map([...facts.groups, ['council', { label: 'council' }]]);
    const [before, after] = await Promise.all(
      [chiefs, [by(group('council'))]].map((stages) => resourcesOf(world(stages), PEOPLE)),
    );
    const { changed } = compareAccess({
      ...{ before: before ?? [], after: after ?? [] },
      directory: { ...facts, groups },
    });
    expect(changed.flatMap(({ details }) => details)).toContain(
      'unknown: who the members of council are; one who is alone cannot have their own request approved',
    );
  });
});
