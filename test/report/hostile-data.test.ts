/** Whatever somebody calls a thing, JSON and XML hold its name and nothing more because of it. */
import { describe, expect, it } from 'vitest';
import { printableJson } from '../../src/model/printable.ts';
import { testsJson, testsJunit } from '../../src/report/access-tests-text.ts';
import {
  machineApplySummary,
  machineDiagnostic,
  machineEvent,
  machinePlan,
} from '../../src/report/apply-text.ts';
import { checksJson } from '../../src/report/check-text.ts';
import { driftJson } from '../../src/report/drift-text.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { createStyle } from '../../src/report/style.ts';
import { UNSEEN } from '../support/harmless.ts';
import { obeyedIn, textsIn } from '../support/obeyed.ts';
import { planOf } from '../support/hostile-plan.ts';
import { DONE, diagnosticOf, driftOf, checksOf, testsOf, SAMPLE, each } from '../support/hostile-reports.ts';

/** Everything that goes out as JSON. */
function jsons(name: string): string[] {
  const plan = planOf(name);
  const event = { address: name, action: 'create', displayName: name } as const;
  const plain = createStyle(false);
  return [
    testsJson(testsOf(name)),
    driftJson(driftOf(name)),
    checksJson(checksOf(name), { tool: plan.tool, digest: 'd', departed: new Map([[name, name]]) }),
    renderSarif(checksOf(name), { version: '1', documentation: undefined, pathOf: (file) => file }),
    printableJson(JSON.stringify(plan, null, 2)),
    ...machinePlan(plan, ''),
    machineDiagnostic(diagnosticOf(name), ''),
    machineEvent({ ...event, type: 'apply_complete', id: name, elapsedMs: 1 }, plain, ''),
    machineEvent({ ...event, type: 'apply_skipped', because: name, incomplete: false }, plain, ''),
    machineApplySummary(DONE, plain, ''),
  ];
}

describe('a thing, whatever it is called,', () => {
  it('is the same thing in JSON, in plain sight', () => {
    each(SAMPLE, (name) => {
      for (const json of jsons(name)) {
        expect(json).not.toMatch(UNSEEN);
        expect(obeyedIn(json)).toEqual([]);
      }
      // Tests, drift, checks, SARIF, plan: the parser gives back the equal text.
      for (const json of jsons(name).slice(0, 5))
        expect(textsIn(JSON.parse(json)).some((text) => text.includes(name))).toBe(true);
      const plan = planOf(name);
      expect(JSON.parse(printableJson(JSON.stringify(plan, null, 2)))).toEqual(
        JSON.parse(JSON.stringify(plan)),
      );
    });
  });

  it('is nothing but text in JUnit XML', () => {
    each(SAMPLE, (name) => {
      const xml = testsJunit(testsOf(name));
      expect(xml).not.toMatch(UNSEEN);
      expect(obeyedIn(xml)).toEqual([]);
      expect(xml).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/);
      const tags = /<\?xml [^<>]*\?>|<\/?(?:testsuites?|testcase|failure)(?: [a-z]+="[^"<>]*")*\/?>/g;
      expect(xml.match(tags)).toHaveLength(10);
      expect(xml.replace(tags, '')).not.toMatch(/[<>]/);
    });
  });
});
