/**
 * The state file's content (DESIGN 6, `schema/state.schema.json`): what the last apply left, by address.
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
  /** Look-up key → object id as last resolved, so that `--no-refresh` can plan without a network. */
  readonly lookups?: Readonly<Record<string, string>>;
}
