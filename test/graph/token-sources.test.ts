/** Which source of a token can be tried with which surroundings, and what is said of one that cannot. */
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../src/graph/token-sources.ts';

const CLIENT = { AZURE_CLIENT_ID: 'client' };
const GITHUB = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' };
const PIPELINE = {
  AZURE_SERVICE_CONNECTION_ID: 'connection',
  SYSTEM_OIDCREQUESTURI: 'https://x.example',
  SYSTEM_ACCESSTOKEN: 't',
};

type Env = Readonly<Record<string, string>>;
const obstacle = (name: string, env: Env) =>
  SOURCES.find((source) => source.name === name)?.obstacle(env, { env });

/** Everything that a source takes. */
const WHOLE: readonly (readonly [name: string, env: Env])[] = [
  ['client-secret', { ...CLIENT, AZURE_CLIENT_SECRET: 's' }],
  ['certificate', { ...CLIENT, AZURE_CLIENT_CERTIFICATE_PATH: 'c.pem' }],
  ['github-oidc', { ...CLIENT, ...GITHUB }],
  ['azure-pipelines', { ...CLIENT, ...PIPELINE }],
  ['gitlab-oidc', { ...CLIENT, GITLAB_OIDC_TOKEN: 't' }],
  ['token-file', { ...CLIENT, AZURE_FEDERATED_TOKEN_FILE: 'token' }],
];

describe('a source of tokens', () => {
  it('of each kind is tried in the order in which ENTENTE_AUTH lists them', () => {
    expect(SOURCES.map(({ name }) => name)).toEqual([
      ...WHOLE.map(([name]) => name),
      'managed-identity',
      'login',
      'browser',
      'device-code',
      'azure-cli',
    ]);
  });

  it.each(WHOLE)('%s takes all its variables, and names each that is missing or empty', (name, env) => {
    expect(obstacle(name, env)).toBeUndefined();
    for (const variable of Object.keys(env)) {
      const { [variable]: _, ...without } = env;
      for (const given of [without, { ...env, [variable]: '' }])
        expect(obstacle(name, given)).toBe(`${variable} is not set`);
    }
    expect(obstacle(name, {})).toBe(`${Object.keys(env).join(' and ')} are not set`);
  });

  it.each<[name: string, env: Env, expected: string | undefined]>([
    ['github-oidc', { GITHUB_ACTIONS: 'true' }, 'the job lacks the permission id-token: write'],
    [
      'azure-pipelines',
      { TF_BUILD: 'True' },
      'the step lacks env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }',
    ],
    [
      'gitlab-oidc',
      { GITLAB_CI: 'true' },
      'the job lacks id_tokens: { GITLAB_OIDC_TOKEN: { aud: api://AzureADTokenExchange } }',
    ],
    ['managed-identity', { ENTENTE_AUTH: 'managed-identity' }, undefined],
    ['managed-identity', { IDENTITY_ENDPOINT: 'http://x' }, undefined],
    ['managed-identity', { MSI_ENDPOINT: 'http://x' }, undefined],
    [
      'managed-identity',
      { ENTENTE_AUTH: 'azure-cli' },
      'this machine offers none (ENTENTE_AUTH=managed-identity tries all the same)',
    ],
    ['login', CLIENT, undefined],
    ['login', {}, 'ENTENTE_CLIENT_ID is not set'],
    ['login', { ENTENTE_CLIENT_ID: ' ' }, 'ENTENTE_CLIENT_ID is not set'],
    ['browser', { ...CLIENT, ENTENTE_AUTH: 'browser' }, undefined],
    ['browser', CLIENT, 'only where ENTENTE_AUTH=browser asks for it'],
    ['browser', { ENTENTE_AUTH: 'browser' }, 'ENTENTE_CLIENT_ID is not set'],
    ['device-code', { ENTENTE_CLIENT_ID: 'c', ENTENTE_AUTH: 'device-code' }, undefined],
    [
      'device-code',
      { ...CLIENT, ENTENTE_AUTH: 'browser' },
      'only where ENTENTE_AUTH=device-code asks for it',
    ],
    ['azure-cli', {}, undefined],
  ])('%s with %j', (name, env, expected) => {
    expect(obstacle(name, env)).toBe(expected);
  });
});
