/**
 * A plan for a pull request or a job summary. First what a reviewer must know: the counts, who gains or loses access,
 * the findings. Then the changes, folded away. What does not fit is left out whole, the least dangerous first, and
 * counted.
 */
import { scopeText } from './scope-text.ts';
import type { AccessDiff } from '../access/index.ts';
import { hasAccessChanges } from './access-diff-text.ts';
import { putAccess } from './access-markdown.ts';
import { groupBy } from '../model/group-by.ts';
import type { Action, Change, Plan, PlanFinding } from '../plan/plan.ts';
import { driftItems, findingItem } from './drift-text.ts';
import { codeBlock, folded, htmlCode, inlineCode, prose, takeWhole, utf8Length } from './markdown.ts';
import type { MarkdownOptions } from './markdown-report.ts';
import { MarkdownReport } from './markdown-report.ts';
import { planPicture } from './mermaid.ts';
import { changedLines, nothingToDo, REASONS, renderPlanSummary } from './plan-text.ts';
import { changeName } from './change-name.ts';
import { counted, createStyle, firstOf } from './style.ts';

/** Shares of the room that what comes before the changes may take; what one does not use is left for the next. */
const ACCESS_SHARE = 0.4;
const FINDINGS_SHARE = 0.4;
const DRIFT_SHARE = 0.2;
const MOVES_SHARE = 0.1;
/** So many findings are not folded away. */
const OPEN = 15;
/** So many changes are shown one by one. */
const FEW = 25;
/** Of the room of a group that is too large for it, what whole changes get; names get the rest. */
const DETAILS_SHARE = 0.7;
/** Bytes around the content of a group. */
const GROUP_FRAME = 400;
/** The most dangerous first. */
const ORDER: readonly Action[] = ['delete', 'replace', 'removeTwin', 'update', 'create', 'adopt', 'forget'];

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
    this.moves();
    if (this.changes.length > 0) {
      this.report.put('### Changes');
      this.picture();
      this.details();
    }
    return this.report.text();
  }

  private headline(): string {
    const { summary, mode, drift } = this.plan;
    if (mode === 'refresh-only')
      return `## Entente: ${counted(drift.length, 'change')} to record in the state`;
    if (this.changes.length === 0 && summary.move === 0)
      return `## Entente: ${nothingToDo(this.plan).replace(/^N/, 'n')}`;
    return `## Entente: ${renderPlanSummary(summary, createStyle(false)).replace(/^Plan: |\.$/g, '')}`;
  }

  private about(): string {
    const { tenant, refreshed, targets, mode, digest, scope } = this.plan;
    const { name } = this.options;
    const facts = [
      `Tenant ${inlineCode(tenant.displayName)}`,
      ...(name === undefined ? [] : [inlineCode(name)]),
      `plan ${inlineCode(digest)}`,
    ];
    const lines = [facts.join(' · ')];
    if (mode === 'destroy') lines.push('**This plan deletes everything that is managed.**');
    if (!refreshed) lines.push('**The tenant was not read**; the plan rests on what was last applied.');
    if (scope !== undefined) lines.push(scopeText(scope, inlineCode));
    if (targets.length > 0) {
      lines.push(`Limited to ${firstOf(targets.map(inlineCode), 20)} and what they need.`);
    }
    return lines.join('\n\n');
  }

  private access(access: AccessDiff): void {
    if (!hasAccessChanges(access)) {
      const works = this.changes.some(({ action }) => action !== 'forget' && action !== 'adopt');
      if (works && this.plan.refreshed) this.report.put('**Who can get in:** the same as before.');
      return;
    }
    putAccess(this.report, access, ACCESS_SHARE);
  }

  private findings(findings: readonly PlanFinding[]): void {
    if (findings.length === 0) return;
    const errors = findings.filter(({ severity }) => severity === 'error');
    const warnings = findings.filter(({ severity }) => severity !== 'error');
    this.report.put(
      `### Findings: ${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}`,
    );
    const items = [...errors, ...warnings].map((finding) => findingItem(finding, this.report));
    this.report.putSome(items, FINDINGS_SHARE, '\n', 'finding', Math.max(OPEN, errors.length));
  }

  private drift(): void {
    const { drift } = this.plan;
    if (drift.length === 0) return;
    this.report.put(`### Changed outside of Entente: ${counted(drift.length, 'resource')}`);
    this.report.putSome(driftItems(this.plan, this.report), DRIFT_SHARE, '\n\n', 'resource');
  }

  private moves(): void {
    const moved = this.plan.changes.flatMap(({ address, movedFrom }) =>
      movedFrom === undefined ? [] : [`- ${inlineCode(movedFrom)} is now ${inlineCode(address)}`],
    );
    if (moved.length === 0) return;
    this.report.put(`### Renamed in the configuration: ${counted(moved.length, 'resource')}`);
    this.report.putSome(moved, MOVES_SHARE, '\n', 'resource');
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

  /** A few changes one by one; many by what is done to which kind, each group with the same room. */
  private details(): void {
    const entries = this.changes.map((change) => ({ change, item: this.change(change) }));
    const items = entries.map(({ item }) => item);
    if (items.length <= FEW && takeWhole(items, this.report.room).length === items.length) {
      this.report.put(...items);
      return;
    }
    const groups = groupBy(entries, ({ change: { action, kind } }) => `${action} ${kind}`);
    let [leftOut, unnamed, index] = [0, 0, 0];
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const title = `${group.length} to ${first.change.action}: ${htmlCode(first.change.kind)}`;
      const room = this.report.room / (groups.size - index++) - GROUP_FRAME;
      const own = group.map(({ item }) => item);
      const whole = takeWhole(own, room);
      const shown = whole.length === own.length ? whole : takeWhole(own, room * DETAILS_SHARE);
      const rest = group.slice(shown.length);
      const names = rest.map(({ change }) => `- ${inlineCode(change.address)}`);
      const named = takeWhole(names, room - utf8Length(shown.join('\n\n')));
      leftOut += rest.length;
      unnamed += names.length - named.length;
      this.report.put(
        folded(title, [...shown, ...(named.length > 0 ? [named.join('\n')] : [])].join('\n\n')),
      );
    }
    if (leftOut === 0) return;
    const nameless = unnamed === 0 ? '' : `, and the names of ${unnamed} of them`;
    const text = `The attributes of ${counted(leftOut, 'change')} are left out here${nameless}`;
    this.report.put(`_${text}${this.report.elsewhere()}._`);
  }

  private change(change: Change): string {
    const { action, address, reason, facts = [], source } = change;
    const { names } = this.plan;
    const why = REASONS[reason] === '' ? '' : ` (${REASONS[reason]})`;
    const title = `${action} ${htmlCode(address)} ${htmlCode(changeName(change, names))}${why}`;
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
      return `- ${action} ${inlineCode(address)} ${inlineCode(changeName(change, names))}${why}`;
    return folded(title, parts.join('\n\n'));
  }
}
