/** The state: where it lives, who holds it, what is in it. */
import type { CodeEntry } from './entry.ts';

export const STATE = {
  STATE_ACCESS: {
    title: 'The state is refused',
    meaning: 'Azure Storage does not let this identity read or write it.',
    remedy: 'Give it the role that the message names, or check the credentials.',
  },
  STATE_ADDRESS: {
    title: 'The state does not have the address',
    meaning: '`entente state` names a resource that is not tracked.',
    remedy: 'Name one of those that `entente state list` prints.',
  },
  STATE_BACKEND: {
    title: 'The place of the state answers wrongly',
    meaning: 'It failed, sent the request elsewhere, or is not a service that keeps states.',
    remedy: 'Check the address; run the command again if the service had failed.',
  },
  STATE_CONTAINER: {
    title: 'The container does not exist',
    meaning: 'The blob container that the configuration names is missing.',
    remedy: 'Create it, or correct `state.azureBlob`.',
  },
  STATE_CORRUPT: {
    title: 'The state is damaged',
    meaning: 'It is not complete JSON.',
    remedy: 'Restore it from its backup or an earlier version; nothing was changed.',
  },
  STATE_CREDENTIALS: {
    title: 'Credentials for the state are missing or refused',
    meaning: 'A variable is empty, or the place does not accept what it was given.',
    remedy: 'Set what the message names.',
  },
  STATE_EMPTY: {
    title: 'There is no state yet',
    meaning: 'The command needs a state, and none was written at this place.',
    remedy: 'Apply first, or correct the place.',
  },
  STATE_FILE: {
    title: 'The file with the state cannot be read',
    meaning: 'The file that was named for a push cannot be read.',
    remedy: 'Check the path.',
  },
  STATE_FOREIGN: {
    title: 'The file is not a state of Entente',
    meaning: 'It belongs to another tool or is something else.',
    remedy: 'Use another place; nothing was changed.',
  },
  STATE_INVALID: {
    title: 'The state is not valid',
    meaning: 'It does not follow the schema of states.',
    remedy: 'Restore it from its backup or an earlier version.',
  },
  STATE_JOURNAL: {
    title: 'The journal fits no state',
    meaning: 'The journal beside the state is damaged in its first line, or belongs to another state.',
    remedy: 'Restore the state or its journal from a backup; nothing was changed.',
  },
  STATE_JOURNAL_DAMAGED: {
    title: 'Entries of the journal are lost',
    meaning:
      'Some lines cannot be read; all others were used. Objects may exist that the state does not have.',
    remedy: 'Run plan, and take over with `--adopt` what exists already.',
  },
  STATE_LINEAGE: {
    title: 'The states have nothing to do with each other',
    meaning: 'What is pushed was not derived from the state that is there.',
    remedy: 'Check both; `state push --force` replaces one by the other.',
  },
  STATE_LOCKED: {
    title: 'Another run holds the lock',
    meaning: 'Only one run writes a state at a time.',
    remedy: 'Wait, or use `--lock-timeout`; `entente state unlock ID` frees a lock that was left behind.',
  },
  STATE_LOCK_ID: {
    title: 'The lock to free is not the one that is held',
    meaning: 'The lock has another id, or there is none.',
    remedy: 'Use the id that the message shows.',
  },
  STATE_LOCK_LEFT: {
    title: 'The lock could not be freed',
    meaning: 'The command is done, but its lock may still be there.',
    remedy: 'If it is still held later, free it with the command that is shown.',
  },
  STATE_LOCK_LOST: {
    title: 'The run lost its lock',
    meaning:
      'Another run broke it, or it could not be renewed. What was under way was finished, nothing more was begun.',
    remedy: 'See who else works on the state, then run the command again.',
  },
  STATE_LOCK_UNSUPPORTED: {
    title: 'The server does not lock',
    meaning: 'The address or method for locking is wrong, or the server has none.',
    remedy: 'Correct lockAddress and lockMethod.',
  },
  STATE_NEWER: {
    title: 'The state is of a newer version',
    meaning: 'A newer Entente wrote it.',
    remedy: 'Upgrade Entente; the state was not touched.',
  },
  STATE_NOT_ARRIVED: {
    title: 'The written state is not there',
    meaning: 'Reading after a migration gave something else than was written.',
    remedy: 'Keep the old state, and see what else writes there.',
  },
  STATE_NOT_SAVED: {
    title: 'The state could not be saved anywhere',
    meaning: 'Neither its place nor a file beside could be written.',
    remedy: 'Mend both; then plan, and take over with `--adopt`.',
  },
  STATE_PLACE: {
    title: 'The place of the state is malformed',
    meaning: 'An address is not a web address, or the form of a place is unknown.',
    remedy: 'Write it as the message shows.',
  },
  STATE_READ: {
    title: 'The state cannot be read',
    meaning: 'The file or its folder does not allow it.',
    remedy: 'Check the path and its permissions.',
  },
  STATE_SAME_PLACE: {
    title: 'The old and the new place are the same',
    meaning: '`state migrate` moves the state to the place that the configuration names.',
    remedy: 'Write the new place into the configuration first.',
  },
  STATE_SAVED_BESIDE: {
    title: 'The state was saved in another file',
    meaning:
      'Its place could not be written during the run, so everything that was done is in the file that is named.',
    remedy: 'When the place works again, push the file with the command that is shown.',
  },
  STATE_SERIAL: {
    title: 'The state is older than the one that is there',
    meaning: 'A later run recorded something.',
    remedy: 'Compare with `entente state pull`; `state push --force` loses what was recorded since.',
  },
  STATE_TENANT: {
    title: 'The state belongs to another tenant',
    meaning: 'It would delete or duplicate everything in this one.',
    remedy: 'Use another state, or point the configuration to the right tenant.',
  },
  STATE_TIMEOUT: {
    title: 'The place of the state did not answer in time',
    meaning: 'A request took longer than `--timeout`.',
    remedy: 'Check service and network, then run the command again.',
  },
  STATE_VERSION: {
    title: 'The version does not exist',
    meaning: 'The state has no version of this id.',
    remedy: 'Name one that `entente state versions` lists.',
  },
  STATE_VERSIONS: {
    title: 'The place lists no versions',
    meaning: 'Files and HTTP servers keep none that Entente can list.',
    remedy: "Use the backup beside the file, or the server's own means.",
  },
  STATE_WRITE: {
    title: 'The state cannot be written',
    meaning: 'The disk is full, or permissions do not allow it. What was recorded before is intact.',
    remedy: 'Mend that and run the command again; it continues.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
