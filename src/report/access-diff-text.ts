/** The access diff of a plan, for reviewers: first what must not be overlooked, then the rest by severity. */
import type { AccessChange, AccessDiff, AccessSeverity, RequestorName } from '../access/index.ts';
import { bySeverity } from './by-severity.ts';
import type { Style } from './style.ts';
import { counted, firstOf, placeText, printable } from './style.ts';
import { groupBy } from '../model/group-by.ts';
import { alike, nameLines } from './alike.ts';
import type { TextOptions } from './alike.ts';

/** Entries shown; the plan's JSON has them all. */
const MOST_SHOWN = 100;
/** Things named in a headline; of more their number is said. */
const MOST_NAMED = 3;
/** Sorts of people of whom the same is said. */
const MOST_OF_PEOPLE = 5;

/** Several changes that say the same of different people. */
export interface AccessEntry {
  readonly list: keyof AccessDiff;
  /** The first of them. */
  readonly change: AccessChange;
  /** One sentence about all of them; untrusted text inside. */
  readonly title: string;
}

const LISTS = ['gained', 'lost', 'changed'] as const;

export function hasAccessChanges(access: AccessDiff): boolean {
  return LISTS.some((list) => access[list].length > 0);
}

/** Packages that anyone on the internet gets without approval, each with what made it so. */
function openDoors(access: AccessDiff): readonly AccessChange[] {
  return criticalDoors(access).filter(({ raised }) => raised !== true);
}

/** Packages with roles that are worth more, which are critical for that: with approval, or for fewer than everyone. */
function raisedDoors(access: AccessDiff): readonly AccessChange[] {
  return criticalDoors(access).filter(({ raised }) => raised === true);
}

function criticalDoors({ gained, changed }: AccessDiff): readonly AccessChange[] {
  return [...gained, ...changed].filter(
    (change) => change.severity === 'critical' && selfDecisionsOf(change).length === 0,
  );
}

/** What lets people come to decide about their own access. */
function ownDecisions({ gained, changed }: AccessDiff): readonly AccessChange[] {
  return [...gained, ...changed].filter(
    (change) => change.severity === 'critical' && selfDecisionsOf(change).length > 0,
  );
}

function selfDecisionsOf({ path, selfDecision = path?.selfDecision ?? [] }: AccessChange) {
  return selfDecision;
}

/** Their names, each once. */
export function openPackages(access: AccessDiff): readonly string[] {
  return namesOf(openDoors(access));
}

/** Names of packages whose roles are worth more and come to be open to many, each once. */
export function raisedPackages(access: AccessDiff): readonly string[] {
  return namesOf(raisedDoors(access));
}

/** Names of packages, catalogs and groups about which people come to decide for themselves, each once. */
export function ownDecided(access: AccessDiff): readonly string[] {
  return namesOf(ownDecisions(access));
}

function namesOf(changes: readonly AccessChange[]): readonly string[] {
  return [...new Set(changes.map((change) => change.package.displayName))];
}

/** The section of a plan; empty when access does not change. */
export function renderAccessDiff(
  access: AccessDiff,
  style: Style,
  { verbose = false }: Pick<TextOptions, 'verbose'> = {},
): string {
  if (!hasAccessChanges(access)) return '';
  const entries = alike(accessEntries(access), (entry) => (verbose ? undefined : entryKey(entry)));
  const shown = entries.slice(0, MOST_SHOWN).map((group) => renderEntries(group, style));
  const rest = entries.length - MOST_SHOWN;
  if (rest > 0) shown.push(`  ... and ${counted(rest, 'more', 'more')} (--json lists them)`);
  return [...banner(access, style), style.bold('Who can get in:'), ...shown].join('\n\n');
}

function banner(access: AccessDiff, style: Style): string[] {
  return [
    ...bannerOf('OPEN TO THE WHOLE INTERNET, WITHOUT APPROVAL', openDoors(access), style),
    ...bannerOf('MANY PEOPLE CAN GET PRIVILEGED ROLES', raisedDoors(access), style),
    ...bannerOf('PEOPLE COME TO DECIDE ABOUT THEIR OWN ACCESS', ownDecisions(access), style),
  ];
}

