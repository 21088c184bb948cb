/** What those who hold a package gain or lose because it grants other roles, whether anyone can request it or not. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessChange, AccessSeverity } from './access-change.ts';
import type { PlaceOf } from './causes.ts';
import { causeAt, causesOf } from './causes.ts';
import type { AccessModel, GrantView } from '../facts/model.ts';
import { grantKey, originOf } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import { assigningByRule } from '../relation/rule-loss.ts';
import type { LosingHolders } from './kept-otherwise.ts';
import { keptText } from './kept-otherwise.ts';
import { lapsing } from './lapsing.ts';
import { byInclusion } from '../relation/order.ts';
import { grantText } from '../words/phrases.ts';
import type { ChangeIndex, Revision } from './touched.ts';
import { packagesGranting } from './touched.ts';

/** One change for each package that is there before and after and grants other roles. */
export function compareHolding(revision: Revision, index: ChangeIndex, placeOf: PlaceOf): AccessChange[] {
  return [...packagesGranting(revision)].flatMap((address) => holding(revision, address, index, placeOf));
}

/** One for each package, or policy of a package that goes on, of which the holders lose what they hold by it. */
export function lostByHolders(revision: Revision, placeOf: PlaceOf): AccessChange[] {
  const { before, after, ended = new Set() } = revision;
  return [...ended].flatMap((address) => {
    const policy = before.policies.get(address);
    if (policy !== undefined && ended.has(policy.package)) return [];
    const of = policy?.package ?? address;
    return loss(revision, { package: of, policy }, placeOf).map((entry) => ({
      ...entry,
      details: [...entry.details, ...lapsing(revision, of, policy), ...givenBack(after, of)],
    }));
  });
}

/** Whom rules assign a package that its holders lose. */
function givenBack(model: AccessModel, address: ResourceAddress): readonly string[] {
  return assigningByRule(model, address).flatMap(({ rules }) =>
    rules.map((rule) => `those matching ${rule} are assigned it again, without a request`),
  );
}

function loss(revision: Revision, losing: LosingHolders, placeOf: PlaceOf): AccessChange[] {
  const { package: address, policy } = losing;
  const model = revision.before;
  const grants = [...grantsOf(model, address).values()];
  const view = model.packages.get(address);
  if (view === undefined || grants.length === 0) return [];
  const through = policy === undefined ? '' : ` through ${policy.displayName}`;
  const label = `everyone who holds ${packageName(model, address)}${through}`;
  return [
    {
      capability: 'hold',
      requestor: { type: 'holder', id: policy?.address ?? address, label },
      package: { address, displayName: view.displayName },
      severity: 'low',
      direction: 'tighter',
      predicate: 'loses it',
      summary: `${label} loses it`,
      details: grants.map((grant) => `loses ${grantText(grant)}${keptText(losing, grant, revision)}`),
      causes: [causeAt(policy?.address ?? address, [], placeOf)],
    },
  ];
}

function holding(
  revision: Revision,
  address: ResourceAddress,
  index: ChangeIndex,
  placeOf: PlaceOf,
): AccessChange[] {
  const { before, after } = revision;
  const view = after.packages.get(address);
  if (view === undefined || !before.packages.has(address)) return [];
  const [was, is] = [grantsOf(before, address), grantsOf(after, address)];
  const order = byInclusion([...was.keys()], [...is.keys()]);
  if (order === 'equal') return [];
  const [gained, lost] = [missing(is, was), missing(was, is)];
  const called = packageName(after, address);
  const texts = [...gained, ...lost].map(grantText);
  const text = (grant: GrantView) =>
    texts.filter((each) => each === grantText(grant)).length > 1
      ? `${grantText(grant)} (${originOf(grant.resourceId)})`
      : grantText(grant);
  const label = `everyone who holds ${called}`;
  const predicate = [
    ...(gained.length > 0 ? [`gets ${listed(gained.map(text))}`] : []),
    ...(lost.length > 0 ? [`loses ${listed(lost.map(text))}`] : []),
  ].join(' and ');
  const severity: AccessSeverity = gained.some(({ privileged }) => privileged)
    ? 'high'
    : gained.length > 0
      ? 'medium'
      : 'low';
  return [
    {
      capability: 'hold',
      requestor: { type: 'holder', id: address, label },
      package: { address, displayName: view.displayName },
      severity,
      direction: order,
      predicate,
      summary: `${label} ${predicate}`,
      details: [
        ...gained.map((grant) => `gets ${text(grant)}`),
        ...lost.map((grant) => `loses ${text(grant)}${keptText({ package: address }, grant, revision)}`),
      ],
      causes: causesOf(index.relevant([], address), new Set(['grants']), placeOf),
      differences: [{ facet: 'grants', direction: order, before: [...was.keys()], after: [...is.keys()] }],
    },
  ];
}

/** By id of the resource and role, sorted: namesakes are two, and one role granted twice is one. */
function grantsOf({ grantsOf: of }: AccessModel, address: ResourceAddress): ReadonlyMap<string, GrantView> {
  const keyed = (of.get(address) ?? []).map((grant) => [grantKey(grant), grant] as const);
  return new Map(keyed.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function missing(
  from: ReadonlyMap<string, GrantView>,
  other: ReadonlyMap<string, GrantView>,
): readonly GrantView[] {
  return [...from].flatMap(([key, grant]) => (other.has(key) ? [] : [grant]));
}

function listed(texts: readonly string[]): string {
  return texts.length === 1 ? texts.join() : `${texts.length} roles`;
}
