/** What the tenant holds is written into the configuration and the state. */
import { objectKey } from '../../model/address-book.ts';
import path from 'node:path';
import { replaceFiles } from '../replace-files.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError, hasErrors } from '../../diagnostics/diagnostic.ts';
import { addressOfNamed, nearAddress } from '../../kinds/near-address.ts';
import type { DirectoryPort } from '../../graph/port.ts';
import { createDirectory } from '../../graph/directory.ts';
import { acceptDrift, misplaced, unnamedIn } from '../../import/accept-drift.ts';
import type { Accepted } from '../../import/accept-drift.ts';
import { findNames } from '../../import/directory-names.ts';
import type { PrincipalType } from '../../kinds/principals.ts';
import { typesOfPrincipals } from '../../kinds/principals.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { DriftedResource } from '../../plan/drift-report.ts';
import { resolveDesired } from '../../refresh/desired.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import type { StateDocument } from '../../state/document.ts';
import type { DesiredResult } from '../../refresh/desired.ts';
import type { Configuration } from '../../config/configuration.ts';
import { readable } from '../connection/connect.ts';
import { findDrift } from './drift-report.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { Project, ProjectOptions } from '../project.ts';
import { load, openProject } from '../project.ts';
import { findingDiagnostic } from '../plan/finding-diagnostic.ts';
import { isUnresolved } from '../plan/read-both.ts';
import { unsaidWarnings } from '../import/remarks.ts';
import type { Host } from '../host.ts';
import { withTenantSession } from '../connection/tenant-session.ts';

export interface AcceptOptions extends ProjectOptions {
  /** Empty: all of it. */
  readonly addresses: readonly ResourceAddress[];
  /** Seconds to wait for the lock of the state. */
  readonly lockTimeout?: number;
  /** Keys of the catalogs that it is limited to; none: the scope of the configuration. */
  readonly catalogs?: readonly string[];
}

export interface AcceptedDrift {
  readonly accepted: readonly DriftedResource[];
  /** Drifted resources that were not to be accepted. */
  readonly left: number;
}

/** Accepts the drift at the addresses, or all of it. Rejects, with nothing written, when it cannot be written into the files. */
export async function acceptDriftOf(options: AcceptOptions, host: Host): Promise<AcceptedDrift> {
  const { addresses } = options;
  const project = await openProject(options, host);
  const how = { operation: 'drift --accept', lockTimeout: options.lockTimeout ?? 0 };
  return withTenantSession(project, host, how, async ({ connection, session, interruption }) => {
    const prior = session.document;
    const { report, plan, live } = await findDrift(project, connection, prior, host, options.catalogs);
    await host.diagnostics(unsaidOfTracked(prior, live), project.sources);
    await host.diagnostics(report.findings.map(findingDiagnostic), project.sources);
    const drift = chosen(report.drift, addresses);
    if (drift.length === 0) {
      return { accepted: [], left: 0 };
    }
    const directory = createDirectory(connection.graph);
    const names = await readable(() => findNames(directory, unnamedIn(drift)));
    const known = { lookups: { ...prior.lookups, ...plan.lookups }, held: heldBy(drift) };
    const { desired } = await resolve(project.configuration, directory, known);
    const { configuration, tree } = project;
    const { lookups } = plan;
    const accepted = acceptDrift({
      tree,
      configuration,
      desired,
      lookups,
      prior,
      drift,
      names,
    });
    if (accepted.refusals.length > 0) throw nothingWritten(accepted.refusals, project.sources);
    const now = await proven(options, accepted, directory, known, host);
    await interruption.finish(async () => {
      await replaceFiles(
        [...accepted.texts].map(([name, text]) => ({ path: path.resolve(host.cwd, name), text })),
      );
      await session.record(accepted.effect);
      await session.setLookups(now.lookups);
    });
    return { accepted: drift, left: report.drift.length - drift.length };
  });
}

/** What the tenant holds of managed objects and neither configuration nor state can say, drifted or not. */
function unsaidOfTracked({ resources }: StateDocument, live: LiveSnapshot): Diagnostic[] {
  const objects = new Map(
    [...live.objects].flatMap(([kind, all]) =>
      all.map((object) => [objectKey(kind, object.id), object] as const),
    ),
  );
  return resources.flatMap(({ address, kind, id }) => {
    const object = objects.get(objectKey(kind, id));
    return object === undefined ? [] : unsaidWarnings(address, object);
  });
}

/** What is known of principals whom the directory does not know any more. */
interface Known {
  readonly lookups: Readonly<Record<string, string>>;
  readonly held: ReadonlyMap<string, PrincipalType>;
}

function heldBy(drift: readonly DriftedResource[]): ReadonlyMap<string, PrincipalType> {
  return typesOfPrincipals(
    drift.flatMap(({ kind: name, before, after }) => {
      const kind = KINDS.get(name);
      if (kind === undefined) return [];
      return [before, ...(after === null ? [] : [after])].map((attributes) => ({ kind, attributes }));
    }),
  );
}

function chosen(
  drift: readonly DriftedResource[],
  addresses: readonly ResourceAddress[],
): readonly DriftedResource[] {
  const known = drift.map(({ address }) => address);
  for (const address of addresses) {
    if (known.includes(address)) continue;
    const near = addressOfNamed(address, drift) ?? nearAddress(address, known);
    const hint = near === undefined ? 'entente drift lists what has drifted' : `Did you mean "${near}"?`;
    throw failure('ACCEPT_ADDRESS', `Nothing at "${address}" has drifted`, hint);
  }
  return addresses.length === 0 ? drift : drift.filter(({ address }) => addresses.includes(address));
}

/** Names as the directory has them; of who is gone, as the state knows them, or as `held` by what is accepted. */
function resolve(
  { document, declarations, wants }: Configuration,
  directory: DirectoryPort,
  { lookups: known, held }: Known,
): Promise<DesiredResult> {
  const input = { document, declarations, wants, directory, known, held };
  return readable(() => resolveDesired(input));
}

/** The configuration as it will be, which must say exactly what is accepted; otherwise nothing is written. */
async function proven(
  options: ProjectOptions,
  { texts, expected, effect }: Accepted,
  directory: DirectoryPort,
  known: Known,
  host: Host,
): Promise<DesiredResult> {
  const accepted = new Set(effect.put?.map(({ address }) => address));
  const { configuration, diagnostics, sources } = await load(
    options,
    host,
    new Map([...texts].map(([name, text]) => [path.resolve(host.cwd, name), text])),
  );
  if (configuration === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    throw nothingWritten(errors, sources);
  }
  const resolved = await resolve(configuration, directory, known);
  const errors = resolved.diagnostics.filter(
    (found) => !isUnresolved(found) || found.address === undefined || accepted.has(found.address),
  );
  if (hasErrors(errors)) {
    throw nothingWritten(resolved.diagnostics, sources);
  }
  const [address] = misplaced(expected, resolved.desired);
  if (address === undefined) return resolved;
  throw failure(
    'ACCEPT_REFUSED',
    `What ${address} is now cannot be written into the files as they are; nothing was written`,
    'Change the files by hand, or undo the drift with entente apply',
  );
}

function nothingWritten(found: readonly Diagnostic[], sources: Project['sources']): DiagnosticError {
  return new DiagnosticError(found, { sources, conclusion: 'Nothing was written.' });
}
