/** Which changes of the outer door make a difference to some people: those alone that they meet, and that let pass otherwise. */
import { asString } from '../../model/value.ts';
import type { AccessModel } from '../facts/model.ts';
import type { OuterDoor, Passing } from '../facts/outer-door.ts';
import { partsOfSetting } from '../facts/outer-door.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass } from '../facts/requestor.ts';
import { passingsOf } from '../relation/kept-out.ts';
import type { ResourceChange } from './causes.ts';

/** `people`: as the model before knows them, then as the model after does. */
export function doorsMet(
  doors: readonly ResourceChange[],
  models: readonly AccessModel[],
  people: readonly Requestor[],
): readonly ResourceChange[] {
  if (doors.length === 0) return [];
  const otherwise = new Set(
    people.flatMap((requestor, index) => {
      const model = models[index];
      return model === undefined ? [] : tenantsMetOtherwise(model, models, requestor);
    }),
  );
  return doors.filter((change) => tenantsOf(change).some((tenant) => otherwise.has(tenant)));
}

/** What stands for every tenant that has no configuration of its own. */
export const BY_DEFAULT = '';

/** The tenants that a changed configuration is or was about, in lower case. */
export function tenantsOf({ before, after }: ResourceChange): readonly string[] {
  const sides = [before, after].filter((attributes) => attributes !== undefined);
  return [...new Set(sides.map((side) => asString(side['tenantId'])?.toLowerCase() ?? BY_DEFAULT))];
}

/** Tenants whose configuration lets them pass otherwise on the other side; `BY_DEFAULT` where that decides. */
function tenantsMetOtherwise(
  model: AccessModel,
  models: readonly AccessModel[],
  requestor: Requestor,
): readonly string[] {
  if (requestor.type !== 'person' && !isExternalClass(requestor)) return [];
  const [past = NOTHING_MET, present = NOTHING_MET] = models.map(({ outerDoor }) =>
    metBy({ ...model, outerDoor: outerDoor ?? OPEN }, requestor),
  );
  return [...new Set([...past.keys(), ...present.keys()])].flatMap((whom) => {
    const passings = [past.get(whom), present.get(whom)];
    const [was, is] = passings.map((passing) => passing && passingKey(passing));
    if (was === is) return [];
    const deciding = passings.flatMap((passing) =>
      passing === undefined ? [] : [partsOfSetting(passing.setting)?.tenant ?? BY_DEFAULT],
    );
    return [whom, ...deciding];
  });
}

const NOTHING_MET: ReadonlyMap<string, Passing> = new Map();
const OPEN: OuterDoor = {
  home: '',
  crossTenantAccess: { default: {}, partners: new Map() },
  allowInvitesFrom: 'everyone',
};

/** By the tenant that they sign in from; what those of no known one meet is by itself. */
function metBy(model: AccessModel, requestor: Requestor): ReadonlyMap<string, Passing> {
  const { passings } = passingsOf(model, requestor) ?? { passings: [] };
  return new Map(passings.map((passing) => [passing.whom.split(' ')[0] ?? '', passing]));
}

function passingKey({ passes, named = '', unread }: Passing): string {
  return [passes, named, String(unread)].join('\n');
}
