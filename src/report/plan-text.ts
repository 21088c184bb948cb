/** A plan as people read it on a terminal, by Terraform's conventions. */
import { scopeText } from './scope-text.ts';
import { GUARANTEE_RULE, IGNORED_LIVE_RULE } from '../model/rule-ids.ts';
import { formatPath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import { isList, isObject } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type {
  Action,
  Change,
  ChangedPath,
  Drift,
  ShownPlan,
  PlanFinding,
  PlanSummary,
  Reason,
} from '../plan/plan.ts';
import { accessSummary, renderAccessDiff } from './access-diff-text.ts';
import type { LineOptions } from './attribute-lines.ts';
import { changeLines, wholeLines } from './attribute-lines.ts';
import { isReal } from './real-changes.ts';
import type { Style } from './style.ts';
import { counted, createStyle, placeText, printable, quoted } from './style.ts';
import { changeName } from './change-name.ts';
import { undeclaredLines, undeclaredTerms } from './undeclared-text.ts';
import { alike, nameLines } from './alike.ts';
import type { TextOptions } from './alike.ts';

const SYMBOLS: Readonly<Record<Exclude<Action, 'noop'>, string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  adopt: '=',
  forget: '.',
  removeTwin: '-',
};

const LEGEND: Readonly<Record<Exclude<Action, 'noop'>, string>> = {
  create: 'create',
  update: 'update in place',
  replace: 'delete and create again',
  delete: 'delete',
  adopt: 'take over as it is',
  forget: 'no longer track; nothing is deleted',
  removeTwin: 'remove a twin of what is tracked',
};

/** Why, where the action alone does not say it. */
export const REASONS: Readonly<Record<Reason, string>> = {
  declared: '',
  'deleted-outside': 'it was deleted outside of Entente',
  'configuration-changed': '',
  'drift-corrected': 'the tenant was changed outside of Entente',
  'reference-replaced': 'something that it refers to is replaced',
  'reference-deleted': 'something that it refers to is deleted',
  adopted: 'it exists already',
  'removed-from-configuration': 'it is no longer declared',
  destroy: '',
  removed: 'its entry in removed says so',
  'already-gone': 'it is no longer declared, and gone from the tenant',
  reset: 'reset: true says so',
  'let-go': 'it is no longer declared, and stays in the tenant',
  unmanageable: 'it is no longer declared, and cannot be deleted',
  twin: 'the answer to its creation was lost',
  unchanged: '',
};

/** The plan as text, with a trailing line break. */
export function renderPlan(plan: ShownPlan, options: TextOptions): string {
  return [...planText(plan, options)].join('');
}

