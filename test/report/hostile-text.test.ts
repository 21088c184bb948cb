/** Whatever somebody calls a thing, a terminal and the log of a runner show its name and obey no part of it. */
import { describe, expect, it } from 'vitest';
import { answerFor, answerLines, createAccessModel } from '../../src/access/index.ts';
import { printableReport } from '../../src/model/printable.ts';
import { renderTests } from '../../src/report/access-tests-text.ts';
import { diagnosticAnnotation, findingAnnotation, workflowCommands } from '../../src/report/annotations.ts';
import { renderApplyEvent } from '../../src/report/apply-text.ts';
import { renderExplanation, renderFor, renderWho } from '../../src/report/access-text.ts';
import { renderChecks } from '../../src/report/check-text.ts';
import { renderCheckups } from '../../src/report/checkup-text.ts';
import { renderDiagnostics } from '../../src/report/diagnostics-text.ts';
import { renderDrift } from '../../src/report/drift-text.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { renderSideDoors } from '../../src/report/side-doors-text.ts';
import { renderStateList, renderStateResource, renderStateVersions } from '../../src/report/state-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { UNSEEN } from '../support/harmless.ts';
import { obeyedIn } from '../support/obeyed.ts';
import { CANARY, HOSTILE } from '../support/hostile.ts';
import { planOf } from '../support/hostile-plan.ts';
import {
  diagnosticOf,
  driftOf,
  checksOf,
  testsOf,
  doorsOf,
  SAMPLE,
  each,
} from '../support/hostile-reports.ts';

const stateOf = (name: string) => ({
  address: name,
  kind: 'policy',
  id: name,
  attributes: { displayName: name, list: [{ name }] },
  dependsOn: [name],
});

/** Everything that goes to a terminal or a log as text. */
function texts(name: string): string[] {
  const plan = planOf(name);
  const diagnostic = diagnosticOf(name);
  const sources = new Map([
    [`${name}.yaml`, name.split('\n')[0] ?? ''],
    [name, name],
  ]);
  const style = createStyle(true);
  const event = { address: name, action: 'create', displayName: name } as const;
  return [
    renderPlan(plan, { color: true }),
    renderDrift(driftOf(name), { color: true }),
    ...accessTexts(name),
    renderDiagnostics([diagnostic], sources, { color: true }),
    renderSideDoors(doorsOf(name), { color: true }),
    renderStateVersions([{ id: name, writtenAt: name, bytes: 1, current: true }]),
    renderChecks(checksOf(name), { color: true, sources, lookUp: undefined }),
    renderTests(testsOf(name), { color: true }),
    renderCheckups([{ verdict: 'bad', summary: name, facts: [name], advice: name }], { color: true }),
    renderStateList({
      formatVersion: 1,
      lineage: 'l',
      serial: 1,
      tenant: { id: 't' },
      resources: [stateOf(name)],
      pending: [],
    }),
    renderStateResource(stateOf(name), [name], { color: true }),
    renderApplyEvent({ ...event, type: 'apply_start' }, style),
    renderApplyEvent({ ...event, type: 'apply_complete', id: name, elapsedMs: 1 }, style),
    renderApplyEvent({ ...event, type: 'apply_errored', diagnostic }, style),
    renderApplyEvent({ ...event, type: 'apply_skipped', because: name, incomplete: false }, style),
  ];
}

/** Answers about access in which everything is called `name`. */
function accessTexts(name: string): string[] {
  const attributes = { displayName: name, state: 'published', isExternallyVisible: true };
  const stages = [{ primaryApprovers: [{ '@odata.type': 'singleUser', userId: name }] }];
  const policy = {
    displayName: name,
    accessPackage: 'accessPackage.p',
    allowedTargetScope: 'allExternalUsers',
    requestApprovalSettings: { isApprovalRequiredForAdd: true, stages },
    questions: [{ text: name }],
  };
  const model = createAccessModel({
    resources: [
      { address: name, kind: 'catalog', attributes },
      { address: 'accessPackage.p', kind: 'accessPackage', attributes: { displayName: name, catalog: name } },
      { address: 'policy.p', kind: 'policy', attributes: policy },
    ],
  });
  const person = { label: name, mail: 'a@b.example' };
  const answer = answerFor(model, { type: 'person', person }, 'accessPackage.p');
  const refused = answerFor(model, { type: 'person', person }, name);
  const common = { lines: answerLines(answer), place: name, link: name };
  const shown = [answer, refused].map((each) => ({ ...common, answer: each }));
  const options = { color: true, notes: [name] };
  const steps = answer.steps.map((step) => ({ step, place: name }));
  return [
    renderWho({ displayName: name, address: name, hidden: true }, shown, { ...options, unknown: [name] }),
    renderFor([name], shown, options),
    renderExplanation({ ...common, answer }, steps, options),
  ];
}

const withoutColours = (text: string) => text.replace(/\u001b\[\d+m/g, '');

it('is held against many texts', () => {
  expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(180);
});

describe('a thing, whatever it is called,', () => {
  it('cannot move the cursor, hide, reorder, forge a line or command the runner', () => {
    each(SAMPLE, (name) => {
      // As it is printed, by the filter that sees whole lines.
      for (const text of texts(name).map(printableReport).map(withoutColours)) {
        expect(text).not.toMatch(UNSEEN);
        expect(obeyedIn(text)).toEqual([]);
        expect(text).not.toMatch(new RegExp(`^${CANARY}: no changes`, 'm'));
      }
    });
  });

  it('is nothing but the message of an annotation', () => {
    each(HOSTILE, (name) => {
      const plan = planOf(name);
      const annotations = [diagnosticAnnotation(diagnosticOf(name)), ...plan.findings.map(findingAnnotation)];
      const commands = workflowCommands(annotations);
      expect(commands).toHaveLength(3);
      for (const command of commands) {
        const [, level = '', given = '', message = ''] = /^::(\w+) ([^]*?)::([^]*)$/.exec(command) ?? [];
        expect(['error', 'warning']).toContain(level);
        expect(command).not.toMatch(/\n/);
        expect(message).not.toMatch(UNSEEN);
        // The runner shows the message; it obeys no line of it.
        const shown = message.replaceAll('%0A', '\nx ').replaceAll('%25', '%');
        expect(obeyedIn(`x ${shown}`)).toEqual([]);
        expect(given.split(',').map((property) => property.split('=')[0])).toEqual(
          expect.arrayContaining(['file', 'line', 'col', 'title']),
        );
      }
    });
  });
});
