/** From tenant to configuration: drift, its acceptance, and import. */
import { acceptDriftOf } from '../engine/drift/accept.ts';
import type { AcceptedDrift } from '../engine/drift/accept.ts';
import { drift as driftOf } from '../engine/drift/drift.ts';
import type { FoundDrift } from '../engine/drift/drift.ts';
import { importAll as importAllOf } from '../engine/import/import-all.ts';
import type { ImportedTenant } from '../engine/import/import-all.ts';
import { importOne as importOneOf } from '../engine/import/import-one.ts';
import type { ImportedObject } from '../engine/import/import-one.ts';
import type { OperationOptions, Warned, WritingOptions } from './operation.ts';
import { operate, OPERATION_RULES, WRITING_RULES } from './operation.ts';
import type { OptionRules } from './options.ts';
import { flag, required, text, texts } from './options.ts';

/** Options of {@link drift}. */
export interface DriftOptions extends OperationOptions {
  /** Also look for guests who hold governed access that no package gave them. */
  readonly sideDoors?: boolean | undefined;
  /** Look for such guests in every group and application, governed or not. */
  readonly all?: boolean | undefined;
  /** Seconds to wait for a run that writes the state to end; left out: such a run does not matter. */
  readonly lockTimeout?: number | undefined;
}

const DRIFT_RULES: OptionRules<DriftOptions> = {
  ...OPERATION_RULES,
  sideDoors: flag,
  all: flag,
  lockTimeout: WRITING_RULES.lockTimeout,
};

/**
 * Finds what was changed outside of Entente: in managed resources (`report.drift`), and objects that nothing manages
 * (`report.unmanaged`); who did it, where the audit log may be read. Changes nothing.
 *
 * Rejects with DiagnosticError: `CONFIG_*`, `LOOKUP_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function drift(options: DriftOptions): Promise<FoundDrift & Warned> {
  const { file, env, sideDoors, all, lockTimeout } = { ...options };
  return operate('drift', options, DRIFT_RULES, (host) =>
    driftOf(
      {
        ...{ file, env },
        ...(sideDoors !== undefined && { sideDoors }),
        ...(all !== undefined && { all }),
        ...(lockTimeout !== undefined && { lockTimeout }),
      },
      host,
    ),
  );
}

/** Options of {@link acceptDrift}. */
export interface AcceptDriftOptions extends WritingOptions {
  /** Addresses of resources that have drifted. Empty or left out: all of them. */
  readonly addresses?: readonly string[] | undefined;
}

const ACCEPT_RULES: OptionRules<AcceptDriftOptions> = {
  ...WRITING_RULES,
  addresses: texts('a list of addresses, such as ["catalog.partner-projects"]'),
};

/**
 * Writes what the tenant holds of drifted resources into the configuration's files, comments kept, and into the state.
 *
 * Rejects with DiagnosticError, and nothing written: `ACCEPT_*`, and as `drift` does.
 */
export function acceptDrift(options: AcceptDriftOptions): Promise<AcceptedDrift & Warned> {
  return operate('acceptDrift', options, ACCEPT_RULES, (host) => {
    const { file, env, addresses = [], lockTimeout = 0 } = options;
    return acceptDriftOf({ file, env, addresses, lockTimeout }, host);
  });
}

/** Options of {@link importAll}. */
export interface ImportAllOptions extends WritingOptions {
  /** A new folder for the files; left out: the configuration, which declares nothing yet. */
  readonly out?: string | undefined;
  /** Id or domain of the tenant, where `file` does not exist to say it. */
  readonly tenant?: string | undefined;
  /** Overwrite files, and forget what the state tracks. */
  readonly force?: boolean | undefined;
  /** Write neither files nor state. */
  readonly dryRun?: boolean | undefined;
}

const IMPORT_ALL_RULES: OptionRules<ImportAllOptions> = {
  ...WRITING_RULES,
  out: text('the path of a folder'),
  tenant: text('the id or a domain of a tenant'),
  force: flag,
  dryRun: flag,
};

/**
 * Writes a whole tenant into files and state; a plan of them has no changes. Nothing in the tenant is changed. What the
 * files cannot express is in `warnings`, and in the files as comments.
 *
 * Rejects with DiagnosticError: `IMPORT_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function importAll(options: ImportAllOptions): Promise<ImportedTenant & Warned> {
  return operate('importAll', options, IMPORT_ALL_RULES, async (host, found) => {
    const { file, env, out, tenant, force, dryRun, lockTimeout = 0 } = options;
    const given = {
      ...(out !== undefined && { out }),
      ...(tenant !== undefined && { tenant }),
      ...(force !== undefined && { force }),
      ...(dryRun !== undefined && { dryRun }),
    };
    const imported = await importAllOf({ file, env, lockTimeout, ...given }, host);
    found.push(...imported.warnings);
    return imported;
  });
}

/** Options of {@link importOne}. */
export interface ImportOneOptions extends WritingOptions {
  /** Address that the configuration declares, or is going to. */
  readonly address: string;
  /** Graph id of the object. */
  readonly id: string;
  /** Record nothing. */
  readonly dryRun?: boolean | undefined;
}

const IMPORT_ONE_RULES: OptionRules<ImportOneOptions> = {
  ...WRITING_RULES,
  address: required(text('an address, such as "catalog.partners"')),
  id: required(text('the Graph id of an object')),
  dryRun: flag,
};

/**
 * Records an existing object as what a declared address stands for. Of an address that nothing declares it records
 * nothing: `type` is `undeclared`, and `declaration` the YAML that would declare it.
 *
 * Rejects with DiagnosticError: `IMPORT_*`, `CONFIG_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function importOne(options: ImportOneOptions): Promise<ImportedObject & Warned> {
  return operate('importOne', options, IMPORT_ONE_RULES, async (host, found) => {
    const { file, env, address, id, dryRun = false, lockTimeout = 0 } = options;
    const imported = await importOneOf({ file, env, address, id, lockTimeout, dryRun }, host);
    found.push(...(imported.type === 'recorded' ? imported.warnings : imported.diagnostics));
    return imported;
  });
}
