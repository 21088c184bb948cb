/** Whether some people are among those whom an entry is about. */
import { groupOf } from '../facts/in-group.ts';
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternal, organizationsOf, requestorName } from '../facts/requestor.ts';

/** As far as it is certain. */
export function isAmong(model: AccessModel, sort: Requestor, of: RequestorName): boolean {
  const named = requestorName(model, sort);
  if (named.type === of.type && named.id === of.id && named.guests === of.guests) return true;
  if (sort.type !== 'person') return false;
  switch (of.type) {
    case 'group':
      return of.id !== undefined && groupOf(model, sort, [of.id]).in === 'yes';
    case 'connectedOrganization':
      return organizationsOf(model, sort).certain.some(({ address }) => address === of.id);
    case 'members':
      return isExternal(sort) === 'no';
    case 'directoryUsers':
      return true;
    case 'anyExternalUser':
    case 'configuredOrganizations':
      return isExternal(sort) === 'yes';
    default:
      return false;
  }
}
