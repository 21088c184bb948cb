/** What a set of changes touches on the ways of a graph, and of whom it makes other people. */
import { grantsFrom } from '../facts/grants-from.ts';
import type { AccessModel } from '../facts/model.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { organizationsOf } from '../facts/requestor.ts';
import type { PathGraph } from '../paths/path-graph.ts';
import { requestorKey } from '../relation/overview.ts';
import type { ResourceChange } from './causes.ts';
import { doorsMet } from './doors-met.ts';
import type { Sides } from './same-people.ts';
import type { Revision } from './touched.ts';

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
  if (kind === 'catalogResource')
    return (grantsFrom(model).get(address) ?? []).map(({ grant }) => grant.address);
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

/** By which changes people are of another organization than before, of one that changed, or are met otherwise at the outer door. */
export class ChangedPeople {
  private readonly models: readonly AccessModel[];
  private readonly organizations: ReadonlyMap<string, ResourceChange>;
  private readonly doors: readonly ResourceChange[];

  constructor({ before, after }: Revision, changes: readonly ResourceChange[]) {
    this.models = [before, after];
    const ofKind = (kind: string) => changes.filter((change) => change.kind === kind);
    this.organizations = new Map(ofKind('connectedOrganization').map((change) => [change.address, change]));
    this.doors = ofKind('crossTenantAccess');
  }

  /** Whether the same policies may mean something else to them. */
  areOthers(sides: Pick<Sides, 'past' | 'present'>): boolean {
    return requestorKey(sides.past) !== requestorKey(sides.present) || this.changesOf(sides).length > 0;
  }

  changesOf({ past, present }: Pick<Sides, 'past' | 'present'>): readonly ResourceChange[] {
    if (this.organizations.size + this.doors.length === 0) return [];
    const own = new Set([past, present].flatMap((side) => this.organizationsOf(side)));
    return [
      ...[...own].flatMap((address) => this.organizations.get(address) ?? []),
      ...doorsMet(this.doors, this.models, [past, present]),
    ];
  }

  private organizationsOf(requestor: Requestor): readonly string[] {
    if (this.organizations.size === 0) return [];
    if (requestor.type === 'person')
      return this.models.flatMap((model) => {
        const { certain, possible } = organizationsOf(model, requestor);
        return [...certain, ...possible].map(({ address }) => address);
      });
    if (requestor.type !== 'connectedOrganization') return [];
    return [requestor.address, ...(requestor.others ?? [])];
  }
}
