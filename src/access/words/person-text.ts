/** Who a person is, in words. */
import type { Person, SignIn } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import { organizationsOf } from '../facts/requestor.ts';

/** `bob@fabrikam.com: not in the directory yet, of Fabrikam, signs in by one-time passcode` */
export function personText(model: AccessModel, person: Person): string {
  const { certain, signIn } = organizationsOf(model, { type: 'person', person });
  const how = signIn === undefined ? [] : [`signs in by ${SIGN_IN[signIn.kind]}`];
  const of = certain.length === 0 ? [] : [`of ${certain.map(({ displayName }) => displayName).join(', ')}`];
  const held = (person.holds ?? []).map((address) => packageName(model, address));
  const holds = held.length === 0 ? [] : [`holds ${held.join(', ')}`];
  return `${person.label}: ${[statusText(model, person), ...of, ...how, ...holds].join(', ')}`;
}

function statusText({ directory }: AccessModel, { id, userType, accountEnabled }: Person): string {
  if (id === undefined) return 'not in the directory yet';
  const departure = directory.departed?.get(id);
  if (departure !== undefined)
    return `no longer in the directory${departure === '' ? '' : ` (${departure})`}`;
  return `a ${userType?.toLowerCase() ?? 'user'} in the directory${accountEnabled === false ? ', disabled' : ''}`;
}

const SIGN_IN: Readonly<Record<SignIn['kind'], string>> = {
  entra: 'Microsoft Entra ID',
  oneTimePasscode: 'one-time passcode',
  federation: 'federation',
  social: 'a social identity',
};
