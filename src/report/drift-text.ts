/** Drift as text, JSON and Markdown. */
import type { Drift, Plan } from '../plan/plan.ts';
import type { SideDoors } from '../refresh/side-doors.ts';
import { folded, htmlCode, inlineCode } from './markdown.ts';
import type { MarkdownOptions } from './markdown-report.ts';
import { MarkdownReport } from './markdown-report.ts';
import { driftedLines, nameOf, renderDriftItem } from './plan-text.ts';
import { printableJson } from '../model/printable.ts';
import { counted, createStyle } from './style.ts';

/** What changed outside of Entente, and what the configuration says about it. */
export function renderDrift(plan: Plan, options: { readonly color: boolean }): string {
  const style = createStyle(options.color);
  if (plan.drift.length === 0) return `${style.bold('No drift.')} The tenant is as it was last applied.\n`;
  const items = plan.drift.map((drift) => renderDriftItem(drift, plan.names, style));
  return `${[...items, `${style.bold('Drift:')} ${counts(plan.drift)}.`, NEXT].join('\n\n')}\n`;
}

const NEXT =
  'To undo it: entente apply. To keep it, write it into the configuration, then: entente apply --refresh-only.';

function counts(drift: readonly Drift[]): string {
  const gone = drift.filter(({ after }) => after === null).length;
  return `${counted(drift.length - gone, 'resource')} changed, ${gone} deleted outside of Entente`;
}

/** What is told about drift: of a plan, or of what `driftJson` wrote. */
export type DriftData = Pick<Plan, 'tenant' | 'drift' | 'names'>;

/** The same for machines; with `sideDoors` when they were looked for. */
export function driftJson(plan: Plan, sideDoors?: SideDoors): string {
  const { formatVersion, tool, createdAt, tenant, state, drift, names } = plan;
  return printableJson(
    `${JSON.stringify({ formatVersion, tool, createdAt, tenant, state, drift, names, sideDoors }, null, 2)}\n`,
  );
}

/** The same for an issue or a job summary, at most `bytes` long. */
export function driftMarkdown(plan: DriftData, options: MarkdownOptions): string {
  const report = new MarkdownReport(options);
  const about = [`Tenant ${inlineCode(plan.tenant.displayName)}`];
  if (options.name !== undefined) about.push(inlineCode(options.name));
  report.put(plan.drift.length === 0 ? '## Entente: no drift' : `## Entente: ${counts(plan.drift)}`);
  report.put(about.join(' · '), ...(options.notes ?? []));
  if (plan.drift.length === 0) report.put('The tenant is as it was last applied.');
  else {
    report.putSome(driftItems(plan, report), 1, '\n\n', 'resource');
    report.put(NEXT_MARKDOWN);
  }
  return report.text();
}

const NEXT_MARKDOWN =
  'To undo it, run `entente apply`. To keep it, write it into the configuration and run `entente apply --refresh-only`.';

/** Each drifted resource, folded away. */
export function driftItems({ drift, names }: DriftData, report: MarkdownReport): string[] {
  const style = createStyle(false);
  return drift.map((item) => {
    const title = `changed ${htmlCode(item.address)} ${htmlCode(nameOf(item, names))}`;
    const lines = driftedLines(item, 0, { style, names, asDiff: true });
    return item.after === null
      ? `- deleted ${inlineCode(item.address)} ${inlineCode(nameOf(item, names))}`
      : folded(title, report.fence(lines));
  });
}
