/** JSON as this service stores and speaks it. The room shares no code with the client that it tests. */
export type Json = null | boolean | number | string | readonly Json[] | Entity;

/** A JSON object; absent members are undefined on reading. */
export interface Entity {
  readonly [name: string]: Json | undefined;
}

export function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function entitiesOf(value: Json | undefined): readonly Entity[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isEntity) : [];
}

export function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
}

/** An object as it is; anything else as one without members. */
export function entityOf(value: Json | undefined): Entity {
  return isEntity(value) ? value : {};
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
