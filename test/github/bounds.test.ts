/** GitHub, or what stands for it, that does not end. */
import { expect, it } from 'vitest';
import { createGitHub } from '../../src/github/client.ts';
import type { Limits } from '../../src/github/limited-fetch.ts';
import type { Handler } from '../support/odd-server.ts';
import { endless, json, startServer } from '../support/odd-server.ts';

async function labels(handler: Handler, limits?: Limits): Promise<unknown> {
  const apiUrl = await startServer(handler);
  const github = createGitHub({
    token: 'secret-token',
    apiUrl,
    userAgent: 'test',
    second: 1,
    onWait: () => undefined,
    ...(limits && { limits }),
  });
  const { octokit } = github;
  const list = () =>
    octokit.paginate(octokit.rest.issues.listLabelsForRepo, { owner: 'o', repo: 'r', per_page: 100 });
  return github.run('read the labels', list).then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('pages without end are an error that names the list', async () => {
  const endlessPages: Handler = (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`);
    url.searchParams.set('page', String(Number(url.searchParams.get('page') ?? 1) + 1));
    response.setHeader('link', `<${url.href}>; rel="next"`);
    json(response, [{ name: 'a' }]);
  };
  const error = await labels(endlessPages, { headers: 30_000, body: 30_000, pages: 50 });
  expect(error).toMatchObject({
    diagnostics: [
      {
        code: 'GITHUB_UNREACHABLE',
        summary: 'Cannot read the labels: GitHub did not answer as it should',
        detail: expect.stringMatching(
          /GET http:.*\/repos\/o\/r\/labels answers with pages that do not end: 50 were read/,
        ) as string,
      },
    ],
  });
});

it.each([200, 500])('an answer of %s without end is cut', async (status) => {
  const error = await labels((_request, response) => endless(response, status));
  expect(error).toMatchObject({
    diagnostics: [{ detail: expect.stringMatching(/labels: the answer is larger than 16 MiB/) as string }],
  });
});
