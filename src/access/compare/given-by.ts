/** Who comes to be in a group by packages: what its members gain, these people gain in more than one step. */
import { compareNames } from '../../model/natural-order.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternal, requestorName } from '../facts/requestor.ts';
import { allowsMore } from '../relation/order.ts';
import { requestorsNamed } from '../relation/overview.ts';
import { packagesGiving } from '../relation/packages-giving.ts';
import { firstOf } from '../../model/counted.ts';
import type { Compared } from './compared.ts';
import { directionOf } from './compared.ts';

/** Packages that are named, and sorts of people for each of them. */
const MOST = 3;

/** Of a group whose members gain, or get looser terms, and that packages make people members of. */
export function givenByLines(
  { list, requestor, differences, membersAlone }: Compared,
  model: AccessModel,
): readonly string[] {
  if (requestor.type !== 'group' || !allowsMore(directionOf(list, differences))) return [];
  const giving = packagesGiving(model).get(requestor.id) ?? [];
  const texts = giving
    .flatMap((address) => {
      const open = (model.policiesOf.get(address) ?? []).filter(
        ({ acceptsRequests, automatic, ended }) => (acceptsRequests || automatic) && ended === undefined,
      );
      const named = open
        .flatMap((policy) => requestorsNamed(model, policy))
        .filter((each) => membersAlone !== true || isExternal(each) !== 'yes');
      const labels = [...new Set(named.map((each: Requestor) => requestorName(model, each).label))];
      // Others come into it, of whom something else is told.
      if (membersAlone === true && named.length === 0) return [];
      return `${packageName(model, address)} (${listedOr(labels.sort(compareNames))})`;
    })
    .sort(compareNames);
  return texts.length === 0 ? [] : [`people come into it by ${firstOf(texts, MOST)}`];
}

function listedOr(texts: readonly string[]): string {
  return texts.length === 0 ? 'nobody can request it' : firstOf(texts, MOST);
}
