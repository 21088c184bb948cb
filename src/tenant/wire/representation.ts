/** The same answer in other words: what clients must read as equal (CONTRACT 1.3, 17). */
import type { Behaviour } from '../behaviour.ts';
import { isGuid } from '../guid.ts';
import type { Entity, Json } from '../json.ts';
import { isEntity } from '../json.ts';

type Rewrite = (name: string, value: Json) => Json | undefined;

const ENUMS = new Set([
  'state',
  'type',
  'allowedTargetScope',
  'externalUserLifecycleAction',
  'expirationBehavior',
  'approverInformationVisibility',
]);
const DAYS = /^P(\d+)D$/;
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

const REWRITES: readonly [keyof Behaviour, Rewrite][] = [
  [
    'typesWithoutHash',
    (name, value) => (name === '@odata.type' && typeof value === 'string' ? value.replace('#', '') : value),
  ],
  [
    'capitalizedEnums',
    (name, value) =>
      ENUMS.has(name) && typeof value === 'string' ? value.slice(0, 1).toUpperCase() + value.slice(1) : value,
  ],
  [
    'durationsInHours',
    (_name, value) =>
      typeof value === 'string' ? value.replace(DAYS, (_all, days) => `PT${Number(days) * 24}H`) : value,
  ],
  [
    'instantsWithFractions',
    (_name, value) => (typeof value === 'string' ? value.replace(INSTANT, '$1.0000000Z') : value),
  ],
  [
    'idsInCapitals',
    (_name, value) => (typeof value === 'string' && isGuid(value) ? value.toUpperCase() : value),
  ],
  [
    'emptyMembersLeftOut',
    (name, value) =>
      value === null || (name !== 'value' && Array.isArray(value) && value.length === 0) ? undefined : value,
  ],
];

/** How a service of that behaviour words its answers. */
export function representationOf(behaviour: Behaviour): (body: Entity) => Entity {
  const chosen = REWRITES.filter(([name]) => behaviour[name] === true).map(([, rewrite]) => rewrite);
  if (chosen.length === 0) return (body) => body;
  const word = (name: string, value: Json): Json | undefined => {
    let said: Json | undefined = value;
    for (const rewrite of chosen) if (said !== undefined) said = rewrite(name, said);
    if (Array.isArray(said)) return (said as readonly Json[]).flatMap((item) => word('', item) ?? []);
    return isEntity(said) ? words(said) : said;
  };
  const words = (body: Entity): Entity =>
    Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        value === undefined ? undefined : word(name, value),
      ]),
    );
  return words;
}
