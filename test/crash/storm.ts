/**
 * Applies by the real command line through a storm that follows from a seed: answers that are lost before, after and
 * long before the service carries out what was asked, writes carried out twice, lists that lag, kills, disks that fill up, two applies at once.
 * Then the weather clears, and the next plan must name all that was made twice, and the next applies must mend it.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { CLI, cleanEnvironment, ended, entente, folderOnDisk } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import type { Found } from './crash.ts';
import { objectsOf, STATE, stateOf, tracked } from './crash.ts';
import type { Judged } from './judge.ts';
import { answersTo, namedIds, readDiagnostics, removedIds } from './judge.ts';
import { SCENARIOS } from './scenarios.ts';
import { SPEED, startStormService } from './storm-service.ts';
import type { StormService, Weather } from './storm-service.ts';

const FAST = path.join(import.meta.dirname, 'fast-time.mjs');
/** Applies of a user who goes on until it works. */
const MOST_APPLIES = 8;
const WEATHERS: readonly Weather[] = [
  'late',
  'late',
  'cut',
  'timeout',
  'late timeout',
  'late kill',
  'late kill',
  'kill',
  'busy',
  'twice',
  'twice refused',
  'twice late',
  'twice late',
  'twice answered',
];

/** What came of a storm. */
export interface Calm {
  readonly seed: number;
  readonly story: string;
  /** Exchanges that did not get a fair answer, by what they got. */
  readonly weather: ReadonlyMap<Weather, number>;
  /** Objects that were there twice when the weather cleared. */
  readonly twins: number;
  readonly lost: number;
  /** Objects there twice that the next plan did not name, or that were left in the end. */
  readonly silentDoubles: number;
  readonly unreadable: number;
  readonly faults: readonly string[];
}

