/** Attributes of users that membership rules compare (CONTRACT 13.4): a user without one has null there. */
import type { Entity } from '../json.ts';

const RULE_ATTRIBUTES = [
  'department',
  'jobTitle',
  'companyName',
  'employeeType',
  'employeeId',
  'officeLocation',
  'city',
  'state',
  'country',
  'usageLocation',
] as const;

export type RuleAttribute = (typeof RULE_ATTRIBUTES)[number];

/** What a new user has of them. */
export const UNSET_ATTRIBUTES: Entity = Object.fromEntries(RULE_ATTRIBUTES.map((name) => [name, null]));
