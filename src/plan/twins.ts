/**
 * Twins: what the service carried out late, beside the object that is tracked. Equal names are legal, so only what the
 * state remembers of a creation of unknown outcome makes one certain. Pure.
 */
import { AddressBook } from '../model/address-book.ts';
import { groupBy } from '../model/group-by.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseAddress } from '../model/address.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import type { AttributePath } from '../model/path.ts';
import { links } from '../model/walk.ts';
import type { LiveSnapshot } from '../refresh/snapshot.ts';
import type { UncertainCreation } from '../state/document.ts';
import { attributesDigest } from './attributes-digest.ts';
import type { Binding } from './bind.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import type { Change, PlanFinding } from './plan.ts';

/** What `Plan.findings` calls an untracked object that a creation of unknown outcome made; an error until it is removed. */
export const TWIN = 'TWIN';

/** An untracked object with the name of a tracked one, of which nothing tells who made it. */
export const POSSIBLE_TWIN = 'POSSIBLE_TWIN';

export interface TwinInput {
  readonly live: LiveSnapshot;
  readonly binding: Pick<Binding, 'bound' | 'unbound'>;
  /** Creations whose twins are looked for. */
  readonly open: readonly UncertainCreation[];
  /** The user wants twins removed. */
  readonly remove: boolean;
}

export interface Twins {
  /** Those that nothing in the snapshot keeps from being removed; what uses them is still to be asked. */
  readonly changes: readonly Change[];
  readonly findings: readonly PlanFinding[];
}

/** Every twin that a snapshot shows. */
export function findTwins(input: TwinInput): Twins {
  const referred = referredIds(input);
  const book = new AddressBook(
    [...input.binding.bound].map(([address, { id }]) => ({
      kind: parseAddress(address)?.kind ?? '',
      id,
      address,
    })),
  );
  const found = KINDS_IN_ORDER.filter(
    ({ name, identity }) => identity.duplicates !== undefined && !input.live.unread.has(name),
  ).flatMap((kind) => twinsOfKind(kind, input, { referred, book }));
  return {
    changes: found.flatMap(({ change }) => change ?? []),
    findings: found.map(({ finding }) => finding),
  };
}

interface FoundTwin {
  readonly finding: PlanFinding;
  readonly change?: Change;
}

/** What the whole snapshot says. */
interface Surroundings {
  /** Ids that any live object refers to. */
  readonly referred: ReadonlySet<string>;
  /** Of what is tracked. */
  readonly book: AddressBook;
}

function twinsOfKind(kind: Kind, input: TwinInput, { referred, book }: Surroundings): FoundTwin[] {
  const { binding, live, open } = input;
  const untracked = binding.unbound.get(kind.name) ?? [];
  const creations = open.filter((creation) => creation.kind === kind.name);
  // What was planned and perhaps begun was recorded with addresses, what was sent with ids.
  const formsOf = ({ attributes }: RemoteObject) => [
    attributes,
    book.withAddresses(kind.attributes, attributes),
  ];
  const isNamedAs = (object: RemoteObject, { naturalKeys }: UncertainCreation) =>
    formsOf(object).some((form) => kind.identity.naturalKeys(form).some((key) => naturalKeys.includes(key)));
  const isSentAs = (object: RemoteObject, { digest }: UncertainCreation) =>
    formsOf(object).some((form) => attributesDigest(kind, form) === digest);
  const others = new Set(untracked);
  const tracked = (live.objects.get(kind.name) ?? []).filter((object) => !others.has(object));
  const byKey = groupBy(
    tracked.flatMap((object) => kind.identity.naturalKeys(object.attributes).map((key) => ({ key, object }))),
    ({ key }) => key,
  );
  return untracked.flatMap((object): FoundTwin[] => {
    const keys = kind.identity.naturalKeys(object.attributes);
    const siblings = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []).map((each) => each.object))];
    const [sibling] = siblings;
    const made = creations.find(
      (creation) => isNamedAs(object, creation) && !isOlder(object, creation) && isSentAs(object, creation),
    );
    if (made === undefined) {
      return sibling !== undefined && siblings.length === 1
        ? [{ finding: possible(kind, object, sibling) }]
        : [];
    }
    const rivals = untracked.filter(
      (other) => other !== object && !isOlder(other, made) && isNamedAs(other, made),
    );
    const obstacles = [
      ...(object.createdAt === undefined ? ['the service does not say when it was created'] : []),
      ...(made.serviceDate === null ? ['the service told no time before the creation was sent'] : []),
      ...rivals.map(({ id }) => `the object ${id} may be the twin as well`),
      ...(referred.has(object.id.toLowerCase()) ? ['other objects refer to it'] : []),
    ];
    const change = twinChange(kind, object, made);
    if (obstacles.length > 0) return [{ finding: inTheWay(change, sibling?.id, obstacles) }];
    return [{ finding: certain(change, sibling?.id, input.remove), change }];
  });
}

