/** Faults of files: YAML, sections, variables, values and references. */
import type { CodeEntry } from './entry.ts';

export const CONFIGURATION = {
  CONFIG_ACCESS_TEST: {
    title: 'An access test is invalid',
    meaning:
      'A test under `tests` or in a file *.access.yaml names something that does not exist, or expects what cannot be.',
    remedy: 'Correct the line that is shown; docs/access-tests.md has the forms of an expectation.',
  },
  CONFIG_ALIAS: {
    title: 'A YAML alias cannot be followed',
    meaning:
      'The alias has no anchor before it, contains itself, or unfolds into more than a configuration can hold.',
    remedy: 'Define the anchor before it is used, or write the values out.',
  },
  CONFIG_DUPLICATE_KEY: {
    title: 'A key occurs twice',
    meaning:
      'YAML would keep one of the two silently, so both are refused, in one file and across included files.',
    remedy: 'Remove or rename one of the two places that are shown.',
  },
  CONFIG_EMPTY: {
    title: 'The file has no content of the expected kind',
    meaning: 'The file is empty, or holds a list or a text where a mapping belongs.',
    remedy: 'Begin the file as the message shows, such as `version: 1`.',
  },
  CONFIG_ENVIRONMENT: {
    title: 'The environment does not exist',
    meaning:
      '`--env` names an environment that the configuration does not declare, or an environment is declared in a way that cannot work.',
    remedy: 'Name one of those that are listed, or declare it under `environments`.',
  },
  CONFIG_EXISTING: {
    title: 'An entry of existing is invalid',
    meaning:
      'An entry of `existing` says neither or both of displayName and id, or has the key of an entry that is owned.',
    remedy: 'Name the object in one way, and own it or refer to it, not both.',
  },
  CONFIG_FOREIGN: {
    title: 'The file belongs to something else',
    meaning: 'The document does not begin as a file of Entente does, so its content is not read or quoted.',
    remedy: 'Check the path, or begin the file as the message shows.',
  },
  CONFIG_GUARANTEE: {
    title: 'A guarantee is invalid',
    meaning:
      'An entry of `guarantees` says neither or both of `gets` and `approvesOwn`, names several things at once, or has the name of another; or an exception does not name its guarantee.',
    remedy: 'Correct the line that is shown; docs/guarantees.md has the forms.',
  },
  CONFIG_SCOPE: {
    title: 'The scope names no catalog',
    meaning: '`scope` or `--catalog` names a key that is neither in `catalogs` nor in `existing.catalogs`.',
    remedy: 'Correct the name; the nearest one is shown.',
  },
  CONFIG_INCLUDE: {
    title: 'An include cannot be followed',
    meaning: 'The pattern matches no file, or leads out of the folder of the root file.',
    remedy: 'Correct the pattern; included files lie beside the root file or below it.',
  },
  CONFIG_INCLUDE_MEMBER: {
    title: 'An included file sets what only the root file can',
    meaning:
      'Tenant, state, environments, checks and scope stand in the root file, so that one place decides about them.',
    remedy: 'Move the section to the root file.',
  },
  CONFIG_KEY: {
    title: 'A YAML key is not plain text',
    meaning: 'A list, a mapping or another value stands where a key belongs.',
    remedy: 'Write KEY: VALUE with the key in letters.',
  },
  CONFIG_MOVED: {
    title: 'An entry of moved is invalid',
    meaning:
      '`moved` tells which address became which. This entry names an address that does not exist, or two of different kinds.',
    remedy: 'Correct the entry or take it out; it is needed only until the next apply.',
  },
  CONFIG_REMOVED: {
    title: 'A removed resource is still declared',
    meaning:
      '`removed` lets an object go without deleting it; the same address cannot be declared at the same time.',
    remedy: 'Remove the declaration, or the entry of `removed`.',
  },
  CONFIG_TEMPLATE: {
    title: 'A template, or the use of one, is invalid',
    meaning:
      'A parameter is missing, unknown or of another type than the template declares, or the template names a parameter that it does not declare.',
    remedy: 'Correct the line that is shown; docs/templates.md says how templates are written and used.',
  },
  CONFIG_TENANT: {
    title: 'The section tenant contradicts itself',
    meaning:
      'A tenant is either an id (with an optional cloud) or an embedded tenant (with an optional seed).',
    remedy: 'Keep one of the two and remove what goes with the other.',
  },
  CONFIG_UNREADABLE: {
    title: 'The file cannot be read',
    meaning: 'It does not exist, is a folder, is too large, or its permissions do not allow it.',
    remedy: 'Name the configuration with `--file`, or check the path.',
  },
  CONFIG_VARIABLE: {
    title: 'A variable has no value or no meaning',
    meaning: 'A placeholder names a variable without a value, or is neither `${var.NAME}` nor `${env.NAME}`.',
    remedy: 'Declare the variable, set `ENTENTE_VAR_NAME`, or write `$${` for the characters themselves.',
  },
  CONFIG_VARIABLE_UNUSED: {
    title: 'A variable is not used',
    meaning: 'Nothing in the configuration refers to this variable, which is often a misspelling.',
    remedy: 'Remove it, or use it as `${var.NAME}`.',
  },
  CONFIG_WRITE: {
    title: 'Files could not be written',
    meaning: 'A command that rewrites configuration files could not write them. None was changed.',
    remedy: 'Check the folder and its permissions, then run the command again.',
  },
  CONFIG_YAML: {
    title: 'The YAML is malformed',
    meaning: 'The file cannot be parsed at the place that is shown.',
    remedy: 'Correct the line; the message says how where it can be told.',
  },
  FORMAT_REFUSED: {
    title: 'A file cannot be formatted',
    meaning: '`entente fmt` found that a value or a comment would not survive, and left the file as it is.',
    remedy: 'Move comments to lines of their own before what they are about, then format again.',
  },
  SCHEMA_ENUM: {
    title: 'The value is not one of the allowed ones',
    meaning: 'The property takes only certain values.',
    remedy: 'Use one of those that the message lists.',
  },
  SCHEMA_KEY: {
    title: 'The key is not allowed',
    meaning:
      'Keys become part of addresses, so they hold letters, digits, _ and -, and begin with a letter or digit.',
    remedy: 'Rename the key.',
  },
  SCHEMA_REQUIRED: {
    title: 'A required property is missing',
    meaning: 'The resource or section cannot do without this property.',
    remedy: 'Add the property.',
  },
  SCHEMA_TYPE: {
    title: 'The value has the wrong type',
    meaning: 'A text stands where a number belongs, a value where a list belongs, or the like.',
    remedy: 'Write the value as the message shows; quotes make a text.',
  },
  SCHEMA_UNKNOWN: {
    title: 'The property does not exist',
    meaning:
      'The schema has no such property at this place. A misspelling would otherwise be ignored silently.',
    remedy: 'Correct the name, or remove it; `entente schema` prints what exists.',
  },
  SCHEMA_VALUE: {
    title: 'The value is malformed',
    meaning: 'The type is right, but not the form, length, number or unit.',
    remedy: 'Write the value as the message shows.',
  },
  REFERENCE_COLLISION: {
    title: 'Two resources are one object',
    meaning:
      'Two declarations would be the same object in the tenant, or can be told apart by the state only.',
    remedy:
      'Let them differ in what the tenant tells them apart by (name, domain or tenant), or remove one of the two.',
  },
  REFERENCE_DUPLICATE: {
    title: 'Something is declared twice',
    meaning:
      'The same role occurs twice in a package, the same principal twice in a catalog role, or what tells entries of a directory seed apart, such as a sign-in name, twice in the seed.',
    remedy: 'Change or remove one of the two.',
  },
  REFERENCE_SPONSOR: {
    title: 'The sponsor is not declared',
    meaning: 'A name under `sponsors` of the organization is used that has no entry there.',
    remedy: 'Add the entry, or use one that exists.',
  },
  REFERENCE_UNKNOWN: {
    title: 'The reference leads nowhere',
    meaning:
      'A catalog, package, organization or resource is named that is not declared, or a person or group that is not in the directory seed.',
    remedy: 'Correct the name; the nearest one is shown.',
  },
  LIFECYCLE_UNDECLARED: {
    title: 'An address under lifecycle is not declared',
    meaning:
      'The address is misspelled, or was taken out of the configuration; its preventDestroy still holds while the object exists.',
    remedy: 'Correct the address, or remove the entry once the object is gone or is meant to go.',
  },
  INIT_EXISTS: {
    title: 'A file of the starter exists already',
    meaning: '`entente init` overwrites nothing, and wrote nothing.',
    remedy: 'Name another folder: `entente init FOLDER`.',
  },
  INIT_WRITE: {
    title: 'A file of the new configuration cannot be written',
    meaning: 'The file system refuses the folder or the file, as the message says.',
    remedy: 'Name another folder: `entente init FOLDER`.',
  },
  TEST_NONE: {
    title: 'There are no access tests',
    meaning: '`entente test` found neither a section `tests` nor a file *.access.yaml.',
    remedy: 'Write one; docs/access-tests.md shows how.',
  },
  TEST_WRITE: {
    title: 'The result of the tests cannot be written',
    meaning: 'The file that was named for the report could not be written.',
    remedy: 'Name another file.',
  },
  CHECK_FILE: {
    title: 'The SARIF file cannot be written',
    meaning: '`check --sarif` could not write its file, or the file holds something else.',
    remedy: 'Name another file.',
  },
  CHECK_RULE: {
    title: 'The rule does not exist',
    meaning: '`check --explain` names a rule that is not known.',
    remedy: 'Name one of those in docs/checks.md; the nearest one is shown.',
  },
  CHECK_SUPPRESSION_EXPIRED: {
    title: 'A suppression has expired',
    meaning: 'Its date has passed, so the finding counts again.',
    remedy: 'Mend the finding, or agree on a new date.',
  },
  CHECK_SUPPRESSION_UNUSED: {
    title: 'A suppression silences nothing',
    meaning: 'No finding of this rule is at this address.',
    remedy: 'Remove it, or correct its address.',
  },
  OPTION_INVALID: {
    title: 'An option of a library function cannot be used',
    meaning:
      'A script calls a function of the library with an option that is missing, of another type, or unknown. Nothing was done.',
    remedy: 'Give the option what the message says; docs/library.md has all functions.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
