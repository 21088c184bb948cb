/** Drift as text, JSON and Markdown. */
import type { Drift, Plan } from '../plan/plan.ts';
import { codeBlock, inlineCode } from './markdown.ts';
import { renderDriftItem } from './plan-text.ts';
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

/** The same for machines. */
export function driftJson(plan: Plan): string {
  const { formatVersion, tool, createdAt, tenant, state, drift } = plan;
  return `${JSON.stringify({ formatVersion, tool, createdAt, tenant, state, drift }, null, 2)}\n`;
}

/** The same for an issue or a job summary. */
export function driftMarkdown(plan: Plan): string {
  if (plan.drift.length === 0) return '## No drift\n\nThe tenant is as it was last applied.\n';
  const plain = createStyle(false);
  const rows = plan.drift.map(({ address, after, changedPaths }) => {
    const what = after === null ? 'deleted' : changedPaths.map(inlineCode).join(', ');
    return `| ${inlineCode(address)} | ${what} |`;
  });
  const detail = plan.drift.map((drift) => renderDriftItem(drift, plan.names, plain)).join('\n\n');
  return [
    `## Drift: ${counts(plan.drift)}`,
    ['| resource | changed |', '| --- | --- |', ...rows].join('\n'),
    `<details><summary>What changed</summary>\n\n${codeBlock(detail, 'diff')}\n\n</details>`,
    '',
  ].join('\n\n');
}
