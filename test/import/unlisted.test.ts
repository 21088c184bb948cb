/** A tenant of a later Graph: words and types that the schema does not list are said, kept and sent back. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { acceptAll } from '../support/accepted.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { EVERYTHING } from '../support/everything.ts';
import { answersWith, importExactly, tenantHolding, withNewNames } from '../support/imported.ts';
import { wholeWire } from '../support/portal-made.ts';
import { governed } from '../support/workbench.ts';
import { LATER_WORDS, speaking } from '../support/later-graph.ts';
import { size } from '../support/whole.ts';

const DOCUMENT = governed({
  ...EVERYTHING,
  endUserSettings: { relatedPeopleInsightLevel: 'count', showApproverDetailsToMembers: true },
  catalogs: {
    ...EVERYTHING.catalogs,
    partners: {
      ...EVERYTHING.catalogs?.['partners'],
      displayName: 'Partners',
      resources: {
        ...EVERYTHING.catalogs?.['partners']?.resources,
        site: { site: 'https://contoso.sharepoint.com/sites/tango' },
      },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [
        { resource: 'team', role: 'Member' },
        { resource: 'site', role: 'Tango Members' },
      ],
    },
  },
  policies: {
    ...EVERYTHING.policies,
    calling: {
      accessPackage: 'tango',
      displayName: 'Calling',
      allowedTargetScope: 'allMemberUsers',
      expiration: { type: 'afterDuration', duration: 'P90D' },
      customExtensionStageSettings: [
        { stage: 'assignmentOneDayBeforeExpiration', customExtension: 'remind' },
      ],
    },
  },
});

let folder: string;
let tenant: Tenant;

beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await tenantHolding(DOCUMENT, folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const together = size(8, 1);
const groups = LATER_WORDS.flatMap((_word, index) =>
  index % together === 0 ? [LATER_WORDS.slice(index, index + together)] : [],
);

describe('what a later Graph says is imported, planned and sent back', () => {
  it.each(groups.map((group) => [group.map(([what]) => what).join(', '), group] as const))(
    '%s',
    async (_what, group) => {
      const { engine, imported, text, configuration } = await importExactly(speaking(tenant, group), folder);
      expect(text).toMatch(/\bunlisted:/);
      for (const [, , later] of group)
        expect(text).toContain(later.replaceAll('"', '').replace('microsoft.graph.', ''));

      const before = await wholeWire(tenant);
      const { document, names } = withNewNames(configuration.document, imported);
      const { events } = await engine.apply(desiredOf(document));
      expect(events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
      expect(names.size).toBeGreaterThan(8);
      expect(answersWith(await wholeWire(tenant))).toEqual(answersWith(before, names));
    },
  );
});

describe('drift to what a later Graph says', () => {
  // The sort of an object never changes.
  const others = ['a sort of extension', 'a sort of resource'];
  const drifting = groups.flatMap((group) => {
    const changing = group.filter(([what]) => !others.includes(what));
    return changing.length === 0 ? [] : [changing];
  });
  it.each(drifting.map((group) => [group.map(([what]) => what).join(', '), group] as const))(
    'is accepted as it is written by hand, and leaves nothing to do: %s',
    async (_what, group) => {
      await importExactly(tenant, folder);
      const engine = createEngine(speaking(tenant, group), path.join(folder, 'state.json'));
      const accepted = await acceptAll(engine, folder);
      expect(accepted?.result.refusals).toEqual([]);
      await accepted?.keep();
      const { configuration } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
      if (configuration === undefined) throw new Error('It does not load');
      const { plan } = await engine.plan(configuration);
      expect(plan.changes.filter(({ action, stale }) => action !== 'noop' || stale)).toEqual([]);
      expect(plan.drift).toEqual([]);
      const text = [...(accepted?.result.texts.values() ?? [])].join('\n');
      for (const [, , later] of group)
        expect(text).toContain(later.replaceAll('"', '').replace('microsoft.graph.', ''));
    },
  );
});

describe('a word that is typed by mistake', () => {
  it.each([
    'allMemberUser',
    '{ listed: allMemberUsers }',
    '{ unlisted: 3 }',
    '{ unlisted: "" }',
    '{ unlisted: x, also: y }',
  ])('stays an error with its place: %s', async (word) => {
    const text = `version: 1
tenant: { embedded: unused }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies:
  q:
    accessPackage: p
    displayName: Q
    allowedTargetScope: ${word}
`;
    writeFileSync(path.join(folder, 'governance.yaml'), text);
    const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', range: { start: { line: 9 } } });
  });
});
