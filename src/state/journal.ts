/**
 * The journal beside a state: what a run did so far, one checksummed and numbered line each, durable before it counts.
 * A torn last line is a write that was never acknowledged; a line that is damaged or missing before it is counted, and
 * everything after it is still read. What a line that is gone may have begun is told by what was planned. Every backend
 * keeps this text.
 */
import { createHash } from 'node:crypto';
import type { StateEffect } from './backend.ts';
import type {
  LeftOutObject,
  PendingOperation,
  ReferredObject,
  ResourceState,
  StateDocument,
  UncertainCreation,
} from './document.ts';
import { printableJson } from '../model/printable.ts';
import { stateError } from './faults.ts';
import { STATE_FORMAT_VERSION } from './document.ts';
import { unrecordedCreations } from './planned.ts';

export type JournalEntry =
  | { readonly type: 'open'; readonly lineage: string; readonly serial: number; readonly tenantId: string }
  | { readonly type: 'begin'; readonly pending: PendingOperation; readonly uncertain?: UncertainCreation }
  /** A creation that is going to begin: it counts only when a line is gone that may have been its beginning. */
  | { readonly type: 'planned'; readonly pending: PendingOperation; readonly uncertain?: UncertainCreation }
  | {
      readonly type: 'commit';
      readonly operation: string;
      readonly effect: StateEffect;
      /** The service has said what became of it, so that no twin can come of it. */
      readonly certain?: boolean;
    }
  | { readonly type: 'record'; readonly effect: StateEffect }
  | { readonly type: 'leftOut'; readonly leftOut: readonly LeftOutObject[] }
  | { readonly type: 'referred'; readonly referred: readonly ReferredObject[] }
  | { readonly type: 'lookups'; readonly lookups: Readonly<Record<string, string>> };

/** What is left of a journal. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Entries that were acknowledged and cannot be read any more. */
  readonly lost: number;
  /** Operations that may have begun although no entry says so: all that were planned, or those of these ids. */
  readonly doubtful: 'all' | readonly string[];
}

/** An entry as a line; `number` counts the lines of a journal from 0. */
export function encodeEntry(entry: JournalEntry, number: number): string {
  const json = printableJson(JSON.stringify({ n: number, ...entry }));
  return `${checksum(json)} ${json}\n`;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The acknowledged entries of a journal's text. Lines of earlier versions carry no number. */
export function parseJournal(text: string): Journal {
  const lines = text.split('\n');
  // What follows the last line break was torn by a crash, and never acknowledged.
  const torn = lines.pop() ?? '';
  let blind = false;
  const entries: JournalEntry[] = [];
  let lost = 0;
  let damaged = 0;
  let next = 0;
  for (const [index, line] of lines.entries()) {
    const json = line.slice(17);
    if (!line.startsWith(`${checksum(json)} `)) {
      if (index < lines.length - 1) damaged += 1;
      blind = true;
      continue;
    }
    const { n, ...entry } = JSON.parse(json) as JournalEntry & { readonly n?: number };
    // A gap in the numbers tells how many are missing, whatever became of their lines.
    lost += n === undefined ? damaged : Math.max(0, n - next);
    next = (n ?? next) + 1;
    damaged = 0;
    entries.push(entry);
  }
  lost += damaged;
  return { entries, lost, doubtful: blind || lost > 0 ? 'all' : begunBy(torn) };
}

/**
 * What a torn line may have begun. It was not acknowledged, so its request should not have left; a disk that promises
 * more than it keeps must never cause a second creation.
 */
function begunBy(torn: string): Journal['doubtful'] {
  if (torn === '') return [];
  const [, type] = /^[0-9a-f]{16} \{"n":\d+,"type":"(\w+)"/.exec(torn) ?? [];
  if (type !== undefined && type !== 'begin') return [];
  const [, operation] = /"operation":"([^"]+)"/.exec(torn) ?? [];
  return operation === undefined ? 'all' : [operation];
}

