/** Where the action runs: what GitHub says about the repository, the event and the run. */
import { readFileSync } from 'node:fs';
import { isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';

interface PullRequest {
  readonly number: number;
  readonly headSha: string;
  /** `owner/name` of the repository that the commits come from. */
  readonly headRepository: string | undefined;
}

export interface ActionContext {
  readonly owner: string;
  readonly repo: string;
  readonly event: string;
  readonly sha: string;
  readonly run: { readonly id: number; readonly attempt: number };
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** The pull request that the event is about. */
  readonly pullRequest: PullRequest | undefined;
  /** The revision that the change is made on: of a pull request the branch that it is for. */
  readonly base: string | undefined;
  /** True when its commits come from another repository: there are no secrets, and the token may only read. */
  readonly fork: boolean;
  /** Where the run and its summary are shown. */
  readonly runUrl: string;
  /** Where the files of the commit are shown, ending in `/`. */
  readonly filesUrl: string;
}

/** Reads the environment of a GitHub job; throws what reading the event's file throws. */
export function readContext(env: NodeJS.ProcessEnv): ActionContext {
  const value = (name: string, fallback = '') => env[`GITHUB_${name}`] ?? fallback;
  const [owner = '', repo = ''] = value('REPOSITORY').split('/');
  const event = readEvent(value('EVENT_PATH'));
  const pullRequest = pullRequestOf(event['pull_request']) ?? pullRequestOfRun(event['workflow_run']);
  const repository = `${owner}/${repo}`;
  const serverUrl = value('SERVER_URL', 'https://github.com');
  const run = { id: Number(value('RUN_ID', '0')), attempt: Number(value('RUN_ATTEMPT', '1')) };
  const sha = value('SHA');
  const fork = pullRequest !== undefined && pullRequest.headRepository !== repository;
  const from = fork ? (pullRequest.headRepository ?? repository) : repository;
  return {
    owner,
    repo,
    event: value('EVENT_NAME'),
    sha,
    run,
    serverUrl,
    apiUrl: value('API_URL', 'https://api.github.com'),
    pullRequest,
    base: baseOf(value('BASE_REF'), event),
    fork,
    runUrl: `${serverUrl}/${repository}/actions/runs/${run.id}/attempts/${run.attempt}`,
    filesUrl: `${serverUrl}/${from}/blob/${pullRequest?.headSha ?? sha}/`,
  };
}

/** Of a push and of a queue of merges: the commit before. */
function baseOf(branch: string, event: JsonObject): string | undefined {
  if (branch !== '') return `origin/${branch}`;
  const queue = event['merge_group'];
  const before = isObject(queue) ? queue['base_sha'] : event['before'];
  // A branch that is new has no commit before.
  return typeof before === 'string' && !/^0*$/.test(before) ? before : undefined;
}

function readEvent(file: string): JsonObject {
  if (file === '') return {};
  const event: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isObject(event) ? event : {};
}

/**
 * The pull request whose workflow ran before this one. Such a run has the base branch's workflow file, so that nobody
 * can change it in the pull request. GitHub names none for a fork.
 */
function pullRequestOfRun(value: JsonValue | undefined): PullRequest | undefined {
  if (!isObject(value)) return undefined;
  const [pull, another] = objectsOf(value['pull_requests']);
  const { head_sha: headSha, head_repository: from } = value;
  if (pull === undefined || another !== undefined || typeof pull['number'] !== 'number') return undefined;
  return {
    number: pull['number'],
    headSha: typeof headSha === 'string' ? headSha : '',
    headRepository: isObject(from) && typeof from['full_name'] === 'string' ? from['full_name'] : undefined,
  };
}

function pullRequestOf(value: JsonValue | undefined): PullRequest | undefined {
  if (!isObject(value) || typeof value['number'] !== 'number') return undefined;
  const head = isObject(value['head']) ? value['head'] : {};
  // Null when the fork has been deleted.
  const repository = isObject(head['repo']) ? head['repo']['full_name'] : undefined;
  return {
    number: value['number'],
    headSha: typeof head['sha'] === 'string' ? head['sha'] : '',
    headRepository: typeof repository === 'string' ? repository : undefined,
  };
}
