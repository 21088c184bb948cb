/** Who may import whom: the rooms of ARCHITECTURE.md as data. `check-imports.ts` enforces it, and a test that it does. */

/** What one room may use of another. */
export type Permission =
  /** Everything. */
  | 'all'
  /** Types only: nothing of it is there at run time. */
  | 'types'
  /** Its `port.ts` alone: the interface that others see, and the error that crosses it. */
  | 'port'
  /** Its `index.ts` alone: a room that stands by itself. */
  | 'entry';

export type RoomRules = Readonly<Record<string, Permission>>;

/** In a room's rules: every room that they do not name. */
export const ANY_OTHER = '*';

const model = { model: 'all' } as const;
const base = { ...model, diagnostics: 'all', schema: 'all' } as const;

/** Rooms by folder of `src/`; a room may always use itself. A folder that is missing here is a violation. */
export const ROOMS: Readonly<Record<string, RoomRules>> = {
  model: {},
  diagnostics: model,
  net: {},
  files: {},
  // Generated: the types of documents, their sections, and their validators.
  schema: {},
  graph: { ...base, net: 'all' },
  kinds: { ...base, graph: 'port' },
  config: { ...base, files: 'all', kinds: 'all' },
  state: { ...base, files: 'all', net: 'all' },
  refresh: { ...base, kinds: 'all', state: 'all', graph: 'port' },
  plan: { ...base, kinds: 'all', access: 'all', config: 'types', state: 'types', refresh: 'types' },
  // A document is imported only once it is seen that the configuration accepts it and that its plan is empty.
  import: {
    ...base,
    kinds: 'all',
    config: 'all',
    refresh: 'all',
    plan: 'all',
    state: 'types',
    graph: 'port',
  },
  apply: { ...base, kinds: 'all', plan: 'all', state: 'all', graph: 'port' },
  access: { ...base, kinds: 'all' },
  checks: { ...base, kinds: 'all', access: 'all' },
  report: {
    ...base,
    // What a kind is called and links: a plan file names kinds and says nothing more of them.
    kinds: 'all',
    plan: 'types',
    apply: 'types',
    access: 'types',
    checks: 'types',
    state: 'types',
    // What only a read of the tenant finds, and no plan holds: side doors.
    refresh: 'types',
    engine: 'types',
  },
  github: { ...model, diagnostics: 'all', net: 'all' },
  // It is useful to every client of Graph's entitlement management, so it knows nothing of this product.
  tenant: {},
  engine: {
    ...base,
    files: 'all',
    net: 'all',
    graph: 'all',
    kinds: 'all',
    config: 'all',
    state: 'all',
    refresh: 'all',
    access: 'all',
    plan: 'all',
    apply: 'all',
    import: 'all',
    checks: 'all',
    tenant: 'entry',
  },
  action: {
    ...base,
    net: 'all',
    kinds: 'all',
    plan: 'all',
    apply: 'all',
    engine: 'all',
    report: 'all',
    github: 'all',
  },
  // The front end of editors: what the engine knows, in the terms of their protocol.
  lsp: { ...model, diagnostics: 'all', engine: 'all' },
  // The front end of programs.
  library: {
    ...base,
    net: 'all',
    engine: 'all',
    report: 'all',
    plan: 'all',
    apply: 'all',
    checks: 'all',
    access: 'types',
    config: 'types',
  },
  cli: { [ANY_OTHER]: 'all', tenant: 'entry' },
};

/** What the library's entry, which is not a room, may import. */
export const LIBRARY: RoomRules = {
  [ANY_OTHER]: 'types',
  library: 'all',
  access: 'all',
  diagnostics: 'all',
  plan: 'all',
};

/** Nobody imports these rooms, whatever the table above says. */
export const PRIVATE_ROOMS: readonly string[] = ['cli', 'action'];

