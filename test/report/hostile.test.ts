/** Whatever somebody calls a thing, no report says or does anything else because of it. */
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { answerFor, answerLines, createAccessModel } from '../../src/access/index.ts';
import type { CheckOutcome } from '../../src/access/index.ts';
import type { ChecksResult } from '../../src/checks/run-checks.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { SideDoors } from '../../src/refresh/side-doors.ts';
import { printable, printableJson, printableReport } from '../../src/model/printable.ts';
import { renderTests, testsJson, testsJunit } from '../../src/report/access-tests-text.ts';
import type { TestReport } from '../../src/report/access-tests-text.ts';
import type { DriftReport } from '../../src/plan/drift-report.ts';
import { diagnosticAnnotation, findingAnnotation, workflowCommands } from '../../src/report/annotations.ts';
import { applyMarkdown, failedMarkdown, outputMarkdown } from '../../src/report/apply-markdown.ts';
import {
  machineApplySummary,
  machineDiagnostic,
  machineEvent,
  machinePlan,
  renderApplyEvent,
} from '../../src/report/apply-text.ts';
import { renderExplanation, renderFor, renderWho } from '../../src/report/access-text.ts';
import { checksJson, renderChecks } from '../../src/report/check-text.ts';
import { renderCheckups } from '../../src/report/checkup-text.ts';
import { renderDiagnostics } from '../../src/report/diagnostics-text.ts';
import { driftJson, driftMarkdown, renderDrift } from '../../src/report/drift-text.ts';
import { codeBlock, htmlCode, inlineCode, prose } from '../../src/report/markdown.ts';
import { driftHtml } from '../../src/report/html/drift-html.ts';
import { planHtml } from '../../src/report/html/plan-html.ts';
import { planPicture } from '../../src/report/mermaid.ts';
import { planMarkdown } from '../../src/report/plan-markdown.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderSideDoors, sideDoorsMarkdown } from '../../src/report/side-doors-text.ts';
import { renderStateList, renderStateResource, renderStateVersions } from '../../src/report/state-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { expectHarmless, expectHarmlessHtml, UNSEEN } from '../support/harmless.ts';
import { obeyedIn, textsIn } from '../support/obeyed.ts';
import { CANARY, HOSTILE, hostileSample } from '../support/hostile.ts';
import { planOf } from '../support/hostile-plan.ts';