function bannerOf(title: string, doors: readonly AccessChange[], style: Style): string[] {
  if (doors.length === 0) return [];
  // Of several sorts of people the same is said once.
  const told = new Set(
    doors.map(
      (door) =>
        `!!! ${printable(door.package.displayName)} (${printable(door.package.address)}): ${causeText(door)}`,
    ),
  );
  const lines = [
    `!!! ${title} !!!`,
    ...[...told].slice(0, MOST_SHOWN),
    ...(told.size > MOST_SHOWN ? [`!!! and ${told.size - MOST_SHOWN} more`] : []),
  ];
  return [lines.map((line) => style.red(style.bold(line))).join('\n')];
}

/** The whole diff, the worst first, one entry for all people of whom the same is to be said. */
export function accessEntries(access: AccessDiff): AccessEntry[] {
  return LISTS.flatMap((list) => entriesOf(list, access[list])).sort(bySeverity);
}

function entriesOf(list: keyof AccessDiff, changes: readonly AccessChange[]): AccessEntry[] {
  const entries = new Map<string, { change: AccessChange; who: RequestorName[] }>();
  for (const change of changes) {
    const { package: of, severity, details, causes, predicate = '' } = change;
    const key = JSON.stringify([of, predicate, severity, details, causes]);
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { change, who: [change.requestor] });
    else known.who.push(change.requestor);
  }
  return [...entries.values()].map(({ change, who }) => {
    const title = who.length === 1 ? change.summary : `${names(who)} ${predicateOf(list, change)}`;
    return { list, change, title };
  });
}

/** Stands for the name of what an entry is about, where entries about several things are compared. */
const THING = '\u0000';

/** Equal for entries that say the same of different packages; what is critical is told by itself. */
function entryKey({ list, change, title }: AccessEntry): string | undefined {
  const { severity, details, causes, path, package: of } = change;
  if (severity === 'critical' || path !== undefined || !title.endsWith(predicateOf(list, change)))
    return undefined;
  const said = predicateOf(list, change).replace(of.displayName, THING);
  if (!said.includes(THING)) return undefined;
  const who = title.slice(0, -predicateOf(list, change).length);
  const why = causes.map(({ address, path: changed }) => [address.split('.')[0], changed]);
  return JSON.stringify([list, who, said, severity, details, why]);
}

function renderEntries(entries: readonly AccessEntry[], style: Style): string {
  const [first, ...others] = entries;
  if (first === undefined) return '';
  if (others.length === 0) return renderEntry(first, style);
  const said = predicateOf(first.list, first.change);
  const all = said.replace(first.change.package.displayName, `each of these ${entries.length}`);
  const things = entries.map(({ change }) => change.package.displayName);
  return [
    headLine(first, `${first.title.slice(0, -said.length)}${all}`, style),
    ...nameLines(things, '      '),
    ...first.change.details.map((line) => `      ${printable(line)}`),
    ...causesOf(entries).map((line) => style.dim(line)),
  ].join('\n');
}

/** What made the difference: each property with every resource that it is of. */
function causesOf(entries: readonly AccessEntry[]): readonly string[] {
  const causes = entries.flatMap(({ change }) => change.causes);
  return [...groupBy(causes, ({ path = '' }) => path)].flatMap(([path, of]) => {
    const addresses = [...new Set(of.map(({ address }) => address))];
    // What is one resource's has its place as everywhere.
    if (addresses.length === 1)
      return causeLines({ causes: of.slice(0, 1) }).map((line) => `      # ${line}`);
    const lines = nameLines(addresses, '      # ');
    return path === '' ? lines : [`      # ${printable(path)} of`, ...lines];
  });
}

const SIGNS = { gained: '+', lost: '-', changed: '~' } as const;
function headLine({ list, change }: AccessEntry, title: string, style: Style): string {
  const paint = { gained: style.green, lost: style.red, changed: style.yellow }[list];
  return `  ${paint(SIGNS[list])} ${style.bold(printable(title))}  ${severityText(change.severity, style)}`;
}

