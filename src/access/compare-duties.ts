/** Who can decide about access after a change and could not before, and the other way round. */
import type { ResourceAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import { formatPath } from '../model/path.ts';
import type { AccessCause, AccessChange, AccessDiff, AccessSeverity } from './access-change.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import type { Duty } from './duties.ts';
import { dutiesOfCatalog, dutiesOfOrganization, dutiesOfPackage } from './duties.ts';
import type { AccessModel } from './model.ts';
import { packageName } from './names.ts';
import { byInclusion } from './order.ts';
import type { Revision } from './touched.ts';
import { packagesNamed } from './touched.ts';

/** Every difference, in no order. */
export function compareDuties({ before, after, changes }: Revision, placeOf: PlaceOf): AccessDiff {
  const found = { gained: [] as AccessChange[], lost: [] as AccessChange[], changed: [] as AccessChange[] };
  const changed = new Map(changes.map((change) => [change.address, change]));
  for (const [about, dutiesOf] of subjectsOf(changes)) {
    const [was, is] = [byActor(dutiesOf(before, about)), byActor(dutiesOf(after, about))];
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      const [past, present] = [was.get(key) ?? [], is.get(key) ?? []];
      const order = byInclusion(rolesOf(past), rolesOf(present));
      if (order === 'equal') continue;
      const list = past.length === 0 ? 'gained' : present.length === 0 ? 'lost' : 'changed';
      const model = list === 'lost' ? before : after;
      const causes = causesOf(past, present, changed, placeOf);
      const isNew = !before.catalogs.has(about) && after.catalogs.has(about);
      found[list].push(toChange({ list, past, present, order, isNew }, model, causes));
    }
  }
  return found;
}

type DutiesOf = (model: AccessModel, about: ResourceAddress) => Duty[];

/** What the changes can have touched, with how to tell its duties. */
function subjectsOf(changes: readonly ResourceChange[]): Map<ResourceAddress, DutiesOf> {
  const subjects = new Map<ResourceAddress, DutiesOf>();
  for (const change of changes) {
    if (change.kind === 'policy')
      for (const about of packagesNamed(change)) subjects.set(about, dutiesOfPackage);
    if (change.kind === 'catalogRole')
      for (const side of [change.before, change.after])
        if (typeof side?.['catalog'] === 'string') subjects.set(side['catalog'], dutiesOfCatalog);
    if (change.kind === 'connectedOrganization') subjects.set(change.address, dutiesOfOrganization);
  }
  return subjects;
}

function byActor(duties: readonly Duty[]): Map<string, Duty[]> {
  return groupBy(duties, ({ capability, actor: { type, id = '' } }) => `${capability} ${type} ${id}`);
}

function rolesOf(duties: readonly Duty[]): string[] {
  return [...new Set(duties.map(({ role }) => role))].sort();
}

/** The lists that name the person on one side and not on the other. */
function causesOf(
  past: readonly Duty[],
  present: readonly Duty[],
  changed: ReadonlyMap<ResourceAddress, ResourceChange>,
  placeOf: PlaceOf,
): AccessCause[] {
  const key = ({ at, role }: Duty) => `${at.address} ${role}`;
  const [was, is] = [new Set(past.map(key)), new Set(present.map(key))];
  const differing = [
    ...past.filter((each) => !is.has(key(each))),
    ...present.filter((each) => !was.has(key(each))),
  ];
  const causes = differing.map(({ at: { address, path } }): AccessCause => {
    const change = changed.get(address);
    const whole = change === undefined || change.before === undefined || change.after === undefined;
    const source = placeOf(address, whole ? [] : path);
    return {
      address,
      ...(!whole && path.length > 0 && { path: formatPath(path) }),
      ...(source !== undefined && { source }),
    };
  });
  return [...new Map(causes.map((cause) => [`${cause.address} ${cause.path ?? ''}`, cause])).values()];
}

interface Compared {
  readonly list: keyof AccessDiff;
  readonly past: readonly Duty[];
  readonly present: readonly Duty[];
  readonly order: 'looser' | 'tighter' | 'incomparable';
  /** Of a catalog that comes with it: there is nothing in it yet. */
  readonly isNew: boolean;
}

function toChange(compared: Compared, model: AccessModel, causes: AccessCause[]): AccessChange {
  const { list, past, present, order } = compared;
  const [duty] = list === 'lost' ? past : present;
  if (duty === undefined) throw new Error('A change of duties without any');
  const { capability, about, actor } = duty;
  const name = subjectName(model, duty);
  const predicate = `${VERBS[capability][list]} ${name.words}`;
  const [was, is] = [rolesOf(past), rolesOf(present)];
  return {
    capability,
    requestor: actor,
    package: { address: about, displayName: name.displayName },
    severity: severityOf(compared, duty),
    direction: order,
    predicate,
    summary: `${actor.label} ${predicate}`,
    details: [
      list === 'changed'
        ? `as ${was.join(', ')} -> ${is.join(', ')}`
        : `as ${(list === 'lost' ? was : is).join(', ')}`,
    ],
    causes,
    ...(list === 'changed' && {
      differences: [{ facet: capability, direction: order, before: was, after: is }],
    }),
  };
}

const VERBS: Readonly<Record<Duty['capability'], Readonly<Record<keyof AccessDiff, string>>>> = {
  approve: {
    gained: 'can now approve requests',
    lost: 'can no longer approve requests',
    changed: 'can approve, in another role, requests',
  },
  review: {
    gained: 'can now review who keeps access',
    lost: 'can no longer review who keeps access',
    changed: 'can review, in another role, who keeps access',
  },
  requestFor: {
    gained: 'can now request, for other people, access',
    lost: 'can no longer request, for other people, access',
    changed: 'can request, in another role, for other people, access',
  },
  administer: {
    gained: 'can now administer',
    lost: 'can no longer administer',
    changed: 'can administer, in another role,',
  },
};

function subjectName(
  model: AccessModel,
  { about, capability }: Duty,
): { readonly displayName: string; readonly words: string } {
  const catalog = model.catalogs.get(about)?.displayName;
  if (catalog !== undefined) return { displayName: catalog, words: `the catalog ${catalog}` };
  const organization = model.organizations.get(about)?.displayName;
  if (organization !== undefined) return { displayName: organization, words: `of people of ${organization}` };
  const displayName = model.packages.get(about)?.displayName ?? about;
  return { displayName, words: `${capability === 'approve' ? 'for' : 'to'} ${packageName(model, about)}` };
}

function severityOf({ list, order, isNew }: Compared, { capability, external, role }: Duty): AccessSeverity {
  if (list === 'lost' || order === 'tighter') return 'low';
  if (external) return 'high';
  if (capability !== 'administer') return 'medium';
  return role === 'reader' ? 'low' : role === 'owner' && !isNew ? 'high' : 'medium';
}
