/** The access diff in Markdown: of a plan and of drift. */
import type { AccessChange, AccessDiff } from '../access/index.ts';
import type { AccessEntry } from './access-diff-text.ts';
import { accessEntries, openPackages, ownDecided, raisedPackages } from './access-diff-text.ts';
import { inlineCode, prose } from './markdown.ts';
import type { MarkdownReport } from './markdown-report.ts';
import { firstOf } from '../model/counted.ts';

/** So many are not folded away. */
const OPEN = 15;

/** Writes the section, in at most `share` of the report; nothing when access does not change. */
export function putAccess(report: MarkdownReport, access: AccessDiff, share: number): void {
  const { gained, changed, lost } = access;
  const entries = accessEntries(access);
  if (entries.length === 0) return;
  report.put(`### Who can get in: ${gained.length} gained, ${changed.length} changed, ${lost.length} lost`);
  putCaution(report, 'Open to the whole internet, without approval', openPackages(access));
  putCaution(report, 'Many people can get privileged roles', raisedPackages(access));
  putCaution(report, 'People come to decide about their own access', ownDecided(access));
  const critical = entries.filter(({ change }) => change.severity === 'critical').length;
  const items = entries.map((entry) => accessItem(entry, report));
  // What is critical stands in the open, however much it is.
  report.putSome(items, share, '\n', 'access change', Math.max(OPEN, critical));
}

function putCaution(report: MarkdownReport, what: string, about: readonly string[]): void {
  if (about.length === 0) return;
  const names = firstOf(about.map(inlineCode), 10);
  report.put(`> [!CAUTION]\n> **${what}: ${names}.** Read why before you approve.`);
}

function accessItem(
  { list, title, change: { severity, details, causes, package: to } }: AccessEntry,
  report: MarkdownReport,
): string {
  const because = causes.slice(0, 3).map(({ address, called, path, source }) => {
    const of = called === undefined ? address : `${called} ${address}`;
    const name = path === undefined ? of : `${of} ${path}`;
    return report.linked(inlineCode(name), source);
  });
  return [
    `- ${MARKS[severity]} **${list}**: ${prose(title)} (${inlineCode(to.address)})`,
    ...details.slice(0, 10).map((line) => `  - ${prose(line)}`),
    ...(because.length > 0 ? [`  - because of ${because.join(', ')}`] : []),
  ].join('\n');
}

const MARKS: Readonly<Record<AccessChange['severity'], string>> = {
  critical: '🔴 **critical**,',
  high: '🟠 **high**,',
  medium: '🟡',
  low: '⚪',
};
