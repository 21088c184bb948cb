/** Ways to access in several steps that a change opens: what nobody of these people could come to before. */
import { groupBy } from '../../model/group-by.ts';
import type { JsonValue } from '../../model/value.ts';
import { isList, isObject } from '../../model/value.ts';
import type { Steps } from '../../model/turns.ts';
import type { AccessModel } from '../facts/model.ts';
import { withOuterGroups } from '../facts/facts.ts';
import { grantedGroup, WHOLE_TENANT } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass, requestorName, userOf } from '../facts/requestor.ts';
import { pathsInOrder } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import { PathGraph } from '../paths/path-graph.ts';
import { withoutMembersOfClasses } from '../paths/said-of-classes.ts';
import { sortsOfPeople, startOf } from '../paths/start.ts';
import { doneInTenant } from '../relation/duties.ts';
import { requestorKey } from '../relation/overview.ts';
import type { AccessChange } from './access-change.ts';
import { facetsOfPath, PATH_FACETS } from './path-facets.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import { causeAt, causesOf, differencesIn } from './causes.ts';
import type { BothWalks } from './both-walks.ts';
import { bothWalks } from './both-walks.ts';
import type { EasierPath } from './easier-paths.ts';
import { easierFor } from './easier-paths.ts';
import { loosenedFor } from './loosened-paths.ts';
import { endKey, openedFor } from './opened-paths.ts';
import { partsOf, saidOnce } from './parts-of-starts.ts';
import { PathExceptions } from './path-exceptions.ts';
import { releasedHolders } from './released.ts';
import type { Sides } from './same-people.ts';
import { nameFrom, organizationSides, organizationsRekeyed, sidesKey } from './same-people.ts';
import { startBefore } from './start-before.ts';
import type { Revision } from './touched.ts';

