/** What one actor can decide before and after, where it differs. */
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Duty } from '../relation/duties.ts';
import type { Order } from '../relation/order.ts';
import type { AccessDiff } from './access-change.ts';
import type { Sides } from './same-people.ts';
import type { OnOtherTerms } from './terms-for-others.ts';

export interface ComparedDuty {
  readonly list: keyof AccessDiff;
  readonly actor: RequestorName;
  readonly past: readonly Duty[];
  readonly present: readonly Duty[];
  /** Of all that differs. */
  readonly order: Order;
  /** Of what they do and for whom, terms left out. */
  readonly duties: Order;
  /** Of what is requested for others, where it is on other terms and those whom it is for are not told so. */
  readonly terms: OnOtherTerms | undefined;
  /** Of a catalog that comes with it: there is nothing in it yet. */
  readonly isNew: boolean;
  /** Why they can decide nothing today, if so. */
  readonly idle: string | undefined;
  /** How much more certain it is that they can, where nothing else differs. */
  readonly surety: Order;
  /** Of whom what they request for others can come to something, where nothing else differs. */
  readonly worth: Order;
  /** Before, it could of nobody. */
  readonly wasInVain: boolean;
  /** It is not known whether they can sign in; of what is lost, whether they could. */
  readonly isOpen: boolean;
  /** Of what is lost: the managers and sponsors who do it after, of whom the actor may be one, as they are called. */
  readonly managers: readonly string[];
  readonly people: Sides | undefined;
  /** Of a group: those of its members who had it before all the same, or keep it. */
  readonly except: readonly RequestorName[];
}

/** Whether they do for the same people what they did, on other terms. */
export function isOnOtherTermsAlone({ list, duties, terms }: ComparedDuty): boolean {
  return list === 'changed' && duties === 'equal' && terms !== undefined;
}
