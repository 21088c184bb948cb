/**
 * The journal beside a state: what a run did so far, one checksummed line each, durable before it counts. A torn
 * last line is a write that was never acknowledged; damage before it is an error. Every backend keeps this text.
 */
import { createHash } from 'node:crypto';
import type { StateEffect } from './backend.ts';
import type { PendingOperation, ResourceState, StateDocument, UncertainCreation } from './document.ts';
import { stateError } from './faults.ts';
import { STATE_FORMAT_VERSION } from './document.ts';

export type JournalEntry =
  | { readonly type: 'open'; readonly lineage: string; readonly serial: number; readonly tenantId: string }
  | { readonly type: 'begin'; readonly pending: PendingOperation; readonly uncertain?: UncertainCreation }
  | {
      readonly type: 'commit';
      readonly operation: string;
      readonly effect: StateEffect;
      /** The service has said what became of it, so that no twin can come of it. */
      readonly certain?: boolean;
    }
  | { readonly type: 'record'; readonly effect: StateEffect }
  | { readonly type: 'lookups'; readonly lookups: Readonly<Record<string, string>> };

/** An entry as a line. */
export function encodeEntry(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${checksum(json)} ${json}\n`;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The acknowledged entries of a journal's text. Throws STATE_JOURNAL for damage inside. */
export function parseJournal(text: string, display: string): readonly JournalEntry[] {
  const lines = text.split('\n');
  // What follows the last line break was torn by a crash, and never acknowledged.
  lines.pop();
  return lines.flatMap((line, index) => {
    const json = line.slice(17);
    if (line.startsWith(`${checksum(json)} `)) return [JSON.parse(json) as JournalEntry];
    if (index === lines.length - 1) return [];
    throw stateError(
      'STATE_JOURNAL',
      `The journal ${display}.journal is damaged in line ${index + 1}`,
      `Restore ${display} and its journal from a backup; nothing was changed`,
    );
  });
}

/** A document while it changes. */
export class Draft {
  readonly resources: Map<string, ResourceState>;
  readonly pending: Map<string, PendingOperation>;
  readonly uncertain: Map<string, UncertainCreation>;
  lookups: Readonly<Record<string, string>> | undefined;
  private readonly base: StateDocument;

  constructor(base: StateDocument) {
    this.base = base;
    this.resources = new Map(base.resources.map((resource) => [resource.address, resource]));
    this.pending = new Map(base.pending.map((operation) => [operation.operation, operation]));
    this.uncertain = new Map((base.uncertain ?? []).map((creation) => [creation.operation, creation]));
    this.lookups = base.lookups;
  }

  apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'open':
        return;
      case 'begin':
        this.pending.set(entry.pending.operation, entry.pending);
        if (entry.uncertain !== undefined) this.uncertain.set(entry.uncertain.operation, entry.uncertain);
        return;
      case 'lookups':
        this.lookups = entry.lookups;
        return;
      case 'commit':
        this.pending.delete(entry.operation);
        if (entry.certain === true) this.uncertain.delete(entry.operation);
        this.take(entry.effect);
        return;
      case 'record':
        this.take(entry.effect);
    }
  }

  private take({ put = [], remove = [], uncertain }: StateEffect): void {
    for (const address of remove) this.resources.delete(address);
    for (const resource of put) this.resources.set(resource.address, resource);
    for (const operation of uncertain?.remove ?? []) this.uncertain.delete(operation);
    for (const creation of uncertain?.put ?? []) this.uncertain.set(creation.operation, creation);
  }

  /** The document as it stands, with `serial`. */
  document(serial: number): StateDocument {
    return {
      formatVersion: STATE_FORMAT_VERSION,
      lineage: this.base.lineage,
      serial,
      tenant: this.base.tenant,
      resources: [...this.resources.values()],
      pending: [...this.pending.values()],
      ...(this.uncertain.size > 0 && { uncertain: [...this.uncertain.values()] }),
      ...(this.lookups !== undefined && { lookups: this.lookups }),
    };
  }
}

/**
 * `base` with a crashed run's journal folded in. A journal of an older serial was folded in already, by a run that
 * died before it removed the file.
 */
export function foldJournal(
  base: StateDocument | undefined,
  entries: readonly JournalEntry[],
  display: string,
): StateDocument | undefined {
  const [head, ...rest] = entries;
  if (head?.type !== 'open' || rest.length === 0) return base;
  const start = base ?? emptyState(head.lineage, head.tenantId);
  if (start.lineage !== head.lineage) {
    throw stateError(
      'STATE_JOURNAL',
      `The journal ${display}.journal belongs to another state`,
      `Put the state that it belongs to back to ${display}, or move the journal away if you are sure`,
    );
  }
  if (head.serial < start.serial) return base;
  const draft = new Draft(start);
  for (const entry of rest) draft.apply(entry);
  return draft.document(start.serial + 1);
}

/** A state that nothing was recorded in yet. */
export function emptyState(lineage: string, tenantId: string): StateDocument {
  return {
    formatVersion: STATE_FORMAT_VERSION,
    lineage,
    serial: 0,
    tenant: { id: tenantId },
    resources: [],
    pending: [],
  };
}
