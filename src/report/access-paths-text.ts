/** Access in several steps as text: one block for each path, the same steps of different people told once. */
import type { AccessPath } from '../access/index.ts';
import { groupBy } from '../model/group-by.ts';
import type { TextOptions } from './access-text.ts';
import { severityText } from './access-diff-text.ts';
import type { Style } from './style.ts';
import { counted, createStyle, firstOf, printable } from './style.ts';

/** People named of those who share a path. */
const MOST_NAMED = 8;
/** Other last steps named. */
const MOST_OTHERS = 3;

/** Paths that differ in their start alone. */
export interface SharedPath {
  readonly who: readonly string[];
  readonly path: AccessPath;
}

/** Paths that share all but the start, in the order of the first of each. */
export function sharedPaths(paths: readonly AccessPath[]): readonly SharedPath[] {
  const groups = groupBy(paths, ({ steps, certain, unproved, conditions, severity, selfDecision }) =>
    JSON.stringify([steps, certain, unproved, conditions, severity, selfDecision]),
  );
  return [...groups.values()].flatMap((group) => {
    const [path] = group;
    return path === undefined ? [] : [{ who: group.map(({ from }) => from.label), path }];
  });
}

/** `Fabrikam, Woodgrove and 3 more`. */
export function whoText(who: readonly string[]): string {
  return firstOf(who, MOST_NAMED);
}

/** How sure it is, in words. */
export function certaintyText({ unproved, conditions = [] }: AccessPath): string {
  return unproved === undefined
    ? ['each step is granted', ...conditions].join('; ')
    : `possible, not proved: ${unproved}`;
}

/** `also by X, Y`; empty when nothing else leads there. */
export function othersText({ others }: AccessPath): string {
  return others.length === 0 ? '' : `also by ${firstOf(others, MOST_OTHERS)}`;
}

/** `access paths` */
export function renderPaths(paths: readonly AccessPath[], { color, notes }: TextOptions): string {
  const style = createStyle(color);
  const shared = sharedPaths(paths);
  const open = shared.filter(({ path }) => !path.certain).length;
  const title =
    shared.length === 0
      ? 'No one comes to further access in more than one step.'
      : style.bold(`${counted(shared.length, 'path')}, ${open} of them possible and not proved:`);
  const said = notes.length === 0 ? [] : [notes.map((note) => style.dim(printable(note))).join('\n')];
  return `${[title, ...shared.map((each) => blockOf(each, style)), ...said].join('\n\n')}\n`;
}

function blockOf({ who, path }: SharedPath, style: Style): string {
  const mark = path.certain ? style.green('+') : style.yellow('?');
  const steps = [whoText(who), ...path.steps.map(({ label }) => label)].map(printable).join(' → ');
  const others = othersText(path);
  const lines = [
    ...path.selfDecision.map(({ text }) => text),
    certaintyText(path),
    ...(others === '' ? [] : [others]),
  ];
  return [
    `${mark} ${style.bold(steps)}  ${severityText(path.severity, style)}`,
    ...lines.map((line) => `    ${printable(line)}`),
  ].join('\n');
}
