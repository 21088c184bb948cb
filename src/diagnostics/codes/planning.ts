/** Plans, guards, applies, imports and questions about access. */
import type { CodeEntry } from './entry.ts';

export const PLANNING = {
  EXISTING_MISSING: {
    title: 'What is referred to is not to be found',
    meaning:
      'An entry of `existing`, or something outside of the scope, does not exist, has a name that several objects have, or may not be seen by the caller.',
    remedy: 'Correct the name, write the id, or ask its owner for a role.',
  },
  SCOPE_OUTSIDE: {
    title: 'The plan would reach out of its scope',
    meaning:
      'Configuration and state put a resource into different catalogs, and only one of them is in the scope.',
    remedy: 'Run without the scope, or with both catalogs in it.',
  },
  SCOPE_REFUSED: {
    title: 'The caller has no role on the catalog',
    meaning:
      'A run that is limited to a catalog needs a role on it: Catalog owner to change everything in it, Access package manager for packages and policies, Catalog reader to read.',
    remedy: 'Ask an owner of the catalog for the role.',
  },
  OUTPUT_FILE: {
    title: 'The output would take the place of a file of the project',
    meaning:
      'An option names a file to write that is the state of one of the environments, stands beside it, is a file of the configuration, or is in the folder of the embedded tenant.',
    remedy: 'Name another file.',
  },
  PLAN_AMBIGUOUS: {
    title: 'Several objects could be the resource',
    meaning: 'More than one live object has the declared identity, and no state tracks one of them.',
    remedy: 'Take one over with `entente import ADDRESS ID`, or rename the others.',
  },
  PLAN_EXISTS: {
    title: 'The object exists and is not tracked',
    meaning: 'Nothing is taken over by accident.',
    remedy: 'Run again with `--adopt`, or declare another name.',
  },
  PLAN_FILE_CORRUPT: {
    title: 'The plan file is not valid JSON',
    meaning: 'It was cut off, or it is another kind of file.',
    remedy: 'Make a plan with `entente plan -o FILE`.',
  },
  PLAN_FILE_FOREIGN: {
    title: 'The file is not a plan of Entente',
    meaning: 'It is JSON of another kind.',
    remedy: 'Make a plan with `entente plan -o FILE`.',
  },
  PLAN_FILE_INVALID: {
    title: 'The plan file is not valid',
    meaning: 'It does not follow the schema of plans.',
    remedy: 'Make a plan with `entente plan -o FILE`.',
  },
  PLAN_FILE_NEWER: {
    title: 'The plan file is of another version',
    meaning: 'Its format is not the one that this version reads.',
    remedy: 'Make the plan with the version that applies it.',
  },
  PLAN_FILE_READ: {
    title: 'The plan file cannot be read',
    meaning: 'It does not exist, or its permissions do not allow it.',
    remedy: 'Check the path.',
  },
  PLAN_FILE_TAMPERED: {
    title: 'The plan file was changed after it was saved',
    meaning: 'Its seal does not fit its content.',
    remedy: 'Make a new plan and review it.',
  },
  PLAN_FILE_WRITE: {
    title: 'The plan cannot be written',
    meaning: 'The file that was named with `-o` cannot be written, or holds something else.',
    remedy: 'Name another file with `-o`.',
  },
  PLAN_FOREIGN: {
    title: 'The plan is for another tenant',
    meaning: 'A saved plan belongs to the tenant that it was made for.',
    remedy: 'Make a plan for this tenant.',
  },
  PLAN_MOVED: {
    title: 'A move is not possible',
    meaning: 'The state holds another resource under the new address.',
    remedy: 'Take the entry out of `moved`, or let the old object go with `entente state rm`.',
  },
  PLAN_NOT_REVIEWED: {
    title: 'The plan is not the reviewed one',
    meaning: 'The digest of the plan that was made now differs from the expected one.',
    remedy: 'Review the new plan; its digest is what to expect.',
  },
  PLAN_PREVENT_DESTROY: {
    title: 'The plan would destroy what is protected',
    meaning: '`lifecycle` says preventDestroy for this address, and the plan deletes or replaces it.',
    remedy: 'Undo the change that causes it, or remove preventDestroy in a change of its own.',
  },
  PLAN_SAME_NAME: {
    title: 'Two resources have one name, and nothing tells them apart',
    meaning:
      'The service allows equal names for this kind. Ids tell such objects apart, and before they have one, what they say. These two say the same, or the tenant holds an untracked object of their name that is like neither.',
    remedy: 'Let them differ in a member, such as the description, or import what the tenant holds.',
  },
  PLAN_SETTLE: {
    title: 'The answer to settle does not fit',
    meaning:
      '`--settle` names an object that an earlier run cannot have made, or an address that is not open.',
    remedy: 'Name one of those that a plan without `--settle` lists.',
  },
  PLAN_STALE: {
    title: 'Something moved since the plan was made',
    meaning: 'Configuration, state or tenant are not what the saved plan was derived from.',
    remedy: 'Make a new plan and review it.',
  },
  PLAN_TARGET: {
    title: 'The target does not exist',
    meaning: '`--target` names an address that is neither declared nor tracked.',
    remedy: 'Correct the address; the nearest one is shown, or else those of its kind.',
  },
  PLAN_UNSETTLED: {
    title: 'An interrupted creation may have made an object',
    meaning:
      'A run was cut off while it created the resource, and the tenant holds what may have come of it.',
    remedy: 'Look at it, then answer with `--settle ADDRESS=ID` or `=none`.',
  },
  TWIN: {
    title: 'A creation was carried out twice',
    meaning:
      'An object stands beside the tracked one that a creation without an answer made late. Nothing uses it.',
    remedy: 'Remove it with `--remove-twins`, or import it under an address of its own.',
  },
  POSSIBLE_TWIN: {
    title: 'Two objects have one natural key',
    meaning: 'One of them is tracked, the other is not. Equal names are legal, so this is only a warning.',
    remedy: 'Check both by their ids; rename or import one if they are mixed up.',
  },
  GUARD_ACCESS_LOSS: {
    title: 'People would lose access',
    meaning:
      'The plan deletes what people hold assignments through, or takes a role from a package that they hold, or changes the rule that gave it to them; or the tenant refuses to say who does.',
    remedy: 'Read who it is; if it is meant, add `--allow-access-loss`.',
  },
  GUARD_LOCKOUT: {
    title: 'Administrators of the tenant would be shut out',
    meaning:
      'The plan changes cross-tenant access so that who runs it, or guests with a role of the directory, cannot come in any more; or it takes the governed tenant for a partner of itself. No flag allows that.',
    remedy:
      'Let their tenant in by an entry of its own, or give its administration to members of this tenant first.',
  },
  GUARD_OBSTACLE: {
    title: 'The tenant would refuse a deletion',
    meaning:
      'The plan deletes an object that holds something which this configuration does not manage and which has to go first: a policy that was made in the portal in a package, or one of cross-tenant synchronization of a partner whose configuration is reset. No flag allows that.',
    remedy: 'Declare what stands in the way, or remove it yourself, if it is to go; or keep the object.',
  },
  GUARD_PRIVILEGED: {
    title: 'A role of the directory would be handed out',
    meaning:
      'The plan creates, changes or takes over a directory role as a resource of a catalog, or a package that grants one. Approving a plan as a whole does not allow that.',
    remedy: 'Read who can get the package; if it is meant, add `--allow-privileged`.',
  },
  GUARD_CREATE_AGAIN: {
    title: 'A resource may come to exist twice',
    meaning:
      'The answer to its creation was lost less than an hour ago, and the object is not to be found yet.',
    remedy: 'Wait, or agree with `--settle ADDRESS=none` or `--create-again`.',
  },
  GUARD_MAX_DELETES: {
    title: 'The plan deletes more than usual',
    meaning: 'More than a fifth of everything, or more than `--max-deletes`, would be deleted or replaced.',
    remedy: 'Read the plan; if it is meant, give `--max-deletes N`.',
  },
  GUARD_TWIN: {
    title: 'Removing a twin needs consent',
    meaning: 'An object that is not tracked would be deleted, which takes more than `--auto-approve`.',
    remedy: 'Add `--remove-twins`, or keep the object by importing it.',
  },
  APPLY_CONSENT: {
    title: 'An apply needs approval, and there is no terminal to ask on',
    meaning: 'Without a terminal, the approval has to be given beforehand.',
    remedy: 'Add `--auto-approve`, or apply a saved plan.',
  },
  APPLY_FAILED: {
    title: 'A resource could not be changed',
    meaning:
      'The service refused the write. What does not depend on it went on, and everything done is recorded.',
    remedy: 'Mend the cause that the service names, then apply again.',
  },
  APPLY_TWIN_KEPT: {
    title: 'A twin was not removed',
    meaning: 'Right before its deletion it was changed, used, or no longer what the plan saw.',
    remedy: 'Run plan again; it says what the tenant holds now.',
  },
  APPLY_UNCERTAIN: {
    title: 'It is not known whether a resource was created',
    meaning: 'The answer was lost, and the service may hold two of this kind, so the run does not ask again.',
    remedy: 'Wait some minutes, then apply again; the object is looked for first.',
  },
  APPLY_UNKNOWN: {
    title: 'The outcome of a write is not known',
    meaning: 'The answer was lost. The operation stays open in the state.',
    remedy: 'Run plan again; it settles what is open before anything else.',
  },
  ACCEPT_ADDRESS: {
    title: 'Nothing has drifted at the address',
    meaning: '`drift --accept` names an address without drift.',
    remedy: 'Name one of those that `entente drift` lists.',
  },
  ACCEPT_REFUSED: {
    title: 'Drift cannot be written into the file',
    meaning:
      'The place in the YAML comes from a variable, an alias or another form that cannot be changed mechanically.',
    remedy: 'Change the file by hand, or undo the drift with `entente apply`.',
  },
  IMPORT_ADDRESS: {
    title: 'The address cannot be imported',
    meaning: 'It is not an address, or its kind is recognized without an id.',
    remedy: 'Write KIND.KEY, as in the documentation of the kind.',
  },
  IMPORT_DECLARED: {
    title: 'The configuration declares resources already',
    meaning: 'A whole import writes a new configuration and does not mix it into another.',
    remedy: 'Use `--out FOLDER`, or import single objects.',
  },
  IMPORT_DEPARTED: {
    title: 'An imported object names what was deleted',
    meaning:
      'A person is not in the directory any more, or an object not in the tenant, so its id is written.',
    remedy: 'Name another in its place when you can.',
  },
  IMPORT_EXISTS: {
    title: 'A file of the import exists already',
    meaning: 'Nothing was overwritten.',
    remedy: 'Name another folder with `--out`, or use `--force`.',
  },
  IMPORT_ID: {
    title: 'The id of the object is missing',
    meaning: '`entente import ADDRESS` needs to know which object is meant.',
    remedy: 'Add the Graph id, which `entente drift` lists.',
  },
  IMPORT_INEXACT: {
    title: 'The import would not be exact',
    meaning:
      'What the configuration can say of the object differs from what it is, so the next plan would change it.',
    remedy: 'Change the object in the portal first, or leave it out.',
  },
  IMPORT_LEFT_OUT: {
    title: 'An object is not imported',
    meaning: 'The configuration cannot express it. It stays as it is.',
    remedy: 'Read the reason; nothing has to be done.',
  },
  IMPORT_NOT_EXPRESSED: {
    title: 'A property is not imported',
    meaning: 'The configuration has no word for it. It stays as it is, also in later applies.',
    remedy: 'Nothing has to be done; change it in the portal.',
  },
  IMPORT_NOT_FOUND: {
    title: 'The object does not exist',
    meaning: 'The tenant has no object of this kind with the id.',
    remedy: 'Check kind and id; `entente drift` lists unmanaged objects.',
  },
  IMPORT_STATE: {
    title: 'The state tracks resources already',
    meaning: 'A whole import begins with an empty state.',
    remedy: 'Name another state in the configuration, or use `--force`.',
  },
  IMPORT_TENANT: {
    title: 'The tenant to import is unknown',
    meaning: 'The configuration file that would name it does not exist yet.',
    remedy: 'Name it with `--tenant`.',
  },
  IMPORT_TRACKED: {
    title: 'The object or the address is taken',
    meaning: 'The object is tracked under another address, or the address tracks another object.',
    remedy: 'Use the existing address, or let go of it with `entente state rm`.',
  },
  IMPORT_UNDECLARED: {
    title: 'The imported address is not declared',
    meaning: 'The lines on standard output would declare it.',
    remedy: 'Add them to the configuration, then run the import again.',
  },
  ACCESS_AGAINST: {
    title: 'There is nothing to hold the configuration against',
    meaning:
      'What `--against` names cannot be read: it is `state`, `live`, a file (configuration, state or plan), or a git revision.',
    remedy: 'Name one of these.',
  },
  ACCESS_CHECK: {
    title: 'No check of access was named',
    meaning: '`access check` does what its options say, and without them it would pass whatever is declared.',
    remedy: 'Name `--no-new-access --against main`, `--no-public` or `--not-granted`.',
  },
  ACCESS_DIFF: {
    title: 'Nothing to compare',
    meaning: '`access diff` needs two files, or `--from` and `--to`.',
    remedy: 'Name both sides in one of the two ways.',
  },
  ACCESS_PACKAGE: {
    title: 'The access package does not exist',
    meaning: 'Neither key, address nor display name fits.',
    remedy: 'Correct the name; the nearest one is shown.',
  },
  ACCESS_PERSON: {
    title: 'The person is not in the directory',
    meaning:
      'No account has this name, and it is not a mail address or a domain; where a class, an organization or a group can stand, it is none of these either, or several have the name.',
    remedy: 'Give a user principal name, a mail address or a domain, or the key of an organization.',
  },
  ACCESS_RESOURCE: {
    title: 'The resource does not exist',
    meaning: 'No catalog resource has this address.',
    remedy: 'Correct the address; the nearest one is shown.',
  },
  ACCESS_REVISION: {
    title: 'The git revision cannot be read',
    meaning: 'The branch, tag or commit does not exist here, or has no such file.',
    remedy: 'Name one that exists; in CI, fetch the history (`fetch-depth: 0` of actions/checkout).',
  },
  EXPLAIN_UNKNOWN: {
    title: 'The code, rule or path does not exist',
    meaning:
      '`entente explain` knows the codes of this version, the governance rules, and the members of a configuration.',
    remedy:
      'Name one of those that `entente explain` lists, or a path such as `policies.expiration`; the nearest are shown.',
  },
  HTML_FILE: {
    title: 'The HTML report cannot be written',
    meaning: 'The file that was named with `--html` cannot be written, or holds something else.',
    remedy: 'Name another file with `--html`.',
  },
  INTERRUPTED: {
    title: 'The command was interrupted',
    meaning:
      'A signal arrived. Writes under way were finished or recorded as open, and the lock was freed where possible.',
    remedy: 'Run the command again; it continues where this one ended.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
