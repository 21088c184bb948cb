/** Whatever somebody calls a thing, Markdown and its picture show its name as text. */
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { printable, printableReport } from '../../src/model/printable.ts';
import { applyMarkdown, failedMarkdown, outputMarkdown } from '../../src/report/apply-markdown.ts';
import { driftMarkdown } from '../../src/report/drift-text.ts';
import { codeBlock, htmlCode, inlineCode, prose } from '../../src/report/markdown.ts';
import { planPicture } from '../../src/report/mermaid.ts';
import { planMarkdown } from '../../src/report/plan-markdown.ts';
import { sideDoorsMarkdown } from '../../src/report/side-doors-text.ts';
import { expectHarmless } from '../support/harmless.ts';
import { obeyedIn } from '../support/obeyed.ts';
import { planOf } from '../support/hostile-plan.ts';
import { DONE, diagnosticOf, driftOf, doorsOf, SAMPLE, each } from '../support/hostile-reports.ts';
import { runs } from '../support/whole.ts';

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

describe('a thing, whatever it is called,', () => {
  it('is nothing but text in Markdown', () => {
    each(SAMPLE, (name) => {
      for (const markdown of markdowns(name)) {
        expectHarmless(markdown);
        expect(obeyedIn(markdown)).toEqual([]);
      }
    });
  });

  it('is nothing but a label in the picture', () => {
    each(SAMPLE, (name) => {
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
      runs(80, 400),
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
      runs(60, 300),
    );
  });

  it('shows in HTML exactly what is meant', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(decoded(htmlCode(text).replace(/^<code>|<\/code>$/g, ''))).toBe(printable(text));
        expect(htmlCode(text)).toMatch(/^<code>[^<>]*<\/code>$/);
      }),
      runs(60, 300),
    );
  });

  it('keeps a sentence readable and harmless wherever it stands', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expectHarmless(`- ${prose(text)}\n\n${prose(text)}`);
      }),
      runs(80, 400),
    );
    expect(prose("Fabrikam's people (fabrikam.com) may now request it, approved by @bob")).toBe(
      "Fabrikam's people (`fabrikam.com`) may now request it, approved by `@bob`",
    );
  });
});
