/** The outer door as a precondition: cross-tenant access, asked at each sign-in, and whether guests may be invited at all. */
import type { Reason } from './answer.ts';
import type { Passing } from '../facts/outer-door.ts';
import { isOutsideDirectory } from '../facts/requestor.ts';
import { signInSettings } from '../facts/sign-in-settings.ts';
import { notInvited, otherTenantOf, passingsOf, settingName, shutOut } from './kept-out.ts';
import type { Reasoning } from './reasoning.ts';

/** Whether people of the requestor's tenant may collaborate here; it is asked of guests at each sign-in as well. */
export function collaboration(reasoning: Reasoning): Reason | undefined {
  const { model, requestor, who } = reasoning;
  const shut = shutOut(model, requestor);
  if (shut !== undefined) {
    const text = `${who} cannot collaborate here, nor use as a guest what they hold, nor approve or review anything: ${settingName(model, shut.setting)} keeps them out`;
    reasoning.step('no', text, shut.at?.address, ...(shut.at?.path ?? []));
    return 'crossTenantAccessBlocked';
  }
  const stopping = passingsOf(model, requestor)?.passings.filter(({ passes }) => passes !== 'yes') ?? [];
  if (stopping.length === 0) return undefined;
  const called = ({ setting, named }: Passing) =>
    `${settingName(model, setting)}${named === undefined ? '' : `, ${named}`}`;
  const names = [...new Set(stopping.map(({ setting }) => settingName(model, setting)))].join(', ');
  if (stopping.some(({ unread }) => unread))
    reasoning.doubt(`whether ${who} may collaborate here: ${names} was not read`);
  else if (requestor.type === 'person') reasoning.doubt(`whether ${names} keeps ${who} out`);
  else {
    const byWhom = new Map(stopping.map((passing) => [passing.whom, called(passing)]));
    reasoning.restrict('keptOut', [...byWhom.keys()], (whom) => byWhom.get(whom) ?? '');
  }
  return undefined;
}

/** How people of another Entra tenant sign in: with a prompt for their consent at first, and with what counts here. */
export function signingIn(reasoning: Reasoning): void {
  const { model, requestor, whom } = reasoning;
  if (!reasoning.explained || model.outerDoor === undefined) return;
  const tenant = otherTenantOf(model, requestor);
  const settings = tenant === undefined ? undefined : signInSettings(model.outerDoor, tenant);
  if (settings === undefined) return;
  const { consent, trust } = settings;
  if (isOutsideDirectory(requestor)) {
    const asks = consent.isAutomatic
      ? `does not ask ${whom} for consent, if the settings of the partner allow that too`
      : `asks ${whom} for consent`;
    reasoning.step('note', `The first sign-in ${asks}: ${settingName(model, consent.setting)}`);
  }
  if (trust === undefined) return;
  const claims = trust.claims.join(', ');
  reasoning.step(
    'note',
    `The sign-in at home counts here for ${claims}: ${settingName(model, trust.setting)}`,
  );
}

/** Whether entitlement management may invite a requestor who is not in the directory yet. */
export function inviting(reasoning: Reasoning): Reason | undefined {
  const { model, requestor, who } = reasoning;
  const stopping = notInvited(model, requestor);
  if (stopping === undefined) return undefined;
  if (stopping.passes === 'unknown') {
    reasoning.doubt(`whether ${who} can be invited: ${stopping.setting} was not read`);
    return undefined;
  }
  reasoning.step('no', `${who} cannot be invited: ${stopping.setting} is none`);
  return 'invitationsNotAllowed';
}
