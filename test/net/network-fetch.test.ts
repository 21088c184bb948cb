/** Proxies as the environment names them, before a server that speaks TLS and one that does not. */
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { networkFailure } from '../../src/graph/network-failure.ts';
import { networkFetch } from '../../src/net/network-fetch.ts';
import { ententeProcess, temporaryFolder } from '../support/cli.ts';
import { serveTenantProcess } from '../support/served-tenant.ts';

/** A proxy that tunnels, or refuses with `status`; tells where to. */
async function startProxy(status = 200) {
  const asked: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '');
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const each of [onward, socket]) each.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startServer() {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => response.end(`${request.method} ${String(request.headers['x-own'])} ${text}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`;
}

it('sends a request with its method, headers and body, and no proxy where none is named', async () => {
  const url = await startServer();
  const request = new Request(url, { method: 'PUT', headers: { 'x-own': 'yes' }, body: 'text' });
  expect(await (await networkFetch({})(request)).text()).toBe('PUT yes text');
});

it.each([
  ['HTTP_PROXY', {}, 1],
  ['http_proxy', {}, 1],
  ['HTTPS_PROXY', {}, 0],
  ['HTTP_PROXY', { NO_PROXY: '127.0.0.1' }, 0],
  ['HTTP_PROXY', { no_proxy: '*' }, 0],
  ['HTTP_PROXY', { NO_PROXY: 'example.com' }, 1],
])('goes through %s with %o: %i tunnels', async (name, others, tunnels) => {
  const [url, proxy] = await Promise.all([startServer(), startProxy()]);
  const send = networkFetch({ [name]: proxy.url, ...others });
  expect(await (await send(url, { headers: { 'x-own': 'yes' } })).text()).toBe('GET yes ');
  expect(proxy.asked).toHaveLength(tunnels);
});

it('tells of a proxy that refuses, and that nothing was sent', async () => {
  const [url, proxy] = await Promise.all([startServer(), startProxy(407)]);
  const error: unknown = await networkFetch({ HTTP_PROXY: proxy.url })(url).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(networkFailure('graph.example', error)).toMatchObject({
    type: 'notSent',
    message: expect.stringMatching(/^Cannot reach graph\.example: .*407/) as string,
  });
});

it('reaches a tenant behind a proxy, with an authority of its own', async () => {
  const folder = temporaryFolder('examples/starter');
  const [tenant, proxy] = await Promise.all([
    serveTenantProcess(folder, ['--tls', '--data', 'data', '--seed', 'directory.yaml']),
    startProxy(),
  ]);
  onTestFinished(async () => {
    await tenant.stop();
  });
  const trusted = { ...tenant.env, NODE_EXTRA_CA_CERTS: String(tenant.authority) };
  const plan = (env: Record<string, string>) => ententeProcess(['plan'], { cwd: folder, env });
  const through = await plan({ ...trusted, HTTPS_PROXY: proxy.url });
  expect([through.code, through.stderr]).toEqual([0, expect.stringContaining('Reading the tenant')]);
  expect(proxy.asked).not.toHaveLength(0);
  const before = proxy.asked.length;
  expect((await plan({ ...trusted, HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })).code).toBe(0);
  expect(proxy.asked).toHaveLength(before);
  const untrusted = await plan({ ...tenant.env, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: '' });
  expect(untrusted.stderr).toMatch(/Cannot trust 127\.0\.0\.1:\d+/);
});
