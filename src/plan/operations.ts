/**
 * The steps of a plan as a graph: what apply executes, and what must be done before each.
 *
 * - `create`, `update`: needs the creates and updates of all that `after` refers to.
 * - `delete`: needs the deletes, updates and unlinks of all that referred to it.
 * - `unlink`: takes references to objects that are about to be deleted out of deferred members.
 * - `link`: writes deferred members once everything that they refer to exists.
 * - `drain`: takes access away that people have through an object, before it and what refers to it are deleted.
 * - `removeTwin`: deletes what nothing tracks, once it is seen that nothing uses it, and before what it refers to goes.
 * - `record`, `forget`: change the state only.
 *
 * A replacement is a delete and a create. An object that takes over the natural key of another waits until that one is
 * deleted or renamed; where they would wait for each other, `unlink` gives the other a name for the meantime.
 */
import { AddressBook } from '../model/address-book.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { Members } from '../model/shape.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { equalValues, isList } from '../model/value.ts';
import { links } from '../model/walk.ts';
import { breathe, mapInTurns } from '../model/turns.ts';
import type { Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { isGoing } from './going.ts';
import { deferredMembers, immediateMembers, keptMembers } from './kind-order.ts';
import { comparable, diffAttributes } from './compare.ts';
import type { Action, Plan } from './plan.ts';

export type Step =
  'create' | 'update' | 'drain' | 'delete' | 'removeTwin' | 'unlink' | 'link' | 'record' | 'forget';

export interface Operation {
  /** `STEP ADDRESS`, unique in the plan. */
  readonly id: string;
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly step: Step;
  /** Ids of operations that must have succeeded. */
  readonly needs: readonly string[];
  /** Live attributes before this step; references are addresses where managed. */
  readonly before: Attributes | undefined;
  /** Attributes after this step, as the state records them; undefined for delete and forget. */
  readonly after: Attributes | undefined;
}

/** What operations follow from: a plan's change, or a decision on the way to one. */
export interface Intent {
  readonly address: ResourceAddress;
  readonly kind: Kind;
  readonly action: Action;
  readonly live: Attributes | undefined;
  readonly after: Attributes | undefined;
  /** Nothing is to be sent, but the state is to be brought up to date. */
  readonly stale: boolean;
  /** People have access through it, which is taken away first. */
  readonly drained?: boolean;
}

type OperationDraft = Omit<Operation, 'needs'> & { readonly needs: Set<string> };

/** Who gives up a natural key, and by which step. */
interface NaturalKeyHolder {
  readonly intent: Intent;
  readonly step: 'delete' | 'update';
}

/** Follows the name of an object that is in the way of another until it is deleted or gets its own new name. */
const PARKED = ' (being replaced)';

/** The graph of operations for a plan, in an order in which they can be done. */
export function planOperations(plan: Plan): Promise<Operation[]> {
  const book = new AddressBook(
    plan.changes.flatMap(({ kind, id, address, action }) =>
      id === undefined || action === 'removeTwin' ? [] : [{ kind, id, address }],
    ),
  );
  return operationsOf(
    plan.changes.flatMap((change) => {
      const kind = KINDS.get(change.kind);
      if (kind === undefined) return [];
      const { address, action, after, stale, losesAccess } = change;
      // A twin is not declared, so the plan has its references as Graph's ids.
      const before =
        action === 'removeTwin' ? book.withAddresses(kind.attributes, change.before ?? {}) : change.before;
      return [
        {
          address,
          kind,
          action,
          live: before ?? undefined,
          after: after ?? undefined,
          stale: stale === true,
          // A changed rule takes access by itself.
          drained: isGoing(change) && losesAccess !== undefined && kind.access?.drain !== undefined,
        },
      ];
    }),
  );
}

/** The graph of operations for intents. */
export async function operationsOf(intents: readonly Intent[]): Promise<Operation[]> {
  // The usual plan changes nothing; what refers to what need not be worked out for it.
  const idle = intents.every(({ action, stale }) => action === 'noop' && !stale);
  return idle ? [] : new OperationGraph(intents).build();
}

class OperationGraph {
  private readonly operations = new Map<string, OperationDraft>();
  private readonly doomed: ReadonlySet<ResourceAddress>;
  /** Natural keys that live objects give up, and the step that gives them up. */
  private readonly freedKeys = new Map<string, NaturalKeyHolder>();
  private readonly intents: readonly Intent[];

  constructor(intents: readonly Intent[]) {
    this.intents = intents;
    this.doomed = new Set(intents.filter(({ action }) => isDeletion(action)).map(({ address }) => address));
  }

  async build(): Promise<Operation[]> {
    await mapInTurns(this.intents, (intent) => this.addSteps(intent));
    await mapInTurns(this.intents, (intent) => this.connect(intent));
    await mapInTurns(this.intents, (intent) => this.waitForKeys(intent));
    await breathe();
    return inOrder([...this.operations.values()]);
  }

  private add(
    step: Step,
    { address, kind }: Intent,
    before: Attributes | undefined,
    after: Attributes | undefined,
  ): void {
    const id = `${step} ${address}`;
    this.operations.set(id, { id, address, kind: kind.name, step, needs: new Set(), before, after });
  }

  private addSteps(intent: Intent): void {
    const { kind, action, live, after } = intent;
    if (action === 'removeTwin') {
      this.add('removeTwin', intent, live, undefined);
      return;
    }
    for (const key of givenUp(intent)) {
      const step = isDeletion(action) ? 'delete' : 'update';
      this.freedKeys.set(`${kind.name} ${key}`, { intent, step });
    }
    const unlinked = live === undefined ? undefined : this.withoutDoomed(kind, live, after);
    if (unlinked !== undefined && !equalValues(live, unlinked)) this.add('unlink', intent, live, unlinked);
    if (intent.drained === true) this.add('drain', intent, live, live);
    if (isDeletion(action)) this.add('delete', intent, unlinked, undefined);
    if (action === 'forget') this.add('forget', intent, live, undefined);
    if (after === undefined) return;
    if (action === 'create' || action === 'replace') {
      const bare = { ...after, ...emptied(kind, after) };
      this.add('create', intent, undefined, bare);
      if (!equalValues(bare, after)) this.add('link', intent, bare, after);
      return;
    }
    this.addChange(intent, unlinked ?? after, after);
  }

  /** The steps of an object that stays. */
  private addChange(intent: Intent, before: Attributes, after: Attributes): void {
    const { kind, action, stale } = intent;
    const main = { ...after, ...picked(deferredMembers(kind), before) };
    const immediate = immediateMembers(kind);
    const { changedPaths } = diffAttributes(
      immediate,
      comparable(immediate, before, after),
      comparable(immediate, after, after),
    );
    if (action === 'update' && (changedPaths.length > 0 || equalValues(main, after))) {
      this.add('update', intent, before, main);
    }
    if (!equalValues(main, after)) this.add('link', intent, main, after);
    if (action === 'adopt' || (action === 'noop' && stale)) this.add('record', intent, before, after);
  }

  private connect({ address, kind, live, after }: Intent): void {
    const own = (step: Step) => this.operations.get(`${step} ${address}`);
    const immediate = immediateMembers(kind);
    for (const operation of [own('create'), own('update')]) {
      for (const { value } of links(immediate, operation?.after ?? {})) {
        this.need(operation, 'create', value);
        this.need(operation, 'update', value);
      }
    }
    for (const { value } of links(kind.attributes, own('link')?.after ?? {}))
      this.need(own('link'), 'create', value);
    this.need(own('link'), 'create', address);
    this.need(own('link'), 'update', address);
    this.need(own('update'), 'unlink', address);
    this.need(own('delete'), 'unlink', address);
    this.need(own('delete'), 'drain', address);
    this.need(own('create'), 'delete', address);
    this.need(own('link'), 'unlink', address);
    const unlinked = own('unlink')?.after ?? live;
    for (const { value } of links(immediate, live ?? {})) {
      this.need(own('delete'), 'drain', value);
      const deletion = value === address ? undefined : this.operations.get(`delete ${value}`);
      this.need(deletion, 'delete', address);
      this.need(deletion, 'removeTwin', address);
      // A referrer that stays and is moved to the replacement can only be updated after the create.
      const isHeld = refersTo(immediate, unlinked, value) && !refersTo(immediate, after, value);
      if (isHeld) this.need(deletion, 'update', address);
    }
    // References that may form circles hinder a deletion only until they are unlinked.
    for (const name of [...deferredMembers(kind), ...keptMembers(kind)]) {
      for (const { value } of links(pick(kind.attributes, name), live ?? {})) {
        this.need(this.operations.get(`delete ${value}`), 'unlink', address);
      }
    }
  }

  /** An object cannot take a natural key before its holder gave it up. */
  private waitForKeys({ address, kind, action, live, after }: Intent): void {
    const own = this.operations.get(`${action === 'update' ? 'update' : 'create'} ${address}`);
    if (own === undefined) return;
    const held = action === 'update' ? kind.identity.naturalKeys(live ?? {}) : [];
    for (const key of kind.identity.naturalKeys(after ?? {})) {
      const holder = held.includes(key) ? undefined : this.freedKeys.get(`${kind.name} ${key}`);
      const freeing = holder && this.operations.get(`${holder.step} ${holder.intent.address}`);
      if (holder === undefined || freeing === undefined || freeing.address === address) continue;
      if (!this.waitsFor(freeing, own.id)) own.needs.add(freeing.id);
      else if (this.park(holder.intent, freeing, key)) this.need(own, 'unlink', freeing.address);
    }
  }

  /** True when `operation` needs `id`, directly or through others. */
  private waitsFor(operation: OperationDraft, id: string): boolean {
    const seen = new Set<string>();
    const open = [operation.id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === id) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(this.operations.get(next)?.needs ?? []));
    }
    return false;
  }

  /** Renames an object out of the way of another; false when that does not free the key. */
  private park({ kind, live, address }: Intent, freeing: OperationDraft, key: string): boolean {
    const unlink = this.operations.get(`unlink ${address}`);
    const present = unlink?.after ?? live ?? {};
    const name = present['displayName'];
    if (kind.attributes['displayName'] === undefined || typeof name !== 'string') return false;
    const parked = { ...present, displayName: name.endsWith(PARKED) ? name : `${name}${PARKED}` };
    if (kind.identity.naturalKeys(parked).includes(key)) return false;
    const needs = unlink?.needs ?? new Set();
    const id = `unlink ${address}`;
    this.operations.set(id, { ...freeing, id, step: 'unlink', needs, before: live, after: parked });
    this.operations.set(freeing.id, { ...freeing, before: parked });
    freeing.needs.add(id);
    return true;
  }

  private need(operation: OperationDraft | undefined, step: Step, address: ResourceAddress): void {
    const id = `${step} ${address}`;
    if (operation !== undefined && operation.id !== id && this.operations.has(id)) operation.needs.add(id);
  }

  /**
   * Deferred members without what is about to be deleted, and kept ones without what is about to be replaced, which the
   * service does not let go while they refer to it.
   */
  private withoutDoomed(kind: Kind, live: Attributes, after: Attributes | undefined): Attributes {
    if (this.doomed.size === 0) return live;
    const kept = keptMembers(kind).filter((name) => this.doomedIn(kind, name, after?.[name]));
    const names = [...deferredMembers(kind), ...kept];
    const left = names.map((name): [string, JsonValue | undefined] => {
      const value = live[name];
      return [name, isList(value) ? value.filter((item) => !this.doomedIn(kind, name, [item])) : value];
    });
    return names.length === 0 ? live : { ...live, ...Object.fromEntries(left) };
  }

  /** Whether a member with this value refers to what is about to be deleted. */
  private doomedIn(kind: Kind, name: string, value: JsonValue | undefined): boolean {
    return [...links(pick(kind.attributes, name), { [name]: value })].some((link) =>
      this.doomed.has(link.value),
    );
  }
}

