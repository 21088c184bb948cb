/** What one person sees on one side of an edit. */
import type { Person } from '../../../src/access/index.ts';
import type { View } from './panel.ts';
import { NOTHING, viewOf } from './panel.ts';
import type { Side } from './side.ts';

/** What a person sees of a package on one side; undefined stands for a person who is not there. */
export type See = (side: Side, person: Person | undefined, address: string) => View;

/** People of the directory are one by their id; of others each sign-in is another person. */
export function keyOf({ id, mail, label, signIn }: Person): string {
  if (id !== undefined && !id.startsWith('imagined')) return id;
  return `${id ?? 'outside'} ${mail ?? label} ${JSON.stringify(signIn ?? null)}`;
}

/** The person as this side knows them; undefined for a user of the directory who is not in it here. */
export function known({ facts }: Side, person: Person): Person | undefined {
  if (person.id === undefined || person.id.startsWith('imagined')) return person;
  return facts.users.get(person.id);
}

const views = new WeakMap<Side, Map<string, View>>();

/** A side is compared with many others, so what is seen of it is kept. */
export function seen(side: Side, person: Person | undefined, address: string): View {
  if (person === undefined) return NOTHING;
  const known = views.get(side) ?? new Map<string, View>();
  views.set(side, known);
  const key = `${keyOf(person)} ${address} ${(person.holds ?? []).join(' ')} ${(person.groups ?? []).join(' ')}`;
  const view = known.get(key) ?? viewOf(side, person, address);
  known.set(key, view);
  return view;
}