/**
 * Folders beside `src/` that drive the product as any program does: the rooms of it that they leave alone. What they need
 * is in the engine or the library, or it is missing there.
 */
export const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  bench: ['cli', 'action'],
  examples: ['cli', 'action'],
  'test/support': ['cli', 'action'],
};

/**
 * Imports of types alone that close a cycle between files of one room. Each goes when its files are next worked on, and
 * none is added: the check refuses one that closes no cycle any more.
 */
export const TYPE_CYCLES: readonly string[] = ['state/planned.ts → state/journal.ts'];

/**
 * Rooms that may name resource kinds: `access` and `checks` analyse what packages, policies and organizations mean.
 * What other rooms want of a kind is a property of it. `kind-names.ts` finds the names.
 */
export const KIND_NAMING_ROOMS: readonly string[] = ['kinds', 'access', 'checks', 'schema', 'tenant'];

/** Words outside of these rooms that are spelled as a kind is and mean something else; each has to be there. */
export const KIND_HOMONYMS: Readonly<Record<string, string>> = {
  'engine/access/outer-door.ts crossTenantAccess': 'a member of the outer door and of the seed',
  'graph/client.ts policy': 'of retries',
  'graph/retry.ts policy': 'of retries',
  'graph/scheduler.ts policy': 'of retries',
  'config/checks/check-access-tests.ts policy': 'a member of what an access test expects',
  'engine/access/overviews.ts policy': 'a member of a way in, as the access room calls it',
  'engine/access/overviews.ts connectedOrganization': 'a sort of requestor',
  'report/access-overview-text.ts connectedOrganization': 'a sort of requestor',
  'engine/access/overviews.ts catalog': 'a member of the table: the one that a package is in',
  'engine/tenant-life/names.ts accessPackage': 'a property of Graph in paths to the embedded tenant',
  'engine/tenant-life/events.ts accessPackage': 'a property of Graph in paths to the embedded tenant',
  'engine/tenant-life/requests.ts policy': 'an option of commands that act on the embedded tenant',
};

/** Packages that only some rooms may use. `ajv/` covers its sub-paths. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  yaml: ['config'],
  // What is generated names its type of an error, and imports nothing at run time.
  ajv: ['schema'],
  diff: ['report'],
  '@dagrejs/dagre': ['report'],
  '@octokit/rest': ['github'],
  '@octokit/plugin-retry': ['github'],
  '@octokit/plugin-throttling': ['github'],
  bottleneck: ['github'],
  '@azure/identity': ['graph'],
  '@azure/storage-blob': ['state'],
  '@azure/core-rest-pipeline': ['net', 'graph', 'state'],
  undici: ['net'],
  commander: ['cli'],
  'vscode-languageserver': ['lsp'],
  'vscode-languageserver/node': ['lsp'],
  'vscode-languageserver-textdocument': ['lsp'],
};

/** Globals that only some rooms may use. */
export const GLOBALS: Readonly<Record<string, readonly string[]>> = {
  // `state` speaks Terraform's HTTP protocol to a server of its own, which has nothing of Graph's batches and limits.
  fetch: ['graph', 'state', 'github'],
  'process.env': ['cli', 'action', 'library'],
  'process.argv': ['cli'],
  'process.exit': ['cli', 'action'],
  'process.exitCode': ['cli', 'action'],
  'process.stdout': ['cli', 'action'],
  'process.stderr': ['cli'],
  'Date.now': ['cli', 'action', 'library'],
  'Math.random': ['cli', 'action', 'library'],
};

/** Files of pure rooms that may use a Node module: hashing reaches nothing. */
export const HASHING: Readonly<Record<string, string>> = { 'model/sha256.ts': 'node:crypto' };

/** Rooms that compute and nothing else: no Node module reaches the outside from here. */
export const PURE_ROOMS: readonly string[] = [
  'model',
  'diagnostics',
  'kinds',
  'plan',
  'access',
  'checks',
  'report',
];
