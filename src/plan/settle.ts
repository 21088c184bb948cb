/**
 * What became of creations that earlier runs left open. The journal's digest and start time tell the object that such
 * a run made from one that another client made under the same name; where they do not, the user is asked.
 */
import { parseAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import type { Attributes } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearAddress } from '../kinds/near-address.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import type { StateDocument, UncertainCreation } from '../state/document.ts';
import { attributesDigest } from './attributes-digest.ts';

/** How far the clock of this machine and that of the service may be apart. */
const CLOCKS_APART_MS = 300_000;

/** The user's answer for each address: the id of the object that was made, or that none of them was. */
export type Answers = ReadonlyMap<ResourceAddress, string>;

/** The answer that it was none of them. */
export const NONE = 'none';

/** Objects of which an earlier run may have made one. */
export interface Question {
  readonly address: ResourceAddress;
  /** When the first of those runs began to make it: UTC, ISO 8601. */
  readonly since: string;
  readonly candidates: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly createdAt: string | undefined;
    /** It is exactly as it was sent. */
    readonly asSent: boolean;
  }[];
}

/** Creations of one address that earlier runs left open. */
export interface OpenCreation {
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly since: string;
  readonly digests: ReadonlySet<string>;
}

/** A live object with its references as addresses where they are managed. */
export interface Candidate {
  readonly object: RemoteObject;
  readonly attributes: Attributes;
}

/** By kind. */
export function openCreations(prior: StateDocument | undefined): ReadonlyMap<string, OpenCreation[]> {
  const creations = (prior?.pending ?? []).filter(({ action }) => action === 'create');
  const open = [...groupBy(creations, ({ address }) => address)].map(([address, operations]) => ({
    address,
    kind: parseAddress(address)?.kind ?? '',
    since: operations.map(({ startedAt }) => startedAt).sort()[0] ?? '',
    digests: new Set(operations.map(({ digest }) => digest)),
  }));
  return groupBy(open, ({ kind }) => kind);
}

/** The earliest time by the service's clock at which an object can have been made by a run that began at `since`. */
export function notBefore(since: string): number {
  return Date.parse(since) - CLOCKS_APART_MS;
}

/**
 * Finds the object that an open creation made among those that could be it: of the declared natural key, or, when
 * nothing declares the address any more, all of the kind.
 */
export function settle(
  creation: OpenCreation,
  kind: Kind,
  candidates: readonly Candidate[],
  declared: boolean,
): { readonly made?: RemoteObject; readonly question?: Question } {
  const earliest = notBefore(creation.since);
  const possible = candidates.filter(
    ({ object }) => object.createdAt === undefined || Date.parse(object.createdAt) >= earliest,
  );
  const asSent = possible.filter(({ attributes }) =>
    creation.digests.has(attributesDigest(kind, attributes)),
  );
  // What the service allows only once under one natural key is what was made, whatever became of it since.
  const certain = declared && kind.identity.duplicates === undefined ? possible : asSent;
  const open = declared ? possible : asSent;
  const [only] = certain;
  if (only !== undefined && certain.length === 1) return { made: only.object };
  if (open.length === 0) return {};
  const described = open.map((candidate) => ({
    id: candidate.object.id,
    displayName: kind.words.displayName(candidate.attributes),
    createdAt: candidate.object.createdAt,
    asSent: asSent.includes(candidate),
  }));
  return { question: { address: creation.address, since: creation.since, candidates: described } };
}

/** True for what is just as the creation of another address was sent, and not as this one was. */
export function isOfAnother(
  { address, digests }: OpenCreation,
  open: readonly OpenCreation[],
  digest: string,
): boolean {
  return !digests.has(digest) && open.some((other) => other.address !== address && other.digests.has(digest));
}

/** Errors for answers to what is not open; `known`: every address that is declared or tracked. */
export function needlessAnswers(
  answers: Answers,
  prior: StateDocument | undefined,
  uncertain: readonly UncertainCreation[],
  known: Iterable<ResourceAddress>,
): readonly Diagnostic[] {
  const begun = new Set([...openCreations(prior).values()].flat().map(({ address }) => address));
  const remembered = new Set(uncertain.map(({ address }) => address));
  const names = new Set([...known, ...begun, ...remembered]);
  return [...answers].flatMap(([address, answer]): Diagnostic[] => {
    if (begun.has(address) || (remembered.has(address) && answer === NONE)) return [];
    const error = { code: 'PLAN_SETTLE', severity: 'error' } as const;
    if (names.has(address)) {
      const summary = `Nothing of ${address} is open, so there is nothing to settle`;
      return [{ ...error, summary, hint: `Leave out --settle ${address}=${answer}`, address }];
    }
    const near = nearAddress(address, names);
    const hint =
      near === undefined ? 'A plan without --settle names what is open' : `Did you mean "${near}"?`;
    return [{ ...error, summary: `Nothing has the address "${address}"`, hint }];
  });
}

/** An answer that names another object than an earlier run can have made. */
export function noCandidate(address: ResourceAddress, answer: string): Diagnostic {
  return {
    code: 'PLAN_SETTLE',
    severity: 'error',
    summary: `The object ${answer} cannot be what an earlier run made of ${address}`,
    hint: 'Name one of those that a plan without --settle lists',
    address,
  };
}

/** A question that nobody answered. */
export function unanswered({ address, since, candidates }: Question): Diagnostic {
  const objects = candidates.length === 1 ? 'one object' : `${candidates.length} objects`;
  return {
    code: 'PLAN_UNSETTLED',
    severity: 'error',
    summary: `A run that began to create ${address} at ${since} was cut off, and ${objects} in the tenant may be what it made`,
    detail: candidates.map(describeCandidate).join('\n'),
    hint: `Look at what is there, then run again with --settle ${address}=ID, or --settle ${address}=${NONE} when it is none of them`,
    address,
  };
}

/** A candidate in words. */
export function describeCandidate({
  id,
  displayName,
  createdAt,
  asSent,
}: Question['candidates'][number]): string {
  const time = createdAt === undefined ? '' : `, created ${createdAt}`;
  return `"${displayName}", id ${id}${time}, ${asSent ? 'just as it was sent' : 'not as it was sent'}`;
}
