/** A configuration beside its directory seed, judged by rules. */
import path from 'node:path';
import { expect } from 'vitest';
import type { Rule } from '../../src/checks/rule.ts';
import type { ChecksInput } from '../../src/checks/run-checks.ts';
import { runChecks } from '../../src/checks/run-checks.ts';
import { accessModelOf, readAccess, understandAccess } from '../../src/engine/check-access.ts';
import { factsOf, principalKeys } from '../../src/engine/principal-facts.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { loadSeed } from '../../src/config/seed.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import type { LookupKey } from '../../src/model/principal.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { createEngine } from './engine.ts';

const TODAY = '2026-01-01';

/** What the embedded tenant knows of the people whom a fixture names; nothing when it has no seed. */
async function peopleOf({
  document,
  folder,
  wants,
}: Configuration): Promise<Pick<ChecksInput, 'known' | 'access' | 'departed'>> {
  const surroundings = { privileged: new Set(document.privileged), now: Date.parse(TODAY) };
  if (document.tenant.seed === undefined) {
    const understood = await understandAccess(document, new Map(), new Set());
    return { known: new Map(), access: accessModelOf(understood, surroundings) };
  }
  const { seed } = await loadSeed({ file: path.resolve(folder, document.tenant.seed), cwd: folder });
  const tenant = await openTenant({ ...(seed !== undefined && { seed }) });
  const { graph } = createEngine(tenant, path.join(folder, 'unused.json'));
  const directory = createDirectory(graph);
  const found = await directory.resolve(principalKeys(wants.lookups.map(({ key }) => key)));
  const entries = new Map(
    [...found].flatMap(([key, answer]) => (answer.status === 'found' ? [[key, answer.entry] as const] : [])),
  );
  const departed = new Set<LookupKey>([...found.keys()].filter((key) => !entries.has(key)));
  const understood = await readAccess(document, graph, directory, { entries, departed });
  return { known: factsOf(entries), access: accessModelOf(understood, surroundings), departed };
}

/** Loads a configuration and runs rules over it, on the first day of 2026. */
export async function readFixture(file: string, rules: readonly Rule[]) {
  const { configuration, diagnostics } = await loadConfiguration({ file, cwd: path.dirname(file), env: {} });
  expect(diagnostics).toEqual([]);
  if (configuration === undefined) throw new Error(`${file} is not valid`);
  const result = await runChecks({
    rules,
    document: configuration.document,
    ...(await peopleOf(configuration)),
    today: TODAY,
    rangeOf: (at) => configuration.rangeOf(at),
  });
  return { configuration, result };
}
