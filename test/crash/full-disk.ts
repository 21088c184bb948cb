/**
 * An apply on a disk that is full, whose creations the service does not answer: what left the machine is remembered, and
 * the next run does not send it again without a word of the user.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import { CLI, cleanEnvironment, ended, entente, folderOnDisk } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import type { Item } from './crash.ts';
import { isWrite, itemsOf, objectsOf, stateOf, tracked } from './crash.ts';
import { readDiagnostics } from './judge.ts';
import { SCENARIOS } from './scenarios.ts';

const FAST = path.join(import.meta.dirname, 'fast-time.mjs');
/** How many times faster the waits between looks are. */
const SPEED = 50;
/** Kinds of which the service holds two of one name. */
const REPEATABLE = /\/(catalogs|assignmentPolicies|connectedOrganizations)$/;

/** What came of it. */
export interface Filled {
  /** How the run on the full disk ended, and whether its state lay beside the place. */
  readonly first: Ran;
  readonly rescued: boolean;
  /** Names of what left the machine unanswered. */
  readonly unanswered: readonly string[];
  /** Names of those that the next run, to which nobody agreed, sent again. */
  readonly sentAgain: readonly string[];
  /** Addresses for which it asked consent. */
  readonly asked: readonly string[];
  readonly next: Ran;
  /** After the user agreed: what is untracked or there twice, and how the last plan ended. */
  readonly left: readonly string[];
  readonly last: Ran;
}

export interface Filling {
  /** Of the first run, in KiB. */
  readonly diskKiB: number;
  /** Of the second run, to which nobody agrees. */
  readonly nextKiB?: number;
  /** Exchanges that write and are answered before the first that is not. */
  readonly passing: number;
  /** Unanswered ones are carried out all the same. */
  readonly carriedOut: boolean;
  /** The first run is killed at its first unanswered exchange. */
  readonly killed: boolean;
  /** The user pushes the state that lies beside its place. */
  readonly pushes: boolean;
}

/** Plays it with the real command line. */
export async function fillDisk(how: Filling): Promise<Filled> {
  const folder = folderOnDisk();
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, behaviour: { duplicateCatalogNames: true } });
  let unanswered: string[] | undefined = [];
  let again: string[] | undefined;
  let written = 0;
  let kill = (): void => undefined;
  const watched: Tenant = {
    ...tenant,
    async fetch(request) {
      const items = await itemsOf(request);
      if (!items.some(isWrite)) return tenant.fetch(request);
      const names = await createdNames(request, items);
      again?.push(...names);
      written += 1;
      if (unanswered === undefined || written <= how.passing) return tenant.fetch(request);
      unanswered.push(...names);
      if (how.carriedOut) await tenant.fetch(request);
      if (how.killed) kill();
      throw new Error('The socket is cut');
    },
  };
  const served = await serveTenant(watched, { port: 0, token: randomUUID() });
  let runs = 0;
  const run = async (args: readonly string[], diskKiB?: number) => {
    const notes = path.join(folder, `notes-${(runs += 1)}.jsonl`);
    const env = { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token };
    // A disk is full for a process; what has room needs none of its own.
    if (diskKiB === undefined) {
      const noting = { ...env, ENTENTE_DIAGNOSTICS: notes };
      const ran = await entente(args, { cwd: folder, env: noting, haste: SPEED });
      return { ...ran, diagnostics: readDiagnostics(notes) };
    }
    const limited = ['-c', `ulimit -f ${diskKiB}; exec "$@"`, 'bash', process.execPath, CLI, ...args];
    const child = spawn('bash', limited, {
      cwd: folder,
      env: cleanEnvironment({ ...env, NODE_OPTIONS: `--import ${FAST}`, CRASH_SPEED: String(SPEED) }),
    });
    kill = () => void child.kill('SIGKILL');
    child.stdin.end();
    const ran = await ended(child);
    return { ...ran, diagnostics: readDiagnostics(notes) };
  };
  try {
    const scenario = SCENARIOS[0];
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      stringify(scenario?.after, { aliasDuplicateObjects: false }),
    );
    const first = await run(['apply', '--auto-approve'], how.diskKiB);
    const lost = unanswered;
    unanswered = undefined;
    const rescued = existsSync(path.join(folder, 'errored.state.json'));
    if (rescued && how.pushes) await run(['state', 'push', 'errored.state.json']);
    again = [];
    const next = await run(['apply', '--auto-approve'], how.nextKiB);
    const sentAgain = again.filter((name) => lost.includes(name));
    again = undefined;
    const asked = next.diagnostics.flatMap(({ code, address }) =>
      code === 'GUARD_CREATE_AGAIN' && address !== undefined ? [address] : [],
    );
    let last = next;
    for (let tries = 0; tries < 4; tries += 1) {
      last = await run([
        'apply',
        '--auto-approve',
        '--create-again',
        '--remove-twins',
        '--max-deletes',
        '100',
      ]);
      if (last.code === 0) break;
    }
    const objects = (await objectsOf(tenant)).filter(({ key }) => !/ General$|^holder /.test(key));
    const state = stateOf(folder);
    const keys = objects.map(({ key }) => key);
    const left = [
      ...objects.filter((object) => !tracked(state, object)).map(({ key }) => `untracked ${key}`),
      ...keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `twice ${key}`),
    ];
    return { first, rescued, unanswered: lost, sentAgain, asked, next, left, last };
  } finally {
    await served.close();
    await tenant.close();
    rmSync(folder, { recursive: true });
  }
}

/** Names of what an exchange creates that the service may hold twice. */
async function createdNames(request: Request, items: readonly Item[]): Promise<string[]> {
  const body = (await request.clone().json()) as {
    displayName?: string;
    requests?: readonly { readonly body?: { readonly displayName?: string } }[];
  };
  return items.flatMap(({ method, url }, at) => {
    const name = body.requests === undefined ? body.displayName : body.requests[at]?.body?.displayName;
    return method === 'POST' && REPEATABLE.test(url) && name !== undefined ? [`${url} ${name}`] : [];
  });
}
