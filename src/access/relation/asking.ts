/** Who requests for others: as what policies name them, they are another user for each of those. */
import type { DirectoryFacts } from '../facts/facts.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isOutsideDirectory } from '../facts/requestor.ts';
import type { Asking } from './approver-list.ts';
import { managerOf } from './approver-list.ts';

/** Who of an actor can request for these people, as far as known; they themselves do so otherwise. */
export function askingFor(
  directory: DirectoryFacts,
  { type, id = '' }: RequestorName,
  requestor: Requestor,
): readonly Asking[] {
  const person = requestor.type === 'person' ? requestor.person : undefined;
  switch (type) {
    case 'user':
      return id === person?.id ? [] : [id];
    case 'group':
      return (directory.groups.get(id)?.members ?? []).filter((member) => member !== person?.id);
    case 'manager': {
      if (isOutsideDirectory(requestor)) return [];
      const level = Number(id);
      const manager = person === undefined ? undefined : managerOf(directory, person, level);
      return manager === null || (manager !== undefined && manager === person?.id) ? [] : [manager ?? level];
    }
    default:
      return [];
  }
}
