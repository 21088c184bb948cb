/** What the served tenant refuses before it reads it. */
import { connect } from 'node:net';
import { request } from 'node:http';
import type { ClientRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';

let tenant: Tenant;
let served: ServedTenant;
beforeEach(async () => {
  tenant = await openTenant({});
  served = await serveTenant(tenant, { port: 0, token: 'secret' });
});
afterEach(async () => {
  await served.close();
  await tenant.close();
});

const MIB = Buffer.alloc(1024 * 1024, 'x');
const MOST_MIB = 64;

/** Sends MiB after MiB until the server hangs up; gives its answer and how much it took. */
function flood(headers: Readonly<Record<string, string>>) {
  return new Promise<{ status: number; code: string; taken: number }>((resolve, reject) => {
    let taken = 0;
    let answer: { status: number; code: string } | undefined;
    const sent: ClientRequest = request(
      `${served.url}/identityGovernance/entitlementManagement/catalogs`,
      { method: 'POST', headers },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          const { error } = JSON.parse(text) as { error: { code: string } };
          answer = { status: response.statusCode ?? 0, code: error.code };
          sent.destroy();
          resolve({ ...answer, taken });
        });
      },
    );
    sent.on('error', (error) => (answer === undefined ? reject(error) : undefined));
    const go = (): void => {
      if (sent.destroyed || taken >= MOST_MIB) return;
      sent.write(MIB, () => {
        taken += 1;
        go();
      });
    };
    go();
  });
}

const AUTHORIZED = { authorization: 'Bearer secret', 'content-type': 'application/json' };

describe('a served tenant', () => {
  it('checks the token before it reads a body', async () => {
    for (const authorization of ['Bearer wrong', 'secret', '']) {
      const { status, code, taken } = await flood({ authorization });
      expect([status, code]).toEqual([401, 'InvalidAuthenticationToken']);
      expect(taken).toBeLessThan(MOST_MIB / 2);
    }
  });

  it('refuses a body that is too large in the form of Graph, announced or not', async () => {
    const announced = await flood({ ...AUTHORIZED, 'content-length': String(MOST_MIB * MIB.length) });
    expect(announced).toMatchObject({ status: 413, code: 'RequestEntityTooLarge' });
    const chunked = await flood(AUTHORIZED);
    expect(chunked).toMatchObject({ status: 413, code: 'RequestEntityTooLarge' });
    expect(chunked.taken).toBeLessThan(MOST_MIB / 2);
  });

  it('lets a client that sends all before it reads anything read why it was refused', async () => {
    const { hostname, port, host } = new URL(served.url);
    const length = 16 * MIB.length;
    const ways = [
      ['wrong', `Content-Length: ${length}`, 401],
      ['secret', `Content-Length: ${length}`, 413],
      ['secret', 'Transfer-Encoding: chunked', 413],
    ] as const;
    for (const [token, announced, status] of ways) {
      const socket = connect(Number(port), hostname).pause();
      let heard = '';
      const closed = new Promise<void>((resolve, reject) => {
        socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
        socket.once('error', reject);
        socket.once('close', () => resolve());
      });
      socket.write(
        `POST /v1.0/organization HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n${announced}\r\n\r\n`,
      );
      const chunked = announced.startsWith('Transfer');
      if (chunked) socket.write(`${length.toString(16)}\r\n`);
      socket.write(Buffer.alloc(length, 'x'));
      socket.write(chunked ? '\r\n0\r\n\r\n' : '', () => socket.resume());
      await closed;
      expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"error"[^]*\\}$`));
    }
  });

  it('takes a body of some MiB, and goes on answering after a refusal', async () => {
    await flood(AUTHORIZED);
    const response = await fetch(`${served.url}/identityGovernance/entitlementManagement/catalogs`, {
      method: 'POST',
      headers: AUTHORIZED,
      body: JSON.stringify({ displayName: 'A', description: 'x'.repeat(2 * 1024 * 1024) }),
    });
    expect([201, 400]).toContain(response.status);
    await response.text();
  });

  it('refuses heads that are too long', async () => {
    const response = await fetch(`${served.url}/organization`, {
      headers: { ...AUTHORIZED, 'x-long': 'y'.repeat(100_000) },
    }).then(
      ({ status }) => status,
      () => 'closed',
    );
    expect([431, 'closed']).toContain(response);
  });

  it('says no before a client that asks first sends anything', async () => {
    const { hostname, port } = new URL(served.url);
    const text = await new Promise<string>((resolve) => {
      let heard = '';
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          'POST /v1.0/organization HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n',
        ),
      );
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      socket.on('close', () => resolve(heard));
    });
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
  });
});
