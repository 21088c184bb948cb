/** What access tests touch of a configuration: counts by kind with what is left untouched, JSON, and LCOV. */
import type { Covered } from '../engine/access/test.ts';
import { groupBy } from '../model/group-by.ts';
import { printable } from '../model/printable.ts';
import type { Style } from './style.ts';
import { createStyle } from './style.ts';

/** The share that is touched, from 0 to 100; all of nothing is 100. */
export function percentage(places: readonly Covered[]): number {
  return places.length === 0 ? 100 : (100 * touchedOf(places)) / places.length;
}

function touchedOf(places: readonly Covered[]): number {
  return places.filter(isTouched).length;
}

const isTouched = ({ touched }: Covered): boolean => touched > 0;

/** Never more than it is: 99.96 % is not all. */
function percentText(places: readonly Covered[]): string {
  return `${Math.floor(percentage(places) * 10) / 10} %`;
}

const KINDS: Readonly<Record<Covered['kind'], string>> = {
  policies: 'policies',
  stages: 'stages of approval',
  refusals: 'refusals',
  organizations: 'connected organizations',
  automatic: 'automatic rules',
};

function byKind(places: readonly Covered[]): readonly (readonly [Covered['kind'], readonly Covered[]])[] {
  return [...groupBy(places, ({ kind }) => kind)];
}

/** A table, then everything that is untouched, with its place. */
export function renderCoverage(places: readonly Covered[], options: { readonly color: boolean }): string {
  const style = createStyle(options.color);
  const rows = byKind(places).map(([kind, each]) => [
    KINDS[kind],
    `${touchedOf(each)} of ${each.length}`,
    percentText(each),
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map(
    ([kind = '', count = '', share = '']) =>
      `  ${kind.padEnd(widths[0] ?? 0)}  ${count.padStart(widths[1] ?? 0)}  ${share.padStart(7)}`,
  );
  const head = `${style.bold('Coverage:')} ${percentText(places)}, ${touchedOf(places)} of ${places.length}`;
  const untouched = byKind(places.filter((each) => !isTouched(each))).flatMap(([kind, each]) => [
    '',
    `Untouched ${KINDS[kind]}:`,
    ...each.map((one) => untouchedLine(one, style)),
  ]);
  return `${[head, ...table, ...untouched].join('\n')}\n`;
}

function untouchedLine({ label, place }: Covered, style: Style): string {
  const at = place === undefined ? '' : style.dim(`  ${printable(place.file)}:${place.line}`);
  return `  ${style.yellow('-')} ${printable(label)}${at}`;
}

/** The same for machines: counts and percentages by kind, and what is untouched. */
export function coverageData(places: readonly Covered[]) {
  const counts = (each: readonly Covered[]) => ({
    touched: touchedOf(each),
    total: each.length,
    percent: percentage(each),
  });
  return {
    ...counts(places),
    kinds: Object.fromEntries(byKind(places).map(([kind, each]) => [kind, counts(each)])),
    untouched: places
      .filter((each) => !isTouched(each))
      .map(({ kind, address, label, place }) => ({ kind, address, label, source: place ?? null })),
  };
}

/** How a record of ours begins. */
export const LCOV_BEGIN = 'TN:entente\n';

/**
 * LCOV: a record for each file, by name, with the lines on which something stands that can be touched. A line counts as
 * touched when everything on it is. `pathOf`: a shown file name as the readers of the report know it.
 */
export function coverageLcov(places: readonly Covered[], pathOf: (file: string) => string): string {
  const placed = places.flatMap(({ place, touched }) => (place === undefined ? [] : [{ ...place, touched }]));
  const records = [...groupBy(placed, ({ file }) => file)].map(([file, inFile]) => {
    const lines = [...groupBy(inFile, ({ line }) => line)]
      .map(([line, each]) => ({ line, hits: Math.min(...each.map(({ touched }) => touched)) }))
      .sort((a, b) => a.line - b.line);
    const hit = lines.filter(({ hits }) => hits > 0).length;
    return [
      `SF:${printable(pathOf(file))}`,
      ...lines.map(({ line, hits }) => `DA:${line},${hits}`),
      `LF:${lines.length}`,
      `LH:${hit}`,
      'end_of_record',
    ].join('\n');
  });
  return `${[LCOV_BEGIN.trimEnd(), ...records.sort()].join('\n')}\n`;
}
