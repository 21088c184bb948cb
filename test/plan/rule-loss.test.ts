/** Whom the changed rule of an automatic policy takes access from: on values. */
import { describe, expect, it } from 'vitest';
import { mayLoseAccess, withAccessLoss } from '../../src/plan/access-loss.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import { planOperations } from '../../src/plan/operations.ts';
import type { Change } from '../../src/plan/plan.ts';
import { changesRule, losersByRule } from '../../src/plan/rule-loss.ts';
import type { AssignmentHolder } from '../../src/kinds/kind.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { plannedChange, planInput } from '../support/plan-input.ts';

const { draft: EMPTY } = await createPlan(planInput());

interface Rule {
  readonly department?: string;
  readonly removed?: boolean;
  readonly grace?: string;
  readonly automatic?: boolean;
}

const policy = ({ department = 'Sales', removed = true, grace = 'PT0S', automatic = true }: Rule) => ({
  accessPackage: 'accessPackage.y',
  displayName: 'Y',
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [
    { '@odata.type': 'attributeRuleMembers', membershipRule: `user.department -eq "${department}"` },
  ],
  automaticRequestSettings: {
    requestAccessForAllowedTargets: automatic,
    removeAccessWhenTargetLeavesAllowedTargets: removed,
    gracePeriodBeforeAccessRemoval: grace,
  },
});
const changed = (before: Rule, after: Rule, action: Change['action'] = 'update') =>
  plannedChange('policy.y', action, { id: 'p', before: policy(before), after: policy(after) });

const holder = (person: string): AssignmentHolder => ({
  assignment: `of ${person}`,
  person,
  userId: person.toLowerCase(),
  package: 'Y',
});
const HOLDERS = ['Ann', 'Ben', 'Eve'].map(holder);
const PROPERTIES = new Map<string, JsonObject>([
  ['ann', { department: 'Sales' }],
  ['ben', { department: 'Lab' }],
]);

const namesLosing = (change: Change) =>
  losersByRule(change, HOLDERS, PROPERTIES).holders?.map(({ person }) => person);

describe('the changed rule of an automatic policy', () => {
  it('takes access from those whom it does not match any more; who is not known may lose it', () => {
    const change = changed({}, { department: 'Lab' });
    expect(mayLoseAccess({ changes: [change] })).toEqual([change]);
    expect(namesLosing(change)).toEqual(['Ann', 'Eve']);
    expect(losersByRule(change, HOLDERS, PROPERTIES).byRule).toEqual({ grace: '', unsure: true });
    expect(namesLosing({ ...change, action: 'adopt' })).toEqual(['Ann', 'Eve']);
  });

  it('takes nothing where it removes nothing, or nothing of it changed', () => {
    for (const change of [
      changed({}, {}),
      changed({}, { department: 'Lab', removed: false }),
      changed({}, { department: 'Lab', automatic: false }),
      changed({}, { grace: 'P7D' }),
      changed({}, { department: 'Lab' }, 'create'),
    ])
      expect(changesRule(change)).toBe(false);
    expect(namesLosing(changed({}, { grace: 'P7D' }))).toEqual([]);
  });

  it('takes it from whom it did not match before, once it removes, or removes sooner', () => {
    expect(namesLosing(changed({ removed: false }, {}))).toEqual(['Ben', 'Eve']);
    expect(namesLosing(changed({ automatic: false }, {}))).toEqual(['Ben', 'Eve']);
    expect(namesLosing(changed({ grace: 'P7D' }, {}))).toEqual(['Ben', 'Eve']);
    // Who was losing it anyway loses nothing by another rule.
    expect(namesLosing(changed({ department: 'X' }, { department: 'Lab' }))).toEqual(['Eve']);
  });

  it('is told as any loss, with the time that is left, and drains nothing', async () => {
    const change = changed({}, { department: 'Lab', grace: 'P7D' });
    const told = (holders: readonly AssignmentHolder[] | undefined) => {
      const plan = { ...EMPTY, changes: [change] };
      const losing = { change, ...losersByRule(change, holders, PROPERTIES) };
      return withAccessLoss(plan, [losing], { allowed: false, placeOf: () => undefined, nameOf: String });
    };
    const { changes, findings } = told(HOLDERS.slice(0, 2));
    expect(findings).toMatchObject([
      {
        rule: 'access-loss',
        severity: 'error',
        message: '1 person would lose access (the rule does not match them any more, 7 days after it): Ann',
      },
    ]);
    expect(changes[0]?.losesAccess).toEqual({ count: 1, names: ['Ann'] });
    expect(told(HOLDERS).findings[0]?.message).toMatch(/^2 people may lose access .*not known.*: Ann, Eve$/);
    expect(told(undefined).findings[0]?.message).toMatch(/^Who would lose access is unknown/);
    const operations = await planOperations({ ...EMPTY, changes } as never);
    expect(operations.map(({ step }) => step)).toEqual(['update']);
  });
});