function renderEntry(entry: AccessEntry, style: Style): string {
  const { change, title } = entry;
  const details = change.details.map((line) => `      ${printable(line)}`);
  const causes = causeLines(change).map((line) => style.dim(`      # ${line}`));
  return [headLine(entry, title, style), ...details, ...causes].join('\n');
}

/** Plans of earlier versions know one verb alone. */
function predicateOf(list: keyof AccessDiff, { predicate, package: { displayName } }: AccessChange): string {
  if (predicate !== undefined) return predicate;
  const verbs = { gained: 'can now get', lost: 'can no longer get', changed: 'can get, on other terms:' };
  return `${verbs[list]} ${displayName}`;
}

function names(who: readonly RequestorName[]): string {
  // Guests of a class who are in a group fare by themselves.
  const [classes, inGroups] = [who.filter(({ group }) => group === undefined), who.filter(isInGroup)];
  const [guests, others] = [classes.filter(isGuests), classes.filter((each) => !isGuests(each))];
  const keys = (of: readonly RequestorName[]) => new Set(of.map(({ type, id = '' }) => `${type} ${id}`));
  const [ofGuests, ofOthers] = [keys(guests), keys(others)];
  // The guests of each, and of no others.
  const areTheirs =
    guests.length > 0 && ofGuests.size === ofOthers.size && [...ofGuests].every((key) => ofOthers.has(key));
  const isWhole = areTheirs && others.every(({ whole }) => whole !== undefined);
  const labels = (areTheirs ? [...inGroups, ...others] : who).map(
    ({ label, whole }) => (isWhole ? whole : undefined) ?? label,
  );
  const named = firstOf(labels, MOST_OF_PEOPLE);
  return areTheirs && !isWhole ? `${named}, also guests who are in the directory already,` : named;
}

const isGuests = ({ guests }: RequestorName): boolean => guests === true;
const isInGroup = ({ group }: RequestorName): boolean => group !== undefined;

export function severityText(severity: AccessSeverity, style: Style): string {
  switch (severity) {
    case 'critical':
      return style.red(style.bold('CRITICAL'));
    case 'high':
      return style.red('high');
    case 'medium':
      return style.yellow('medium');
    case 'low':
      return style.dim('low');
  }
}

/** What made the difference, one line for each resource and property. */
export function causeLines({ causes }: Pick<AccessChange, 'causes'>): string[] {
  return causes.map(({ address, called, path, source }) => {
    const name = called === undefined ? '' : `${printable(called)} `;
    const what = path === undefined ? '' : ` ${printable(path)}`;
    const place = source === undefined ? '' : `  ${placeText(source)}`;
    return `${name}${printable(address)}${what}${place}`;
  });
}

function causeText(change: AccessChange): string {
  return causeLines(change).join('; ');
}

/** What must not be overlooked, a sentence each without its full stop; untrusted text inside. */
export function criticalTexts(access: AccessDiff): readonly string[] {
  const [open, worth, own] = [openPackages(access), raisedPackages(access), ownDecided(access)];
  const names = (all: readonly string[], what: string) =>
    all.length > MOST_NAMED ? `${all.length} ${what}` : all.join(', ');
  return [
    ...(open.length === 0 ? [] : [`anyone on the internet gets ${names(open, 'packages')} without approval`]),
    ...(worth.length === 0
      ? []
      : [`many people can get privileged roles through ${names(worth, 'packages')}`]),
    ...(own.length === 0 ? [] : [`people come to decide about their own access to ${names(own, 'things')}`]),
  ];
}

/** `Access: 1 gained, 2 lost. CRITICAL: ...`, the line beside a plan's counts; empty when there is nothing to say. */
export function accessSummary(access: AccessDiff, style: Style): string {
  if (!hasAccessChanges(access)) return '';
  const parts = LISTS.filter((list) => access[list].length > 0).map(
    (list) => `${access[list].length} ${list}`,
  );
  const critical = criticalTexts(access).map(
    (text) => ` ${style.red(style.bold(`CRITICAL: ${printable(text)}!`))}`,
  );
  return `${style.bold('Access:')} ${parts.join(', ')}.${critical.join('')}`;
}