/** Numbers below 1 that follow from a seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function storm(seed: number): Promise<Calm> {
  const draw = random(seed);
  const below = (limit: number) => Math.floor(draw() * limit);
  const scenario = SCENARIOS[draw() < 0.6 ? 0 : 2];
  if (scenario === undefined) throw new Error('There is no such scenario');
  const folder = folderOnDisk();
  const write = (document: unknown) =>
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      stringify(document, { aliasDuplicateObjects: false }),
    );
  const service = await startStormService({ duplicateCatalogNames: true });
  const runs = new Runs(folder, service);
  try {
    if (scenario.before !== undefined) {
      write(scenario.before);
      const { code, stderr } = await runs.calm(['apply', '--auto-approve']);
      if (code !== 0) throw new Error(`Fair weather ended with ${code}: ${stderr}`);
      // What a list has shown once it goes on showing, however much it lags with what is new.
      await new Promise((resolve) => setTimeout(resolve, 60_000 / SPEED));
    }
    write(scenario.after);
    const before = (await objectsOf(service.tenant)).filter((object) => !tracked(stateOf(folder), object));
    const share = 0.15 + draw() * 0.5;
    service.weather = () => (draw() < share ? (WEATHERS[below(WEATHERS.length)] ?? 'fair') : 'fair');
    // Half of the storms hold back what is late until a user has agreed to create it again: those make twins.
    const holding = draw() < 0.5;
    service.lateness = () => (holding ? Infinity : 1 + draw() * 59);
    service.lag = draw() < 0.6 ? 1 + draw() * 59 : 0;
    const mostReads = draw() < 0.5 ? 1 + below(5) : 0;
    const begin = Date.now();
    // What was there before goes on being listed.
    service.lagReads = (createdAt) => (createdAt < begin ? 0 : below(mostReads + 1));
    const story = [
      `${scenario.name}, lists lag ${Math.round(service.lag)} s and ${mostReads} reads${holding ? ', held back' : ''}`,
    ];
    for (let applies = 1 + below(3); applies > 0; applies -= 1) story.push(await runs.stormy(draw));
    service.weather = () => 'fair';
    if (holding) await runs.calm(['apply', '--auto-approve', '--max-deletes', '100', '--create-again']);
    await service.clear();
    const found = await clear(runs, service, folder, new Set(before.map(({ id }) => id)));
    return { seed, story: story.join('; '), weather: service.counts, ...found };
  } finally {
    await service.close();
    rmSync(folder, { recursive: true });
  }
}

class Runs {
  unreadable = 0;
  private started = 0;
  private readonly folder: string;
  private readonly service: StormService;

  constructor(folder: string, service: StormService) {
    this.folder = folder;
    this.service = service;
  }

  /** A run in fair weather, which nothing kills: within this process. */
  async calm(args: readonly string[]): Promise<Judged> {
    const notes = path.join(this.folder, `notes-${this.started}.jsonl`);
    this.started += 1;
    this.service.kill = () => undefined;
    const env = { ...this.service.env, ENTENTE_DIAGNOSTICS: notes };
    const ran = await entente(args, { cwd: this.folder, env, haste: SPEED });
    this.count(ran);
    return { ...ran, diagnostics: readDiagnostics(notes) };
  }

  async run(args: readonly string[], diskKiB?: number): Promise<Judged> {
    const notes = path.join(this.folder, `notes-${this.started}.jsonl`);
    this.started += 1;
    const child = this.start(args, diskKiB, { ENTENTE_DIAGNOSTICS: notes });
    this.service.kill = () => child.kill('SIGKILL');
    const ran = await ended(child);
    this.count(ran);
    return { ...ran, diagnostics: diskKiB === undefined ? readDiagnostics(notes) : [] };
  }

  private count({ stderr }: Ran): void {
    if (/error STATE_(CORRUPT|INVALID|READ|JOURNAL|NEWER|EMPTY|FILE)/.test(stderr)) this.unreadable += 1;
  }

  /** One apply in bad weather, in words. */
  async stormy(draw: () => number): Promise<string> {
    const args = ['apply', '--auto-approve', '--max-deletes', '100'];
    if (draw() < 0.6) args.push('--create-again');
    if (draw() < 0.3) args.push('--remove-twins');
    const diskKiB = draw() < 0.2 ? 1 + Math.floor(draw() * 40) : undefined;
    const twice = draw() < 0.2;
    const broken = draw() < 0.15;
    const [{ code, signal }, other] = await Promise.all([
      this.run(args, diskKiB),
      broken ? this.breakIn(args) : twice ? this.run(args) : undefined,
    ]);
    const end = String(code ?? signal);
    const disk = diskKiB === undefined ? '' : ` on a disk of ${diskKiB} KiB`;
    const how = broken ? ' that broke its lock and' : ' that';
    const beside =
      other === undefined ? '' : ` beside another${how} ended with ${other.code ?? other.signal}`;
    return `${args.slice(2).join(' ')}${disk}${beside}: ${end}`;
  }

  /** An apply of somebody who unlocks the state by hand while another runs. */
  private async breakIn(args: readonly string[]): Promise<Ran | undefined> {
    const lock = path.join(this.folder, `${STATE}.lock`);
    const begin = Date.now();
    while (!existsSync(lock) && Date.now() - begin < 5_000)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (!existsSync(lock)) return undefined;
    const { id } = JSON.parse(readFileSync(lock, 'utf8')) as { id: string };
    await ended(this.start(['state', 'unlock', id], undefined));
    return this.run(args);
  }

  private start(
    args: readonly string[],
    diskKiB: number | undefined,
    env: Readonly<Record<string, string>> = {},
  ): ChildProcessWithoutNullStreams {
    const command = [process.execPath, CLI, ...args];
    const limited =
      diskKiB === undefined ? command : ['bash', '-c', `ulimit -f ${diskKiB}; exec "$@"`, 'bash', ...command];
    const [program = '', ...rest] = limited;
    const child = spawn(program, rest, {
      cwd: this.folder,
      env: cleanEnvironment({
        ...this.service.env,
        ...env,
        NODE_OPTIONS: `--import ${FAST}`,
        CRASH_SPEED: String(SPEED),
      }),
    });
    child.stdin.end();
    return child;
  }
}

