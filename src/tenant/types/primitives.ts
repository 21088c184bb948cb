/** Values of Edm's primitive types in JSON. */
import { isGuid } from '../guid.ts';
import type { Json } from '../json.ts';
import type { Primitive } from './language.ts';

/** Years and months have no fixed length, so Edm has none. */
const DURATION = /^P(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,12})?S)?)?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,12})?)?$/;
const ZONE = /(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/i;
const INT32_END = 2 ** 31;

const isDate = (text: string): boolean => {
  const [, year = '', month = '', day = ''] = DATE.exec(text) ?? [];
  // A day that a month does not have becomes one of the next.
  const found = new Date(`${year}-${month}-01T00:00:00Z`);
  found.setUTCDate(Number(day));
  return Number(day) > 0 && !Number.isNaN(found.getTime()) && found.getUTCMonth() + 1 === Number(month);
};

const isInstant = (text: string): boolean => {
  const [day = '', clock = '', more] = text.split(/t/i);
  return more === undefined && isDate(day) && ZONE.test(clock) && TIME.test(clock.replace(ZONE, ''));
};

const texts = (fits: (text: string) => boolean) => (value: Json) => typeof value === 'string' && fits(value);

const FITS: Readonly<Record<Primitive, (value: Json) => boolean>> = {
  String: texts(() => true),
  Boolean: (value) => typeof value === 'boolean',
  Int32: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= -INT32_END && value < INT32_END,
  Guid: texts(isGuid),
  Duration: texts((text) => DURATION.test(text)),
  DateTimeOffset: texts(isInstant),
  Date: texts(isDate),
  TimeOfDay: texts((text) => TIME.test(text)),
};

/** Whether `type` names a primitive type. */
export function isPrimitive(type: string): type is Primitive {
  return Object.hasOwn(FITS, type);
}

export function fitsPrimitive(type: Primitive, value: Json): boolean {
  return FITS[type](value);
}

/** A boolean or number that the documentation's examples spell as text; other values as they are. */
export function unspelled(type: string, value: Json): Json {
  if (typeof value !== 'string') return value;
  if (type === 'Boolean' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return type === 'Int32' && /^-?\d+$/.test(value) ? Number(value) : value;
}
