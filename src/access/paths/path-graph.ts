/**
 * What leads to what, whatever forbids it: packages, groups and roles as nodes, grants and policies as edges. Each edge needs
 * one node alone, so that what a person can reach is found by following edges. Exclusions, precedence of policies and held
 * packages are left out: the exact answer judges them afterwards.
 */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor } from '../../model/once.ts';
import { isOwnership } from '../../model/group-roles.ts';
import type { AccessModel, GrantView } from '../facts/model.ts';
import { grantedGroup, grantKey } from '../facts/model.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Duty } from '../relation/duties.ts';
import { dutiesOfCatalog, dutiesOfPackage } from '../relation/duties.ts';
import { dutiesOfOrganization } from '../relation/sponsor-duties.ts';
import type { StepKind } from './path.ts';
import { ROLES_OVER_PACKAGES } from './roles.ts';

type NodeKind =
  /** Holds the package. */
  | 'package'
  /** Is the user, or a member of the group. */
  | 'principal'
  | 'owner'
  /** Is in the directory. */
  | 'guest'
  /** Holds a role on the catalog, or for WHOLE_TENANT on all of entitlement management. */
  | 'catalog'
  /** Holds a role on a resource that is not a group. */
  | 'resource'
  | 'approve'
  | 'review'
  | 'requestFor';

export interface PathNode {
  readonly kind: NodeKind;
  readonly id: string;
  readonly role: string;
}

export interface PathEdge {
  readonly to: number;
  readonly step: StepKind;
  readonly by: ResourceAddress | undefined;
}

export class PathGraph {
  readonly model: AccessModel;
  readonly nodes: PathNode[] = [];
  readonly edges: PathEdge[][] = [];
  /** Policies that take requests, by what the first step of a path needs: a scope, or the address of an organization. */
  readonly openTo = new Map<string, PolicyView[]>();
  private readonly index = new Map<string, number>();
  private readonly keys = new WeakMap<PathEdge, string>();
  private readonly opening = new Map<string, readonly PathEdge[]>();
  private leading: readonly (readonly number[])[] | undefined;

  constructor(model: AccessModel) {
    this.model = model;
    for (const [address, grants] of model.grantsOf) for (const grant of grants) this.addGrant(address, grant);
    for (const policy of model.policies.values()) this.addPolicy(policy);
    this.addDuties();
    this.addNesting();
    this.addGuests();
    // Of two ways of one length the same is told, in whatever order the resources are.
    for (const edges of this.edges) if (edges.length > 1) this.sort(edges);
  }

  /** The edges, by what they lead to, then by what says so. */
  sort(edges: PathEdge[]): readonly PathEdge[] {
    return edges.sort((a, b) => {
      const [one, other] = [this.keyOf(a), this.keyOf(b)];
      return one < other ? -1 : one > other ? 1 : 0;
    });
  }

  /** Equal for edges of any graph that lead to the same by the same step. */
  keyOf(edge: PathEdge): string {
    const known = this.keys.get(edge);
    if (known !== undefined) return known;
    const { to, step, by = '' } = edge;
    const { kind, id, role } = this.nodeAt(to);
    const key = `${kind} ${id} ${role} ${step} ${by}`;
    this.keys.set(edge, key);
    return key;
  }

  /** To the packages that are open to those of a scope, by what `openTo` knows it by; in order. */
  openEdges(scope: string): readonly PathEdge[] {
    const known = this.opening.get(scope);
    if (known !== undefined) return known;
    const edges = (this.openTo.get(scope) ?? []).map((policy): PathEdge => ({
      to: this.node('package', policy.package),
      step: policy.automatic ? 'receive' : 'request',
      by: policy.address,
    }));
    const sorted = this.sort(edges);
    this.opening.set(scope, sorted);
    return sorted;
  }

  /** The node, if anything leads to it or from it. */
  find(kind: NodeKind, id: string, role = ''): number | undefined {
    return this.index.get(`${kind} ${id} ${role}`);
  }

  node(kind: NodeKind, id: string, role = ''): number {
    const key = `${kind} ${id} ${role}`;
    const known = this.index.get(key);
    if (known !== undefined) return known;
    const made = this.nodes.push({ kind, id, role }) - 1;
    this.edges.push([]);
    this.index.set(key, made);
    return made;
  }

  edgesFrom(node: number): readonly PathEdge[] {
    return this.edges[node] ?? [];
  }

  /** The nodes from which an edge leads to one. */
  nodesBefore(node: number): readonly number[] {
    this.leading ??= reversed(this.edges);
    return this.leading[node] ?? [];
  }

  nodeAt(node: number): PathNode {
    const found = this.nodes[node];
    if (found === undefined) throw new Error(`There are ${this.nodes.length} nodes, not ${node + 1}`);
    return found;
  }