/** One entry for each path of each start, one start a step. Nothing is done where no change has to do with granted groups. */
export function* comparePathsSteps(revision: Revision, placeOf: PlaceOf): Steps<AccessChange[]> {
  const { before, after } = revision;
  const taking = takingPartInPaths(revision);
  if (taking.length === 0) return [];
  const [past, present] = [new PathGraph(before), new PathGraph(after)];
  yield;
  const earlier = new Set(sortsOfPeople(before).map(requestorKey));
  const rekeyed = organizationsRekeyed(before, after);
  const touched = touchedBy(taking, [before, after]);
  const towards = nodesTowards(present, touched);
  const found: FoundPaths = { opened: [], looser: [], easier: [] };
  const all = sidesOfSorts(revision);
  for (const sides of all) {
    const key = requestorKey(sides.present);
    // Where people of an organization stood before is known of those that were there.
    const isKnown = requestorKey(sides.past) === key && (earlier.has(key) || !isExternalClass(sides.present));
    const start = startOf(present, sides.present);
    const isMeant =
      !isKnown ||
      !earlier.has(key) ||
      start.nodes.some((node) => towards.has(node)) ||
      start.first.some(({ to, by = '' }) => towards.has(to) || touched.has(by));
    if (!isMeant) continue;
    const name = nameOfSides(sides, revision);
    const parts = partsOf(after, sides, name).map((part) => ({
      ...part,
      walks: bothWalks(past, startBefore(past, part.past), present, { ...start, requestor: part.present }),
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
    note(found.opened, (walks) => openedFor(walks, touched, rekeyed), certainKey);
    if (isKnown) {
      note(found.looser, loosenedFor, certainKey);
      note(
        found.easier,
        (walks) => easierFor(walks, touched),
        ({ path, order, instead = '' }) => [certainKey(path), order, instead].join('\n'),
      );
    }
    yield;
  }
  const except = new PathExceptions(past, revision, rekeyed, all, found.opened);
  const entries = (paths: readonly AccessPath[], terms = '', before: readonly string[] = []) =>
    pathsInOrder(withoutMembersOfClasses(after, paths)).map((path) =>
      toEntry(path, { model: after, terms, before }, causesFor(path, revision, taking), placeOf),
    );
  const entriesOfEasier = [
    ...groupBy(found.easier, ({ each }) => `${each.order} ${each.instead ?? ''}`).values(),
  ];
  return [
    ...entries(found.opened.map((each) => ({ ...each.each, from: except.nameOf(each) }))),
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
  readonly looser: Found<AccessPath>[];
  readonly easier: Found<EasierPath>[];
}

function certainKey(path: AccessPath): string {
  return `${endKey(path)}\n${String(path.certain)}`;
}

const LOOSER = ' on looser terms';

/** The changes that can open a way through a granted group. */
export function takingPartInPaths({ before, after, changes }: Revision): readonly ResourceChange[] {
  const groups = new GroupGrants([before, after]);
  return changes.filter((change) => groups.takesPart(change));
}

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

const ROLES: readonly string[] = ['packageResourceRole', 'catalogResource', 'catalogRole', 'tenantRole'];

/** Which groups packages make people members or owners of, before or after. */
class GroupGrants {
  private readonly models: readonly AccessModel[];
  /** Ids of the groups, and of those that they are members of. */
  private readonly groups: ReadonlySet<string>;
  private readonly packages = new Set<string>();
  /** Addresses of the grants and of their resources. */
  private readonly grants = new Set<string>();

  constructor(models: readonly AccessModel[]) {
    this.models = models;
    const granted = new Set<string>();
    for (const { grantsOf } of models)
      for (const [address, grants] of grantsOf)
        for (const grant of grants) {
          const group = grantedGroup(grant);
          if (group === undefined) continue;
          granted.add(group);
          this.packages.add(address);
          this.grants.add(grant.address).add(grant.from);
        }
    this.groups = new Set(models.flatMap(({ directory }) => [...withOuterGroups(directory, granted)]));
  }

  /** Whether a change can open a way through one of them. */
  takesPart(change: ResourceChange): boolean {
    const { kind, address, before, after } = change;
    // Roles that go open nothing, and terms such as the duration lead nowhere.
    if (after === undefined && ROLES.includes(kind)) return false;
    const edits = differencesIn(change);
    if (before && after && !edits.some(({ facets }) => [...facets].some((facet) => PATH_FACETS.has(facet))))
      return false;
    switch (kind) {
      case 'packageResourceRole':
      case 'catalogResource':
        return this.grants.has(address);
      case 'policy':
        return [before, after].some(
          (policy) => this.packages.has(String(policy?.['accessPackage'])) || this.names(policy),
        );
      case 'catalogRole':
      case 'tenantRole':
        return this.names(before) || this.names(after);
      case 'accessPackage':
        return this.isOnTheWay(address);
      case 'catalog':
        return this.models.some(({ packagesIn }) =>
          (packagesIn.get(address) ?? []).some((each) => this.isOnTheWay(each)),
        );
      case 'connectedOrganization':
        return this.names(before) || this.names(after) || this.isOpenTo(address);
      default:
        return false;
    }
  }

  /** It grants a group, or names one that is granted. */
  private isOnTheWay(address: string): boolean {
    return (
      this.packages.has(address) ||
      this.models.some(({ policiesOf }) =>
        (policiesOf.get(address) ?? []).some(({ attributes }) => this.names(attributes)),
      )
    );
  }

  private isOpenTo(organization: string): boolean {
    const isOpen = ({ organizations, scope }: PolicyView) =>
      organizations.length > 0 ? organizations.includes(organization) : EXTERNAL_SCOPES.includes(scope);
    return this.models.some(({ policiesOf }) =>
      [...this.packages].some((address) => (policiesOf.get(address) ?? []).some(isOpen)),
    );
  }

  private names(value: JsonValue | undefined): boolean {
    if (typeof value === 'string') return this.groups.has(value);
    if (isList(value)) return value.some((each) => this.names(each));
    return isObject(value) && Object.values(value).some((each) => this.names(each));
  }
}

/** Addresses of what changed, and of what a change of it opens or closes: its package, what is in it, what it grants. */
export function touchedBy(
  changes: readonly ResourceChange[],
  models: readonly AccessModel[],
): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const { address, kind, before, after } of changes) {
    touched.add(address);
    for (const side of [before, after])
      for (const owner of [side?.['accessPackage'], kind === 'catalogRole' ? side?.['catalog'] : undefined])
        if (typeof owner === 'string') touched.add(owner);
    for (const model of models) for (const each of openedBy(model, kind, address)) touched.add(each);
  }
  return touched;
}

/** Packages in a catalog, grants of a resource, and organizations whose sponsors approve what a policy admits them to. */
function openedBy(model: AccessModel, kind: string, address: string): readonly string[] {
  if (kind === 'catalog') return model.packagesIn.get(address) ?? [];
  if (kind === 'catalogResource') {
    const grants = [...model.grantsOf.values()].flat();
    return grants.filter(({ from }) => from === address).map((grant) => grant.address);
  }
  const policy = model.policies.get(address);
  if (policy === undefined || !namesSponsors(policy)) return [];
  const all = policy.organizations.length === 0 && EXTERNAL_SCOPES.includes(policy.scope);
  return all ? [...model.organizations.keys()] : policy.organizations;
}

function namesSponsors({ attributes }: PolicyView): boolean {
  return /"(?:in|ex)ternalSponsors"/.test(JSON.stringify(attributes['requestApprovalSettings'] ?? null));
}

/** Nodes that lead to something touched, and what is touched itself. */
export function nodesTowards(graph: PathGraph, touched: ReadonlySet<string>): ReadonlySet<number> {
  const before = new Map<number, number[]>();
  const found = new Set<number>();
  for (const [from, edges] of graph.edges.entries()) {
    if (touched.has(graph.nodeAt(from).id)) found.add(from);
    for (const { to, by = '' } of edges) {
      const known = before.get(to);
      if (known === undefined) before.set(to, [from]);
      else known.push(from);
      if (touched.has(by)) found.add(from);
    }
  }
  // A set gives what is added while it is gone through.
  for (const node of found) for (const from of before.get(node) ?? []) found.add(from);
  return found;
}

/** The changes of what the path goes through; all that take part where none does. */
function causesFor(
  { from, steps }: AccessPath,
  { after }: Revision,
  taking: readonly ResourceChange[],
): readonly ResourceChange[] {
  const own = new Set([from.id, ...steps.flatMap(({ id, by }) => [id, by])]);
  for (const { id, by } of steps)
    for (const each of [
      after.packages.get(id)?.catalog,
      ...(after.grantsOf.get(id) ?? []).filter((grant) => own.has(grant.address)).map((grant) => grant.from),
      after.policies.get(by ?? '')?.package,
    ])
      own.add(each);
  const fitting = taking.filter(({ address }) => own.has(address));
  return fitting.length > 0 ? fitting : taking;
}

interface Telling {
  readonly model: AccessModel;
  /** How it differs from what could be come to before, said behind it. */
  readonly terms: string;
  /** How it was come to before, as details. */
  readonly before: readonly string[];
}

function toEntry(
  path: AccessPath,
  { model, terms, before }: Telling,
  changes: readonly ResourceChange[],
  placeOf: PlaceOf,
): AccessChange {
  const { from, steps, end, certain, unproved, severity, selfDecision } = path;
  const predicate = `can now ${certain ? '' : 'possibly '}come to ${doneAt(model, path)}${terms}`;
  return {
    capability: end.capability,
    requestor: from,
    package: { address: end.address, displayName: end.displayName },
    severity,
    ...(path.raised === true && { raised: true }),
    direction: 'looser',
    predicate,
    summary: `${from.label} ${predicate}`,
    details: [
      `path: ${steps.map(({ label }) => label).join(' → ')}`,
      ...before,
      ...selfDecision.map(({ text }) => text),
      ...(unproved === undefined ? [] : [`possible, not proved: ${unproved}`]),
    ],
    causes: changes.flatMap((change) => {
      const causes = causesOf([change], facetsOfPath(path), placeOf);
      // Of roles that come as a whole nothing else tells.
      return causes.length > 0 ? causes : [causeAt(change.address, [], placeOf)];
    }),
    path: { steps, certain, selfDecision },
  };
}

/** What they can do in the end, behind `can come to`. */
function doneAt(model: AccessModel, { end, steps }: AccessPath): string {
  if (end.address === WHOLE_TENANT) return doneInTenant(steps.at(-1)?.role ?? '');
  return VERBS[end.capability](nameIn(model, end));
}

function nameIn(model: AccessModel, { address, displayName, capability }: AccessPath['end']): string {
  if (model.packages.has(address)) return packageName(model, address);
  if (!model.organizations.has(address)) return displayName;
  return `${capability === 'review' ? 'access among ' : ''}people of ${displayName}`;
}

const VERBS: Readonly<Record<AccessPath['end']['capability'], (name: string) => string>> = {
  request: (name) => `request ${name}`,
  receive: (name) => `get ${name}`,
  assign: (name) => `be assigned ${name}`,
  hold: (name) => `decide who is in ${name}`,
  requestFor: (name) => `request ${name} for other people`,
  approve: (name) => `approve requests for ${name}`,
  review: (name) => `review who keeps ${name}`,
  administer: (name) => `administer the catalog ${name}`,
};