/** Natural keys of the live object that it will not have any more. */
function givenUp({ kind, action, live, after }: Intent): readonly string[] {
  if (live === undefined || (!isDeletion(action) && action !== 'update')) return [];
  const kept = isDeletion(action) ? [] : kind.identity.naturalKeys(after ?? {});
  return kind.identity.naturalKeys(live).filter((key) => !kept.includes(key));
}

function isDeletion(action: Action): boolean {
  return action === 'delete' || action === 'replace';
}

function refersTo(members: Members, attributes: Attributes | undefined, address: ResourceAddress): boolean {
  return [...links(members, attributes ?? {})].some(({ value }) => value === address);
}

function pick(members: Members, name: string): Members {
  const member = members[name];
  return member === undefined ? {} : { [name]: member };
}

function emptied(kind: Kind, attributes: Attributes): Attributes {
  const lists = deferredMembers(kind).filter((name) => isList(attributes[name]));
  return Object.fromEntries(lists.map((name) => [name, []]));
}

function picked(names: readonly string[], attributes: Attributes): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes[name]]));
}

/** Depth first along `needs`; the given order decides where the graph leaves it open. */
function inOrder(drafts: readonly OperationDraft[]): Operation[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const ordered: Operation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (draft: OperationDraft, trail: readonly string[]): void => {
    if (state.get(draft.id) === 'done') return;
    if (state.get(draft.id) === 'open')
      throw new Error(`Operations wait for each other: ${[...trail, draft.id].join(' -> ')}`);
    state.set(draft.id, 'open');
    for (const id of draft.needs) {
      const needed = byId.get(id);
      if (needed !== undefined) visit(needed, [...trail, draft.id]);
    }
    state.set(draft.id, 'done');
    ordered.push({ ...draft, needs: [...draft.needs] });
  };
  for (const draft of drafts) visit(draft, []);
  return ordered;
}