/** A line for each resource: what happens to it, what it is called, and which of its attributes change. */
export function renderSummary(plan: ShownPlan, options: TextOptions): string {
  const style = createStyle(options.color);
  const changes = plan.changes.filter(isReal);
  const drifted = plan.drift.map(
    ({ address }) => `  ${style.yellow('!')} ${printable(address)} was changed outside of Entente`,
  );
  const parts = [
    renderAccessDiff(plan.access, style, options),
    drifted.join('\n'),
    changes.map((change) => summaryLine(change, plan, style)).join('\n'),
    renderFindings(plan.findings, style),
    conclusion(plan, changes.length, style),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function summaryLine(change: Change, plan: ShownPlan, style: Style): string {
  const { action, address, movedFrom, changedPaths } = change;
  if (action === 'noop') return `    ${printable(movedFrom ?? '')} has moved to ${printable(address)}`;
  const symbol = paint(action, style)(SYMBOLS[action].padStart(3));
  const changed =
    action === 'update' || action === 'replace'
      ? style.dim(`  ${changedPaths.map(printable).join(', ')}`)
      : '';
  return `${symbol} ${printable(address)} ${quoted(changeName(change, plan.names))}${changed}`;
}

/** The same piece by piece: a long plan takes its time, and who prints it may do something else between. */
export function* planText(plan: ShownPlan, options: TextOptions): Generator<string> {
  const style = createStyle(options.color);
  const changes = plan.changes.filter(isReal);
  const access = renderAccessDiff(plan.access, style, options);
  if (access !== '') yield `${access}\n\n`;
  if (plan.drift.length > 0) yield `${driftSection(plan, style, options)}\n\n`;
  if (changes.some(({ action }) => action !== 'noop')) yield `${legend(changes, style)}\n\n`;
  const key = (change: Change) => (options.verbose === true ? undefined : changeKey(change, plan));
  for (const group of alike(changes, key)) {
    const [change, ...others] = group;
    if (change === undefined) continue;
    const shown = others.length === 0 ? renderChange(change, plan, style) : renderAlike(group, plan, style);
    yield `${shown}\n\n`;
  }
  if (plan.findings.length > 0) yield `${renderFindings(plan.findings, style)}\n\n`;
  yield `${conclusion(plan, changes.length, style)}\n`;
}

function legend(changes: readonly Change[], style: Style): string {
  const used = (Object.keys(SYMBOLS) as Exclude<Action, 'noop'>[]).filter((action) =>
    changes.some((change) => change.action === action),
  );
  const lines = used.map(
    (action) => `${paint(action, style)(SYMBOLS[action].padStart(5))} ${LEGEND[action]}`,
  );
  return ['Entente will do the following:', ...lines].join('\n');
}

function paint(action: Action, style: Style): (text: string) => string {
  switch (action) {
    case 'create':
    case 'adopt':
      return style.green;
    case 'update':
      return style.yellow;
    case 'delete':
    case 'removeTwin':
    case 'replace':
      return style.red;
    case 'forget':
    case 'noop':
      return style.dim;
  }
}

const FUTURE: Readonly<Record<Exclude<Action, 'noop'>, string>> = {
  create: 'will be created',
  update: 'will be updated in place',
  replace: 'must be replaced',
  delete: 'will be deleted',
  adopt: 'will be taken over',
  forget: 'will no longer be tracked',
  removeTwin: 'is a twin and will be removed',
};

function renderChange(change: Change, plan: ShownPlan, style: Style): string {
  const { address, action, source, movedFrom } = change;
  const place = placed(source, style);
  if (action === 'noop')
    return `  # ${style.bold(printable(movedFrom ?? ''))} has moved to ${style.bold(printable(address))}${place}`;
  const reason = REASONS[change.reason];
  const title = `  # ${style.bold(printable(address))} ${FUTURE[action]}${reason === '' ? '' : ` (${reason})`}${place}`;
  const head = `${paint(action, style)(SYMBOLS[action].padStart(3))} ${printable(address)} ${quoted(changeName(change, plan.names))}`;
  const lines = changedLines(change, 6, { style, names: plan.names });
  const moved = movedFrom === undefined ? [] : [`moved from ${movedFrom}`];
  const facts = [...moved, ...(change.facts ?? [])].map((fact) => style.dim(`      # ${printable(fact)}`));
  return [title, head, ...facts, ...lines].join('\n');
}

/** What takes nothing away: anything else is told by itself, however often it is the same. */
const TOLD_TOGETHER: ReadonlySet<Action> = new Set(['update', 'adopt', 'forget']);

/** Equal for changes of which, but for their addresses and names, the same is told. */
function changeKey(change: Change, { names }: ShownPlan): string | undefined {
  const { action, kind, reason, movedFrom, facts = [], losesAccess } = change;
  if (!TOLD_TOGETHER.has(action) || movedFrom !== undefined || facts.length > 0 || losesAccess !== undefined)
    return undefined;
  const plain = { style: createStyle(false), names };
  return JSON.stringify([action, kind, reason, changedLines(change, 0, plain)]);
}

function renderAlike(changes: readonly Change[], plan: ShownPlan, style: Style): string {
  const [first] = changes;
  if (first === undefined || first.action === 'noop') return '';
  const reason = REASONS[first.reason];
  const title = `  # ${style.bold(`${changes.length} resources`)} ${FUTURE[first.action]}, all in the same way${reason === '' ? '' : ` (${reason})`}`;
  const addresses = changes.map(({ address }) => address);
  const [head = '', ...rest] = nameLines(addresses, '    ');
  const sign = paint(first.action, style)(SYMBOLS[first.action].padStart(3));
  return [
    title,
    `${sign}${head.slice(3)}`,
    ...rest,
    ...changedLines(first, 6, { style, names: plan.names }),
  ].join('\n');
}

/** The attributes of a change, as they come, go or differ. */
export function changedLines(change: Change, indent: number, options: LineOptions): string[] {
  const { action, before, after } = change;
  if (action === 'adopt' || action === 'forget' || action === 'noop') return [];
  const all = { ...options, replacePaths: new Set(change.replacePaths) };
  if (before !== null && after !== null) return changeLines(before, after, indent, all);
  return wholeLines(after === null ? '-' : '+', after ?? before ?? {}, indent, all);
}

function driftSection({ drift, names }: ShownPlan, style: Style, options: TextOptions): string {
  const items = driftTexts(drift, { names, style, ...options });
  return [style.bold('Changed outside of Entente since the last apply:'), ...items].join('\n\n');
}

interface DriftTextOptions<T> extends LineOptions, TextOptions {
  /** What else the title of an item says, with a blank before. */
  readonly about?: (drift: T) => string;
}

/** Drifted resources as text; those that drifted in the same way are told together. */
export function driftTexts<T extends Drift>(
  drift: readonly T[],
  { names, style, verbose, about = () => '' }: DriftTextOptions<T>,
): readonly string[] {
  const plain = { style: createStyle(false), names };
  const key = (item: T) =>
    verbose === true || item.after === null
      ? undefined
      : JSON.stringify([item.kind, about(item), driftedLines(item, 0, plain)]);
  return alike(drift, key).flatMap((group) => {
    const [item, ...others] = group;
    if (item === undefined) return [];
    if (others.length === 0) return [renderDriftItem(item, names, style, about(item))];
    const addresses = group.map(({ address }) => address);
    const [head = '', ...rest] = nameLines(addresses, '    ');
    const title = `  # ${style.bold(`${group.length} resources`)} were changed, all in the same way${about(item)}`;
    const lines = driftedLines(item, 6, { style, names });
    return [[title, `${style.yellow('  ~')}${head.slice(3)}`, ...rest, ...lines].join('\n')];
  });
}

/** One drifted resource as text; `about` is what else its title says, with a blank before. */
function renderDriftItem(drift: Drift, names: ShownPlan['names'], style: Style, about = ''): string {
  const { address, after, displayName } = drift;
  const gone = after === null;
  const what = gone ? 'was deleted' : 'was changed';
  const title = `  # ${style.bold(printable(address))} ${what}${about}`;
  const head = `${gone ? style.red('  -') : style.yellow('  ~')} ${printable(address)} ${quoted(displayName)}`;
  return [title, head, ...driftedLines(drift, 6, { style, names })].join('\n');
}

/** The attributes of a drifted resource that differ; none when it is gone. */
export function driftedLines(
  { before, after, changedPaths, undeclared = [] }: Drift,
  indent: number,
  options: LineOptions,
): string[] {
  if (after === null) return [];
  const left = undeclared.map(
    (path) =>
      `${' '.repeat(indent)}# entente apply leaves ${printable(path)} as it is: the configuration does not state it`,
  );
  return [...changeLines(before, drifted(before, after, changedPaths, []), indent, options), ...left];
}

/** What was applied, with what has drifted since as it is now; what the service adds by itself does not count as drift. */
function drifted(
  before: JsonObject,
  after: JsonObject,
  changed: readonly ChangedPath[],
  at: AttributePath,
): JsonObject {
  const inside = (path: AttributePath, was: JsonValue | undefined, is: JsonValue | undefined) => {
    const text = formatPath(path);
    if (changed.includes(text)) return is;
    if (!changed.some((path) => path.startsWith(`${text}.`) || path.startsWith(`${text}[`))) return was;
    if (isObject(was) && isObject(is)) return drifted(was, is, changed, path);
    return isList(was) && isList(is) ? items(path, was, is) : is;
  };
  const items = (
    path: AttributePath,
    was: readonly JsonValue[],
    is: readonly JsonValue[],
  ): readonly JsonValue[] =>
    is.map((item, index): JsonValue => inside([...path, index], was[index], item) ?? null);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(names.map((name) => [name, inside([...at, name], before[name], after[name])]));
}

/** Findings, a line or more each; of neighbours with the same advice the last one gives it. */
export function renderFindings(findings: readonly PlanFinding[], style: Style): string {
  const lines = findings.map((finding, index) => {
    const next = findings[index + 1];
    const again = next !== undefined && next.rule === finding.rule && next.hint === finding.hint;
    const { hint, ...rest } = finding;
    return renderFinding(again || hint === undefined ? rest : finding, style);
  });
  return lines.join('\n');
}

/** With its place and what to do. The rule is named because suppressions and `check --explain` go by it. */
function renderFinding(finding: PlanFinding, style: Style): string {
  const { rule, severity, address, message, source, causes = [], hint } = finding;
  // Findings that make the plan fail are not shown here; the others are those of rules, and stop nothing.
  const head = severity === 'error' ? style.red('Finding (error):') : style.yellow('Warning:');
  const about = address === undefined ? '' : `${printable(address)}: `;
  const because = causes.length === 0 ? '' : `\n  because of ${printable(causes.join(', '))}`;
  const advice = hint === undefined ? [] : hint.split('\n').map((line) => `\n  ${printable(line)}`);
  return `${head} ${about}${printable(message)} (${printable(rule)})${exactly(source, style)}${because}${advice.join('')}`;
}

function exactly(source: Change['source'], style: Style): string {
  return source === undefined ? '' : style.dim(`  ${placeText(source, true)}`);
}

function placed(source: Change['source'], style: Style): string {
  return source === undefined ? '' : style.dim(`  ${placeText(source)}`);
}

function conclusion(plan: ShownPlan, changes: number, style: Style): string {
  const lines: string[] = [];
  if (plan.mode === 'refresh-only') {
    lines.push(
      plan.drift.length === 0
        ? style.bold('No changes.') + ' The state matches the tenant.'
        : `${style.bold('Refresh only:')} apply will record ${counted(plan.drift.length, 'change')} of the tenant in the state, and change nothing in the tenant.`,
    );
  } else if (changes === 0) {
    lines.push(`${style.bold('No changes.')} ${nothingText(plan)}`);
  } else {
    lines.push(renderPlanSummary(plan.summary, style));
    const access = accessSummary(plan.access, style);
    if (access !== '') lines.push(access);
  }
  if (plan.digest !== undefined && (changes > 0 || (plan.mode === 'refresh-only' && plan.drift.length > 0)))
    lines.push(style.dim(`Digest: ${printable(plan.digest)}`));
  if (!plan.refreshed) lines.push('The tenant was not read; the plan rests on what was last applied.');
  if (plan.scope !== undefined) lines.push(scopeText(plan.scope, printable));
  if (plan.targets.length > 0)
    lines.push(`Limited to ${plan.targets.map(printable).join(', ')} and what they need.`);
  lines.push(...undeclaredLines(plan, (text) => style.dim(text)));
  return lines.join('\n');
}

/** A plan without changes in few words: guarantees may be broken, and what is live may be otherwise, all the same. */
export function nothingToDo(plan: Pick<ShownPlan, 'mode' | 'findings' | 'unmanaged'>): string {
  if (plan.mode === 'destroy') return 'No changes';
  const ignored = ignoredIn(plan);
  const but = [
    ...objections(plan),
    ...(ignored === 0 ? [] : [`ignored attributes of ${counted(ignored, 'resource')} differ`]),
  ];
  return but.length === 0 ? 'No changes' : `No changes, but ${but.join(', and ')}`;
}

/** What is not as a reviewer would take it to be where there is nothing to do. */
function objections(plan: Pick<ShownPlan, 'findings' | 'unmanaged'>): readonly string[] {
  const undeclared = undeclaredTerms(plan).length;
  const counts = `${counted(undeclared, 'object')} that nothing declares ${undeclared === 1 ? 'counts' : 'count'}`;
  return [
    ...(isBroken(plan) ? ['guarantees do not hold'] : []),
    ...(undeclared > 0 ? [`${counts} for who can get in`] : []),
  ];
}

function isBroken({ findings }: Pick<ShownPlan, 'findings'>): boolean {
  return findings.some(({ rule }) => rule === GUARANTEE_RULE);
}

function ignoredIn({ findings }: Pick<ShownPlan, 'findings'>): number {
  return findings.filter(({ rule }) => rule === IGNORED_LIVE_RULE).length;
}

/** Why there is nothing to do: what is ignored may be otherwise all the same. */
function nothingText(plan: ShownPlan): string {
  if (plan.mode === 'destroy') return 'Nothing is left to destroy.';
  const ignored = ignoredIn(plan);
  const but = objections(plan).join(', and ');
  return ignored === 0
    ? `The tenant matches the configuration${but === '' ? '' : `, but ${but}`}.`
    : `But what is live at ignored attributes of ${counted(ignored, 'resource')} is not as it was applied or declared.`;
}

/** `Plan: 3 to add, 1 to change, 0 to destroy.` */
export function renderPlanSummary(summary: PlanSummary, style: Style): string {
  const { create, update, replace, delete: deleted, adopt, forget, removeTwin = 0, move } = summary;
  const parts = [`${create + replace} to add`, `${update} to change`, `${deleted + replace} to destroy`];
  if (removeTwin > 0) parts.push(`${counted(removeTwin, 'twin')} to remove`);
  if (adopt > 0) parts.push(`${adopt} to take over`);
  if (forget > 0) parts.push(`${forget} to forget`);
  if (move > 0) parts.push(`${move} to move`);
  return `${style.bold('Plan:')} ${parts.join(', ')}.`;
}
