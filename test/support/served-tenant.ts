/** `entente tenant serve`, in a process of its own or within this one, with what its JSON line said. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CLI, cleanEnvironment, startEntente } from './cli.ts';

export interface Serving {
  /** Ends in `/v1.0`. */
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  /** With `--tls`: the file of its authority. */
  readonly authority: string | undefined;
  /** Points commands at it. */
  readonly env: Readonly<Record<string, string>>;
  /** A request with the token; `path` begins after `/v1.0`. Rejects for an answer that is no success. */
  request(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Ends it, without a signal by SIGTERM; resolves to its exit code. */
  stop(): Promise<number | null>;
}

export interface ServedProcess extends Serving {
  /** The exit code is null for SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

type Where = readonly [cwd: string, args?: readonly string[], env?: Readonly<Record<string, string>>];

/** For what depends on its being a process: that it dies, or that its lock names another. */
export async function serveTenantProcess(...[cwd, args = [], env = {}]: Where): Promise<ServedProcess> {
  const child = spawn(process.execPath, [CLI, 'tenant', 'serve', ...args], {
    cwd,
    env: cleanEnvironment(env),
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void ended.then((code) => reject(new Error(`tenant serve ended with ${code}: ${errors}`)));
  });
  return {
    ...clientOf(line),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Within this process, which takes a tenth of the time. */
export async function serveTenantHere(...[cwd, args = [], env = {}]: Where): Promise<Serving> {
  let hear: (line: string) => void = () => undefined;
  const said = new Promise<string>((resolve) => (hear = resolve));
  const serving = startEntente(['tenant', 'serve', ...args], { cwd, env, onOutput: hear });
  const failed = serving.ended.then(({ code, stderr }): never => {
    throw new Error(`tenant serve ended with ${code}: ${stderr}`);
  });
  const client = clientOf(await Promise.race([said, failed]));
  failed.catch(() => undefined);
  return {
    ...client,
    async stop() {
      serving.signal('SIGTERM');
      return (await serving.ended).code;
    },
  };
}

/** What can be done with a tenant that said `line`. */
function clientOf(line: string): Omit<Serving, 'stop'> {
  const { url, token, tenantId, authority } = JSON.parse(line) as Record<
    'url' | 'token' | 'tenantId',
    string
  > & {
    authority?: string;
  };
  return {
    authority,
    url,
    token,
    tenantId,
    env: { ENTENTE_GRAPH_URL: url, ENTENTE_GRAPH_TOKEN: token },
    async request(method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    },
  };
}