/** The weather is fair: what is there twice must be named, and must go. */
async function clear(
  runs: Runs,
  { tenant }: StormService,
  folder: string,
  known: ReadonlySet<string>,
): Promise<Pick<Calm, 'twins' | 'lost' | 'silentDoubles' | 'unreadable' | 'faults'>> {
  const faults: string[] = [];
  let silentDoubles = 0;
  let twins = 0;
  // A state that a full disk kept from being written lies beside it, whole, and is pushed as the message says.
  const rescued = path.join(folder, 'errored.state.json');
  if (existsSync(rescued)) await runs.calm(['state', 'push', 'errored.state.json']);
  const again = ['apply', '--auto-approve', '--max-deletes', '100', '--create-again', '--remove-twins'];
  let last: Judged | undefined;
  const answers: string[] = [];
  for (let applies = 0; applies < MOST_APPLIES && last?.code !== 0; applies += 1) {
    const planned = await runs.calm(['plan', '--json', ...answers]);
    const doubles = await untrackedDoubles(tenant, folder, known);
    if (applies === 0) twins = doubles.length;
    const named = namedIds(planned);
    const unnamed = doubles.filter(({ id }) => !named.has(id.toLowerCase()));
    silentDoubles += unnamed.length;
    for (const { key, id } of unnamed)
      faults.push(`The plan does not name ${key}, ${id}: ${planned.stdout}${planned.stderr}`);
    // What no apply removes is deleted in the tenant, as the finding says.
    if (applies > 0)
      await deleteByHand(tenant, doubles, withoutIds(namedIds(planned, CERTAIN), removedIds(planned)));
    answers.push(...answersTo(planned));
    last = await runs.calm([...again, ...answers]);
    answers.push(...answersTo(last));
  }
  const { stdout, stderr } = last ?? { stdout: '', stderr: '' };
  if (last?.code !== 0) faults.push(`The last apply ended with ${last?.code}: ${stdout}${stderr}`);
  const doubles = await untrackedDoubles(tenant, folder, known);
  await deleteByHand(tenant, doubles, namedIds(await runs.calm(['plan', '--json'])));
  const planned = await runs.calm(['plan', '--json', '--detailed-exitcode']);
  if (planned.code !== 0)
    faults.push(`The last plan ended with ${planned.code}: ${planned.stdout}${planned.stderr}`);
  const left = await untrackedDoubles(tenant, folder, known);
  for (const { key } of left) faults.push(`There twice in the end: ${key}`);
  const objects = await objectsOf(tenant);
  const state = stateOf(folder);
  const orphans = objects.filter((object) => !tracked(state, object) && !known.has(object.id));
  const owners = orphans.filter(({ key }) => !key.startsWith('holder '));
  const ids = new Set(objects.map(({ id }) => id));
  const gone = state.resources.filter(({ id, kind }) => COUNTED.has(kind) && !ids.has(id));
  for (const { key } of owners) faults.push(`Nothing tracks ${key}`);
  for (const { address } of gone) faults.push(`Tracked and not there: ${address}`);
  return {
    twins,
    lost: owners.length + gone.length,
    silentDoubles: silentDoubles + left.length,
    unreadable: runs.unreadable,
    faults,
  };
}

const COUNTED: ReadonlySet<string> = new Set(['catalog', 'accessPackage', 'policy', 'connectedOrganization']);

/** Objects that nothing tracks, although another of the same kind, place and name is there. */
async function untrackedDoubles(tenant: StormService['tenant'], folder: string, known: ReadonlySet<string>) {
  const objects = (await objectsOf(tenant)).filter(({ id }) => !known.has(id));
  const state = stateOf(folder);
  const counts = new Map<string, number>();
  for (const { key } of objects) counts.set(key, (counts.get(key) ?? 0) + 1);
  return objects.filter((object) => (counts.get(object.key) ?? 0) > 1 && !tracked(state, object));
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  catalog: 'catalogs',
  policy: 'assignmentPolicies',
  organization: 'connectedOrganizations',
};

/** Twins that the state's memory makes certain. */
const CERTAIN: ReadonlySet<string> = new Set(['TWIN']);

function withoutIds(ids: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !others.has(id)));
}

/** What a user does about twins that a plan names and no apply removes. */
async function deleteByHand(
  tenant: StormService['tenant'],
  doubles: readonly Found[],
  named: ReadonlySet<string>,
): Promise<void> {
  for (const { key, id } of doubles) {
    const collection = COLLECTIONS[key.split(' ')[0] ?? ''];
    if (collection === undefined || !named.has(id.toLowerCase())) continue;
    const at = `/v1.0/identityGovernance/entitlementManagement/${collection}/${id}`;
    await tenant.fetch(new Request(`http://tenant.invalid${at}`, { method: 'DELETE' }));
  }
}

/** In a line. */
export function describeCalm({ seed, story, weather, twins, lost, silentDoubles, unreadable }: Calm): string {
  const faced = [...weather].map(([what, count]) => `${count} ${what}`).join(', ');
  return (
    `storm ${seed} (${story}): ${faced === '' ? 'fair' : faced}; ${twins} twins, ` +
    `${lost} lost, ${silentDoubles} silent doubles, ${unreadable} unreadable`
  );
}
