/** Runs the bundled action as GitHub's runner does: inputs and context in the environment, results in files and the log. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment, ended } from './cli.ts';

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

export async function runAction(workflow: Workflow): Promise<ActionRun> {
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
  const child = spawn(process.execPath, [path.join(ROOT, 'action/index.mjs')], {
    // The runner starts actions elsewhere than in the checkout.
    cwd: temp,
    env: cleanEnvironment({
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
    }),
  });
  workflow.onStart?.(child);
  const { code, stdout, stderr } = await ended(child);
  const log = stdout + stderr;
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