const DONE = {
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

const diagnosticOf = (name: string): Diagnostic => ({
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
const driftOf = (name: string): DriftReport => {
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

const checksOf = (name: string): ChecksResult => ({
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

const testsOf = (name: string): TestReport => {
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
    mismatches: [{ what: name, expected: name, actual: name, path: [name] }],
    steps: [{ result: 'no', text: name, at: { address: name, path: [] } }],
  };
  return {
    outcomes: [outcome, { ...outcome, mismatches: [] }],
    notes: [name],
    placeOf: () => ({ file: name, line: 1, column: 1 }),
  };
};

const doorsOf = (name: string): SideDoors => ({
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

const STATE = (name: string) => ({
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
      resources: [STATE(name)],
      pending: [],
    }),
    renderStateResource(STATE(name), [name], { color: true }),
    renderApplyEvent({ ...event, type: 'apply_start' }, style),
    renderApplyEvent({ ...event, type: 'apply_complete', id: name, elapsedMs: 1 }, style),
    renderApplyEvent({ ...event, type: 'apply_errored', diagnostic }, style),
    renderApplyEvent({ ...event, type: 'apply_skipped', because: name, incomplete: false }, style),
  ];
}

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

/** Everything that goes to GitHub as Markdown. */
function markdowns(name: string): string[] {
  const plan = planOf(name);
  const options = {
    bytes: 1_000_000,
    name,
    sourceUrl: 'https://github.example/o/r/blob/0123/',
    whole: 'the log',
  };
  const failures = [diagnosticOf(name), { code: name, severity: 'error', summary: name } as Diagnostic];
  const changes = [
    { address: name, action: 'create', outcome: 'complete', id: name },
    { address: name, action: 'create', outcome: 'skipped', because: name },
  ] as const;
  return [
    planMarkdown(plan, options),
    driftMarkdown(driftOf(name), options),
    sideDoorsMarkdown(doorsOf(name), options),
    applyMarkdown({ changes, failures, summary: DONE }, options),
    failedMarkdown('plan', failures, options),
    outputMarkdown('check', `${name}\n${name}`, options),
  ];
}

/** What takes long is held against some of each class: `npm run test:hostile` takes all. */
const SAMPLE = hostileSample(5);

/** Holds each of the names against `check`; a failure says which it was. */
function each(names: readonly string[], check: (name: string) => void): void {
  for (const name of names) {
    try {
      check(name);
    } catch (error) {
      throw new Error(`A thing called ${JSON.stringify(name).slice(0, 60)}`, { cause: error });
    }
  }
}

const withoutColours = (text: string) => text.replace(/\u001b\[\d+m/g, '');

it('is held against many texts', () => {
  expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(180);
});

describe('a thing, whatever it is called,', () => {
  it('cannot move the cursor, hide, reorder, forge a line or command the runner', () => {
    each(HOSTILE, (name) => {
      // As it is printed, by the filter that sees whole lines.
      for (const text of texts(name).map(printableReport).map(withoutColours)) {
        expect(text).not.toMatch(UNSEEN);
        expect(obeyedIn(text)).toEqual([]);
        expect(text).not.toMatch(new RegExp(`^${CANARY}: no changes`, 'm'));
      }
    });
  });

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

  it('is nothing but text in Markdown', () => {
    each(SAMPLE, (name) => {
      for (const markdown of markdowns(name)) {
        expectHarmless(markdown);
        expect(obeyedIn(markdown)).toEqual([]);
      }
    });
  });

  it('is nothing but text in HTML', () => {
    each(SAMPLE, (name) => {
      const plan = planOf(name);
      const drift = driftHtml(driftOf(name), doorsOf(name), () => 'hash');
      for (const page of [planHtml(plan, () => 'hash'), drift]) {
        expectHarmlessHtml(page);
        expect(obeyedIn(page)).toEqual([]);
      }
    });
  });

  it('is nothing but text in JUnit XML', () => {
    each(HOSTILE, (name) => {
      const xml = testsJunit(testsOf(name));
      expect(xml).not.toMatch(UNSEEN);
      expect(obeyedIn(xml)).toEqual([]);
      expect(xml).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/);
      const tags = /<\?xml [^<>]*\?>|<\/?(?:testsuites?|testcase|failure)(?: [a-z]+="[^"<>]*")*\/?>/g;
      expect(xml.match(tags)).toHaveLength(10);
      expect(xml.replace(tags, '')).not.toMatch(/[<>]/);
    });
  });

  it('is nothing but a label in the picture', () => {
    each(HOSTILE, (name) => {
      const lines = planPicture(planOf(name))?.split('\n') ?? [];
      expect(lines.length).toBeGreaterThan(5);
      const label = String.raw`"(?:[\p{L}\p{M}\p{N} ]|#\d+;)+"`;
      const node = String.raw`n\d+(?:\[|\[\[|\(\[|\[\()${label}(?:\]|\]\]|\]\)|\)\]):::\w+`;
      const edge = String.raw`n\d+ (?:-->|-\.->)(?:\|${label}\|)? n\d+`;
      const known = new RegExp(
        String.raw`^(?:flowchart LR|  (?:${node}|${edge}|classDef \w+ [\w:#,-]+))$`,
        'u',
      );
      for (const line of lines) expect(line).toMatch(known);
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

describe('Markdown', () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        ...Array.from('`*_[]()<>@#|\n\\:!~-.&"\'{}$ \tab1é\u202e'),
        '```',
        '</code>',
        '<!--',
        'http://x.y',
        'w',
        ' ',
      ),
      {
        maxLength: 30,
      },
    )
    .map((letters) => letters.join(''));
  const html = (markdown: string) =>
    micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const decoded = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');

  it('shows in a code span exactly what is meant, and ends it there', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const [, shown] = /^<p>A <code>([^]*)<\/code> B<\/p>$/.exec(html(`A ${inlineCode(text)} B`)) ?? [];
        expect(decoded(shown ?? 'no code span')).toBe(printable(text).trim() === '' ? ' ' : printable(text));
      }),
      { numRuns: 400 },
    );
  });

  it('shows in a fence exactly what is meant, and ends it there', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), (lines) => {
        const [, shown] =
          /^<pre><code class="language-diff">([^]*)\n<\/code><\/pre>\n<p>B<\/p>$/.exec(
            html(`${codeBlock(lines, 'diff')}\n\nB`),
          ) ?? [];
        expect(decoded(shown ?? 'no fence')).toBe(
          lines.map((line) => printableReport(printable(line))).join('\n'),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('shows in HTML exactly what is meant', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(decoded(htmlCode(text).replace(/^<code>|<\/code>$/g, ''))).toBe(printable(text));
        expect(htmlCode(text)).toMatch(/^<code>[^<>]*<\/code>$/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a sentence readable and harmless wherever it stands', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expectHarmless(`- ${prose(text)}\n\n${prose(text)}`);
      }),
      { numRuns: 400 },
    );
    expect(prose("Fabrikam's people (fabrikam.com) may now request it, approved by @bob")).toBe(
      "Fabrikam's people (`fabrikam.com`) may now request it, approved by `@bob`",
    );
  });
});
