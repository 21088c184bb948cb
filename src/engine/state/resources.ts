/** What the state tracks: reading it, and changing it without touching the tenant. */
import type { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { addressOfNamed, nearAddress } from '../../kinds/near-address.ts';
import { failure } from '../../diagnostics/failure.ts';
import { KINDS } from '../../kinds/registry.ts';
import { openUncertain } from '../../plan/uncertain.ts';
import type { StateEffect } from '../../state/backend.ts';
import type { ResourceState, StateDocument, UncertainCreation } from '../../state/document.ts';
import { removeEffect, renameResource } from '../../state/rename.ts';
import type { Host } from '../host.ts';
import { interruptible } from '../interruption.ts';
import type { LockedOptions, ProjectOptions } from '../project.ts';
import { openProject, openState } from '../project.ts';
import { requireState } from './backend.ts';
import { withLock, writeState } from './locked-state.ts';

/** A state as it is recorded. */
export interface RecordedState {
  /** Undefined before the first apply. */
  readonly document: StateDocument | undefined;
  /** Creations whose outcome is unknown. */
  readonly uncertain: readonly UncertainCreation[];
}

/** The recorded state of the configuration. */
export async function readState(options: ProjectOptions, host: Host): Promise<RecordedState> {
  const { configuration } = await openProject(options, host);
  const document = await openState(configuration, host).read();
  return { document, uncertain: openUncertain(document, host.now()) };
}

/** One tracked resource. */
export interface TrackedResource {
  readonly resource: ResourceState;
  /** What its kind says about its attributes, one sentence each. */
  readonly facts: readonly string[];
  /** Its creations whose outcome is unknown. */
  readonly uncertain: readonly UncertainCreation[];
}

/** The resource that is tracked at an address; rejects with STATE_ADDRESS when there is none. */
export async function readResource(
  address: string,
  options: ProjectOptions,
  host: Host,
): Promise<TrackedResource> {
  const { document, uncertain } = await readState(options, host);
  const resources = document?.resources ?? [];
  const resource = resources.find((candidate) => candidate.address === address);
  if (resource === undefined) {
    throw notTracked(address, resources);
  }
  return {
    resource,
    facts: KINDS.get(resource.kind)?.words.facts?.(resource.attributes, document?.lookups ?? {}) ?? [],
    uncertain: uncertain.filter((creation) => creation.address === address),
  };
}

/** Removes the lock with this id. */
export async function unlockState(id: string, options: ProjectOptions, host: Host): Promise<void> {
  const { configuration } = await openProject(options, host);
  await openState(configuration, host).unlock(id);
}

/** Tracks an object, and what lives inside it, under another address. Resolves to the number of changed entries. */
export async function moveResource(
  { from, to }: { readonly from: string; readonly to: string },
  options: LockedOptions,
  host: Host,
): Promise<number> {
  const { put = [] } = await changeState('state mv', options, host, (document) => {
    requireTracked([from], document);
    return renameResource(document, from, to, KINDS);
  });
  return put.length;
}

/** No longer tracks resources; rejects with STATE_ADDRESS, and changes nothing, when one of them is not tracked. */
export async function removeResources(
  addresses: readonly string[],
  options: LockedOptions,
  host: Host,
): Promise<void> {
  await changeState('state rm', options, host, (document) => {
    requireTracked(addresses, document);
    return removeEffect(document, addresses);
  });
}

async function changeState(
  operation: string,
  options: LockedOptions,
  host: Host,
  change: (document: StateDocument) => StateEffect,
): Promise<StateEffect> {
  const { configuration } = await openProject(options, host);
  const backend = openState(configuration, host);
  const how = { operation, lockTimeout: options.lockTimeout };
  return interruptible(host, (interruption) =>
    withLock(backend, how, host, interruption, async (lock) => {
      const document = requireState(await backend.read(), backend);
      const effect = change(document);
      await writeState(backend, interruption, async () => {
        const session = await lock.open({ lineage: document.lineage, tenantId: document.tenant.id });
        await session.record(effect);
        await session.close();
      });
      return effect;
    }),
  );
}

function requireTracked(addresses: readonly string[], { resources }: StateDocument): void {
  const known = resources.map(({ address }) => address);
  for (const address of addresses) if (!known.includes(address)) throw notTracked(address, resources);
}

function notTracked(address: string, resources: readonly ResourceState[]): DiagnosticError {
  const known = resources.map((each) => each.address);
  if (known.length === 0)
    return failure(
      'STATE_ADDRESS',
      `The state holds no "${address}": it is empty`,
      'entente apply records what it makes, entente import what is there already',
    );
  const named = resources.map((each) => ({
    address: each.address,
    displayName: KINDS.get(each.kind)?.words.displayName(each.attributes) ?? '',
  }));
  const near = addressOfNamed(address, named) ?? nearAddress(address, known);
  const hint = near === undefined ? 'entente state list shows what it holds' : `Did you mean "${near}"?`;
  return failure('STATE_ADDRESS', `The state holds no "${address}"`, hint);
}
