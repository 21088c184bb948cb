/** Drift as text, JSON and Markdown. */
import { jsonDocument } from '../model/printable.ts';
import type { Actor, Coverage, DriftedResource, DriftReport, UnmanagedObject } from '../plan/drift-report.ts';
import type { Drift, PlanFinding } from '../plan/plan.ts';
import { brokenGuarantees, changedOutside, isDrifted } from '../model/drifted.ts';
import { REFERRED_UNKNOWN } from '../model/rule-ids.ts';
import type { SideDoors } from '../refresh/side-doors.ts';
import { putAccess } from './access-markdown.ts';
import { accessSummary, hasAccessChanges, criticalTexts, renderAccessDiff } from './access-diff-text.ts';
import { folded, htmlCode, inlineCode, prose } from './markdown.ts';
import type { MarkdownOptions } from './markdown-report.ts';
import { MarkdownReport } from './markdown-report.ts';
import { driftedLines, driftTexts, renderFindings } from './plan-text.ts';
import { changeName } from './change-name.ts';
import type { TextOptions } from './alike.ts';
import type { Style } from './style.ts';
import { counted, createStyle, firstOf, printable, quoted } from './style.ts';

/** What changed outside of Entente, by whom, what nothing manages, and how much is managed. */
export function renderDrift(report: DriftReport, options: TextOptions): string {
  const style = createStyle(options.color);
  const { drift, names } = report;
  const items = driftTexts(drift, { ...options, names, style, about: (item) => aboutOf(item, style) });
  const none = `${style.bold('No drift.')} ${asApplied(report)}`;
  const conclusion = isDrifted(report)
    ? [
        [
          `${style.bold('Drift:')} ${printable(headlineOf(report))}.`,
          ...nonEmpty(accessSummary(report.access, style)),
        ].join('\n'),
        nextSteps(report),
      ]
    : [none];
  const findings = renderFindings(report.findings, style);
  const parts = [
    ...nonEmpty(renderAccessDiff(report.access, style, options)),
    ...items,
    ...unmanagedText(report, style, options),
    ...(findings === '' ? [] : [findings]),
    coverageText(report),
    ...scopeLines(report).map(printable),
    ...conclusion,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The worst thing that it says. */
export function headlineOf(report: DriftReport): string {
  const { drift, access } = report;
  const critical = criticalTexts(access);
  if (critical.length > 0) return critical.join('; ');
  if (drift.length > 0) return counts(drift);
  if (hasAccessChanges(access)) return 'who can get in changed outside of Entente';
  const others = changedOutside(report);
  if (others > 0)
    return `${counted(others, 'object')} that others own and the configuration refers to changed`;
  const broken = brokenGuarantees(report);
  return broken === 0
    ? counts(drift)
    : `${counted(broken, 'breach', 'breaches')} of guarantees in the tenant`;
}

/** What no drift means. */
export function asApplied({ scope, findings, state, coverage }: DriftReport): string {
  if (state.lineage === null && coverage.managed === 0)
    return 'Nothing is managed yet: entente apply records what it makes, entente import what is there already.';
  const unknown = findings.filter(({ rule }) => rule === REFERRED_UNKNOWN).length;
  if (unknown > 0)
    return `What was compared is as it was last applied; ${counted(unknown, 'object')} that others own could not be compared, so that is unknown.`;
  return scope === undefined
    ? 'The tenant is as it was last applied.'
    : 'What was read is as it was last applied.';
}

/** Most catalogs that are named in a line. */
const MOST_CATALOGS = 10;

/** What was read, where that is not everything, and what comes next; a line each. */
export function scopeLines({ scope, spread }: DriftReport): readonly string[] {
  if (scope === undefined) return [];
  const { catalogs, outside } = scope;
  const others = outside === 0 ? '' : `, and of the configuration ${counted(outside, 'resource')} not`;
  const read = `Only this was read of the tenant: ${firstOf(catalogs, MOST_CATALOGS)}${others}.`;
  if (spread === undefined) return [read];
  const { requests, budget, waiting } = spread;
  const next = waiting.map(({ address, readAt }) =>
    readAt === null ? `${address} (not read yet)` : `${address} (read ${readAt})`,
  );
  const rest =
    waiting.length === 0
      ? 'Every catalog was read.'
      : `${counted(waiting.length, 'more catalog')} for the next runs: ${firstOf(next, MOST_CATALOGS)}.`;
  return [
    read,
    `It took ${counted(requests, 'request')} of ${budget}. ${rest} What is in no catalog takes entente drift without --budget.`,
  ];
}

function nonEmpty(text: string): string[] {
  return text === '' ? [] : [text];
}

/** What made the difference, which decides what is to be done about it. */
function differenceOf(report: DriftReport): keyof typeof NEXT_STEPS {
  const { drift } = report;
  if (drift.length > 0)
    return drift.every(({ changedPaths, undeclared }) => undeclared?.length === changedPaths.length)
      ? 'undeclared'
      : 'managed';
  if (changedOutside(report) > 0) return 'others';
  return hasAccessChanges(report.access) ? 'unmanaged' : 'guarantees';
}

const GUARANTEES_BROKEN =
  'The tenant is as it was last applied, and breaks what guarantees says: narrow the policies, or import and remove what nothing manages.';

/** An apply undoes nothing that it does not manage. */
const NEXT_STEPS = {
  managed: {
    text: 'To undo it: entente apply. To keep it: entente drift --accept writes it into the configuration.',
    markdown:
      'To undo it, run `entente apply`. To keep it, run `entente drift --accept`, which writes it into the configuration.',
  },
  undeclared: {
    text: 'The configuration does not state what changed, so entente apply leaves it as it is. To undo it: write what it shall be. To keep it: entente drift --accept records it.',
    markdown:
      'The configuration does not state what changed, so `entente apply` leaves it as it is. To undo it, write what it shall be. To keep it, run `entente drift --accept`, which records it.',
  },
  others: {
    text: 'entente apply leaves alone what others own, and records it as it is. To undo it: ask those who own it.',
    markdown:
      '`entente apply` leaves alone what others own, and records it as it is. To undo it, ask those who own it.',
  },
  unmanaged: {
    text: 'Objects that nothing manages make the difference, and entente apply leaves them alone. To keep one: entente import ADDRESS ID. To undo it: remove it where it was made.',
    markdown:
      'Objects that nothing manages make the difference, and `entente apply` leaves them alone. To keep one, run `entente import ADDRESS ID`. To undo it, remove it where it was made.',
  },
  guarantees: { text: GUARANTEES_BROKEN, markdown: GUARANTEES_BROKEN },
};

/** What to do about drift. */
export function nextSteps(report: DriftReport): string {
  return NEXT_STEPS[differenceOf(report)].text;
}

function counts(drift: readonly Drift[]): string {
  const gone = drift.filter(({ after }) => after === null).length;
  return `${counted(drift.length - gone, 'resource')} changed, ${gone} deleted outside of Entente`;
}

/** Who, when, and where it is declared. */
function aboutOf({ by, source }: DriftedResource, style: Style): string {
  const place = source === undefined ? '' : style.dim(`  ${printable(source.file)}:${source.line}`);
  return (by === undefined ? '' : ` ${printable(byText(by))}`) + place;
}

function byText(by: Actor): string {
  return by.application === true
    ? `${actorText(by)} at ${by.at} (${USED_BY_UNKNOWN})`
    : `${actorText(by)} at ${by.at}`;
}

/** What the log tells of an application's change and what it does not: Entente's own token can be used without Entente. */
export const USED_BY_UNKNOWN = 'who used them is not known';

/** Who wrote last: a person, or the holder of an application's credentials. */
export function actorText({ who, application }: Actor): string {
  return application === true ? `with the credentials of the application ${who}` : `by ${who}`;
}

/** So many objects that nothing manages are listed; of a tenant that comes in catalog by catalog there are thousands. */
const MOST_UNMANAGED = 20;

function unmanagedText(
  { unmanaged, names }: DriftReport,
  style: Style,
  { verbose = false }: Pick<TextOptions, 'verbose'>,
): string[] {
  if (unmanaged.length === 0) return [];
  const shown =
    verbose || unmanaged.length <= MOST_UNMANAGED ? unmanaged : unmanaged.slice(0, MOST_UNMANAGED);
  const more = unmanaged.length - shown.length;
  const rest = more === 0 ? [] : [`  and ${more} more (entente drift -v lists all)`];
  const lines = shown.map((object) => {
    const by = object.by === undefined ? '' : style.dim(`  ${printable(byText(object.by))}`);
    const within = object.within === undefined ? '' : ` in ${printable(object.within)}`;
    return `  ${style.dim('?')} ${printable(object.kind)} ${quoted(changeName(object, names))}${within} ${style.dim(printable(object.id))}${by}`;
  });
  const how = 'Not managed here and left alone; entente import ADDRESS ID takes one in:';
  return [[how, ...lines, ...rest].join('\n')];
}

/** Why no person is named. */
export const NO_AUDIT_LOG = 'Who did it is unknown: that needs the permission AuditLog.Read.All.';

function coverageText({ coverage, auditLog }: DriftReport): string {
  const kinds = Object.entries(coverage.kinds).map(
    ([kind, each]) => `  ${printable(kind).padEnd(22)} ${shareText(each)}`,
  );
  const unknown = auditLog === 'unknown' ? [NO_AUDIT_LOG] : [];
  return [`Managed: ${shareText(coverage)}.`, ...kinds, ...unknown].join('\n');
}

/** How much is managed: `3 of 4 objects, 75 %`. */
export function shareText({ managed, unmanaged, percent }: Coverage): string {
  return `${managed} of ${counted(managed + unmanaged, 'object')}, ${percent} %`;
}

/** What `drift --accept` wrote. */
export function renderAccepted(
  drift: readonly DriftedResource[],
  options: { readonly color: boolean },
): string {
  const style = createStyle(options.color);
  const lines = drift.map(({ address, after, changedPaths, source }) => {
    const place = source === undefined ? '' : style.dim(`  ${printable(source.file)}:${source.line}`);
    const what = after === null ? 'removed' : changedPaths.map(printable).join(', ');
    return `  ${after === null ? style.red('-') : style.yellow('~')} ${printable(address)}: ${what}${place}`;
  });
  return `${[...lines, `${style.bold('Accepted:')} ${counts(drift)}, now in configuration and state.`].join('\n')}\n`;
}

/** The same for machines (`schema/drift.schema.json`); with `sideDoors` when they were looked for. */
export function driftJson(report: DriftReport, sideDoors?: SideDoors): string {
  return jsonDocument({ ...report, sideDoors });
}

/** The same for an issue or a job summary, at most `bytes` long. */
export function driftMarkdown(drifted: DriftReport, options: MarkdownOptions): string {
  const report = new MarkdownReport(options);
  const { tenant, unmanaged, findings, coverage, auditLog, names } = drifted;
  const about = [`Tenant ${inlineCode(tenant.displayName)}`];
  if (options.name !== undefined) about.push(inlineCode(options.name));
  about.push(`managed: ${shareText(coverage)}`);
  report.put(isDrifted(drifted) ? `## Entente: ${prose(headlineOf(drifted))}` : '## Entente: no drift');
  report.put(about.join(' · '), ...(options.notes ?? []));
  putAccess(report, drifted.access, 0.6);
  for (const line of scopeLines(drifted)) report.put(prose(line));
  if (!isDrifted(drifted)) report.put(asApplied(drifted));
  else {
    report.putSome(driftItems(drifted, report), 0.8, '\n\n', 'resource');
    report.put(NEXT_STEPS[differenceOf(drifted)].markdown);
    if (auditLog === 'unknown') report.put(NO_AUDIT_LOG);
  }
  if (findings.length > 0)
    report.putSome(
      findings.map((finding) => findingItem(finding, report)),
      0.9,
      '\n',
      'finding',
    );
  if (unmanaged.length > 0) {
    report.put(
      `Not managed here, and left alone: ${counted(unmanaged.length, 'object')}. \`entente import ADDRESS ID\` takes one in.`,
    );
    const items = unmanaged.map((object) => unmanagedItem(object, names));
    report.putSome(items, 1, '\n', 'object');
  }
  return report.text();
}

/** A drifted resource; a plan knows neither who did it nor where it is declared. */
export type DriftItem = Drift & Partial<Pick<DriftedResource, 'by' | 'source'>>;

/** Each drifted resource, folded away. */
export function driftItems(
  { drift, names }: { readonly drift: readonly DriftItem[]; readonly names: DriftReport['names'] },
  report: MarkdownReport,
): string[] {
  const style = createStyle(false);
  return drift.map((item) => {
    const { by, address, after, source } = item;
    const name = changeName(item, names);
    if (after === null)
      return `- deleted ${report.linked(inlineCode(address), source)} ${inlineCode(name)}${byMarkdown(by)}`;
    const who = by === undefined ? '' : ` ${htmlCode(byText(by))}`;
    const lines = report.fence(driftedLines(item, 0, { style, names, asDiff: true }));
    const place = source === undefined ? [] : [`- declared at ${report.place(source)}`];
    return folded(`changed ${htmlCode(address)} ${htmlCode(name)}${who}`, [...place, lines].join('\n\n'));
  });
}

/** A finding as an item of a list, with its place and what to do. */
export function findingItem(
  { severity, rule, address, message, source, causes = [], hint }: PlanFinding,
  report: MarkdownReport,
): string {
  const mark = severity === 'error' ? '🔴' : '🟡';
  const about = address === undefined ? '' : `${report.linked(inlineCode(address), source)}: `;
  const because =
    causes.length === 0 ? '' : `\n  - because of ${causes.map((cause) => inlineCode(cause)).join(', ')}`;
  // What follows in lines of its own is to be copied.
  const [told, ...lines] = hint?.split('\n') ?? [];
  const advice =
    told === undefined
      ? ''
      : `\n  - ${[prose(told), ...lines.map((line) => inlineCode(line.trim()))].join(' ')}`;
  return `- ${mark} ${about}${prose(message)} (${inlineCode(rule)})${because}${advice}`;
}

function unmanagedItem(object: UnmanagedObject, names: DriftReport['names']): string {
  const { kind, within, id, by } = object;
  const where = within === undefined ? '' : ` in ${inlineCode(within)}`;
  return `- ${inlineCode(kind)} ${inlineCode(changeName(object, names))}${where} ${inlineCode(id)}${byMarkdown(by)}`;
}

function byMarkdown(by: Actor | undefined): string {
  return by === undefined ? '' : ` ${inlineCode(byText(by))}`;
}
