/** Whom an entry of the access diff is said of, before or after. */
import type { Person, RequestorName } from '../../../src/access/index.ts';
import { organizationsOf } from '../../../src/access/index.ts';
import { matchesRule } from '../../../src/access/facts/membership-rule.ts';
import { known } from './seen.ts';
import type { Side } from './side.ts';

export class Meant {
  private readonly before: Side;
  private readonly after: Side;
  /** Addresses before → after, of what was renamed. */
  private readonly renamed: ReadonlyMap<string, string>;

  constructor(before: Side, after: Side, renamed: ReadonlyMap<string, string>) {
    this.before = before;
    this.after = after;
    this.renamed = renamed;
  }

  /** Whether an entry's requestor takes the person in, before or after. */
  isOf(person: Person, { type, id, label }: RequestorName): boolean {
    const { before, after } = this;
    const [earlier = person, later = person] = [known(before, person), known(after, person)];
    switch (type) {
      case 'user':
        return id === undefined ? person.mail === label : person.id === id;
      case 'group':
        return (
          [before, after].some(
            ({ facts }) => facts.groups.get(id ?? '')?.members?.includes(person.id ?? '') === true,
          ) || person.groups?.includes(id ?? '') === true
        );
      case 'members':
        return later.userType === 'Member' || earlier.userType === 'Member';
      case 'directoryUsers':
        return person.id !== undefined;
      case 'anyExternalUser':
        return person.userType !== 'Member';
      case 'attributeRule':
        return (
          person.id !== undefined &&
          [earlier, later].some(({ properties }) => matchesRule(id ?? '', properties) !== 'no')
        );
      case 'connectedOrganization':
      case 'configuredOrganizations':
        return (
          this.isUnread(type, id, later) ||
          this.organizations(earlier, later).some(({ address, configured }) =>
            type === 'configuredOrganizations' ? configured : address === id,
          )
        );
      default:
        return false;
    }
  }

  /** Of an organization that is named and not there anyone from outside may be. */
  private isUnread(type: RequestorName['type'], id = '', { userType }: Person): boolean {
    const isThere = [this.before, this.after].some(
      ({ model }) => (model.organizations.get(id)?.state ?? 'unread') !== 'unread',
    );
    return type === 'connectedOrganization' && !isThere && userType !== 'Member';
  }

  organizations(earlier: Person, later: Person): { address: string; configured: boolean }[] {
    const of = ({ model }: Side, person: Person, renamed: ReadonlyMap<string, string>) => {
      const { certain, possible } = organizationsOf(model, { type: 'person', person });
      return [...certain, ...possible].map(({ address, state }) => ({
        address: renamed.get(address) ?? address,
        configured: state === 'configured',
      }));
    };
    return [...of(this.before, earlier, this.renamed), ...of(this.after, later, new Map())];
  }
}
