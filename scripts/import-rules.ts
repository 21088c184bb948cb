/** Who may import whom: the rooms of ARCHITECTURE.md as data. `check-imports.ts` enforces it, and a test that it does. */

/** What one room may use of another. */
export type Permission =
  /** Everything. */
  | 'all'
  /** Types only: nothing of it is there at run time. */
  | 'types'
  /** Its `port.ts` alone: the interface that others see, and the error that crosses it. */
  | 'port';

export type RoomRules = Readonly<Record<string, Permission>>;

const model = { model: 'all' } as const;
const base = { ...model, diagnostics: 'all' } as const;

/** Rooms by folder of `src/`; a room may always use itself. A folder that is missing here is a violation. */
export const ROOMS: Readonly<Record<string, RoomRules | 'everything'>> = {
  model: {},
  diagnostics: model,
  net: {},
  graph: { ...base, net: 'all' },
  kinds: { ...base, graph: 'port' },
  config: { ...base, kinds: 'all' },
  state: { ...base, net: 'all' },
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
    plan: 'types',
    apply: 'types',
    access: 'types',
    checks: 'types',
    state: 'types',
    // What only a read of the tenant finds, and no plan holds: side doors.
    refresh: 'types',
    engine: 'types',
  },
  github: { ...base, net: 'all' },
  tenant: { diagnostics: 'all' },
  engine: {
    ...base,
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
    tenant: 'all',
  },
  cli: 'everything',
};

/** Nobody imports these rooms, whatever the table above says; the library's entry is not a room. */
export const PRIVATE_ROOMS: readonly string[] = ['cli'];

/** Packages that only some rooms may use. `ajv/` covers its sub-paths. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  yaml: ['config'],
  ajv: ['config', 'state'],
  diff: ['report'],
  '@dagrejs/dagre': ['report'],
  '@octokit/rest': ['github'],
  '@octokit/plugin-retry': ['github'],
  '@octokit/plugin-throttling': ['github'],
  bottleneck: ['github'],
  '@azure/identity': ['graph'],
  '@azure/storage-blob': ['state'],
  '@azure/core-rest-pipeline': ['net', 'graph', 'state'],
  commander: ['cli'],
};

/** Globals that only some rooms may use. */
export const GLOBALS: Readonly<Record<string, readonly string[]>> = {
  // `state` speaks Terraform's HTTP protocol to a server of its own, which has nothing of Graph's batches and limits.
  fetch: ['graph', 'state', 'github'],
  'process.env': ['cli'],
  'process.argv': ['cli'],
  'process.exit': ['cli'],
  'process.exitCode': ['cli'],
  'process.stdout': ['cli'],
  'process.stderr': ['cli'],
  'Date.now': ['cli'],
  'Math.random': ['cli'],
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
