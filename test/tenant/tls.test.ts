/** https with an authority of its own, so that Microsoft's own client sends its token. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { serveTenantProcess } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Microsoft's client in a process of its own: node reads NODE_EXTRA_CA_CERTS as it starts. */
const CLIENT = `
import { Client } from '@microsoft/microsoft-graph-client';
const { TENANT_URL, TENANT_TOKEN } = process.env;
const client = Client.init({
  baseUrl: new URL('/', TENANT_URL).href,
  customHosts: new Set([new URL(TENANT_URL).hostname]),
  authProvider: (done) => done(null, TENANT_TOKEN),
});
const catalogs = await client.api('/identityGovernance/entitlementManagement/catalogs?$top=1&$count=true').get();
console.log(catalogs['@odata.count'], catalogs.value[0].displayName);
`;

interface Said {
  readonly url: string;
  readonly token: string;
  readonly authority: string;
}

const run = ({ url, token }: Pick<Said, 'url' | 'token'>, trusted: string) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', CLIENT], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, TENANT_URL: url, TENANT_TOKEN: token, NODE_EXTRA_CA_CERTS: trusted },
  });

it("is reached by Microsoft's client with its token, and by nobody who does not trust the authority", async () => {
  const folder = temporaryFolder();
  const serving = await serveTenantProcess(folder, ['--tls', '--data', 'data']);
  const authority = path.join(folder, 'data-tls', 'authority.pem');
  expect(serving.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v1\.0$/);
  expect(serving.authority).toBe(authority);
  for (const name of readdirSync(path.dirname(authority)))
    expect(statSync(path.join(folder, 'data-tls', name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(authority, 'utf8')).toContain('BEGIN CERTIFICATE');
  expect(run(serving, authority)).toMatchObject({ stdout: '1 General\n', stderr: '' });
  expect(run({ ...serving, token: 'another' }, authority).stderr).toContain('InvalidAuthenticationToken');
  expect(run(serving, '').status).not.toBe(0);
  await expect(serving.request('GET', '/organization')).rejects.toThrow();
  expect(await serving.stop()).toBe(0);
  expect(existsSync(authority)).toBe(false);
});

it('puts the files of a tenant without a folder into a temporary one, and removes it', async () => {
  const serving = await serveTenantProcess(temporaryFolder(), ['--tls']);
  const authority = String(serving.authority);
  expect(statSync(path.dirname(authority)).mode & 0o777).toBe(0o700);
  await serving.stop();
  expect(existsSync(path.dirname(authority))).toBe(false);
});