  private link(from: number, to: number, step: StepKind, by?: ResourceAddress): void {
    this.edges[from]?.push({ to, step, by });
  }

  private addGrant(address: ResourceAddress, grant: GrantView): void {
    if (!this.model.packages.has(address)) return;
    const from = this.node('package', address);
    const group = grantedGroup(grant);
    if (group === undefined) {
      this.link(from, this.node('resource', grantKey(grant)), 'resource', grant.address);
      return;
    }
    const member = this.node('principal', group);
    if (!isOwnership(grant.role)) this.link(from, member, 'member', grant.address);
    else {
      const owner = this.node('owner', group);
      this.link(from, owner, 'owner', grant.address);
      if (!this.edgesFrom(owner).some(({ to }) => to === member)) this.link(owner, member, 'addSelf');
    }
  }

  private addPolicy(policy: PolicyView): void {
    const { model } = this;
    if (!isOpen(model, policy)) return;
    const to = this.node('package', policy.package);
    if (policy.automatic) {
      for (const rule of policy.rules) this.open(ruleKey(rule), policy);
      return;
    }
    for (const principal of [...policy.groups, ...policy.users])
      this.link(this.node('principal', principal), to, 'request', policy.address);
    for (const organization of policy.organizations) this.open(organization, policy);
    if (WHOLE_CLASSES.includes(policy.scope)) this.open(policy.scope, policy);
    if (policy.scope === 'allDirectoryUsers')
      this.link(this.node('guest', ''), to, 'request', policy.address);
  }

  private open(key: string, policy: PolicyView): void {
    const known = this.openTo.get(key);
    if (known === undefined) this.openTo.set(key, [policy]);
    else known.push(policy);
  }

  private addDuties(): void {
    const { model } = this;
    for (const address of model.packages.keys())
      for (const duty of dutiesOfPackage(model, address)) this.addDuty(duty);
    for (const address of model.organizations.keys())
      for (const duty of dutiesOfOrganization(model, address)) this.addDuty(duty);
    for (const address of model.catalogRoles.keys())
      for (const duty of dutiesOfCatalog(model, address)) this.addRole(duty);
  }

  private addDuty({ capability, about, actor: { type, id }, role, at }: Duty): void {
    if ((type !== 'group' && type !== 'user') || id === undefined || capability === 'administer') return;
    this.link(this.node('principal', id), this.node(capability, about, role), capability, at.address);
  }

  private addRole({ about, actor: { id = '' }, role, at }: Duty): void {
    // A role that opens no package, such as reader or one on all of entitlement management, is an end all the same.
    const step = ROLES_OVER_PACKAGES[role];
    const isNew = this.find('catalog', about, role) === undefined;
    const catalog = this.node('catalog', about, role);
    this.link(this.node('principal', id), catalog, 'administer', at.address);
    if (!isNew || step === undefined) return;
    for (const address of this.model.packagesIn.get(about) ?? [])
      this.link(catalog, this.node('package', address), step);
  }

  private addNesting(): void {
    for (const [outer, { memberGroups = [] }] of this.model.directory.groups) {
      const to = this.find('principal', outer);
      if (to === undefined) continue;
      for (const inner of memberGroups) {
        const from = this.find('principal', inner);
        if (from !== undefined && inner !== outer) this.link(from, to, 'nested');
      }
    }
  }

  /** With their first package people from outside are in the directory. */
  private addGuests(): void {
    const guest = this.find('guest', '');
    if (guest === undefined) return;
    for (const address of this.model.packages.keys()) {
      const from = this.find('package', address);
      if (from !== undefined) this.link(from, guest, 'guest');
    }
  }
}

/** A model's graph, made once. */
export const pathGraphOf = onceFor((model: AccessModel) => new PathGraph(model));

function reversed(edges: readonly (readonly PathEdge[])[]): readonly (readonly number[])[] {
  const leading: number[][] = edges.map(() => []);
  for (const [from, own] of edges.entries()) for (const { to } of own) leading[to]?.push(from);
  return leading;
}

const WHOLE_CLASSES = ['allMemberUsers', 'allDirectoryUsers', ...EXTERNAL_SCOPES];

/** What a rule of an automatic assignment is found by, which no scope and no address is spelled as. */
export function ruleKey(rule: string): string {
  return `rule ${rule}`;
}

/** Whether a policy can give its package to someone: neither it nor its catalog closes it to all. */
function isOpen({ packages, catalogs }: AccessModel, policy: PolicyView): boolean {
  const found = packages.get(policy.package);
  if (found === undefined || policy.ended !== undefined) return false;
  // A rule assigns what cannot be requested.
  if (policy.automatic) return true;
  const catalog = catalogs.get(found.catalog);
  if (catalog?.published !== true || !policy.acceptsRequests) return false;
  return !EXTERNAL_SCOPES.includes(policy.scope) || catalog.externallyVisible;
}
