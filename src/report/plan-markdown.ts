/**
 * A plan for a pull request or a job summary. First what a reviewer must know: the counts, who gains or loses access,
 * the findings. Then the changes, folded away. What does not fit is left out whole, the least dangerous first, and
 * counted.
 */
import type { AccessChange, AccessDiff } from '../access/access-change.ts';
import type { Action, Change, Plan, PlanFinding } from '../plan/plan.ts';
import { driftItems } from './drift-text.ts';
import { codeBlock, folded, htmlCode, inlineCode, prose, takeWhole, utf8Length } from './markdown.ts';
import type { MarkdownOptions } from './markdown-report.ts';
import { MarkdownReport } from './markdown-report.ts';
import { planPicture } from './mermaid.ts';
import { changedLines, nameOf, REASONS, renderPlanSummary } from './plan-text.ts';
import { counted, createStyle } from './style.ts';

/** Shares of the room that what comes before the changes may take; what one does not use is left for the next. */
const ACCESS_SHARE = 0.4;
const FINDINGS_SHARE = 0.4;
const DRIFT_SHARE = 0.2;
/** Of the room for changes, what their bare list gets when not all of them can be shown. */
const LIST_SHARE = 0.25;
/** The most dangerous first. */
const ORDER: readonly Action[] = ['delete', 'replace', 'update', 'create', 'adopt', 'forget'];

/** The plan as Markdown, at most `bytes` long. */
export function planMarkdown(plan: Plan, options: MarkdownOptions): string {
  return new PlanReport(plan, options).text();
}

class PlanReport {
  private readonly plan: Plan;
  private readonly options: MarkdownOptions;
  private readonly changes: readonly Change[];
  private readonly report: MarkdownReport;