/** True for what was there before the creation was sent, by the service's own clock. */
function isOlder({ createdAt }: RemoteObject, { serviceDate }: UncertainCreation): boolean {
  return createdAt !== undefined && serviceDate !== null && Date.parse(createdAt) <= Date.parse(serviceDate);
}

/**
 * Ids that live objects refer to, in lower case. Objects made inside another refer to it too, such as the role of the user who
 * created a catalog; whether the catalog is used is read from the service.
 */
function referredIds({ live, open }: TwinInput): ReadonlySet<string> {
  const ids = new Set<string>();
  if (open.length === 0) return ids;
  for (const kind of KINDS_IN_ORDER)
    for (const { attributes } of live.objects.get(kind.name) ?? [])
      for (const { value, path } of links(kind.attributes, attributes))
        if (!isHome(kind, path)) ids.add(value.toLowerCase());
  return ids;
}

/** Whether a reference is to what the object lives in: one that it cannot leave. */
function isHome({ attributes }: Kind, [name, ...rest]: AttributePath): boolean {
  const member = typeof name === 'string' && rest.length === 0 ? attributes[name] : undefined;
  return member?.type === 'reference' && member.mutability === 'replace';
}

function twinChange(
  kind: Kind,
  { id, attributes, createdAt }: RemoteObject,
  { address }: UncertainCreation,
): Change {
  return {
    address: `${address}#twin`,
    kind: kind.name,
    action: 'removeTwin',
    reason: 'twin',
    displayName: kind.words.displayName(attributes),
    id,
    ...(createdAt !== undefined && { createdAt }),
    before: attributes,
    after: null,
    changedPaths: [],
    dependsOn: [],
  };
}

function certain(change: Change, tracked: string | undefined, remove: boolean): PlanFinding {
  return {
    rule: TWIN,
    severity: remove ? 'warning' : 'error',
    address: change.address,
    message: `${described(change, tracked)}; nothing uses it`,
    ...(!remove && { hint: 'It is removed by an apply with --remove-twins, or with a yes to the question' }),
  };
}

/** A twin that is not removed, and why. */
export function inTheWay(
  change: Change,
  tracked: string | undefined,
  obstacles: readonly string[],
): PlanFinding {
  return {
    rule: TWIN,
    severity: 'error',
    address: change.address,
    message: `${described(change, tracked)}. It is not removed, because ${obstacles.join(', and ')}`,
    hint: 'Delete it in the tenant when it is not needed, give it another name, or import it under an address of its own',
  };
}

function described({ displayName, id = '' }: Change, tracked: string | undefined): string {
  const other = tracked === undefined ? '' : `; the tracked one is ${tracked}`;
  return `"${displayName}", id ${id}, was made by a creation whose answer was lost${other}`;
}

function possible(kind: Kind, object: RemoteObject, tracked: RemoteObject): PlanFinding {
  const [name, other] = [object, tracked].map(({ attributes }) => kind.words.displayName(attributes));
  // Organizations of different names can have one domain or tenant, which a new name would not change.
  if (name !== other)
    return {
      rule: POSSIBLE_TWIN,
      severity: 'warning',
      message: `Two objects of the kind ${kind.name} stand for the same: "${other}" (id ${tracked.id}) is tracked, "${name}" (id ${object.id}) is not`,
      hint: 'If one is too many, delete it in the tenant',
    };
  return {
    rule: POSSIBLE_TWIN,
    severity: 'warning',
    message: `Two objects of the kind ${kind.name} are called "${name}": ${tracked.id} is tracked, ${object.id} is not`,
    hint: 'Equal names are allowed. If one is too many, delete it in the tenant; if not, import it or rename it',
  };
}

/** A twin that was changed, or came into use, after it was planned to be removed. */
export function twinKept(
  { address, displayName, id = '' }: Pick<Change, 'address' | 'displayName' | 'id'>,
  reasons: readonly string[],
): Diagnostic {
  return {
    code: 'APPLY_TWIN_KEPT',
    severity: 'error',
    summary: `The twin ${address} "${displayName}", id ${id}, was not removed: ${reasons.join(', and ')}`,
    hint: 'Run plan again: it says what the tenant holds now',
    address,
  };
}
