/** A plan for a pull request: the counts first, the details folded away. */
import type { Plan } from '../plan/plan.ts';
import { codeBlock, inlineCode } from './markdown.ts';
import { renderPlan, renderPlanSummary } from './plan-text.ts';
import { createStyle } from './style.ts';

/** The plan as Markdown. */
export function planMarkdown(plan: Plan): string {
  const changes = plan.changes.filter(({ action }) => action !== 'noop');
  const summary = changes.length === 0 ? 'No changes' : renderPlanSummary(plan.summary, createStyle(false));
  const rows = changes.map(({ address, action, source }) => {
    const place = source === undefined ? '' : inlineCode(`${source.file}:${source.line}`);
    return `| ${action} | ${inlineCode(address)} | ${place} |`;
  });
  const table =
    rows.length === 0
      ? []
      : [['| action | resource | declared at |', '| --- | --- | --- |', ...rows].join('\n')];
  const warnings = plan.findings.map(
    ({ severity, address, message }) =>
      `- **${severity}** ${inlineCode(address ?? '')}: ${inlineCode(message)}`,
  );
  const text = codeBlock(renderPlan(plan, { color: false }).trimEnd(), 'diff');
  return [
    `## ${summary}`,
    `Tenant ${inlineCode(plan.tenant.displayName)} (${inlineCode(plan.tenant.id)})`,
    ...table,
    ...(warnings.length > 0 ? [warnings.join('\n')] : []),
    ...(changes.length > 0 || plan.drift.length > 0
      ? [`<details><summary>Details</summary>\n\n${text}\n\n</details>`]
      : []),
    '',
  ].join('\n\n');
}
