/**
 * Drift as data (`schema/drift.schema.json`): what was changed or deleted outside of Entente, what nothing manages, how
 * much of the tenant is managed, and who did it as far as the tenant's audit log tells. Pure.
 */
import { isOfTenant } from '../kinds/kind.ts';
import type { AccessDiff } from '../access/index.ts';
import type { ResourceAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import { parentIn } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { DEPARTED_RULE, UNRESOLVED_RULE } from './departures.ts';
import { NOT_OFFERED } from './findings.ts';
import { REFERRED_CHANGED, REFERRED_UNKNOWN } from '../model/rule-ids.ts';
import type { Change, Drift, Plan, PlanFinding, Unmanaged } from './plan.ts';

/** One entry of the audit log about an object. */
export interface Actor {
  /** User principal name, or the name of an application; untrusted text. */
  readonly who: string;
  /** An application: whose credentials were used is known, by whom is not. That may be the one that Entente itself uses. */
  readonly application?: true;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** The log's words for what was done; untrusted text. */
  readonly activity: string;
}

/** An object that is not as it was last applied; `after` is null when it was deleted. */
export interface DriftedResource extends Drift {
  /** Where it is declared. */
  readonly source?: Change['source'];
  /** The last one who wrote to it; absent when the log does not tell. */
  readonly by?: Actor;
}

export interface UnmanagedObject extends Unmanaged {
  readonly by?: Actor;
}

/** How much is managed, of what was read. */
export interface Coverage {
  readonly managed: number;
  readonly unmanaged: number;
  /** 100 × managed / (managed + unmanaged), rounded down to a whole number; 100 where there is nothing. */
  readonly percent: number;
}

/** How far a drift is that is spread over runs. */
export interface Spread {
  /** Requests that one run was to take. */
  readonly budget: number;
  /** Requests of this run, those inside a batch counted each. */
  readonly requests: number;
  /** Addresses of the catalogs that this run read. */
  readonly read: readonly ResourceAddress[];
  /** The other catalogs, the next one first. */
  readonly waiting: readonly {
    readonly address: ResourceAddress;
    /** UTC, ISO 8601; null: never, as far as this machine remembers. */
    readonly readAt: string | null;
  }[];
}

/** `scope`: only those catalogs were read. */
export interface DriftReport extends Pick<
  Plan,
  'formatVersion' | 'tool' | 'createdAt' | 'tenant' | 'configuration' | 'state' | 'names' | 'scope'
> {
  readonly spread?: Spread;
  /** Who can get in, and who no longer, that what was last applied does not say. */
  readonly access: AccessDiff;
  readonly drift: readonly DriftedResource[];
  readonly unmanaged: readonly UnmanagedObject[];
  /**
   * Guarantees that the tenant breaks as it is; and who is gone from the directory and still named, declared or live,
   * does not count as drift; what others own and changed does.
   */
  readonly findings: readonly PlanFinding[];
  readonly coverage: Coverage & { readonly kinds: Readonly<Record<string, Coverage>> };
  /** `unknown`: the caller may not read the log, or there is none. */
  readonly auditLog: 'read' | 'unknown';
}

export interface DriftInput {
  /** Refresh-only, of everything that the tenant holds. */
  readonly plan: Plan;
  readonly access: AccessDiff;
  /** Addresses that the state tracks, of what was read, with their kind and id. */
  readonly tracked: readonly {
    readonly address: ResourceAddress;
    readonly kind: string;
    readonly id: string;
  }[];
  /** Place of a declared address. */
  readonly sourceOf: (address: ResourceAddress) => Change['source'] | undefined;
  /** Guarantees of the configuration that the tenant breaks as it is. */
  readonly broken: readonly PlanFinding[];
  /** Entries of Graph's `directoryAudits`; undefined when they could not be read. */
  readonly audits: readonly JsonObject[] | undefined;
}

/** What a plan says of more than its changes. */
const TOLD_RULES: ReadonlySet<string> = new Set([
  DEPARTED_RULE,
  UNRESOLVED_RULE,
  NOT_OFFERED,
  REFERRED_CHANGED,
  REFERRED_UNKNOWN,
]);

/** Drift with everything that a reader wants to know about it. */
export function driftReport({ plan, access, tracked, sourceOf, broken, audits }: DriftInput): DriftReport {
  const { formatVersion, tool, createdAt, tenant, configuration, state, names, scope } = plan;
  const actors = actorsById(audits ?? []);
  const ids = new Map(tracked.map(({ address, id }) => [address, id.toLowerCase()]));
  const byOf = (id: string, owner?: string) => {
    const by = actors.get(id.toLowerCase()) ?? (owner === undefined ? undefined : actors.get(owner));
    return by === undefined ? {} : { by };
  };
  return {
    formatVersion,
    tool,
    createdAt,
    tenant,
    configuration,
    state,
    names,
    ...(scope !== undefined && { scope }),
    access,
    drift: plan.drift.map((item): DriftedResource => {
      const source = sourceOf(item.address);
      const owner = ownerOf(item, KINDS.get(item.kind));
      return {
        ...item,
        ...(source !== undefined && { source }),
        ...byOf(item.id, owner === undefined ? undefined : ids.get(owner)),
      };
    }),
    unmanaged: plan.unmanaged.map((object): UnmanagedObject => ({ ...object, ...byOf(object.id) })),
    findings: [...broken, ...plan.findings.filter(({ rule }) => TOLD_RULES.has(rule))],
    coverage: coverageOf(plan, tracked),
    auditLog: audits === undefined ? 'unknown' : 'read',
  };
}

/** What has no id of its own is written to by writing to what it belongs to. */
function ownerOf({ before }: Drift, kind: Kind | undefined): ResourceAddress | undefined {
  if (kind?.identity.by !== 'naturalKey') return undefined;
  return parentIn(kind, before);
}

function coverageOf({ drift, unmanaged }: Plan, tracked: DriftInput['tracked']): DriftReport['coverage'] {
  const gone = new Set(drift.filter(({ after }) => after === null).map(({ address }) => address));
  const counts = (name: string) => ({
    managed: (managed.get(name) ?? []).filter(({ address }) => !gone.has(address)).length,
    unmanaged: (others.get(name) ?? []).length,
  });
  const managed = groupBy(tracked, ({ kind }) => kind);
  const others = groupBy(unmanaged, ({ kind }) => kind);
  const perKind = [...KINDS.values()]
    .filter((kind) => !isOfTenant(kind))
    .map(({ name }): [string, Coverage] => [name, coverage(counts(name))])
    .filter(([, each]) => each.managed + each.unmanaged > 0);
  const sum = (part: 'managed' | 'unmanaged') => perKind.reduce((total, [, each]) => total + each[part], 0);
  return {
    ...coverage({ managed: sum('managed'), unmanaged: sum('unmanaged') }),
    kinds: Object.fromEntries(perKind),
  };
}

function coverage({ managed, unmanaged }: Omit<Coverage, 'percent'>): Coverage {
  const all = managed + unmanaged;
  return { managed, unmanaged, percent: all === 0 ? 100 : Math.floor((100 * managed) / all) };
}

/** The latest entry for each object, by its id in lower case. */
function actorsById(audits: readonly JsonObject[]): ReadonlyMap<string, Actor> {
  const latest = new Map<string, Actor>();
  for (const entry of audits) {
    const at = asString(entry['activityDateTime']) ?? '';
    const who = initiator(entry['initiatedBy']);
    if (who === undefined || entry['result'] === 'failure') continue;
    for (const target of objectsOf(entry['targetResources'])) {
      const id = asString(target['id'])?.toLowerCase();
      if (id === undefined || (latest.get(id)?.at ?? '') > at) continue;
      latest.set(id, { ...who, at, activity: asString(entry['activityDisplayName']) ?? '' });
    }
  }
  return latest;
}

function initiator(value: JsonValue | undefined): Pick<Actor, 'who' | 'application'> | undefined {
  if (!isObject(value)) return undefined;
  const { user, app } = value;
  if (isObject(user)) {
    const who = asString(user['userPrincipalName']) ?? asString(user['displayName']);
    return who === undefined ? undefined : { who };
  }
  const who = isObject(app) ? asString(app['displayName']) : undefined;
  return who === undefined ? undefined : { who, application: true };
}
