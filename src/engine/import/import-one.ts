/** One existing object under a declared address. */
import { writeYaml } from '../../config/yaml/write-yaml.ts';
import { createDirectory } from '../../graph/directory.ts';
import { findNames } from '../../import/directory-names.ts';
import { unnamedOf } from '../../import/draft.ts';
import { declarationOf, placesOfId, resourceOf } from '../../import/import-object.ts';
import { unsaidOf } from '../../import/not-expressed.ts';
import type { Kind, ReadLimits, RemoteObject } from '../../kinds/kind.ts';
import { typesOfPrincipals } from '../../kinds/principals.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import { parseAddress } from '../../model/address.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { departedRemark } from '../../kinds/departed.ts';
import { findDeparted } from '../../refresh/departed.ts';
import { readLive } from '../../refresh/read.ts';
import type { StateDocument } from '../../state/document.ts';
import type { Connection } from '../connection/connect.ts';
import { readable } from '../connection/connect.ts';
import { failure } from '../../diagnostics/failure.ts';
import { unsaidRemark, unsaidWarnings } from './remarks.ts';
import type { LockedOptions, Project } from '../project.ts';
import { openProject, openState } from '../project.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../model/printable.ts';
import type { Host } from '../host.ts';
import { seekCatalogs } from '../scope/limited.ts';
import { scopeCatalogs, scopeOf } from '../scope/narrow.ts';
import { withConnection, withTenantSession } from '../connection/tenant-session.ts';

export type ImportedObject = Recorded | Undeclared;

interface Recorded {
  readonly type: 'recorded';
  readonly address: ResourceAddress;
  readonly displayName: string;
  readonly id: string;
  /** True when the state was left as it is. */
  readonly dryRun: boolean;
  /** What the configuration cannot say of it. */
  readonly warnings: readonly Diagnostic[];
}

