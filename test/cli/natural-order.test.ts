/** Lists that people read count as people do: 2 before 10. Files and digests do not. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const WAVES = [1, 2, 10];
const yaml = (waves: readonly number[]) => `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
state: { file: waves.state.json }
catalogs:
  waves: { displayName: Waves, description: One after the other }
packages:
${waves.map((n) => `  wave-${n}: { catalog: waves, displayName: Wave ${n}, description: Number ${n} }`).join('\n')}
policies:
${waves.map((n) => `  wave-${n}: { accessPackage: wave-${n}, displayName: Members, allowedTargetScope: allMemberUsers, expiration: { type: noExpiration } }`).join('\n')}
`;

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (waves: readonly number[]) => writeFileSync(path.join(folder, 'governance.yaml'), yaml(waves));
/** The numbers of the waves whose names follow `before`, in the order of the text. */
const order = (text: string, before: string) =>
  [...text.matchAll(new RegExp(`${before}[ -](\\d+)`, 'g'))].map(([, n]) => Number(n));

beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'seed.yaml'),
    'tenant: { displayName: Contoso, domains: [contoso.com] }\nusers: [{ userPrincipalName: alice@contoso.com, displayName: Alice }]\n',
  );
});

it('plan, state list and access count as people do; the state file and digests stay as they were', async () => {
  write([10, 1, 2]);
  const { stdout: plan } = await run('plan', '-v');
  expect(order(plan, '# accessPackage\\.wave')).toEqual(WAVES);
  expect(order(plan, 'can now get Wave')).toEqual(WAVES);
  const digest = (text: string) => /Digest: (\w+)/.exec(text)?.[1];
  write(WAVES);
  expect(digest((await run('plan', '-v')).stdout)).toBe(digest(plan));
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });

  expect(order((await run('state', 'list')).stdout, 'policy\\.wave')).toEqual(WAVES);
  expect(
    order(readFileSync(path.join(folder, 'waves.state.json'), 'utf8'), '"address":"policy\\.wave'),
  ).toEqual([1, 10, 2]);
  expect(order((await run('access', 'list')).stdout, 'Wave')).toEqual(WAVES);
  const { stdout: who } = await run('access', 'for', 'alice@contoso.com');
  expect([...new Set(order(who, 'Wave'))]).toEqual(WAVES);
});
