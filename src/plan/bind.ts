/**
 * Which live object is which address. By the id in the state; else by natural key, and then only taken over when
 * that was asked for. Two candidates are an error that lists both, never a guess.
 */
import { AddressBook } from '../model/address-book.ts';
import type { ResourceAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import type { Attributes } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { mapInTurns } from '../model/turns.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import { isOfTenant } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';
import type { ResourceState } from '../state/document.ts';
import type { DecisionInput } from './input.ts';
import { attributesDigest } from './attributes-digest.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import { Namesakes, sameName } from './namesakes.ts';
import { isOfAnother, noCandidate, NONE, openCreations, settle, unanswered } from './settle.ts';
import type { OpenCreation, Question } from './settle.ts';

/** A live object with its references as addresses where they are managed. */
export interface BoundObject {
  readonly id: string;
  readonly attributes: Attributes;
  /** True when it was found by natural key and no state knew it. */
  readonly adopted: boolean;
}

export interface Binding {
  /** What is declared; an id that it gives of what an address stands for is that address. */
  readonly desired: readonly DesiredResource[];
  readonly bound: ReadonlyMap<ResourceAddress, BoundObject>;
  /** Live objects that no address stands for, by kind. */
  readonly unbound: ReadonlyMap<string, readonly RemoteObject[]>;
  /** What an earlier run made of what nothing declares any more: to be taken as tracked. */
  readonly made: readonly ResourceState[];
  /** Creations of earlier runs whose outcome the user has to tell; `diagnostics` has them too. */
  readonly questions: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
}

type BindInput = Pick<DecisionInput, 'desired' | 'prior' | 'live' | 'options'>;

export function bind(input: BindInput): Promise<Binding> {
  return new Binder(input).run();
}

type Index = ReadonlyMap<string, readonly RemoteObject[]>;

const NO_INDEX: Index = new Map();

class Binder {
  private readonly bound = new Map<ResourceAddress, { object: RemoteObject; kind: Kind; adopted: boolean }>();
  private readonly book = new AddressBook();
  private readonly unbound = new Map<string, readonly RemoteObject[]>();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly questions: Question[] = [];
  private readonly undeclared: { readonly address: ResourceAddress; readonly kind: Kind }[] = [];
  private readonly open: ReadonlyMap<string, readonly OpenCreation[]>;
  private readonly input: BindInput;

  constructor(input: BindInput) {
    this.input = input;
    this.open = openCreations(input.prior);
  }

  private get tracksNothing(): boolean {
    return (this.input.prior?.resources ?? []).length === 0;
  }

  async run(): Promise<Binding> {
    const desired = groupBy(this.input.desired, ({ kind }) => kind);
    const prior = groupBy(this.input.prior?.resources ?? [], ({ kind }) => kind);
    for (const kind of KINDS_IN_ORDER) {
      const tracked = prior.get(kind.name) ?? [];
      const objects = this.objectsOf(kind, tracked);
      await this.bindKind(kind, objects, tracked, desired.get(kind.name) ?? []);
    }
    // Only now every id has its address, those of a kind's own siblings included.
    const bound = new Map(
      await mapInTurns([...this.bound], ([address, { object, kind, adopted }]): [string, BoundObject] => [
        address,
        { id: object.id, attributes: this.book.withAddresses(kind.attributes, object.attributes), adopted },
      ]),
    );
    const declared = await mapInTurns(this.input.desired, (resource) => this.named(resource));
    const made = this.undeclared.flatMap(({ address, kind }): ResourceState[] => {
      const object = bound.get(address);
      if (object === undefined) return [];
      return [{ address, kind: kind.name, id: object.id, attributes: object.attributes, dependsOn: [] }];
    });
    const { unbound, questions, diagnostics } = this;
    return { desired: declared, bound, unbound, made, questions, diagnostics };
  }

  private named(resource: DesiredResource): DesiredResource {
    const members = KINDS.get(resource.kind)?.attributes ?? {};
    const attributes = this.book.withAddresses(members, resource.attributes);
    return attributes === resource.attributes ? resource : { ...resource, attributes };
  }

  /** A kind that was not read is taken to be as it was last applied. */
  private objectsOf(kind: Kind, tracked: readonly ResourceState[]): readonly RemoteObject[] {
    const read = this.input.live.objects.get(kind.name);
    return read ?? tracked.map(({ id, attributes }) => ({ id, attributes }));
  }

  private async bindKind(
    kind: Kind,
    objects: readonly RemoteObject[],
    tracked: readonly ResourceState[],
    desired: readonly DesiredResource[],
  ): Promise<void> {
    const byId = new Map(objects.map((object) => [object.id.toLowerCase(), object]));
    const free = new Set(objects);
    const take = (address: ResourceAddress, object: RemoteObject, adopted: boolean) => {
      this.bound.set(address, { object, kind, adopted });
      this.book.add({ kind: kind.name, id: object.id, address });
      free.delete(object);
    };
    const declared = new Map(desired.map((resource) => [resource.address, resource]));
    // What an id tells needs no key; an index of all that a large tenant holds is made only where one is asked for.
    const isById = kind.identity.by === 'id';
    const trackedByKey = isById ? NO_INDEX : await this.indexByKey(kind, objects);
    for (const resource of tracked) {
      const { address, id, attributes } = resource;
      if (isAnother(kind, resource, declared.get(address))) continue;
      const found = isById
        ? byId.get(id.toLowerCase())
        : this.byNaturalKey(kind, attributes, trackedByKey)[0];
      if (found === undefined || !free.has(found)) continue;
      take(address, found, false);
      // Another entry may mean it from now on.
      if (kind.identity.by === 'declared' && !declared.has(address)) free.add(found);
    }
    const isSettled = !this.open.has(kind.name) && desired.every(({ address }) => this.bound.has(address));
    const byKey = isById && !isSettled ? await this.indexByKey(kind, objects) : trackedByKey;
    const asked = this.settleKind(kind, { free, byKey, desired, take });
    const isNew = ({ address }: DesiredResource) => !this.bound.has(address) && !asked.has(address);
    const namesakes = new Namesakes(kind, desired.filter(isNew), (attributes) =>
      attributesDigest(kind, this.book.withAddresses(kind.attributes, attributes)),
    );
    for (const resource of desired) {
      if (this.bound.has(resource.address) || asked.has(resource.address)) continue;
      const named = this.byNaturalKey(kind, resource.attributes, byKey).filter((object) => free.has(object));
      const told = namesakes.tell(resource, named);
      if (told.namesake !== undefined) {
        this.diagnostics.push(sameName(resource, told.namesake, named));
        continue;
      }
      const found = told.objects;
      const [only] = found;
      if (only === undefined) continue;
      if (found.length > 1) this.diagnostics.push(ambiguous(kind, resource, found));
      else if (isOfTenant(kind)) take(resource.address, only, true);
      else if (this.input.options.adopt) take(resource.address, only, true);
      else this.diagnostics.push(exists(kind, resource, only, this.tracksNothing));
    }
    this.unbound.set(kind.name, [...free]);
  }

  /** Takes what creations of earlier runs made; the result are addresses whose outcome the user has to tell. */
  private settleKind(
    kind: Kind,
    {
      free,
      byKey,
      desired,
      take,
    }: {
      readonly free: ReadonlySet<RemoteObject>;
      readonly byKey: Index;
      readonly desired: readonly DesiredResource[];
      readonly take: (address: ResourceAddress, object: RemoteObject, adopted: boolean) => void;
    },
  ): ReadonlySet<ResourceAddress> {
    const asked = new Set<ResourceAddress>();
    const open = this.open.get(kind.name) ?? [];
    for (const creation of open) {
      const { address } = creation;
      if (this.bound.has(address)) continue;
      const declared = desired.find((resource) => resource.address === address);
      const answer = this.input.options.answers.get(address);
      const found = declared === undefined ? [...free] : this.byNaturalKey(kind, declared.attributes, byKey);
      const objects = found.filter((object) => free.has(object));
      const candidates = objects
        .map((object) => ({
          object,
          attributes: this.book.withAddresses(kind.attributes, object.attributes),
        }))
        .filter(({ attributes }) => !isOfAnother(creation, open, attributesDigest(kind, attributes)));
      const settled = settle(creation, kind, candidates, declared !== undefined);
      const made =
        answer === undefined ? settled.made : objects.find(({ id }) => id.toLowerCase() === answer);
      if (made !== undefined) {
        take(address, made, true);
        if (declared === undefined) this.undeclared.push({ address, kind });
      } else if (answer !== undefined && answer !== NONE) {
        this.diagnostics.push(noCandidate(address, answer));
      } else if (
        answer === undefined &&
        settled.question !== undefined &&
        !(this.input.options.adopt && objects.length === 1)
      ) {
        asked.add(address);
        this.questions.push(settled.question);
        this.diagnostics.push(unanswered(settled.question));
      }
    }
    return asked;
  }

  private async indexByKey(kind: Kind, objects: readonly RemoteObject[]): Promise<Index> {
    const index = new Map<string, RemoteObject[]>();
    const keyed = await mapInTurns(objects, (object) => ({
      object,
      keys: kind.identity.naturalKeys(this.book.withAddresses(kind.attributes, object.attributes)),
    }));
    for (const { object, keys } of keyed) {
      for (const key of keys) {
        const known = index.get(key);
        if (known === undefined) index.set(key, [object]);
        else known.push(object);
      }
    }
    return index;
  }

  private byNaturalKey(kind: Kind, attributes: Attributes, index: Index): RemoteObject[] {
    return [...new Set(kind.identity.naturalKeys(attributes).flatMap((key) => index.get(key) ?? []))];
  }
}

/** True where the declaration of an address means another object than the record: the former one is let go. */
export function isAnother(
  { identity }: Kind,
  { attributes }: Pick<ResourceState, 'attributes'>,
  declared: DesiredResource | undefined,
): boolean {
  if (identity.by !== 'declared' || declared === undefined) return false;
  const keys = new Set(identity.naturalKeys(attributes));
  return !identity.naturalKeys(declared.attributes).some((key) => keys.has(key));
}

function exists(
  kind: Kind,
  { address, path }: DesiredResource,
  object: RemoteObject,
  tracksNothing: boolean,
): Diagnostic {
  return {
    code: 'PLAN_EXISTS',
    severity: 'error',
    summary: `${address} exists in the tenant already ("${kind.words.displayName(object.attributes)}", id ${object.id}), and no state tracks it`,
    // After an apply the state is rather lost, or another one than was meant.
    hint: tracksNothing
      ? 'The state tracks nothing: name the right one under state: if it was applied before, or run again with --adopt to take it over'
      : 'Run again with --adopt to take it over, or declare another name',
    address,
    path,
  };
}

function ambiguous(
  kind: Kind,
  { address, path }: DesiredResource,
  found: readonly RemoteObject[],
): Diagnostic {
  return {
    code: 'PLAN_AMBIGUOUS',
    severity: 'error',
    summary: `${address} could be any of ${found.length} objects in the tenant`,
    detail: found
      .map((object) => `"${kind.words.displayName(object.attributes)}", id ${object.id}`)
      .join('\n'),
    hint: 'Rename or remove all but one of them in the tenant',
    address,
    path,
  };
}
