import type { Governance } from '../../schema/governance.ts';
import { findPerson } from '../facts/requestor.ts';
import type { AccessModel } from '../facts/model.ts';

type Sponsors = NonNullable<Governance['sponsors']>;

/** What the texts of tests mean: keys of `sponsors`, addresses of people, names of groups. */
export class TestNames {
  private readonly groupsByName: ReadonlyMap<string, string>;
  private readonly model: AccessModel;
  private readonly sponsors: Sponsors;

  constructor(model: AccessModel, sponsors: Sponsors) {
    this.model = model;
    this.sponsors = sponsors;
    this.groupsByName = new Map(
      [...model.directory.groups].map(([id, { label }]) => [label.toLowerCase(), id]),
    );
  }

  /** Id of a group by its name, or by its id where a name is not enough; one that is not known goes by its name. */
  groupId(name: string): string {
    const text = name.toLowerCase();
    if (this.model.directory.groups.has(text)) return text;
    return this.groupsByName.get(text) ?? text;
  }

  /** Ids of the users who are meant and can decide about a request of `self`; undefined when not all are known. */
  peopleOf(text: string, self: string | undefined): readonly string[] | undefined {
    const { user, group } = this.meaning(text);
    if (user !== undefined) return [user];
    const { users, groups } = this.model.directory;
    const members = group === undefined ? undefined : groups.get(group)?.members;
    return members?.filter((id) => id !== self && users.get(id)?.accountEnabled !== false);
  }

  /** Id of the user or group that is meant; a sort of people goes by its words (`the requestor's manager`). */
  idOf(text: string): string {
    const { user, group } = this.meaning(text);
    return user ?? group ?? text;
  }

  private meaning(text: string): { readonly user?: string; readonly group?: string } {
    const principal = this.sponsors[text];
    const [first] = principal === undefined ? [text] : Object.values(principal);
    const named = String(first);
    if (principal !== undefined && 'group' in principal) return { group: this.groupId(named) };
    const user = findPerson(this.model, named)?.id;
    if (user !== undefined) return { user };
    const group = this.groupsByName.get(named.toLowerCase());
    if (group !== undefined) return { group };
    // Without a lookup, a person goes by the name that the configuration gives them.
    return principal === undefined ? {} : { user: named.toLowerCase() };
  }
}
