/**
 * Runs the bundled action as GitHub's runner does, in a process of its own or within this one: inputs and context in the environment, results in files
 * and the log.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUNDLE, cleanEnvironment, ended } from './cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export interface Workflow {
  /** The checkout. */
  readonly workspace: string;
  readonly event: string;
  readonly payload?: unknown;
  readonly inputs: Readonly<Record<string, string>>;
  readonly sha?: string;
  readonly run?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly apiUrl?: string;
  /** Hears the process when it has begun. */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

export interface ActionRun {
  readonly code: number | null;
  readonly log: string;
  /** The commands that the runner obeys. */
  readonly commands: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** What of `src/action/action.ts` the bundle has to keep. */
interface Action {
  run(env: NodeJS.ProcessEnv): Promise<number>;
}

let action: Promise<Action> | undefined;

/** Runs the action to its end, within this process: for all that depends neither on signals nor on what a process keeps. */
export function runAction(workflow: Omit<Workflow, 'onStart'>): Promise<ActionRun> {
  return inJob(workflow, async ({ env }) => {
    action ??= import(
      /* @vite-ignore */ pathToFileURL(path.join(BUNDLE, 'action.mjs')).href
    ) as Promise<Action>;
    const loaded = await action;
    const write = process.stdout.write.bind(process.stdout);
    let log = '';
    process.stdout.write = (chunk: string | Uint8Array) => {
      log += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    };
    try {
      return { code: await loaded.run(env), log };
    } finally {
      process.stdout.write = write;
    }
  });
}

/** Runs the bundled action to its end as users do, in a process of its own. */
export function runActionProcess(workflow: Workflow): Promise<ActionRun> {
  return inJob(workflow, async ({ env, cwd }) => {
    const child = spawn(process.execPath, [path.join(ROOT, 'action/index.mjs')], { cwd, env });
    workflow.onStart?.(child);
    const { code, stdout, stderr } = await ended(child);
    return { code, log: stdout + stderr };
  });
}

/** What a job of GitHub's runner gives to an action. */
interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** The runner starts actions elsewhere than in the checkout. */
  readonly cwd: string;
}

/** Runs `start` in the surroundings of a job, and gathers what it left there. */
async function inJob(
  workflow: Workflow,
  start: (surroundings: Surroundings) => Promise<Pick<ActionRun, 'code' | 'log'>>,
): Promise<ActionRun> {
  const { workspace, event, payload = {}, inputs, sha = 'a'.repeat(40), run = 1, env, apiUrl } = workflow;
  const temp = path.join(workspace, '.runner');
  mkdirSync(temp, { recursive: true });
  const files = Object.fromEntries(
    ['event', 'output', 'summary'].map((name) => [name, path.join(temp, name)]),
  );
  writeFileSync(files['event'] ?? '', JSON.stringify(payload));
  writeFileSync(files['output'] ?? '', '');
  writeFileSync(files['summary'] ?? '', '');
  const asked = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const surroundings = cleanEnvironment({
    ...asked,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: files['event'] ?? '',
    GITHUB_OUTPUT: files['output'] ?? '',
    GITHUB_STEP_SUMMARY: files['summary'] ?? '',
    GITHUB_SHA: sha,
    GITHUB_RUN_ID: String(run),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.example',
    RUNNER_TEMP: temp,
    ...(apiUrl !== undefined && { GITHUB_API_URL: apiUrl }),
    ...env,
  });
  const { code, log } = await start({ env: surroundings, cwd: temp });
  return {
    code,
    log,
    commands: obeyedCommands(log),
    outputs: readOutputs(readFileSync(files['output'] ?? '', 'utf8')),
    summary: readFileSync(files['summary'] ?? '', 'utf8'),
  };
}

/** What the runner would obey: not what stands between stop-commands and its token. */
function obeyedCommands(log: string): string[] {
  const obeyed: string[] = [];
  let resume: string | undefined;
  for (const line of log.split('\n')) {
    const text = line.trimStart();
    if (resume !== undefined) {
      if (text === `::${resume}::`) resume = undefined;
    } else if (text.startsWith('::stop-commands::')) resume = text.slice('::stop-commands::'.length);
    else if (text.startsWith('::') || line.includes('##[')) obeyed.push(text);
  }
  return obeyed;
}

/** `name<<END`, lines, `END`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(.+?)<<(.+)\n([^]*?)\n\2$/gm))
    outputs[name] = value;
  return outputs;
}
