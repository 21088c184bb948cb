/** What an account of Graph's members says of one of them. */

/** A place in the schema of the configuration. */
interface Declared {
  /** `policies.KEY.questions[].text`. */
  readonly yaml: string;
  /** The value there that stands for it: `internalSponsors`. */
  readonly word?: string;
}

/** Not declared, and sent back unchanged by a request that replaces the object. */
interface Kept {
  readonly kept: string;
}

/** Why a configuration has nothing to say about it. */
type Reason =
  /** The service fills it in. */
  | 'computed'
  /** It belongs to a request of one person at one time, which is no configuration. */
  | 'action'
  /** It leads to objects that are accounted for by themselves. */
  | 'link'
  /** It can be configured, and Entente cannot: the object that has it is named by the import, and left as it is. */
  | 'undeclared';

interface Omitted {
  readonly not: Reason;
  readonly why: string;
}

export type Verdict = Declared | Kept | Omitted;

/** By member; `@odata.type` stands for the choice of a type among those derived from one. */
export type TypeAccount = Readonly<Record<string, Verdict>>;

export const yaml = (path: string, word?: string): Declared => ({
  yaml: path,
  ...(word !== undefined && { word }),
});
export const computed = (why: string): Omitted => ({ not: 'computed', why });
export const action = (why: string): Omitted => ({ not: 'action', why });
export const link = (why: string): Omitted => ({ not: 'link', why });
export const undeclared = (why: string): Omitted => ({ not: 'undeclared', why });

/** The same verdict for several members, named with spaces between. */
export function each(names: string, verdict: Verdict): TypeAccount {
  return Object.fromEntries(names.split(' ').map((name) => [name, verdict]));
}

/** The members of one name below one place. */
export function under(place: string, names: string): TypeAccount {
  return Object.fromEntries(names.split(' ').map((name) => [name, yaml(`${place}.${name}`)]));
}

/** Accounts by Graph's type; inherited members stand with the type that has them. */
export type Accounts = Readonly<Record<string, TypeAccount>>;

export const STAMPS = each('createdDateTime modifiedDateTime', computed('When it was made and changed'));

export const NAMED = computed('A name that the service fills in');
