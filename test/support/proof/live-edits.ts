/** One random edit of what is live: of any attribute by the kinds' tables, of an object made or removed in the portal. */
import type { AccessResource } from '../../../src/access/index.ts';
import { KINDS } from '../../../src/kinds/registry.ts';
import type { Member, Members } from '../../../src/model/shape.ts';
import type { JsonObject, JsonValue } from '../../../src/model/value.ts';
import { canonicalJson, isList, isObject, objectsOf } from '../../../src/model/value.ts';
import type { Choice } from './random.ts';

export interface LiveEdit {
  readonly resources: readonly AccessResource[];
  readonly attribute: string;
  readonly what: string;
}

const PORTAL = '77777777-7777-4777-8777-777777777777';

export function editLive(resources: readonly AccessResource[], choice: Choice): LiveEdit | undefined {
  switch (choice.below(6)) {
    case 0:
      return made(
        resources,
        'policy',
        ['allowedTargetScope', 'specificAllowedTargets', 'automaticRequestSettings'],
        choice,
      );
    case 1:
      return made(
        resources,
        choice.from(['packageResourceRole', 'catalogRole']),
        ['role', 'principal', 'resource'],
        choice,
      );
    case 2:
      return removed(resources, choice);
    default:
      return altered(resources, choice);
  }
}

/** A new object with attributes of two others of its kind. */
function made(
  resources: readonly AccessResource[],
  kind: string,
  mixed: readonly string[],
  choice: Choice,
): LiveEdit | undefined {
  const all = resources.filter((each) => each.kind === kind);
  const [first, second] = [choice.of(all), choice.of(all)];
  if (first === undefined || second === undefined) return undefined;
  const drawn = mixed.map((name) => [name, second.attributes[name]] as const);
  const given = Object.fromEntries(drawn.filter(([, value]) => value !== undefined));
  const attributes: JsonObject = {
    ...first.attributes,
    ...given,
    ...(kind === 'policy' && { displayName: 'Made in the portal' }),
  };
  const exists = all.some((each) => canonicalJson(each.attributes) === canonicalJson(attributes));
  if (exists) return undefined;
  const resource = { address: PORTAL, kind, attributes };
  return {
    resources: [...resources, resource],
    attribute: `live.${kind} made`,
    what: `${first.address} mixed with ${second.address}: ${canonicalJson(attributes)}`,
  };
}

/** An object goes, with whatever refers to it. */
function removed(resources: readonly AccessResource[], choice: Choice): LiveEdit | undefined {
  const kind = choice.of([...new Set(resources.map((each) => each.kind))]);
  const gone = choice.of(resources.filter((each) => each.kind === kind && kind !== 'settings'));
  // The service deletes no organization that a policy names.
  const named = resources.some(({ attributes }) =>
    objectsOf(attributes['specificAllowedTargets']).some(
      (each) => each['connectedOrganizationId'] === gone?.address,
    ),
  );
  if (gone === undefined || named) return undefined;
  const left = new Set(resources.map(({ address }) => address));
  const drop = (address: string) => {
    if (!left.delete(address)) return;
    for (const each of resources)
      if (['catalog', 'accessPackage', 'resource'].some((name) => each.attributes[name] === address))
        drop(each.address);
  };
  drop(gone.address);
  return {
    resources: resources.filter(({ address }) => left.has(address)),
    attribute: `live.${gone.kind} removed`,
    what: `${gone.address} removed`,
  };
}

interface Place {
  readonly path: readonly string[];
  readonly shape: Member;
}

function placesOf(members: Members, within: readonly string[] = []): Place[] {
  return Object.entries(members).flatMap(([name, shape]): Place[] => {
    const path = [...within, name];
    return [{ path, shape }, ...(shape.type === 'object' ? placesOf(shape.members, path) : [])];
  });
}

/** Automatic assignment comes and goes with its rule, so only whole policies are mixed. */
const TOGETHER = 'automaticRequestSettings';
const PLACES = new Map(
  [...KINDS].map(([name, { attributes }]) => [
    name,
    placesOf(attributes).filter(({ path: [first] }) => first !== TOGETHER),
  ]),
);

function altered(resources: readonly AccessResource[], choice: Choice): LiveEdit | undefined {
  const kind = choice.of([...new Set(resources.map((each) => each.kind))]) ?? '';
  const place = choice.of(PLACES.get(kind) ?? []);
  const all = resources.filter((each) => each.kind === kind);
  const resource = choice.of(all);
  if (place === undefined || resource === undefined) return undefined;
  const old = valueAt(resource.attributes, place.path);
  const seen = all
    .map(({ attributes }) => valueAt(attributes, place.path))
    .filter((value) => value !== undefined);
  const next = alteredValue(place.shape, old, seen, choice);
  if (next === undefined || canonicalJson(next) === canonicalJson(old ?? null)) return undefined;
  const attributes = withValue(resource.attributes, place.path, next);
  return {
    resources: resources.map((each) => (each === resource ? { ...each, attributes } : each)),
    attribute: `live.${kind}.${place.path.join('.')}`,
    what: `${resource.address} ${place.path.join('.')}: ${canonicalJson(old ?? null)} -> ${canonicalJson(next)}`,
  };
}

function alteredValue(
  shape: Member,
  old: JsonValue | undefined,
  seen: readonly JsonValue[],
  choice: Choice,
): JsonValue | undefined {
  switch (shape.type) {
    case 'boolean':
      return old !== true;
    case 'integer':
      return (typeof old === 'number' ? old : 0) + 1;
    case 'enum':
      return choice.of(shape.values);
    case 'duration':
      return choice.of(['P1D', 'P14D', 'P90D']);
    case 'instant':
      return choice.of(['2020-01-01T00:00:00Z', '2027-06-30T00:00:00Z']);
    case 'string':
      return choice.of([...seen, 'Another']);
    case 'list':
    case 'set': {
      const items = seen.flatMap((value) => (isList(value) ? value : []));
      const other = choice.of(items);
      if (!isList(old) || old.length === 0 || choice.oneIn(2))
        return other === undefined ? undefined : [...(isList(old) ? old : []), other];
      return old.filter((_, index) => index !== choice.below(old.length));
    }
    default:
      return choice.of(seen);
  }
}

function valueAt(value: JsonValue | undefined, [name, ...rest]: readonly string[]): JsonValue | undefined {
  if (name === undefined) return value;
  return isObject(value) ? valueAt(value[name], rest) : undefined;
}

function withValue(value: JsonObject, [name, ...rest]: readonly string[], to: JsonValue): JsonObject {
  if (name === undefined) return value;
  const inner = value[name];
  return { ...value, [name]: rest.length === 0 ? to : withValue(isObject(inner) ? inner : {}, rest, to) };
}
