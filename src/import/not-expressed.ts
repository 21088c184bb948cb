/** What an import cannot put into the configuration, and where it would stand. Pure. */
import type { RemoteObject } from '../kinds/kind.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { asString } from '../model/value.ts';
import type { Beside } from '../refresh/beside.ts';
import type { LeftOut, LiveObject, Placed } from './draft.ts';

/** One thing that the tenant holds and the files do not say; it stays as it is. */
export interface NotExpressed {
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  readonly package?: string;
  readonly catalog?: string;
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
  readonly beside: readonly Beside[];
}

/** Objects that are left out, properties of those that are not, and what no kind reads. */
export function notExpressed({ resources, leftOut, beside }: NotExpressedInput): NotExpressed[] {
  const containers = new Containers([...resources, ...leftOut], resources);
  return [
    ...leftOut.map((each): NotExpressed => ({
      ...containers.around(each.kind.name, each.object.attributes),
      ...called(each),
      ...(each.property !== undefined && each.property.length > 0 && { property: formatPath(each.property) }),
      reason: each.reason,
      imported: false,
    })),
    ...beside.map(({ noun, id, name, catalog, reason }): NotExpressed => ({
      ...containers.around(noun, { catalog }),
      kind: noun,
      id,
      name,
      reason,
      imported: false,
    })),
    ...resources.flatMap((each) =>
      unsaidOf(each.object).map((unsaid): NotExpressed => ({
        ...containers.around(each.kind.name, each.object.attributes),
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

/** Packages and catalogs by id: their names, and where they stand. */
class Containers {
  private readonly objects: ReadonlyMap<string, LiveObject>;
  private readonly paths: ReadonlyMap<string, AttributePath>;

  constructor(objects: readonly LiveObject[], placed: readonly Placed[]) {
    const key = ({ kind, object }: LiveObject) => `${kind.name} ${object.id.toLowerCase()}`;
    this.objects = new Map(objects.map((each) => [key(each), each]));
    this.paths = new Map(placed.map((each) => [key(each), each.path]));
  }

  around(kind: string, attributes: Attributes): Pick<NotExpressed, 'package' | 'catalog' | 'path'> {
    const packageId = kind === 'accessPackage' ? undefined : idIn(attributes, 'accessPackage');
    const owner = this.objects.get(`accessPackage ${packageId ?? ''}`);
    const catalogId = idIn(attributes, 'catalog') ?? idIn(owner?.object.attributes ?? {}, 'catalog');
    const catalog = this.objects.get(`catalog ${catalogId ?? ''}`);
    const path =
      this.paths.get(`accessPackage ${packageId ?? ''}`) ?? this.paths.get(`catalog ${catalogId ?? ''}`);
    return {
      ...(owner !== undefined && { package: called(owner).name }),
      ...(catalog !== undefined && { catalog: called(catalog).name }),
      ...(path !== undefined && { path }),
    };
  }
}

function idIn(attributes: Attributes, name: string): string | undefined {
  return asString(attributes[name])?.toLowerCase();
}
