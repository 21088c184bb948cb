/** A tenant that answers some requests otherwise than it would, inside batches too. */
import type { Tenant } from '../../src/tenant/open.ts';
import { createEngine } from './engine.ts';
import type { Engine } from './engine.ts';

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly body?: { readonly displayName?: string };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What stands in for the tenant's answer; undefined where the tenant answers itself. `url`: below `/v1.0`. */
export type Otherwise = (item: Omit<Item, 'id'>) => Answer | undefined;

/** An engine before such a tenant. */
export function engineWith(tenant: Tenant, stateFile: string, otherwise: Otherwise): Engine {
  const fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const at = url.pathname.slice('/v1.0'.length) + url.search;
    const text = await request.text();
    const forward = (body: string) =>
      tenant.fetch(
        new Request(request.url, {
          method: request.method,
          headers: request.headers,
          ...(body !== '' && { body }),
        }),
      );
    if (at !== '/$batch') {
      const body = text === '' ? undefined : (JSON.parse(text) as NonNullable<Item['body']>);
      const answer = otherwise({ method: request.method, url: at, ...(body !== undefined && { body }) });
      return answer === undefined ? forward(text) : Response.json(answer.body, { status: answer.status });
    }
    const { requests } = JSON.parse(text) as { requests: Item[] };
    const answers = requests.flatMap((item) => {
      const answer = otherwise(item);
      return answer === undefined ? [] : [{ id: item.id, ...answer }];
    });
    const rest = requests.filter(({ id }) => !answers.some((answer) => answer.id === id));
    const passed =
      rest.length === 0
        ? { responses: [] }
        : ((await (await forward(JSON.stringify({ requests: rest }))).json()) as { responses: object[] });
    return Response.json({ responses: [...passed.responses, ...answers] });
  };
  return createEngine(tenant, stateFile, { fetch });
}
