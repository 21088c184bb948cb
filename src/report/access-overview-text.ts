/** Who can request what, for all packages at once, as text: a list by catalog, and a table as wide as the terminal. */
import type {
  AccessTable,
  ListedAccess,
  ListedCatalog,
  ListedPackage,
  MatrixCell,
  ShortWay,
} from '../engine/access/overviews.ts';
import type { TextOptions } from './access-text.ts';
import type { Style } from './style.ts';
import { counted, createStyle, firstOf, printable } from './style.ts';

export interface ListOptions extends TextOptions {
  /** Where a package is declared: `governance.yaml:58`. */
  readonly placeOf: (address: string) => string | undefined;
}

/** Requestors named of those who share an entry. */
const MOST_NAMED = 8;

/** `access` */
export function renderAccessList(
  catalogs: readonly ListedCatalog[],
  { color, notes, placeOf }: ListOptions,
): string {
  const style = createStyle(color);
  const shown = catalogs.map((catalog) => catalogText(catalog, placeOf, style));
  return text(shown.length === 0 ? ['There is no catalog and no package.'] : shown, notes, style);
}

function catalogText(catalog: ListedCatalog, placeOf: ListOptions['placeOf'], style: Style): string {
  const packages = catalog.packages.map((each) => packageText(each, placeOf(each.address), style));
  return [
    `${style.bold(printable(catalog.displayName))}  ${style.dim(catalogState(catalog))}`,
    ...(packages.length === 0 ? ['  no packages'] : packages),
  ].join('\n\n');
}

function catalogState({ published, externallyVisible }: ListedCatalog): string {
  if (published === undefined) return 'the catalog is unknown';
  const visible = externallyVisible === true ? 'visible' : 'not visible';
  return `${published ? 'published' : 'not published: nothing in it can be requested'}, ${visible} to external users`;
}

function packageText(listed: ListedPackage, place: string | undefined, style: Style): string {
  const { displayName, hidden, access, refused, unknown } = listed;
  const where = place === undefined ? '' : style.dim(`  ${printable(place)}`);
  const none = access.length + unknown.length === 0 ? ['    No one can request it.'] : [];
  return [
    `  ${style.bold(printable(displayName))}${hidden ? ' (hidden: only its link leads to it)' : ''}${where}`,
    ...access.map((each) => accessText(each, style)),
    ...unknown.map((each) => `    ${style.yellow('?')} others\n        not known: ${printable(each)}`),
    ...none,
    ...refused.map(
      ({ requestor, because }) =>
        `    ${style.red('-')} ${printable(requestor.label)}: ${printable(because)}`,
    ),
  ].join('\n');
}

function accessText(access: ListedAccess, style: Style): string {
  const { requestors, verdict, unknown } = access;
  // Each of them is among "every configured organization".
  const all = requestors.some(({ type }) => type === 'configuredOrganizations');
  const told = all ? requestors.filter(({ type }) => type !== 'connectedOrganization') : requestors;
  const names = told.map(({ label }) => printable(label));
  const mark = verdict === 'yes' ? style.green('+') : style.yellow('?');
  return [
    `    ${mark} ${firstOf(names, MOST_NAMED)}`,
    ...(access.policy === null ? [] : [`        ${printable(wayText(access))}`]),
    ...unknown.map((each) => `        not known: ${printable(each)}`),
  ].join('\n');
}

/** One way in as a phrase: `Partner engineers: 2 approval stages, 90 days, not for holders of Tango audit`. */
export function wayText({ policy, stages, lasts, deadEnd, automatic, conditions }: ShortWay): string {
  const approval = automatic
    ? 'assigned without a request'
    : deadEnd
      ? 'nobody can approve, so requests are denied'
      : stages === 0
        ? 'without approval'
        : counted(stages ?? 0, 'approval stage');
  return `${policy?.displayName ?? ''}: ${[approval, lasts ?? '', ...conditions].join(', ')}`;
}

export interface MatrixOptions extends TextOptions {
  /** Characters in a line. */
  readonly width: number;
}

/** The longest that a requestor may make the first column. */
const MOST_LABEL = 36;
const GAP = 2;
/** A line narrower than this would hold no column beside the requestors. */
const LEAST_WIDTH = 40;

const LEGEND = [
  '+ can request   ? possibly   a assigned by rule   . cannot request',
  '- refused although a policy names them   * on a condition (entente access)',
  '2/90d: two approval stages, for 90 days   denied: nobody can approve',
].join('\n');

