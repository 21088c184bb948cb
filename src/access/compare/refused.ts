/** Whom exclusions refuse, put in order by whom they cover: groups in groups, and groups that a package makes its holders members of. */
import { withOuterGroups } from '../facts/facts.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import { groupOf } from '../facts/in-group.ts';
import type { AccessModel } from '../facts/model.ts';
import { isKeptOutBy } from '../facts/outer-door.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isOutsideDirectory } from '../facts/requestor.ts';
import type { AccessAnswer, Restriction } from '../relation/answer.ts';
import type { Order } from '../relation/order.ts';
import { byCover } from '../relation/order.ts';

/** People who are refused, by a value that is equal for the same people. */
type Key = string;

const keyOf = (type: Restriction['type'], id: string): Key => `${type} ${id}`;

/** An answer, with whom it is about and by what model. */
export interface Asked {
  readonly answer: AccessAnswer;
  readonly model: AccessModel;
  readonly requestor: Requestor;
}

/** Neither by a request nor by a rule. */
export function isShut({ verdict, automatic }: Pick<AccessAnswer, 'verdict' | 'automatic'>): boolean {
  return verdict === 'no' && automatic.length === 0;
}

/** Of what keeps people out, which says nothing where they do not get in anyhow: what no other of it covers. */
export function refusedKeys({ answer, model, requestor }: Asked): readonly Key[] {
  if (isShut(answer)) return [];
  const { restrictions } = answer;
  const all = restrictions.flatMap(({ type, ids }) =>
    ids.filter((id) => type !== 'holders' || mayHold(model, requestor, id)).map((id) => keyOf(type, id)),
  );
  const keys = [...new Set(all)].sort();
  return keys.length < 2
    ? keys
    : keys.filter((key) => !keys.some((each) => each !== key && isWithin(model, key, each)));
}

/** Of keys before and after; each model has its own groups in groups. */
export function refusedOrder(was: readonly Key[], is: readonly Key[], models: readonly AccessModel[]): Order {
  const covered = (some: readonly Key[], by: readonly Key[]) =>
    some.every((key) => by.some((each) => models.every((model) => isWithin(model, key, each))));
  // More who are refused is tighter.
  return byCover(covered(is, was), covered(was, is));
}

/** Whether all people of a key are also of another one. */
function isWithin(model: AccessModel, inner: Key, outer: Key): boolean {
  if (inner === outer) return true;
  const [out, others] = [idOf(inner, 'keptOut'), idOf(outer, 'keptOut')];
  if (out !== undefined) return others !== undefined && isKeptOutBy(out, others);
  const group = idOf(outer, 'members');
  if (group === undefined) return false;
  const [among, held] = [idOf(inner, 'members'), idOf(inner, 'holders')];
  if (among !== undefined) return withOuterGroups(model.directory, [among]).has(group);
  return held !== undefined && groupsGranted(model, held, { eligible: false }).has(group);
}

function idOf(key: Key, type: Restriction['type']): string | undefined {
  const prefix = keyOf(type, '');
  return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}

/**
 * False of those who are not in the directory, and of a person who is known not to be in a group that the package makes its
 * holders members of.
 */
function mayHold(model: AccessModel, requestor: Requestor, address: string): boolean {
  if (isOutsideDirectory(requestor)) return false;
  if (requestor.type !== 'person') return true;
  const granted = groupsGranted(model, address, { eligible: false });
  return [...granted].every((group) => groupOf(model, requestor, [group]).in !== 'no');
}
