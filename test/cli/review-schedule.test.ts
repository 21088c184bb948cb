/** A review whose schedule is left to the service: it makes one, and that is neither a change nor drift. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

it.each([
  ['no schedule', ''],
  ['a schedule that says nothing', 'schedule: {}'],
  ['a schedule without a start', 'schedule: { expiration: { type: afterDuration, duration: P25D } }'],
])('there is nothing to do after an apply with %s', async (_what, schedule) => {
  const folder = temporaryFolder();
  const run = (...args: string[]) => entente(args, { cwd: folder });
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write(
    'directory.yaml',
    'tenant: { displayName: C, domains: [contoso.com] }\nusers: [{ userPrincipalName: alice@contoso.com, displayName: Alice }]\n',
  );
  write(
    'governance.yaml',
    `version: 1
tenant: { embedded: tenant, seed: directory.yaml }
catalogs: { main: { displayName: Main } }
packages: { pack: { catalog: main, displayName: Pack } }
policies:
  staff:
    accessPackage: pack
    displayName: Staff
    allowedTargetScope: allMemberUsers
    reviewSettings: { isEnabled: true, primaryReviewers: [{ user: alice@contoso.com }], ${schedule} }
`,
  );
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  expect(await run('drift')).toMatchObject({ code: 0 });
  rmSync(folder, { recursive: true });
});
