/** What an apply makes of answers to its writes and reads that are not what they should be. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/value.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { governed } from '../support/workbench.ts';

const EM = '/identityGovernance/entitlementManagement';
const DOCUMENT: Governance = governed({
  sponsors: { alice: { user: 'alice@contoso.com' } },
  connectedOrganizations: {
    fabrikam: {
      displayName: 'Fabrikam',
      identitySources: [{ domain: 'fabrikam.com' }],
      internalSponsors: ['alice'],
    },
  },
  catalogs: { partners: { displayName: 'Partners' } },
  packages: {
    tango: { catalog: 'partners', displayName: 'Tango' },
    audit: { catalog: 'partners', displayName: 'Audit' },
  },
});

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
}

interface Answered {
  readonly id: string;
  status: number;
  body?: JsonObject;
}

/** Changes the answers to those requests of a batch that are chosen. */
type Change = (chosen: Answered[]) => void;

let folder = '';
let engine: Engine;
let changes = 0;

/** `listsLagForReads`: so many lists do not show what is new. */
async function open(isChosen: (item: Item) => boolean, change: Change, listsLagForReads = 0): Promise<void> {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, behaviour: { listsLagForReads } });
  engine = createEngine(tenant, path.join(folder, 'state.json'), {
    fetch: async (request) => {
      const text = request.method === 'POST' ? await request.clone().text() : '';
      const answer = await tenant.fetch(request);
      if (request.url.endsWith('/$batch')) {
        const { requests } = JSON.parse(text) as { requests: Item[] };
        const ids = new Set(requests.filter(isChosen).map(({ id }) => id));
        if (ids.size === 0) return answer;
        const { responses } = (await answer.json()) as { responses: Answered[] };
        changes += 1;
        change(responses.filter(({ id }) => ids.has(id)));
        return Response.json({ responses });
      }
      const { pathname, search } = new URL(request.url);
      if (!isChosen({ id: '', method: request.method, url: pathname + search })) return answer;
      const only: Answered = {
        id: '',
        status: answer.status,
        body: (await answer.json()) as JsonObject,
      };
      changes += 1;
      change([only]);
      return Response.json(only.body, { status: only.status });
    },
  });
}

beforeEach(() => {
  folder = temporaryFolder();
  changes = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fails = (code: string, status: number) => (chosen: Answered[]) => {
  for (const each of chosen) {
    each.status = status;
    each.body = { error: { code, message: 'No' } };
  }
};

describe('an answer with the entity of another request', () => {
  it('gives no id away: what was made is found by its name', async () => {
    await open(
      ({ method, url }) => method === 'POST' && url.endsWith('/accessPackages'),
      (chosen) => {
        const [first, second] = chosen;
        if (first?.body === undefined || second?.body === undefined) return;
        [first.body, second.body] = [second.body, first.body];
      },
    );
    const { summary } = await engine.apply(desiredOf(DOCUMENT));
    expect(changes).toBeGreaterThan(0);
    expect(summary.failed).toBe(0);
    const { plan } = await engine.plan(desiredOf(DOCUMENT));
    expect(plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
    expect(await engine.graph.list(`${EM}/accessPackages`)).toHaveLength(2);
  });
});

describe('a read that fails before anything was written', () => {
  it('leaves nothing open, whatever it was answered with', async () => {
    await open(({ url }) => url.endsWith('/directoryObjects/getByIds'), fails('InternalServerError', 500));
    const { events, summary } = await engine.apply(desiredOf(DOCUMENT));
    expect(changes).toBeGreaterThan(0);
    expect(summary.failed).toBe(1);
    const failed = events.flatMap((event) => (event.type === 'apply_errored' ? [event.diagnostic] : []));
    expect(failed).toMatchObject([{ code: 'APPLY_FAILED', address: 'connectedOrganization.fabrikam' }]);
  });
});

describe('a refusal as a duplicate of what the service may hold twice', () => {
  it('says what the next run will want', async () => {
    await open(
      ({ method, url }) => method === 'POST' && url.endsWith('/catalogs'),
      fails('Conflict', 409),
      8,
    );
    const { events } = await engine.apply(desiredOf(DOCUMENT));
    const failed = events.flatMap((event) => (event.type === 'apply_errored' ? [event.diagnostic] : []));
    expect(failed).toMatchObject([
      { code: 'APPLY_FAILED', hint: expect.stringContaining('--create-again') as string },
    ]);
  });
});
