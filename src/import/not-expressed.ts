/** What an import cannot put into the configuration, and where it would stand. Pure. */
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import { parentIn, parentKind } from '../kinds/parents.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import type { JsonValue } from '../model/value.ts';
import type { HeldBeside } from '../refresh/beside.ts';
import type { LeftOut, Placed } from './draft.ts';
import type { LiveObject } from './live-object.ts';

/** An object that others live in, as people call it. */
interface Container {
  /** What it is: `package`, `catalog`. */
  readonly noun: string;
  readonly name: string;
  /** True when it lives in nothing but the tenant. */
  readonly outermost: boolean;
}

/** One thing that the tenant holds and the files do not say; it stays as it is. */
export interface NotExpressed {
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  /** What it lives in, innermost first. */
  readonly within: readonly Container[];
  /** Graph's property; without it the object as a whole is not in the files. */
  readonly property?: string;
  readonly value?: JsonValue;
  readonly reason: string;
  /** Of an object that is in the files. */
  readonly address?: ResourceAddress;
  /** The entry of the document that it belongs to; undefined where nothing of it is imported. */
  readonly path?: AttributePath;
  /** False when the object as a whole is left out. */
  readonly imported: boolean;
}

interface NotExpressedInput {
  readonly resources: readonly (Placed & { readonly address: ResourceAddress })[];
  readonly leftOut: readonly LeftOut[];
  readonly beside: readonly HeldBeside[];
}

/** Objects that are left out, properties of those that are not, and what no kind reads. */
export function notExpressed({ resources, leftOut, beside }: NotExpressedInput): NotExpressed[] {
  const containers = new Containers([...resources, ...leftOut], resources);
  return [
    ...leftOut.map((each): NotExpressed => ({
      ...containers.around(parentOf(each)),
      ...called(each),
      ...(each.property !== undefined && each.property.length > 0 && { property: formatPath(each.property) }),
      reason: each.reason,
      imported: false,
    })),
    ...beside.map(({ noun, id, name, holder, reason }): NotExpressed => ({
      ...containers.around(holder),
      kind: noun,
      id,
      name,
      reason,
      imported: false,
    })),
    ...resources.flatMap((each) =>
      unsaidOf(each.object).map((unsaid): NotExpressed => ({
        ...containers.around(parentOf(each)),
        ...called(each),
        ...unsaid,
        address: each.address,
        path: each.path,
        imported: true,
      })),
    ),
  ];
}

/** Properties that the tenant holds and the configuration has no word for. */
export function unsaidOf({
  unsaid = [],
}: RemoteObject): { readonly property: string; readonly value: JsonValue; readonly reason: string }[] {
  return unsaid.map(({ path, value }) => ({
    property: formatPath(path),
    value,
    reason: 'The configuration has no word for it',
  }));
}

function called({ kind, object }: LiveObject) {
  return { kind: kind.name, name: kind.words.displayName(object.attributes), id: object.id };
}

interface ObjectId {
  readonly kind: Kind;
  readonly id: string;
}

function parentOf({ kind, object }: LiveObject): ObjectId | undefined {
  const [within, id] = [parentKind(kind), parentIn(kind, object.attributes)];
  return within === undefined || id === undefined ? undefined : { kind: within, id };
}

/** What objects live in: their names, and where they stand. */
class Containers {
  private readonly objects: ReadonlyMap<string, LiveObject>;
  private readonly paths: ReadonlyMap<string, AttributePath>;

  constructor(objects: readonly LiveObject[], placed: readonly Placed[]) {
    const key = ({ kind, object: { id } }: LiveObject) => keyOf({ kind, id });
    this.objects = new Map(objects.map((each) => [key(each), each]));
    this.paths = new Map(placed.map((each) => [key(each), each.path]));
  }

  /** Containers from the one given outwards; the path is that of the innermost that is in the files. */
  around(innermost: ObjectId | undefined): Pick<NotExpressed, 'within' | 'path'> {
    const within: Container[] = [];
    let path: AttributePath | undefined;
    let next = innermost;
    while (next !== undefined) {
      const key = keyOf(next);
      path ??= this.paths.get(key);
      const found = this.objects.get(key);
      const outer = found === undefined ? undefined : parentOf(found);
      if (found !== undefined) {
        const { noun } = found.kind.words;
        within.push({ noun, name: called(found).name, outermost: outer === undefined });
      }
      next = outer;
    }
    return { within, ...(path !== undefined && { path }) };
  }
}

function keyOf({ kind, id }: ObjectId): string {
  return `${kind.name} ${id.toLowerCase()}`;
}
