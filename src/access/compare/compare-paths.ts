/** Ways to access in several steps that a change opens: what nobody of these people could come to before. */
import { groupBy } from '../../model/group-by.ts';
import type { Steps } from '../../model/turns.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName, userOf } from '../facts/requestor.ts';
import { pathsInOrder } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import { pathGraphOf } from '../paths/path-graph.ts';
import { withoutMembersOfClasses } from '../paths/said-of-classes.ts';
import { sortsOfPeople, startOf } from '../paths/start.ts';
import { requestorKey } from '../relation/overview.ts';
import type { AccessChange } from './access-change.ts';
import type { BothWalks } from './both-walks.ts';
import { bothWalks } from './both-walks.ts';
import type { PlaceOf } from './causes.ts';
import { decidingFor } from './deciding-ends.ts';
import type { EasierPath } from './easier-paths.ts';
import { easierFor } from './easier-paths.ts';
import { loosenedFor } from './loosened-paths.ts';
import { endKey, openedFor } from './opened-paths.ts';
import { partsOf, saidOnce } from './parts-of-starts.ts';
import { causesFor, toEntry } from './path-entry.ts';
import { PathExceptions } from './path-exceptions.ts';
import { ChangedPeople, nodesTowards, touchedBy } from './paths-touched.ts';
import { releasedHolders } from './released.ts';
import type { Sides } from './same-people.ts';
import { nameFrom, organizationSides, organizationsRekeyed, sidesKey } from './same-people.ts';
import { startBefore } from './start-before.ts';
import { takingPartInPaths } from './taking-part.ts';
import type { Revision } from './touched.ts';

/** One entry for each path of each start, one start a step. Nothing is done where no change has to do with granted groups. */
export function* comparePathsSteps(revision: Revision, placeOf: PlaceOf): Steps<AccessChange[]> {
  const { before, after } = revision;
  const taking = takingPartInPaths(revision);
  if (taking.length === 0) return [];
  const [past, present] = [pathGraphOf(before), pathGraphOf(after)];
  yield;
  const earlier = new Set(sortsOfPeople(before).map(requestorKey));
  const rekeyed = organizationsRekeyed(before, after);
  const touched = touchedBy(taking, [before, after]);
  const towards = nodesTowards(present, touched);
  const people = new ChangedPeople(revision, taking);
  const found: FoundPaths = { opened: [], deciding: [], looser: [], easier: [] };
  const all = sidesOfSorts(revision);
  for (const sides of all) {
    const key = requestorKey(sides.present);
    const areOthers = people.areOthers(sides);
    const start = startOf(present, sides.present);
    const isMeant =
      areOthers ||
      !earlier.has(key) ||
      start.nodes.some((node) => towards.has(node)) ||
      start.first.some(({ to, by = '' }) => towards.has(to) || touched.has(by));
    if (!isMeant) continue;
    const name = nameOfSides(sides, revision);
    const parts = partsOf(after, sides, name).map((part) => ({
      ...part,
      walks: bothWalks(
        past,
        startBefore(past, part.past),
        present,
        { ...start, requestor: part.present },
        { touched, areOthers },
      ),
    }));
    const note = <T>(
      into: Found<T>[],
      of: (walks: BothWalks) => readonly T[],
      keyOf: (each: T) => string,
    ) => {
      const each = parts.map((part) => ({ name: part.name, found: of(part.walks) }));
      for (const told of saidOnce(name, each, keyOf))
        into.push({ ...told, of: parts[told.part ?? -1]?.past ?? sides.present });
    };
    note(found.opened, (walks) => openedFor(walks, rekeyed), certainKey);
    note(found.deciding, decidingFor, certainKey);
    note(found.looser, loosenedFor, certainKey);
    note(found.easier, easierFor, ({ path, order, instead = '' }) =>
      [certainKey(path), order, instead].join('\n'),
    );
    yield;
  }
  const except = new PathExceptions(past, revision, rekeyed, all, found.opened);
  const entries = (paths: readonly AccessPath[], terms = '', before: readonly string[] = []) =>
    pathsInOrder(withoutMembersOfClasses(after, paths)).map((path) =>
      toEntry(path, { model: after, terms, before }, causesFor(path, revision, taking, people), placeOf),
    );
  const entriesOfEasier = [
    ...groupBy(found.easier, ({ each }) => `${each.order} ${each.instead ?? ''}`).values(),
  ];
  return [
    ...entries(found.opened.map((each) => ({ ...each.each, from: except.nameOf(each) }))),
    ...entries(
      found.deciding.map(({ each, name }) => ({ ...each, from: name })),
      DECIDING,
      ['could come to it before, without deciding about their own access'],
    ),
    ...entries(
      found.looser.map(({ each, name }) => ({ ...each, from: name })),
      LOOSER,
    ),
    ...entriesOfEasier.flatMap((alike) => {
      const [{ order, instead } = {}] = alike.map(({ each }) => each);
      const terms = order === 'looser' ? LOOSER : ' with the consent of others';
      const paths = alike.map(({ each, name }) => ({ ...each.path, from: name }));
      return entries(paths, terms, instead === undefined ? [] : [`until now by: ${instead}`]);
    }),
  ];
}

interface Found<T> {
  readonly each: T;
  readonly name: RequestorName;
  readonly of: Requestor;
}

interface FoundPaths {
  readonly opened: Found<AccessPath>[];
  readonly deciding: Found<AccessPath>[];
  readonly looser: Found<AccessPath>[];
  readonly easier: Found<EasierPath>[];
}

function certainKey(path: AccessPath): string {
  return `${endKey(path)}\n${String(path.certain)}`;
}

const DECIDING = ', and decide about their own access by it';
const LOOSER = ' on looser terms';

/** Sorts of people after, those of organizations that are gone, and people no longer excluded; people of organizations by how they sign in. */
function sidesOfSorts(revision: Revision): readonly Sides[] {
  const { before, after } = revision;
  const gone = [...before.organizations.keys()].filter((address) => !after.organizations.has(address));
  const sorts = [
    ...sortsOfPeople(after),
    ...gone.map((address): Requestor => ({ type: 'connectedOrganization', address })),
    ...releasedPeople(revision),
  ];
  const all = sorts.flatMap((sort): readonly Sides[] =>
    sort.type === 'connectedOrganization'
      ? organizationSides(before, after)(sort.address)
      : [{ past: sort, present: sort, split: false }],
  );
  return [...new Map(all.map((sides) => [sidesKey(sides), sides])).values()];
}

/** Of others of their class nothing kept them from the way before. */
function releasedPeople(revision: Revision): readonly Requestor[] {
  const { directory } = revision.after;
  return releasedHolders(revision).map((id) => ({ type: 'person', person: userOf(directory, id) }));
}

/** Single people whose ways are told one by one. */
export function peopleOnPaths(revision: Revision): readonly Requestor[] {
  const sorts = [...sortsOfPeople(revision.after), ...releasedPeople(revision)];
  return sorts.filter(({ type }) => type === 'person');
}

/** As of organizations, on whichever side they are of one. */
function nameOfSides(sides: Sides, { before, after }: Revision): RequestorName {
  const { past, present } = sides;
  const isOfBefore = past.type === 'connectedOrganization' && present.type !== 'connectedOrganization';
  return nameFrom(isOfBefore ? requestorName(before, past) : requestorName(after, present), sides);
}
