import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import { catalog, grant, MEMBERS, pack, policy, resource } from '../support/access-resources.ts';

describe('losses', () => {
  it('of what people hold stand before those of what they could request', () => {
    const base = [catalog('c'), pack(), resource(), grant()];
    const { lost } = compareAccess({
      ...{ before: [...base, policy(MEMBERS)], after: base },
      ended: new Set(['policy.a']),
    });
    expect(lost.map(({ capability }) => capability)).toEqual(['hold', 'request']);
  });

  it('do not say of a group that it is in itself', () => {
    const of = policy({
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'desk' }],
    });
    const excluding = pack({ incompatibleGroups: ['desk'] });
    const { lost } = compareAccess({
      before: [catalog('c'), pack(), of],
      after: [catalog('c'), excluding, of],
    });
    expect([...new Set(lost.flatMap(({ details }) => details))]).toEqual(['the group desk is incompatible']);
  });
});