/** `access matrix`: as many packages side by side as fit, then the next ones. */
export function renderMatrix(table: AccessTable, { color, notes, width }: MatrixOptions): string {
  const style = createStyle(color);
  const { packages, requestors, without, unknown } = table;
  const blocks =
    requestors.length === 0 ? ['No one can request anything.'] : matrixBlocks(table, width, style);
  const open = unknown.map(
    ({ package: { displayName }, because }) =>
      `${style.yellow('?')} others and ${printable(displayName)}: not known ${printable(because.join('; '))}`,
  );
  const names = without.map(({ label }) => printable(label));
  const nothing =
    without.length === 0
      ? []
      : [
          `${counted(without.length, 'connected organization')} can request nothing: ${firstOf(names, MOST_NAMED)}`,
        ];
  return text(
    packages.length === 0
      ? ['There is no package.']
      : [...(requestors.length === 0 ? [] : [LEGEND]), ...blocks, open.join('\n'), ...nothing],
    notes,
    style,
  );
}

function matrixBlocks(table: AccessTable, wanted: number, style: Style): string[] {
  const width = Math.max(LEAST_WIDTH, wanted);
  const rows = cellsByRow(table);
  const labels = table.requestors.map(({ label }) =>
    shortened(printable(label), Math.min(MOST_LABEL, width / 2)),
  );
  const first = Math.max(...labels.map(lengthOf));
  const names = table.packages.map(({ label }) => printable(label));
  const column = (index: number, head: string) => {
    const cells = rows.map((row) => shortened(cellText(row.get(index)), width - first - GAP));
    return { head, cells, width: Math.max(lengthOf(head), ...cells.map(lengthOf)) };
  };
  const named = names.map((name, index) => column(index, name));
  const fits = named.reduce((sum, each) => sum + GAP + each.width, first) <= width;
  const columns = fits ? named : names.map((_, index) => column(index, `[${index + 1}]`));
  const legend = fits ? [] : [names.map((name, index) => `[${index + 1}] ${name}`)];
  const blocks: (typeof columns)[] = [];
  let used = Infinity;
  for (const each of columns) {
    if (used + GAP + each.width > width) {
      blocks.push([]);
      used = first;
    }
    blocks.at(-1)?.push(each);
    used += GAP + each.width;
  }
  const line = (label: string, cells: readonly string[], of: typeof columns) =>
    [padded(label, first), ...cells.map((cell, index) => padded(cell, of[index]?.width ?? 0))]
      .join(' '.repeat(GAP))
      .trimEnd();
  return [
    ...legend.map((lines) => lines.join('\n')),
    ...blocks.map((block) =>
      [
        style.bold(
          line(
            '',
            block.map(({ head }) => head),
            block,
          ),
        ),
        ...labels.map((label, row) =>
          line(
            label,
            block.map(({ cells }) => cells[row] ?? ''),
            block,
          ),
        ),
      ].join('\n'),
    ),
  ];
}

/** Cells by requestor, then by package. */
export function cellsByRow({ requestors, cells }: Pick<AccessTable, 'requestors' | 'cells'>) {
  const rows = requestors.map(() => new Map<number, MatrixCell>());
  for (const cell of cells) rows[cell.requestor]?.set(cell.package, cell);
  return rows;
}

function cellText(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '.';
  if (cell.ways.length === 0) return '-';
  return cell.ways.map(shortWay).join(' ');
}

function shortWay({ verdict, automatic, policy, stages, lasts, deadEnd, conditions }: ShortWay): string {
  const mark = verdict === 'unknown' ? '?' : automatic ? 'a' : '+';
  if (policy === null) return mark;
  const rule = verdict === 'unknown' ? 'a/' : '/';
  const approval = automatic ? rule : deadEnd ? 'denied/' : `${stages ?? 0}/`;
  return `${mark}${approval}${shortLife(lasts ?? '')}${conditions.length > 0 ? '*' : ''}`;
}

/** `90d`, `4h`, `no end`, `until 2027-01-01`. */
function shortLife(lasts: string): string {
  return lasts
    .replace(/^(\d+) day.*$/, '$1d')
    .replace(/^(\d+) hour.*$/, '$1h')
    .replace(/^until (\d{4}-\d\d-\d\d).*$/, '<$1')
    .replace(/^never ends$/, 'ever')
    .replace(/^is not specified$/, 'unspecified');
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)));
}

function shortened(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, Math.max(1, Math.floor(most) - 3)).join('')}...`;
}

function text(parts: readonly string[], notes: readonly string[], style: Style): string {
  const said = notes.length === 0 ? [] : [notes.map((note) => style.dim(printable(note))).join('\n')];
  return `${[...parts.filter((part) => part !== ''), ...said].join('\n\n')}\n`;
}