/** Nothing declares the address, so nothing was recorded. */
interface Undeclared {
  readonly type: 'undeclared';
  readonly address: ResourceAddress;
  readonly displayName: string;
  readonly id: string;
  /** YAML that would declare it. */
  readonly declaration: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ImportOneOptions extends LockedOptions {
  readonly address: ResourceAddress;
  /** Graph id of the object. */
  readonly id: string | undefined;
  /** Keys of the catalogs that the look is limited to; none: the scope of the configuration. */
  readonly catalogs?: readonly string[];
  /** Only says what would be recorded, and takes no lock. */
  readonly dryRun?: boolean;
}

/** Records a live object as what the address stands for; writes its declaration when there is none. */
export async function importOne(options: ImportOneOptions, host: Host): Promise<ImportedObject> {
  const { address, id, lockTimeout } = options;
  const kind = kindOf(address, id);
  if (id === undefined) {
    const hint = `entente import ${address} ID takes that object in; entente import alone the whole tenant`;
    throw failure('IMPORT_ID', `Which object is ${address}? Its Graph id is missing`, hint);
  }
  const project = await openProject(options, host);
  const look = async (connection: Connection, prior: StateDocument | undefined) => {
    requireFree(prior, address, kind, id);
    host.progress(`Reading the tenant ${printable(connection.tenant.displayName)}...`);
    const object = await findObject({ project, connection, prior, options }, kind, id, host);
    const declared = project.configuration.declarations.some((known) => known.address === address);
    return { object, found: declared ? recorded({ kind, object, address, prior }, options) : undefined };
  };
  if (options.dryRun === true) {
    const backend = openState(project.configuration, host);
    return withConnection(project, host, async (connection) => {
      const prior = await backend.read();
      const { object, found } = await look(connection, prior);
      return found ?? undeclared(connection, { kind, object, address, prior });
    });
  }
  const how = { operation: 'import', lockTimeout };
  return withTenantSession(project, host, how, async ({ connection, session, interruption }) => {
    const prior = session.document;
    const { object, found } = await look(connection, prior);
    if (found === undefined) return undeclared(connection, { kind, object, address, prior });
    await interruption.finish(() => session.record({ put: [resourceOf(kind, object, address, prior)] }));
    return found;
  });
}

function recorded({ kind, object, address }: FoundObject, { dryRun = false }: ImportOneOptions): Recorded {
  return {
    type: 'recorded',
    address,
    displayName: kind.words.displayName(object.attributes),
    id: object.id,
    dryRun,
    warnings: unsaidWarnings(address, object),
  };
}

function kindOf(address: ResourceAddress, id: string | undefined): Kind {
  const parts = parseAddress(address);
  const kind = KINDS.get(parts?.kind ?? '');
  if (kind === undefined) {
    const isSwapped = id !== undefined && KINDS.has(parseAddress(id)?.kind ?? '');
    const hint = isSwapped
      ? `The address stands first: entente import ${id} ${address}`
      : `Write KIND.KEY; kinds are ${[...KINDS.keys()].join(', ')}`;
    throw failure('IMPORT_ADDRESS', `"${address}" is not a resource address`, hint);
  }
  if (kind.identity.by === 'id') return kind;
  throw failure(
    'IMPORT_ADDRESS',
    `A ${kind.name} is recognized without an id`,
    'Declare it; entente apply --adopt takes over what is there',
  );
}

function requireFree(
  prior: StateDocument | undefined,
  address: ResourceAddress,
  kind: Kind,
  id: string,
): void {
  const resources = prior?.resources ?? [];
  const same = resources.find(
    (known) => known.kind === kind.name && known.id.toLowerCase() === id.toLowerCase(),
  );
  const other = resources.find((known) => known.address === address);
  if (same !== undefined && same.address !== address) {
    const hint = `To rename it: entente state mv ${same.address} ${address}`;
    throw failure('IMPORT_TRACKED', `The object ${id} is ${same.address} already`, hint);
  }
  if (other !== undefined && other !== same) {
    const hint = `To let go of that one first: entente state rm ${address}`;
    throw failure('IMPORT_TRACKED', `${address} is the object ${other.id} already`, hint);
  }
}

interface Looking {
  readonly project: Project;
  readonly connection: Connection;
  readonly prior: StateDocument | undefined;
  readonly options: ImportOneOptions;
}

/** What the look is limited to; a catalog itself is looked for by the id that was given. */
async function limitsOf(
  { project: { configuration }, connection: { graph }, prior, options }: Looking,
  id: string,
): Promise<ReadLimits | undefined> {
  const scope = scopeOf(configuration, options.catalogs);
  if (scope === undefined) return undefined;
  const sought = scopeCatalogs(configuration, prior, scope).map((each) =>
    each.address === options.address ? { ...each, sought: { id } } : each,
  );
  const { entities } = await seekCatalogs(graph, configuration, sought, prior);
  return { catalogs: [...entities.values()], organizations: [] };
}

async function findObject(looking: Looking, kind: Kind, id: string, { delay }: Host): Promise<RemoteObject> {
  const { graph, tenant } = looking.connection;
  const limits = await readable(() => limitsOf(looking, id));
  const read = { graph, prior: undefined, wants: NO_WANTS, everything: true, limits, delay };
  const { objects } = await readable(() => readLive(read));
  const found = objects.get(kind.name)?.find((object) => object.id.toLowerCase() === id.toLowerCase());
  if (found !== undefined) return found;
  throw failure(
    'IMPORT_NOT_FOUND',
    `There is no ${kind.name} with the id ${id} in ${tenant.displayName}`,
    'entente drift lists what the tenant holds and nothing manages',
  );
}

interface FoundObject {
  readonly kind: Kind;
  readonly object: RemoteObject;
  readonly address: ResourceAddress;
  readonly prior: StateDocument | undefined;
}

/** A state entry that nothing declares would be deleted by the next apply, so none is made. */
async function undeclared(
  { graph }: Connection,
  { kind, object, address, prior }: FoundObject,
): Promise<Undeclared> {
  const directory = createDirectory(graph);
  const names = await readable(() => findNames(directory, unnamedOf([{ kind, object }])));
  const { document: declared, path: entry } = declarationOf(kind, object, address, prior, names);
  const held = typesOfPrincipals([{ kind, attributes: object.attributes }]);
  const gone = await readable(() =>
    findDeparted(directory, held, new Set(names.principals.keys()), prior?.lookups ?? {}),
  );
  const remarks = gone.flatMap((each) =>
    placesOfId(declared, each.id).map((at) => ({ path: at, text: departedRemark(each) })),
  );
  const comments = unsaidOf(object).map((each) => ({ path: entry, text: unsaidRemark(each) }));
  return {
    type: 'undeclared',
    address,
    displayName: kind.words.displayName(object.attributes),
    id: object.id,
    declaration: writeYaml(declared, [...remarks, ...comments]),
    diagnostics: [
      ...unsaidWarnings(address, object),
      {
        code: 'IMPORT_UNDECLARED',
        severity: 'error',
        summary: `${address} is not declared; the lines on standard output would declare it`,
        hint: `Add them to the configuration, then run again: entente import ${address} ${object.id}`,
      },
    ],
  };
}
