/** Where paths start: each sort of people that the model tells apart, with what is open to them before any step. */
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import { isOutsideDirectory, organizationsOf } from '../facts/requestor.ts';
import { distinct, requestorsNamed } from '../relation/overview.ts';
import { barredFromAll } from '../relation/preconditions.ts';
import type { PathEdge, PathGraph } from './path-graph.ts';
import { ruleKey } from './path-graph.ts';

export interface Start {
  readonly requestor: Requestor;
  /** Not in the directory: the first package brings them there. */
  readonly outside: boolean;
  /** What they are without any step: principals, guests. */
  readonly nodes: readonly number[];
  /** What is open to them as people of their class. */
  readonly first: readonly PathEdge[];
}

/** Organizations and classes first, then whom policies name. What holds for a class holds for its members. */
export function sortsOfPeople(model: AccessModel): readonly Requestor[] {
  const organizations = [...model.organizations.keys()].sort();
  return distinct([
    { type: 'anyExternalUser' },
    { type: 'configuredOrganizations' },
    ...organizations.map((address): Requestor => ({ type: 'connectedOrganization', address })),
    { type: 'anyExternalUser', guests: true },
    { type: 'members' },
    ...[...model.policies.values()]
      .flatMap((policy) => requestorsNamed(model, policy))
      .filter(({ type }) => type === 'group' || type === 'person' || type === 'attributeRule'),
  ]);
}

/** A start for one requestor; what the outer door, an invitation or a disabled account keeps from all packages starts nowhere. */
export function startOf(graph: PathGraph, requestor: Requestor): Start {
  const { model } = graph;
  const open = scopesOf(model, requestor)
    .map((scope) => graph.openEdges(scope))
    .filter((edges) => edges.length > 0);
  const [only = []] = open;
  const nodes = standingOf(graph, requestor);
  const barred = barredFromAll(model, requestor) !== undefined;
  return {
    requestor,
    outside: isOutsideDirectory(requestor),
    nodes: barred ? [] : nodes,
    first: barred ? [] : open.length > 1 ? graph.sort(open.flat()) : only,
  };
}

/** What `PathGraph.openTo` knows the policies by that are for the requestor's class. */
function scopesOf(model: AccessModel, requestor: Requestor): readonly string[] {
  const external = ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'];
  const inDirectory = ['allMemberUsers', 'allDirectoryUsers'];
  switch (requestor.type) {
    case 'connectedOrganization': {
      const all = [requestor.address, ...(requestor.others ?? [])];
      const configured = all.some((each) => model.organizations.get(each)?.state === 'configured');
      return [...all, ...external.slice(configured ? 0 : 1)];
    }
    case 'configuredOrganizations':
      return external;
    case 'anyExternalUser':
      return external.slice(1);
    case 'members':
      return inDirectory;
    case 'directoryUsers':
      return inDirectory.slice(1);
    case 'attributeRule':
      return [ruleKey(requestor.rule)];
    case 'person':
      return scopesOfPerson(model, requestor);
    default:
      return [];
  }
}

function scopesOfPerson(model: AccessModel, requestor: Requestor & { readonly type: 'person' }): string[] {
  const { certain, possible } = organizationsOf(model, requestor);
  const organizations = [...certain, ...possible];
  const { id, userType } = requestor.person;
  const configured = organizations.some(({ state }) => state === 'configured');
  const external = [
    ...organizations.map(({ address }) => address),
    ...(configured ? ['allConfiguredConnectedOrganizationUsers'] : []),
    'allExternalUsers',
  ];
  return [
    ...(id === undefined ? [] : ['allDirectoryUsers']),
    ...(id === undefined || userType === 'Guest' ? [] : ['allMemberUsers']),
    ...(userType === 'Member' ? [] : external),
    ...rulesFor(model, requestor),
  ];
}

function rulesFor(model: AccessModel, { person }: Requestor & { readonly type: 'person' }): string[] {
  if (person.id === undefined) return [];
  const rules = [...model.policies.values()]
    .filter(({ automatic }) => automatic)
    .flatMap(({ rules }) => rules);
  // A rule that does not match them gives them nothing; one of which that is not known may.
  const open = rules.filter((rule) => matchesRule(rule, person.properties) !== 'no');
  return [...new Set(open)].map(ruleKey);
}

function standingOf(graph: PathGraph, requestor: Requestor): readonly number[] {
  const nodes = (principals: readonly string[]) =>
    principals.flatMap((principal) => graph.find('principal', principal) ?? []);
  switch (requestor.type) {
    case 'group':
      return nodes([requestor.id, ...groupsAround(graph.model, requestor.id)]);
    case 'person': {
      const { id, groups } = requestor.person;
      if (id === undefined) return [];
      return nodes([id, ...(groups ?? groupsOf(graph.model, id))]);
    }
    case 'anyExternalUser': {
      const { guests, inGroup } = requestor;
      if (guests !== true) return [];
      const groups = inGroup === undefined ? [] : nodes([inGroup, ...groupsAround(graph.model, inGroup)]);
      return [graph.find('guest', '') ?? [], groups].flat();
    }
    default:
      return [];
  }
}

/** Groups that a group is known to be within. */
function groupsAround({ directory }: AccessModel, inner: string): readonly string[] {
  return [...directory.groups]
    .filter(([, { memberGroups }]) => memberGroups?.includes(inner) === true)
    .map(([id]) => id);
}

/** Groups that they are known to be members of. */
function groupsOf({ directory }: AccessModel, user: string): readonly string[] {
  return [...directory.groups]
    .filter(([, { members }]) => members?.includes(user) === true)
    .map(([id]) => id);
}
