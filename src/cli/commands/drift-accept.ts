/** `entente drift --accept [ADDRESS]…`: what the tenant holds is written into the configuration and the state. */
import path from 'node:path';
import { loadConfiguration } from '../../config/load.ts';
import { replaceFiles } from '../../config/replace-files.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { nearAddress } from '../../diagnostics/did-you-mean.ts';
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
import { renderAccepted } from '../../report/drift-text.ts';
import type { Configuration } from '../../config/configuration.ts';
import { readable } from '../../engine/connection/connect.ts';
import { findDrift } from '../../engine/drift/drift-report.ts';
import { failure } from '../../diagnostics/failure.ts';
import { openProject } from '../../engine/project.ts';
import { isUnresolved } from '../../engine/plan/read-both.ts';
import { unsaidWarnings } from '../../engine/import/remarks.ts';
import { Exit, Terminal } from '../terminal.ts';
import { withTenantSession } from '../../engine/connection/tenant-session.ts';
import type { DriftOptions } from './drift.ts';
import { diagnosticOf } from './drift.ts';

/** Accepts the drift at the addresses, or all of it; resolves to 0 when none is left, else to 2. */
export async function driftAccept(
  options: DriftOptions,
  addresses: readonly ResourceAddress[],
): Promise<number> {
  const terminal = new Terminal(options);
  const project = await openProject(options, terminal);
  const how = { operation: 'drift --accept', lockTimeout: options.lockTimeout ?? 0 };
  return withTenantSession(project, terminal, how, async ({ connection, session, interruption }) => {
    const prior = session.document;
    const { report, plan, live } = await findDrift(project, connection, prior, terminal);
    await terminal.diagnostics(unsaidOfTracked(prior, live), project.sources);
    await terminal.diagnostics(report.findings.map(diagnosticOf), project.sources);
    const drift = chosen(report.drift, addresses);
    if (drift.length === 0) {
      terminal.data('No drift. There is nothing to accept.\n');
      return 0;
    }
    const directory = createDirectory(connection.graph);
    const names = await readable(() => findNames(directory, unnamedIn(KINDS, drift)));
    const known = { lookups: { ...prior.lookups, ...plan.lookups }, held: heldBy(drift) };
    const { desired } = await resolve(project.configuration, directory, known);
    const { configuration, tree } = project;
    const { lookups } = plan;
    const accepted = acceptDrift({
      kinds: KINDS,
      tree,
      configuration,
      desired,
      lookups,
      prior,
      drift,
      names,
    });
    if (accepted.refusals.length > 0) {
      await terminal.diagnostics(accepted.refusals, project.sources);
      throw nothing(terminal);
    }
    const now = await proven(options, accepted, directory, known, terminal);
    await interruption.finish(async () => {
      await replaceFiles([...accepted.texts].map(([name, text]) => ({ path: path.resolve(name), text })));
      await session.record(accepted.effect);
      await session.setLookups(now.lookups);
    });
    terminal.data(renderAccepted(drift, terminal));
    return drift.length < report.drift.length ? 2 : 0;
  });
}

/** What the tenant holds of managed objects and neither configuration nor state can say, drifted or not. */
function unsaidOfTracked({ resources }: StateDocument, live: LiveSnapshot): Diagnostic[] {
  const objects = new Map(
    [...live.objects].flatMap(([kind, all]) =>
      all.map((object) => [`${kind} ${object.id.toLowerCase()}`, object] as const),
    ),
  );
  return resources.flatMap(({ address, kind, id }) => {
    const object = objects.get(`${kind} ${id.toLowerCase()}`);
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
    const near = nearAddress(address, known);
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
  const input = { kinds: KINDS, document, declarations, wants, directory, known, held };
  return readable(() => resolveDesired(input));
}

/** The configuration as it will be, which must say exactly what is accepted; otherwise nothing is written. */
async function proven(
  { file, env }: DriftOptions,
  { texts, expected, effect }: Accepted,
  directory: DirectoryPort,
  known: Known,
  terminal: Terminal,
): Promise<DesiredResult> {
  const accepted = new Set(effect.put?.map(({ address }) => address));
  const { configuration, diagnostics, sources } = await loadConfiguration({
    file,
    cwd: process.cwd(),
    env: process.env,
    texts: new Map([...texts].map(([name, text]) => [path.resolve(name), text])),
    ...(env !== undefined && { environment: env }),
  });
  if (configuration === undefined) {
    await terminal.diagnostics(
      diagnostics.filter(({ severity }) => severity === 'error'),
      sources,
    );
    throw nothing(terminal);
  }
  const resolved = await resolve(configuration, directory, known);
  const errors = resolved.diagnostics.filter(
    (found) => !isUnresolved(found) || found.address === undefined || accepted.has(found.address),
  );
  if (hasErrors(errors)) {
    await terminal.diagnostics(resolved.diagnostics, sources);
    throw nothing(terminal);
  }
  const [address] = misplaced(KINDS, expected, resolved.desired);
  if (address === undefined) return resolved;
  throw failure(
    'ACCEPT_REFUSED',
    `What ${address} is now cannot be written into the files as they are; nothing was written`,
    'Change the files by hand, or undo the drift with entente apply',
  );
}

function nothing(terminal: Terminal): Exit {
  terminal.progress('\nNothing was written.');
  return new Exit(1);
}