  constructor(plan: Plan, options: MarkdownOptions) {
    this.plan = plan;
    this.options = options;
    this.report = new MarkdownReport(options);
    this.changes = plan.changes
      .filter(({ action }) => action !== 'noop')
      .sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action));
  }

  text(): string {
    this.report.put(this.headline(), this.about(), ...(this.options.notes ?? []));
    this.access(this.plan.access);
    this.findings(this.plan.findings);
    this.drift();
    if (this.changes.length > 0) {
      this.report.put('### Changes', this.kinds());
      this.picture();
      this.details();
    }
    return this.report.text();
  }

  private headline(): string {
    const { summary, mode, drift } = this.plan;
    if (mode === 'refresh-only')
      return `## Entente: ${counted(drift.length, 'change')} to record in the state`;
    if (this.changes.length === 0) return '## Entente: no changes';
    return `## Entente: ${renderPlanSummary(summary, createStyle(false)).replace(/^Plan: |\.$/g, '')}`;
  }

  private about(): string {
    const { tenant, refreshed, targets, mode, digest } = this.plan;
    const { name } = this.options;
    const facts = [`Tenant ${inlineCode(tenant.displayName)}`];
    if (name !== undefined) facts.push(inlineCode(name));
    if (digest !== undefined) facts.push(`plan ${inlineCode(digest)}`);
    const lines = [facts.join(' · ')];
    if (mode === 'destroy') lines.push('**This plan deletes everything that is managed.**');
    if (!refreshed) lines.push('**The tenant was not read**; the plan rests on what was last applied.');
    if (targets.length > 0) {
      const shown = targets.slice(0, 20).map((target) => inlineCode(target));
      const more = targets.length > shown.length ? ` and ${targets.length - shown.length} more` : '';
      lines.push(`Limited to ${shown.join(', ')}${more} and what they need.`);
    }
    return lines.join('\n\n');
  }

  private access({ gained, lost, changed }: AccessDiff): void {
    const all = [
      ...gained.map((change) => ({ what: 'gained', change })),
      ...changed.map((change) => ({ what: 'changed', change })),
      ...lost.map((change) => ({ what: 'lost', change })),
    ];
    if (all.length === 0) return;
    const critical = all.filter(({ change }) => change.severity === 'critical').length;
    const counts = `${gained.length} gained, ${changed.length} changed, ${lost.length} lost`;
    this.report.put(`### Who can get in: ${counts}`);
    if (critical > 0) {
      const text = `${counted(critical, 'change')} of access ${critical === 1 ? 'is' : 'are'} critical. Read ${critical === 1 ? 'it' : 'them'} before you approve.`;
      this.report.put(`> [!CAUTION]\n> ${text}`);
    }
    const sorted = all.sort(
      (a, b) => SEVERITIES[a.change.severity].rank - SEVERITIES[b.change.severity].rank,
    );
    const items = sorted.map(({ what, change }) => this.accessItem(what, change));
    this.report.putSome(items, ACCESS_SHARE, '\n', 'access change');
  }

  private accessItem(
    what: string,
    { severity, summary, details, causes, package: to }: AccessChange,
  ): string {
    const because = causes.slice(0, 3).map(({ address, path, source }) => {
      const name = path === undefined ? address : `${address} ${path}`;
      return this.report.linked(inlineCode(name), source);
    });
    return [
      `- ${SEVERITIES[severity].mark} **${what}**: ${prose(summary)} (${inlineCode(to.address)})`,
      ...details.slice(0, 10).map((line) => `  - ${prose(line)}`),
      ...(because.length > 0 ? [`  - because of ${because.join(', ')}`] : []),
    ].join('\n');
  }

  private findings(findings: readonly PlanFinding[]): void {
    if (findings.length === 0) return;
    const errors = findings.filter(({ severity }) => severity === 'error');
    const warnings = findings.filter(({ severity }) => severity !== 'error');
    this.report.put(
      `### Findings: ${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}`,
    );
    const items = [...errors, ...warnings].map((finding) => this.finding(finding));
    this.report.putSome(items, FINDINGS_SHARE, '\n', 'finding');
  }

  private finding({ severity, rule, address, message, source, hint }: PlanFinding): string {
    const mark = severity === 'error' ? '🔴' : '🟡';
    const about = address === undefined ? '' : `${this.report.linked(inlineCode(address), source)}: `;
    const advice = hint === undefined ? '' : `\n  - ${prose(hint)}`;
    return `- ${mark} ${about}${prose(message)} (${inlineCode(rule)})${advice}`;
  }

  private drift(): void {
    const { drift } = this.plan;
    if (drift.length === 0) return;
    this.report.put(`### Changed outside of Entente: ${counted(drift.length, 'resource')}`);
    this.report.putSome(driftItems(this.plan, this.report), DRIFT_SHARE, '\n\n', 'resource');
  }

  /** `- policy: 3 to create, 1 to delete`, a line for each kind. */
  private kinds(): string {
    const lines = new Map<string, Map<Action, number>>();
    for (const { kind, action } of this.changes) {
      const counts = lines.get(kind) ?? new Map<Action, number>();
      lines.set(kind, counts.set(action, (counts.get(action) ?? 0) + 1));
    }
    return [...lines]
      .map(([kind, counts]) => {
        const parts = ORDER.flatMap((action) => {
          const count = counts.get(action);
          return count === undefined ? [] : [`${count} to ${action}`];
        });
        return `- ${inlineCode(kind)}: ${parts.join(', ')}`;
      })
      .join('\n');
  }

  private picture(): void {
    const picture = planPicture(this.plan);
    if (picture === undefined) return;
    const block = folded(
      'Picture: organization → policy → package → resource',
      codeBlock(picture.split('\n'), 'mermaid'),
    );
    if (utf8Length(block) < this.report.room / 2) this.report.put(block);
  }

  private details(): void {
    const items = this.changes.map((change) => this.change(change));
    const all = takeWhole(items, this.report.room);
    if (all.length === items.length) {
      this.report.put(...items);
      return;
    }
    const shown = takeWhole(items, this.report.room * (1 - LIST_SHARE));
    this.report.put(...shown);
    const rest = this.changes.slice(shown.length);
    const lines = rest.map(({ action, address }) => `- ${action} ${inlineCode(address)}`);
    const listed = takeWhole(lines, this.report.room);
    const title = `${counted(rest.length, 'more change')} by name`;
    if (listed.length > 0) this.report.put(folded(title, listed.join('\n')));
    const unnamed = rest.length - listed.length;
    const names = unnamed === 0 ? '' : `, and ${counted(unnamed, 'name')} of them`;
    this.report.put(
      `_The attributes of ${counted(rest.length, 'change')} are left out here${names}${this.report.elsewhere()}._`,
    );
  }

  private change(change: Change): string {
    const { action, address, reason, facts = [], source } = change;
    const { names } = this.plan;
    const why = REASONS[reason] === '' ? '' : ` (${REASONS[reason]})`;
    const title = `${action} ${htmlCode(address)} ${htmlCode(nameOf(change, names))}${why}`;
    const lines = changedLines(change, 0, { style: createStyle(false), names, asDiff: true });
    const place = source === undefined ? '' : this.report.place(source);
    const about = [
      ...(place === '' ? [] : [`- declared at ${place}`]),
      ...facts.slice(0, 10).map((fact) => `- ${prose(fact)}`),
    ];
    const parts = [
      ...(about.length > 0 ? [about.join('\n')] : []),
      ...(lines.length > 0 ? [this.report.fence(lines)] : []),
    ];
    if (parts.length === 0)
      return `- ${action} ${inlineCode(address)} ${inlineCode(nameOf(change, names))}${why}`;
    return folded(title, parts.join('\n\n'));
  }
}

const SEVERITIES: Readonly<Record<AccessChange['severity'], { rank: number; mark: string }>> = {
  critical: { rank: 0, mark: '🔴 **critical**,' },
  high: { rank: 1, mark: '🟠 **high**,' },
  medium: { rank: 2, mark: '🟡' },
  low: { rank: 3, mark: '⚪' },
};
