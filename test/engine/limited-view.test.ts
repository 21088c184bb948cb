/** What a run that is limited to catalogs reads of what lies outside, and with which code each refusal ends. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { unreadView, viewOf } from '../../src/engine/scope/limited.ts';
import type { View } from '../../src/engine/scope/limited.ts';
import { GraphError } from '../../src/graph/port.ts';
import type { GraphReader } from '../../src/graph/port.ts';
import { temporaryFolder } from '../support/cli.ts';
import { desiredOf } from '../support/engine.ts';
import { openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const SCOPE = new Set(['catalog.ours']);
const configured = async (text: string): Promise<Configuration> => {
  writeFileSync(path.join(folder, 'governance.yaml'), `version: 1\ntenant: { embedded: x }\n${text}`);
  const { configuration, diagnostics } = await loadConfiguration({
    file: 'governance.yaml',
    cwd: folder,
    env: {},
  });
  if (configuration === undefined) throw new DiagnosticError(diagnostics);
  return configuration;
};
const applied = async (text: string) => bench.apply(desiredOf((await configured(text)).document).document);

const ORGANIZATIONS = `connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
  woodgrove: { displayName: Woodgrove, identitySources: [{ domain: woodgrove.example }] }
  litware: { displayName: Litware, identitySources: [{ domain: litware.com }] }
`;
const CATALOGS = `catalogs: { ours: { displayName: Ours }, theirs: { displayName: Theirs } }
packages: { p: { catalog: ours, displayName: P }, q: { catalog: theirs, displayName: Q } }
`;
const policy = (key: string, accessPackage: string, organization: string) =>
  `  ${key}: { accessPackage: ${accessPackage}, displayName: ${key}, allowedTargetScope: specificConnectedOrganizationUsers, specificAllowedTargets: [{ connectedOrganization: ${organization} }] }\n`;

/** Names of the organizations that a view has read in full. */
async function readIn({ limits }: View): Promise<readonly string[]> {
  const all = await bench.list('/connectedOrganizations');
  const names = new Map(all.map(({ id, displayName }) => [String(id).toLowerCase(), String(displayName)]));
  return (limits?.organizations ?? []).map((id) => names.get(id) ?? id).sort();
}

describe('organizations outside of a scope are read', () => {
  const viewed = async (text: string) =>
    viewOf(bench.engine.graph, await configured(text), await bench.engine.state.read(), SCOPE);

  it('where a policy within it names them, in the file or in the state, and not where another policy does', async () => {
    await applied(`${ORGANIZATIONS}${CATALOGS}`);
    expect(await readIn(await viewed(`${ORGANIZATIONS}${CATALOGS}`))).toEqual([]);
    const theirs = policy('theirs', 'q', 'litware');
    const first = `${ORGANIZATIONS}${CATALOGS}policies:\n${policy('ours', 'p', 'fabrikam')}${theirs}`;
    expect(await readIn(await viewed(first))).toEqual(['Fabrikam']);
    await applied(first);
    const second = first.replace('connectedOrganization: fabrikam', 'connectedOrganization: woodgrove');
    expect(await readIn(await viewed(second))).toEqual(['Fabrikam', 'Woodgrove']);
    expect(await readIn(await viewed(first.replace(policy('ours', 'p', 'fabrikam'), '')))).toEqual([
      'Fabrikam',
    ]);
  });
});

/** The code of each error, with its place. */
async function codes(run: () => unknown): Promise<readonly string[]> {
  try {
    await run();
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, range }) => `${code} ${range?.start.line ?? ''}`.trim());
  }
}

describe('a run that is refused', () => {
  const EXISTING = `existing: { connectedOrganizations: { fabrikam: { displayName: Fabrikam } } }\n`;
  const OURS = 'catalogs: { ours: { displayName: Ours } }\n';
  /** The tenant, which answers paths that hold a text with a status. */
  const refusing = (status: number, ...texts: readonly string[]): GraphReader => {
    const { graph } = bench.engine;
    const refuse = (at: string) => {
      if (!texts.some((text) => at.includes(text))) return;
      throw new GraphError('Not for you', {
        status,
        code: 'Forbidden',
        method: 'GET',
        path: at,
        outcome: 'refused',
      });
    };
    return {
      get: async (at) => (refuse(at), graph.get(at)),
      list: async (at, onPage) => (refuse(at), graph.list(at, onPage)),
    };
  };
  const seen = async (text: string, graph: GraphReader = bench.engine.graph) =>
    codes(async () => viewOf(graph, await configured(text), await bench.engine.state.read(), SCOPE));

  it('is told what it refers to and does not find, finds twice, or may not see', async () => {
    expect(await seen(`${EXISTING}${OURS}`)).toEqual(['EXISTING_MISSING 3']);
    await applied(ORGANIZATIONS);
    expect(await seen(`${EXISTING}${OURS}`)).toEqual([]);
    await applied(
      `${ORGANIZATIONS}  again: { displayName: Fabrikam, identitySources: [{ domain: again.example }] }\n`,
    );
    expect(await seen(`${EXISTING}${OURS}`)).toEqual(['EXISTING_MISSING 3']);
    expect(await seen(`${EXISTING}${OURS}`, refusing(403, '/connectedOrganizations'))).toEqual([
      'EXISTING_MISSING 3',
    ]);
  });

  it('is told that what it refers to is looked up, when the tenant is not to be read', async () => {
    const configuration = await configured(`${EXISTING}${OURS}`);
    expect(await codes(() => unreadView(configuration, undefined, SCOPE))).toEqual(['EXISTING_MISSING']);
    const without = await configured(OURS);
    expect(await codes(() => unreadView(without, undefined, SCOPE))).toEqual([]);
  });

  it('is told of a catalog that it may not see, unless it may create one', async () => {
    expect(await seen(OURS)).toEqual([]);
    expect(await seen(OURS, refusing(403, '/settings'))).toEqual(['SCOPE_REFUSED 3']);
    expect(await seen(OURS, refusing(403, '/settings', '/roleManagement'))).toEqual(['SCOPE_REFUSED 3']);
    await applied(OURS);
    expect(await seen(OURS)).toEqual([]);
    expect(await seen(OURS, refusing(403, '/catalogs'))).toEqual(['SCOPE_REFUSED 3']);
    expect(await seen(OURS, refusing(404, '/catalogs'))).toEqual([]);
    await expect(seen(OURS, refusing(503, '/catalogs'))).rejects.toThrow('Not for you');
  });

  it('is told of what moves into the scope or out of it', async () => {
    await applied(CATALOGS);
    const out = CATALOGS.replace('p: { catalog: ours', 'p: { catalog: theirs');
    const into = CATALOGS.replace('q: { catalog: theirs', 'q: { catalog: ours');
    expect(await seen(CATALOGS)).toEqual([]);
    expect(await seen(out)).toEqual(['SCOPE_OUTSIDE 4']);
    expect(await seen(into)).toEqual(['SCOPE_OUTSIDE 4']);
  });
});
