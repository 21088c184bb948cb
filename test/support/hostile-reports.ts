/** What reports are made of, with everything in it called by one name that somebody may choose. */
import type { CheckOutcome } from '../../src/access/index.ts';
import type { ChecksResult } from '../../src/checks/run-checks.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { SideDoors } from '../../src/refresh/side-doors.ts';
import type { TestReport } from '../../src/report/access-tests-text.ts';
import type { DriftReport } from '../../src/plan/drift-report.ts';
import { hostileSample } from './hostile.ts';
import { planOf } from './hostile-plan.ts';

export const DONE = {
  added: 1,
  changed: 1,
  destroyed: 1,
  adopted: 1,
  forgotten: 1,
  moved: 0,
  failed: 1,
  skipped: 1,
  incomplete: 1,
  interrupted: false,
};

export const diagnosticOf = (name: string): Diagnostic => ({
  code: 'APPLY_FAILED',
  severity: 'error',
  summary: name,
  detail: `${name}\n${name}`,
  hint: name,
  address: name,
  range: {
    file: `${name}.yaml`,
    start: { line: 1, column: 2, offset: 1 },
    end: { line: 1, column: 4, offset: 3 },
  },
  related: [
    {
      message: name,
      range: { file: name, start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } },
    },
  ],
});

/** A drift of a hostile plan, by somebody of a hostile name. */
export const driftOf = (name: string): DriftReport => {
  const plan = planOf(name);
  const by = { who: name, at: name, activity: name };
  return {
    ...plan,
    drift: plan.drift.map((item) => ({ ...item, by, source: { file: name, line: 1, column: 1 } })),
    unmanaged: plan.unmanaged.map((object) => ({ ...object, by })),
    coverage: {
      managed: 1,
      unmanaged: 1,
      percent: 50,
      kinds: { [name]: { managed: 1, unmanaged: 1, percent: 50 } },
    },
    auditLog: 'unknown',
  };
};

export const checksOf = (name: string): ChecksResult => ({
  rules: [],
  findings: [
    {
      rule: 'no-review',
      severity: 'error',
      address: `policy.${name}`,
      path: [name],
      message: `${name} is never reviewed`,
      remedy: 'Review it',
      range: {
        file: `${name}.yaml`,
        start: { line: 1, column: 1, offset: 0 },
        end: { line: 1, column: 2, offset: 1 },
      },
      suppression: { reason: name, expires: '2026-01-01' },
    },
    { rule: 'x', severity: 'note', address: name, path: [name], message: name, remedy: 'Do' },
  ],
  undecided: [{ rule: 'y', principals: [name] }],
  leftOut: [name],
  diagnostics: [],
});

export const testsOf = (name: string): TestReport => {
  const range = {
    file: name,
    start: { line: 1, column: 1, offset: 0 },
    end: { line: 1, column: 2, offset: 1 },
  };
  const outcome: CheckOutcome = {
    test: { placeOf: () => range },
    name,
    requestor: name,
    package: { address: name, displayName: name },
    expected: 'can',
    path: [],
    mismatches: [{ requestor: name, what: name, expected: name, actual: name, path: [name] }],
    steps: [{ result: 'no', text: name, at: { address: name, path: [] } }],
    asked: [],
    requestors: [],
    approversExpected: false,
  };
  return {
    outcomes: [outcome, { ...outcome, mismatches: [] }],
    notes: [name],
    placeOf: () => ({ file: name, line: 1, column: 1 }),
  };
};

export const doorsOf = (name: string): SideDoors => ({
  doors: [
    {
      address: name,
      type: 'group',
      resource: name,
      role: name,
      guest: { id: name, displayName: name, mail: name },
      through: name,
      added: { by: name, at: name },
    },
  ],
  all: true,
  invisible: [],
  checked: 1,
  guests: 1,
  unread: [{ address: name, name, reason: name }],
  auditUnread: name,
});

/** What takes long is held against some of each class: `npm run test:hostile` takes all. */
export const SAMPLE = hostileSample(10);

/** Holds each of the names against `check`; a failure says which it was. */
export function each(names: readonly string[], check: (name: string) => void): void {
  for (const name of names) {
    try {
      check(name);
    } catch (error) {
      throw new Error(`A thing called ${JSON.stringify(name).slice(0, 60)}`, { cause: error });
    }
  }
}
