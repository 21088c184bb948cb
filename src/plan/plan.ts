/**
 * The plan as data (`schema/plan.schema.json`). This room is pure: configuration, prior state and live
 * snapshot in, Plan and diagnostics out. No network, no clock, no knowledge of a single kind.
 */
import type { DeclaredPlace } from '../model/declared-place.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AccessDiff, Holders } from '../access/compare/access-change.ts';
import type { Attributes } from '../model/value.ts';

export const PLAN_FORMAT_VERSION = 1;

export type Action = 'create' | 'update' | 'replace' | 'delete' | 'adopt' | 'forget' | 'removeTwin' | 'noop';

/** Why a change has its action. */
export type Reason =
  | 'declared' // create: new in the configuration
  | 'deleted-outside' // create: tracked, but gone from the tenant
  | 'configuration-changed' // update, replace: desired differs from what was last applied
  | 'drift-corrected' // update, replace: only the tenant moved
  | 'reference-replaced' // update, replace: something it refers to is replaced
  | 'reference-deleted' // update: something that it refers to, undeclared, is deleted
  | 'adopted' // adopt: exists at the natural key, taken over
  | 'removed-from-configuration' // delete
  | 'destroy' // delete under --destroy
  | 'removed' // forget: an entry of `removed` lets it go
  | 'already-gone' // forget: no longer declared and no longer there
  | 'reset' // delete: a declaration wants it not to be there
  | 'let-go' // forget: no longer declared; the tenant keeps it
  | 'unmanageable' // forget: a singleton, or what the service made itself, cannot be deleted
  | 'twin' // removeTwin: made by a creation of unknown outcome, beside what is tracked
  | 'unchanged'; // noop

/** One attribute that differs; the path is formatted (`stages[0].primaryApprovers`). */
export type ChangedPath = string;

export interface Change {
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly action: Action;
  readonly reason: Reason;
  /** The address that the state tracks it under; a `moved` entry gave it this one. */
  readonly movedFrom?: ResourceAddress;
  readonly displayName: string;
  /** What the portal hides and people need to know, a sentence each. */
  readonly facts?: readonly string[];
  /** Graph id of the live object; absent for create. */
  readonly id?: string;
  /** removeTwin only: when the service says that it was created. */
  readonly createdAt?: string;
  /** Live attributes; null for create and noop. */
  readonly before: Attributes | null;
  /** Complete desired attributes, references as addresses; null for delete, removeTwin and forget, and for a noop unless `stale`. */
  readonly after: Attributes | null;
  readonly changedPaths: readonly ChangedPath[];
  /** Noop only: the tenant needs nothing, but the state records something else and is brought up to date by apply. */
  readonly stale?: boolean;
  /** The changed paths that cannot be changed in place (action `replace`). */
  readonly replacePaths?: readonly ChangedPath[];
  readonly source?: DeclaredPlace;
  /** Who has access through it that is taken away first: how many people, and the first of them by name. */
  readonly losesAccess?: { readonly count: number; readonly names: readonly string[] };
  /** Who holds the package that it belongs to or is; absent where that was not asked. */
  readonly holders?: Holders;
  /** Addresses of changes in this plan that must be done first (for deletes: the dependants). */
  readonly dependsOn: readonly ResourceAddress[];
}

/** A difference between what was last applied and what the tenant holds now. */
export interface Drift {
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly displayName: string;
  readonly id: string;
  /** As last applied. */
  readonly before: Attributes;
  /** As it is now; null when it is gone. */
  readonly after: Attributes | null;
  readonly changedPaths: readonly ChangedPath[];
  /** Those of them that nobody declares: an apply leaves them as they are. Absent where it leaves none. */
  readonly undeclared?: readonly ChangedPath[];
}

/** A live object that nothing declares and nothing tracks. */
export interface Unmanaged {
  readonly kind: string;
  readonly id: string;
  readonly displayName: string;
  /** The package or catalog that it belongs to: the address where that is managed, else its name. */
  readonly within?: string;
  /** It counts for who can get into what is managed, or decides about it. */
  readonly bearsOnAccess?: true;
}

export type PlanMode = 'normal' | 'destroy' | 'refresh-only';

export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly adopt: number;
  readonly forget: number;
  /** Absent when there are none. */
  readonly removeTwin?: number;
  /** Changes that get another address, whatever else is done about them. */
  readonly move: number;
  readonly noop: number;
}

export interface PlanFinding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly address?: ResourceAddress;
  readonly message: string;
  readonly source?: Change['source'];
  /** Of one that stands elsewhere: addresses of the changes that bring it about, each of them by itself. */
  readonly causes?: readonly ResourceAddress[];
  readonly hint?: string;
}

/** Who the plan is for and what it was made from; apply refuses another. */
export interface PlanOrigin {
  readonly tool: { readonly name: string; readonly version: string };
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  readonly tenant: {
    readonly id: string;
    readonly displayName: string;
    readonly kind: 'embedded' | 'graph' | 'endpoint';
  };
  readonly configuration: {
    /** SHA-256 (hex) over the read files' names and bytes, the environment and the environment variables used. */
    readonly digest: string;
    /** The files, relative to the folder of the root file, each with the SHA-256 (hex) of its bytes. */
    readonly files: readonly { readonly name: string; readonly digest: string }[];
    /** As chosen with --env; null for none. */
    readonly environment: string | null;
  };
  /** The state that it was planned on; serial 0 and a null lineage when there was none. */
  readonly state: { readonly lineage: string | null; readonly serial: number };
  /** Addresses of the catalogs that it is limited to, and how many resources lie outside; absent: everything. */
  readonly scope?: { readonly catalogs: readonly ResourceAddress[]; readonly outside: number };
}

/** A plan before the tenant told what only it knows (who holds what is deleted, how ids are called). */
export interface PlanDraft extends PlanOrigin {
  readonly formatVersion: number;
  readonly mode: PlanMode;
  /** False when the tenant was not read (`--no-refresh`). */
  readonly refreshed: boolean;
  readonly targets: readonly ResourceAddress[];
  /** In an order in which they can be done: creates and updates by dependency, deletes in reverse. */
  readonly changes: readonly Change[];
  readonly drift: readonly Drift[];
  readonly unmanaged: readonly Unmanaged[];
  readonly findings: readonly PlanFinding[];
  readonly summary: PlanSummary;
  /** Directory object id, tenant id → what a person calls it, for every id that the plan shows. */
  readonly names: Readonly<Record<string, string>>;
  /** Look-up key → id, recorded in the state by apply. */
  readonly lookups: Readonly<Record<string, string>>;
}

/** A plan that can be shown, saved and carried out; `completePlan` makes it. */
export interface Plan extends PlanDraft {
  /** SHA-256 (hex) of what a reviewer agrees to (`plan-digest.ts`). */
  readonly digest: string;
  readonly access: AccessDiff;
}

/** A plan as it is shown: one that cannot be applied without its digest, because nobody is to agree to it. */
export type ShownPlan = Omit<Plan, 'digest'> & Partial<Pick<Plan, 'digest'>>;
