/** What to say of what is too small, too large or of too many or few members. Pure. */
import { counted } from '../../model/counted.ts';
import type { AttributePath } from '../../model/path.ts';
import { isList, isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import type { Explanation } from './explanation.ts';
import { exampleOf } from './map-advice.ts';
import type { SchemaSite } from './map-advice.ts';
import { inline } from './shape-advice.ts';

/** A value of a size that its schema does not take. */
export interface Sized {
  readonly error: { readonly keyword: string; readonly data?: unknown; readonly parentSchema?: object };
  /** The place in words. */
  readonly where: string;
  readonly path: AttributePath;
  readonly params: Readonly<Record<string, unknown>>;
  readonly expected: string | undefined;
  readonly site: SchemaSite | undefined;
  /** What holds it. */
  readonly holder: SchemaSite | undefined;
}

/** By ajv's keyword. */
export const SIZES: Readonly<Record<string, (sized: Sized) => Explanation>> = {
  minProperties: wrongMembers,
  maxProperties: wrongMembers,
  oneOf: wrongMembers,
  minLength: empty,
  minItems: tooFew,
  maxItems: tooMany,
  maxLength: tooLarge,
  maximum: tooLarge,
  minimum: ({ where, params: { limit } }) =>
    explained(`${where} must be at least ${String(limit)}`, `Write ${String(limit)} or more`),
};

function explained(summary: string, hint: string): Explanation {
  return { code: 'SCHEMA_VALUE', summary, hint };
}

function empty({ where }: Sized): Explanation {
  return explained(`${where} must not be empty`, 'Give it a value');
}

function tooFew(sized: Sized): Explanation {
  const { error, where, params, holder } = sized;
  const entries = error.data as readonly JsonValue[];
  const [only] = entries;
  if (only === undefined) return empty(sized);
  const limit = Number(params['limit']);
  // What the entry says may stand in the place of the list.
  const fits = isObject(only) && Object.keys(only).every((name) => holder?.node.properties?.[name]);
  const alone = fits ? `, or write ${inline(only).slice(2, -2)} in the place of the list` : '';
  return explained(
    `${where} must have at least ${counted(limit, 'entry', 'entries')}`,
    `Add ${counted(limit - entries.length, 'entry', 'entries')}${alone}`,
  );
}

/** Told at the first entry that is too many. */
function tooMany({ error, where, path, params }: Sized): Explanation {
  const limit = Number(params['limit']);
  const size = isList(error.data) ? error.data.length : limit;
  return {
    ...explained(
      `${where} has ${counted(size, 'entry', 'entries')}, but may have ${limit} at most`,
      `Remove ${counted(size - limit, 'entry', 'entries')}`,
    ),
    path: [...path, limit],
  };
}

function tooLarge({ error, where, params }: Sized): Explanation {
  const { keyword, data } = error;
  const limit = Number(params['limit']);
  const size = typeof data === 'string' ? data.length : limit;
  const [unit, hint] =
    keyword === 'maxLength'
      ? [' characters long', `Shorten it by ${counted(size - limit, 'character')}`]
      : ['', `Write ${limit} or less`];
  return explained(`${where} must be at most ${limit}${unit}`, hint);
}

function wrongMembers(sized: Sized): Explanation {
  const { error, where, expected, site } = sized;
  const { keyword, parentSchema } = error;
  const data = isObject(error.data) ? (error.data as Readonly<Record<string, JsonValue>>) : {};
  const example = site && exampleOf(site.node);
  const isEmpty = Object.keys(data).length === 0;
  const summary =
    expected === undefined && isEmpty ? empty(sized).summary : `${where} must be ${expected ?? 'other'}`;
  if (isEmpty && example !== undefined) return explained(summary, `Write a map, such as ${inline(example)}`);
  // `oneOf` has one required property a choice.
  const { oneOf = [] } = parentSchema as { readonly oneOf?: readonly { readonly required: string[] }[] };
  const choices = oneOf.flatMap(({ required }) => required);
  const made = Object.keys(data).filter((name) => keyword === 'maxProperties' || choices.includes(name));
  return explained(summary, made.length > 1 ? `Keep one of ${made.join(', ')}` : 'Change the value');
}
