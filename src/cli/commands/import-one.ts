/** `entente import ADDRESS ID`: one existing object under a declared address. */
import { writeYaml } from '../../config/write-yaml.ts';
import { createDirectory } from '../../graph/directory.ts';
import { findNames } from '../../import/directory-names.ts';
import { unnamedOf } from '../../import/draft.ts';
import { declarationOf, placesOfId, resourceOf } from '../../import/import-object.ts';
import { unsaidOf } from '../../import/not-expressed.ts';
import type { Kind, RemoteObject } from '../../kinds/kind.ts';
import { typesOfPrincipals } from '../../kinds/principals.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import { parseAddress } from '../../model/address.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { departedRemark } from '../../kinds/departed.ts';
import { findDeparted } from '../../refresh/departed.ts';
import { readLive } from '../../refresh/read.ts';
import type { StateDocument } from '../../state/document.ts';
import type { Connection } from '../../engine/connection/connect.ts';
import { readable } from '../../engine/connection/connect.ts';
import { failure } from '../../diagnostics/failure.ts';
import { unsaidRemark, unsaidWarnings } from '../../engine/import/remarks.ts';
import { openProject } from '../../engine/project.ts';
import { delay } from '../../net/delay.ts';
import { printable } from '../../report/style.ts';
import { Terminal } from '../terminal.ts';
import { withTenantSession } from '../../engine/connection/tenant-session.ts';
import type { LockedOptions } from './state.ts';

/** Records a live object as what the address stands for; prints its declaration when there is none. */
export async function importOne(
  address: ResourceAddress,
  id: string | undefined,
  options: LockedOptions,
): Promise<number> {
  const terminal = new Terminal(options);
  const kind = kindOf(address);
  if (id === undefined) {
    const hint = `entente import ${address} ID takes that object in; entente import alone the whole tenant`;
    throw failure('IMPORT_ID', `Which object is ${address}? Its Graph id is missing`, hint);
  }
  const project = await openProject(options, terminal);
  const how = { operation: 'import', lockTimeout: options.lockTimeout };
  return withTenantSession(project, terminal, how, async ({ connection, session, interruption }) => {
    const prior = session.document;
    requireFree(prior, address, kind, id);
    terminal.progress(`Reading the tenant ${printable(connection.tenant.displayName)}...`);
    const object = await findObject(connection, kind, id);
    const declared = project.configuration.declarations.some((known) => known.address === address);
    if (!declared) {
      await printDeclaration(connection, kind, object, address, prior, terminal);
      return 1;
    }
    await interruption.finish(() => session.record({ put: [resourceOf(kind, object, address, prior)] }));
    terminal.data(
      `${address} is now "${printable(kind.words.displayName(object.attributes))}", id ${printable(object.id)}.\n`,
    );
    await terminal.diagnostics(unsaidWarnings(address, object));
    terminal.progress('Nothing in the tenant was changed; entente plan shows what differs.');
    return 0;
  });
}

function kindOf(address: ResourceAddress): Kind {
  const parts = parseAddress(address);
  const kind = KINDS.get(parts?.kind ?? '');
  if (kind === undefined) {
    const hint = `Write KIND.KEY; kinds are ${[...KINDS.keys()].join(', ')}`;
    throw failure('IMPORT_ADDRESS', `"${address}" is no address`, hint);
  }
  if (kind.identity.by === 'id') return kind;
  throw failure(
    'IMPORT_ADDRESS',
    `A ${kind.name} is recognized without an id`,
    'Declare it; entente apply --adopt takes over what is there',
  );
}

function requireFree({ resources }: StateDocument, address: ResourceAddress, kind: Kind, id: string): void {
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

async function findObject({ graph, tenant }: Connection, kind: Kind, id: string): Promise<RemoteObject> {
  const read = { kinds: KINDS, graph, prior: undefined, wants: NO_WANTS, everything: true, delay };
  const { objects } = await readable(() => readLive(read));
  const found = objects.get(kind.name)?.find((object) => object.id.toLowerCase() === id.toLowerCase());
  if (found !== undefined) return found;
  throw failure(
    'IMPORT_NOT_FOUND',
    `There is no ${kind.name} with the id ${id} in ${tenant.displayName}`,
    'entente drift lists what the tenant holds and nothing manages',
  );
}

/** A state entry that nothing declares would be deleted by the next apply, so none is made. */
async function printDeclaration(
  { graph }: Connection,
  kind: Kind,
  object: RemoteObject,
  address: ResourceAddress,
  prior: StateDocument,
  terminal: Terminal,
): Promise<void> {
  const directory = createDirectory(graph);
  const names = await readable(() => findNames(directory, unnamedOf([{ kind, object }])));
  const { document: declared, path: entry } = declarationOf(kind, object, address, prior, names);
  const held = typesOfPrincipals([{ kind, attributes: object.attributes }]);
  const gone = await readable(() =>
    findDeparted(directory, held, new Set(names.principals.keys()), prior.lookups ?? {}),
  );
  const remarks = gone.flatMap((each) =>
    placesOfId(declared, each.id).map((at) => ({ path: at, text: departedRemark(each) })),
  );
  const comments = unsaidOf(object).map((each) => ({ path: entry, text: unsaidRemark(each) }));
  terminal.document(writeYaml(declared, [...remarks, ...comments]));
  await terminal.diagnostics([
    ...unsaidWarnings(address, object),
    {
      code: 'IMPORT_UNDECLARED',
      severity: 'error',
      summary: `${address} is not declared; the lines on standard output would declare it`,
      hint: `Add them to the configuration, then run again: entente import ${address} ${object.id}`,
    },
  ]);
}