/** A document while it changes. */
export class StateDraft {
  readonly resources: Map<string, ResourceState>;
  readonly pending: Map<string, PendingOperation>;
  readonly uncertain: Map<string, UncertainCreation>;
  lookups: Readonly<Record<string, string>> | undefined;
  leftOut: readonly LeftOutObject[];
  referred: readonly ReferredObject[];
  private readonly base: StateDocument;

  constructor(base: StateDocument) {
    this.base = base;
    this.resources = new Map(base.resources.map((resource) => [resource.address, resource]));
    this.pending = new Map(base.pending.map((operation) => [operation.operation, operation]));
    this.uncertain = new Map((base.uncertain ?? []).map((creation) => [creation.operation, creation]));
    this.lookups = base.lookups;
    this.leftOut = base.leftOut ?? [];
    this.referred = base.referred ?? [];
  }

  apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'open':
      case 'planned':
        return;
      case 'begin':
        this.pending.set(entry.pending.operation, entry.pending);
        if (entry.uncertain !== undefined) this.uncertain.set(entry.uncertain.operation, entry.uncertain);
        return;
      case 'leftOut':
        this.leftOut = entry.leftOut;
        return;
      case 'referred':
        this.referred = entry.referred;
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
      ...(this.leftOut.length > 0 && { leftOut: this.leftOut }),
      ...(this.referred.length > 0 && { referred: this.referred }),
      ...(this.lookups !== undefined && { lookups: this.lookups }),
    };
  }
}

/**
 * `base` with a crashed run's journal folded in. One that began on an older serial was folded in already, by a run that
 * died before it removed the file. `late`: it may also be of a run whose lock was broken, so that what the state knows
 * nothing of is taken from it.
 */
export function foldJournal(
  base: StateDocument | undefined,
  journal: Journal,
  display: string,
  { late = false }: { readonly late?: boolean } = {},
): StateDocument | undefined {
  const [head, ...after] = journal.entries;
  const isHead = head?.type === 'open';
  const told = isHead ? after : journal.entries;
  const rest = [...told, ...unrecordedCreations(told, journal.doubtful)];
  if (rest.length === 0) return base;
  // Without its first line nothing tells which state it belongs to; beside one, it is that one's.
  if (!isHead && base === undefined) {
    throw stateError(
      'STATE_JOURNAL',
      `The journal ${display}.journal is damaged in line 1, and there is no state that it could belong to`,
      `Restore ${display} or its journal from a backup; nothing was changed`,
    );
  }
  const start = base ?? emptyState(isHead ? head.lineage : '', isHead ? head.tenantId : '');
  if (isHead && start.lineage !== head.lineage) {
    throw stateError(
      'STATE_JOURNAL',
      `The journal ${display}.journal belongs to another state`,
      `Put the state that it belongs to back to ${display}, or move the journal away if you are sure`,
    );
  }
  if (!isHead) return withUnknown(start, rest);
  if (head.serial < start.serial) return late ? withUnknown(start, rest) : start;
  const draft = new StateDraft(start);
  for (const entry of rest) draft.apply(entry);
  return draft.document(start.serial + 1);
}

/** What a late journal comes to, where the state has nothing of its own at the address. */
function withUnknown(start: StateDocument, entries: readonly JournalEntry[]): StateDocument {
  const late = new StateDraft({ ...start, resources: [], pending: [] });
  for (const entry of entries) late.apply(entry);
  const known = new Set(start.resources.map(({ address }) => address));
  const removed = new Set(entries.flatMap((entry) => ('effect' in entry ? (entry.effect.remove ?? []) : [])));
  const put = [...late.resources.values()].filter(
    ({ address }) => !known.has(address) && !removed.has(address),
  );
  const pending = new Map(start.pending.map((operation) => [operation.operation, operation]));
  const open = [...late.pending.values()].filter(({ operation }) => !pending.has(operation));
  const uncertain = [...late.uncertain.values()];
  if (put.length === 0 && open.length === 0 && uncertain.length === (start.uncertain ?? []).length)
    return start;
  const draft = new StateDraft(start);
  draft.apply({ type: 'record', effect: { put, uncertain: { put: uncertain } } });
  for (const operation of open) draft.apply({ type: 'begin', pending: operation });
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
