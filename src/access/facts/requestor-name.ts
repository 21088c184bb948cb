/** Who an answer or a change is about, as it is told: ids and a label. */
/** Who may be meant: one partner, a class of people, or one principal. */
export type RequestorType =
  /** People of one connected organization. */
  | 'connectedOrganization'
  /** People of every connected organization in state `configured`. */
  | 'configuredOrganizations'
  /** Anyone on the internet, of a connected organization or of none. */
  | 'anyExternalUser'
  /** Everyone in the directory with userType Member. */
  | 'members'
  /** Members, and guests who are in the directory already. */
  | 'directoryUsers'
  | 'group'
  | 'user'
  | 'servicePrincipals'
  /** The requestor's manager; `id` is the level. */
  | 'manager'
  /** Sponsors of the requestor's organization; `id` tells internal from external ones. */
  | 'sponsors'
  /** Those who hold the package. */
  | 'holder'
  /** Whom a change concerns is not worked out. */
  | 'unknown'
  /** Users whom the rule of an automatic assignment matches; `id` is the rule. */
  | 'attributeRule';

export interface RequestorName {
  readonly type: RequestorType;
  /** Address (organization) or id (group, user); absent for classes of people. */
  readonly id?: string;
  /** Of people from outside: those who are in the directory already; without it, those who are not yet as well. */
  readonly guests?: true;
  /** Of guests of an organization or class: id of a group that they are members of. */
  readonly group?: string;
  /** Those of them for whom it is not so; the label or a line of the entry says it too. */
  readonly except?: readonly RequestorName[];
  /** Of people who are not in the directory yet: what they are called together with guests of theirs who are. */
  readonly whole?: string;
  /** What people call it: `Fabrikam (fabrikam.com)`, `any external user`. */
  readonly label: string;
}
