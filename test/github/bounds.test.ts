/** GitHub, or what stands for it, that does not end. */
import { expect, it } from 'vitest';
import { createGitHub } from '../../src/github/client.ts';
import type { Handler } from '../support/odd-server.ts';
import { endless, json, startServer } from '../support/odd-server.ts';

async function labels(handler: Handler): Promise<unknown> {
  const apiUrl = await startServer(handler);
  const options = { token: 'secret-token', apiUrl, userAgent: 'test', second: 1, onWait: () => undefined };
  const github = createGitHub(options);
  const { octokit } = github;
  const list = () =>
    octokit.paginate(octokit.rest.issues.listLabelsForRepo, { owner: 'o', repo: 'r', per_page: 100 });
  return github.run('read the labels', list).then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('pages without end are an error that names the list', async () => {
  const error = await labels((request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`);
    url.searchParams.set('page', String(Number(url.searchParams.get('page') ?? 1) + 1));
    response.setHeader('link', `<${url.href}>; rel="next"`);
    json(response, [{ name: 'a' }]);
  });
  expect(error).toMatchObject({
    diagnostics: [
      {
        code: 'GITHUB_UNREACHABLE',
        summary: 'Cannot read the labels: GitHub did not answer as it should',
        detail: expect.stringMatching(
          /GET http:.*\/repos\/o\/r\/labels answers with pages that do not end: 1000 were read/,
        ) as string,
      },
    ],
  });
}, 60_000);

it.each([200, 500])('an answer of %s without end is cut', async (status) => {
  const error = await labels((_request, response) => endless(response, status));
  expect(error).toMatchObject({
    diagnostics: [{ detail: expect.stringMatching(/labels: the answer is larger than 16 MiB/) as string }],
  });
});
