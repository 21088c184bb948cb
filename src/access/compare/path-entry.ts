/** A path that a change opens as an entry, with the changes that opened it. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { WHOLE_TENANT } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { AccessPath } from '../paths/path.ts';
import { doneInTenant } from '../relation/duties.ts';
import type { AccessChange } from './access-change.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import { causeAt, causesOf, changesAt } from './causes.ts';
import type { ChangedPeople } from './paths-touched.ts';
import { facetsOfPath } from './path-facets.ts';
import type { Revision } from './touched.ts';
import { isOfOthersSight, policiesAt } from './visibility.ts';

/** The changes of what the path goes through; all that take part where none does. */
export function causesFor(
  { from, steps }: AccessPath,
  { before, after }: Revision,
  taking: readonly ResourceChange[],
  people: ChangedPeople,
): readonly ResourceChange[] {
  const own = new Set([from.id ?? '', ...steps.flatMap(({ id, by = '' }) => [id, by])]);
  for (const { id, by } of steps)
    for (const each of [
      after.packages.get(id)?.catalog,
      ...(after.grantsOf.get(id) ?? []).filter((grant) => own.has(grant.address)).map((grant) => grant.from),
      after.policies.get(by ?? '')?.package,
    ])
      own.add(each ?? '');
  const sort = classNamed(from);
  for (const { address } of sort === undefined ? [] : people.changesOf({ past: sort, present: sort }))
    own.add(address);
  const through = policiesAt([before, after], own);
  const isIn = (catalog: ResourceAddress) => (policy: PolicyView) =>
    [before, after].some(({ packages }) => packages.get(policy.package)?.catalog === catalog);
  const fitting = changesAt(taking)(own).filter(
    (change) => !isOfOthersSight(change, through.filter(isIn(change.address))),
  );
  return fitting.length > 0 ? fitting : taking;
}

/** People from outside as a start names them; what the outer door does to others is told by no path. */
function classNamed({ type, id, guests }: RequestorName): Requestor | undefined {
  switch (type) {
    case 'connectedOrganization':
      return id === undefined ? undefined : { type, address: id, ...(guests === true && { guests }) };
    case 'configuredOrganizations':
    case 'anyExternalUser':
      return { type, ...(guests === true && { guests }) };
    default:
      return undefined;
  }
}

interface Telling {
  readonly model: AccessModel;
  /** How it differs from what could be come to before, said behind it. */
  readonly terms: string;
  /** How it was come to before, as details. */
  readonly before: readonly string[];
}

export function toEntry(
  path: AccessPath,
  { model, terms, before }: Telling,
  changes: readonly ResourceChange[],
  placeOf: PlaceOf,
): AccessChange {
  const { from, steps, end, certain, unproved, conditions = [], severity, selfDecision } = path;
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
      ...conditions,
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
