/** `entente tenant serve` in a process of its own, with what its JSON line said. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CLI, cleanEnvironment } from './cli.ts';

export interface ServedProcess {
  /** Ends in `/v1.0`. */
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  /** Points commands at it. */
  readonly env: Readonly<Record<string, string>>;
  /** A request with the token; `path` begins after `/v1.0`. Rejects for an answer that is no success. */
  request(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Ends it with a signal; resolves to its exit code, null for SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function serveTenantProcess(
  cwd: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ServedProcess> {
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
  const { url, token, tenantId } = JSON.parse(line) as { url: string; token: string; tenantId: string };
  return {
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
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
