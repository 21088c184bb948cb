/**
 * The state file's content (`schema/state.schema.json`): what the last apply left, by address.
 * It holds no secret. This room stores, locks and versions it; it knows no kind and no tenant.
 */
import type { ResourceAddress } from '../model/address.ts';
import type { Attributes } from '../model/value.ts';

/** The newest format that this build reads and writes. */
export const STATE_FORMAT_VERSION = 1;

/** One managed object as last applied; references inside `attributes` are addresses. */
export interface ResourceState {
  readonly address: ResourceAddress;
  readonly kind: string;
  /** Graph id. For kinds recognized by natural key it is the last one seen. */
  readonly id: string;
  readonly attributes: Attributes;
  /** Addresses that must outlive this object: it is deleted before any of them. */
  readonly dependsOn: readonly ResourceAddress[];
}

/** A write whose result is not recorded yet; left behind only by a crash or a lost answer. */
export interface PendingOperation {
  /** Unique in the document. */
  readonly operation: string;
  readonly address: ResourceAddress;
  readonly action: 'create' | 'update' | 'delete';
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  /** SHA-256 (hex) of the canonical JSON of the attributes that were being written. */
  readonly digest: string;
}

/**
 * A creation that the service may carry out late, or has carried out unheard: its answer was lost. What it made beside
 * the object that is tracked is a twin. It outlives its settlement, because the service's lag is unknown.
 */
export interface UncertainCreation {
  /** That of the pending operation. */
  readonly operation: string;
  readonly address: ResourceAddress;
  readonly kind: string;
  /** What a person calls it; objects of that name are read with all of their details. */
  readonly displayName: string;
  /** Graph id of the object that it is made in; null for none. */
  readonly parent: string | null;
  /** Natural keys with Graph ids at the places of references. */
  readonly naturalKeys: readonly string[];
  /** SHA-256 (hex) of what was sent, with Graph ids at the places of references. */
  readonly digest: string;
  /** UTC, ISO 8601, by the service's own clock: the last that it told before the send; null when it told none. */
  readonly serviceDate: string | null;
  /** UTC, ISO 8601, by the clock of the machine that sent it. */
  readonly startedAt: string;
}

/** An object that an import found and the configuration cannot say: what it does is unknown, and never nothing. */
export interface LeftOutObject {
  readonly kind: string;
  /** Graph id. */
  readonly id: string;
  readonly displayName: string;
  /** Graph id of the package or catalog that it is in; null for none. */
  readonly parent: string | null;
}

/** What others own and the configuration refers to, as it was when the configuration was last applied. */
export interface ReferredObject {
  readonly kind: string;
  /** Graph id. */
  readonly id: string;
  /** Canonical, with Graph ids at the places of references. */
  readonly attributes: Attributes;
}

export interface StateDocument {
  readonly formatVersion: number;
  /** UUID given at the first write; two states with different lineages have nothing to do with each other. */
  readonly lineage: string;
  /** Rises by one with every run that changes the content. */
  readonly serial: number;
  readonly tenant: { readonly id: string };
  /** Sorted by address. */
  readonly resources: readonly ResourceState[];
  readonly pending: readonly PendingOperation[];
  /** Absent when there are none, as in states of older versions. */
  readonly uncertain?: readonly UncertainCreation[];
  /** What the last import left out and what was let go since; absent when that is nothing. */
  readonly leftOut?: readonly LeftOutObject[];
  /** Sorted by kind and id; absent when there is none, and in states of older versions. */
  readonly referred?: readonly ReferredObject[];
  /** Look-up key → object id as last resolved, so that `--no-refresh` can plan without a network. */
  readonly lookups?: Readonly<Record<string, string>>;
}
