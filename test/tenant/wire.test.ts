/** What is on the wire around a request: types, encodings and heads that are wrong, and many requests at once. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import type { Body } from '../support/tenant-call.ts';

const CATALOGS = '/identityGovernance/entitlementManagement/catalogs';
const AUTHORIZATION = { authorization: 'Bearer secret' };
const JSON_TYPE = { 'content-type': 'application/json' };
const CATALOG = JSON.stringify({ displayName: 'Partners', description: '' });
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

async function send(method: string, path: string, headers: Record<string, string>, body?: BodyInit) {
  const answer = await fetch(served.url + path, {
    method,
    headers: { ...AUTHORIZATION, ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Body,
  };
}

const create = (headers: Record<string, string>, body: BodyInit = CATALOG) =>
  send('POST', CATALOGS, headers, body);

async function names(): Promise<unknown[]> {
  const { body } = await send('GET', `${CATALOGS}?$top=999`, {});
  return body.value.map(({ displayName }) => displayName).filter((name) => name !== 'General');
}

/** What the server says to bytes. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => resolve(heard));
  });
}

describe('a body', () => {
  it.each([
    ['text/plain', 415],
    ['application/xml', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonx', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; odata.metadata=none; charset=iso-8859-1', 415],
    ['', 400],
    ['application/json', 201],
    ['Application/JSON; charset="UTF-8"', 201],
    ['application/json;odata.metadata=minimal;charset=utf-8', 201],
  ])('of the type "%s" is answered with %i', async (type, status) => {
    // A typed array has no type of its own.
    const answer = await create(
      type === '' ? {} : { 'content-type': type },
      new TextEncoder().encode(CATALOG),
    );
    expect(answer.status).toBe(status);
    if (status !== 201) expect(answer.body.error.code).toEqual(expect.any(String));
    expect(await names()).toEqual(status === 201 ? ['Partners'] : []);
  });

  it('that is packed is unpacked, as far as a body may be large', async () => {
    const packed = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await create(packed, gzipSync(CATALOG))).status).toBe(201);
    expect(await names()).toEqual(['Partners']);
    const bomb = gzipSync(JSON.stringify({ displayName: 'x'.repeat(64 * 1024 * 1024) }));
    expect((await create(packed, bomb)).status).toBe(413);
    expect((await create(packed, CATALOG)).status).toBe(400);
    expect((await create({ ...JSON_TYPE, 'content-encoding': 'br' }, CATALOG)).status).toBe(415);
  });

  it.each([
    ['has a member twice', '{"displayName":"A","description":"","displayName":"B"}'],
    ['has a member twice, once in other letters', '{"displayName":"A","display\\u004eame":"B"}'],
    ['has a member twice below', '{"displayName":"A","x":[{"y":1,"y":2}]}'],
    ['is too deep', `{"displayName":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('that %s is refused', async (_what, text) => {
    const { status, body } = await create(JSON_TYPE, text);
    expect([status, body.error.code]).toEqual([400, 'BadRequest']);
    expect(await names()).toEqual([]);
  });

  it('may have braces, quotes and colons in its texts, and one name in several objects', async () => {
    const displayName = '{"a":1,"a":2} "b": \\';
    const description = 'displayName: "displayName":';
    const made = await create(JSON_TYPE, JSON.stringify({ displayName, description }));
    expect(made.body).toMatchObject({ displayName, description });
  });

  it('that is not UTF-8 is refused, rather than kept with other letters', async () => {
    const bytes = Buffer.concat([Buffer.from('{"displayName":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
    const { status, body } = await create(JSON_TYPE, bytes);
    expect([status, body.error.code]).toEqual([400, 'BadRequest']);
    expect(await names()).toEqual([]);
  });

  it('that is cut off changes nothing', async () => {
    const { hostname, port } = new URL(served.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST /v1.0${CATALOGS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n`;
        socket.write(`${head}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n${CATALOG}`);
        setTimeout(() => socket.destroy(), 50);
      });
      socket.once('close', () => resolve());
    });
    expect(await names()).toEqual([]);
  });
});

describe('a head', () => {
  const line = 'Authorization: Bearer secret\r\nConnection: close\r\n';
  it.each([
    ['is too long', `GET /v1.0${CATALOGS} HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`, 431],
    ['has too long an address', `GET /v1.0/${'a'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['is none', '\u0000\u0001 nothing\r\n\r\n', 400],
    [
      'has two lengths',
      `POST /v1.0/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
      400,
    ],
    ['asks for a tunnel', `CONNECT graph.microsoft.com:443 HTTP/1.1\r\nHost: x\r\n${line}\r\n`, 405],
    ['has another verb', `OPTIONS /v1.0${CATALOGS} HTTP/1.1\r\nHost: x\r\n${line}\r\n`, 405],
  ])('that %s is answered in the form of Graph', async (_what, text, status) => {
    const heard = await raw(text);
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(heard).toMatch(/"error":\{"code":"\w+","message":/);
    expect(heard).toMatch(/request-id: [0-9a-f-]{36}/);
  });

  it('of HTTP/1.0, without a host, is answered', async () => {
    expect(await raw(`GET /v1.0${CATALOGS} HTTP/1.0\r\n${line}\r\n`)).toMatch(
      /^HTTP\/1\.1 200 [^]*"General"/,
    );
  });

  it('of HEAD is answered without a body', async () => {
    expect(await raw(`HEAD /v1.0${CATALOGS} HTTP/1.1\r\nHost: x\r\n${line}\r\n`)).toMatch(
      /^HTTP\/1\.1 405 [^{]*$/,
    );
  });
});

describe('at once', () => {
  it('500 requests beside open connections are all answered, and each does what it says', async () => {
    const indexes = Array.from({ length: 500 }, (_, index) => index);
    await Promise.all(indexes.slice(0, 100).map(() => send('GET', '/organization', {})));
    const statuses = await Promise.all(
      indexes.map(async (index) => {
        const body = JSON.stringify({ displayName: `Catalog ${index}`, description: '' });
        return index % 2 === 0
          ? (await create(JSON_TYPE, body)).status
          : (await send('GET', CATALOGS, {})).status;
      }),
    );
    expect(statuses).toEqual(indexes.map((index) => (index % 2 === 0 ? 201 : 200)));
    expect(await names()).toHaveLength(250);
  });

  it('changes of several members of one object are all kept, and of one member there is one', async () => {
    const { id } = (await create(JSON_TYPE)).body;
    const changes = [
      { displayName: 'Renamed' },
      { isExternallyVisible: true },
      { state: 'unpublished' },
      ...Array.from({ length: 20 }, (_, index) => ({ description: `Text ${index}` })),
    ];
    const answers = await Promise.all(
      changes.map((change) => send('PATCH', `${CATALOGS}/${id}`, JSON_TYPE, JSON.stringify(change))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await send('GET', `${CATALOGS}/${id}`, {})).body).toMatchObject({
      displayName: 'Renamed',
      isExternallyVisible: true,
      state: 'unpublished',
      description: expect.stringMatching(/^Text \d+$/) as string,
    });
  });
});

describe('what was made', () => {
  it('is at the address that the answer names', async () => {
    const { headers, body } = await create(JSON_TYPE);
    expect(headers.get('location')).toBe(`${served.url}${CATALOGS}/${body.id}`);
    const found = await fetch(headers.get('location') ?? '', { headers: AUTHORIZATION });
    expect(await found.json()).toMatchObject({ id: body.id, displayName: 'Partners' });
  });

  it('has no address where it cannot be read again', async () => {
    const invitation = JSON.stringify({
      invitedUserEmailAddress: 'guest@fabrikam.example',
      inviteRedirectUrl: 'https://contoso.com',
    });
    const { status, headers } = await send('POST', '/invitations', JSON_TYPE, invitation);
    expect([status, headers.get('location')]).toEqual([201, null]);
  });

  it('has its address in a batch too, whose bodies are of the type that they say', async () => {
    const item = { id: '1', method: 'POST', url: CATALOGS, body: JSON.parse(CATALOG) as object };
    const run = async (type: string) => {
      const requests = [{ ...item, headers: { 'Content-Type': type } }];
      return (await send('POST', '/$batch', JSON_TYPE, JSON.stringify({ requests }))).body;
    };
    expect(await run('text/plain')).toMatchObject({ responses: [{ status: 400 }] });
    expect(await run('application/json; charset=utf-8')).toMatchObject({
      responses: [{ status: 201, headers: { Location: expect.stringContaining(`${CATALOGS}/`) as string } }],
    });
  });
});
