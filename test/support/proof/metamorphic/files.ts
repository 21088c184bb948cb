/** One configuration in one file, and the same in several: what it says of access is the same, and where it says so. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AccessDiff } from '../../../../src/access/index.ts';
import { compareAccess } from '../../../../src/access/index.ts';
import { loadConfiguration } from '../../../../src/config/load.ts';
import type { Configuration } from '../../../../src/config/configuration.ts';
import { writeYaml } from '../../../../src/config/yaml/write-yaml.ts';
import type { JsonObject } from '../../../../src/model/value.ts';
import { sourceOf } from '../../../../src/plan/source.ts';
import type { Governance } from '../../../../src/schema/governance.ts';
import { resolvedOf } from '../../access.ts';
import { temporaryFolder } from '../../cli.ts';
import type { Choice } from '../random.ts';
import type { Relation, Subject } from './relations.ts';
import { differing } from './relations.ts';

const SPLIT = ['catalogs', 'packages', 'policies', 'connectedOrganizations'] as const;
const PARTS = 3;

/** File by the address of what it defines. */
type Places = ReadonlyMap<string, string>;

interface Written {
  readonly configuration: Configuration;
  readonly places: Places;
}

/** Each entry of a section in a file that chance says. */
async function written(document: Governance, choice: Choice | undefined): Promise<Written | undefined> {
  // Worlds hold organizations that the tenant's list keeps out, which a configuration may not: the list is given beside it.
  const root: Record<string, unknown> = { ...document, tenant: { embedded: 'unused' } };
  const parts = Array.from({ length: PARTS }, (): Record<string, Record<string, unknown>> => ({}));
  const places = new Map<string, string>();
  for (const section of SPLIT)
    for (const [key, entry] of Object.entries<unknown>(document[section] ?? {})) {
      const index = choice?.below(PARTS + 1) ?? PARTS;
      places.set(`${section}.${key}`, index === PARTS ? 'governance.yaml' : `parts/${index}.yaml`);
      if (index === PARTS) continue;
      const part = parts[index] ?? {};
      part[section] = { ...part[section], [key]: entry };
      root[section] = Object.fromEntries(
        Object.entries<unknown>(root[section] as Record<string, unknown>).filter(([name]) => name !== key),
      );
    }
  const folder = temporaryFolder();
  try {
    mkdirSync(path.join(folder, 'parts'));
    const used = parts.map((part, index) => ({ part, name: `parts/${index}.yaml` }));
    for (const { part, name } of used) writeFileSync(path.join(folder, name), writeYaml(part as JsonObject));
    const include = choice === undefined ? {} : { include: used.map(({ name }) => name) };
    writeFileSync(path.join(folder, 'governance.yaml'), writeYaml({ ...root, ...include }));
    const { configuration } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
    return configuration && { configuration, places };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SECTION_OF: Readonly<Record<string, string>> = {
  ...{ catalog: 'catalogs', catalogResource: 'catalogs', catalogRole: 'catalogs' },
  ...{ accessPackage: 'packages', packageResourceRole: 'packages', policy: 'policies' },
  connectedOrganization: 'connectedOrganizations',
};

async function compared(
  { given }: Subject,
  sides: readonly [Written, Written],
): Promise<AccessDiff | undefined> {
  const tenants: Record<string, string[]> = {};
  for (const [domain, tenant] of given.facts.tenantOfDomain) (tenants[tenant] ??= []).push(domain);
  const [before, after] = await Promise.all(
    sides.map(async ({ configuration }) => (await resolvedOf(configuration.document, { tenants })).desired),
  );
  if (before === undefined || after === undefined) return undefined;
  const paths = new Map(after.map((resource) => [resource.address, resource.path]));
  return compareAccess({
    ...{ before, after, directory: given.facts, invitationDomains: given.lists, identified: true },
    placeOf: (address, at) => {
      const start = paths.get(address);
      const range = start && sides[1].configuration.rangeOf([...start, ...at]);
      return range === undefined ? undefined : sourceOf(range);
    },
  });
}

const withoutPlaces = (diff: AccessDiff) =>
  JSON.parse(
    JSON.stringify(diff, (name, value: unknown) => (name === 'source' ? undefined : value)),
  ) as unknown;

/** Causes that name a file in which their object is not defined. */
function misplaced({ gained, lost, changed }: AccessDiff, places: Places): string[] {
  return [...gained, ...lost, ...changed].flatMap(({ causes }) =>
    causes.flatMap(({ address, source }) => {
      const [, kind = '', key = ''] = /^(\w+)\.([^/]+)/.exec(address) ?? [];
      const place = places.get(`${SECTION_OF[kind] ?? ''}.${key}`);
      return source === undefined || place === undefined || source.file === place
        ? []
        : [`${address} is in ${place}, and the cause names ${source.file}`];
    }),
  );
}

export const files: Relation = async (subject) => {
  const { document, edited, choice } = subject;
  const whole = [await written(document, undefined), await written(edited, undefined)] as const;
  const split = [await written(document, choice), await written(edited, choice)] as const;
  const isLoaded = (
    both: readonly [Written | undefined, Written | undefined],
  ): both is readonly [Written, Written] => both.every((each) => each !== undefined);
  if (!isLoaded(whole)) return undefined;
  if (!isLoaded(split)) return ['files: what loads as one file does not load as several'];
  const [one, several] = [await compared(subject, whole), await compared(subject, split)];
  const movedOnly = await compared(subject, [whole[0], split[0]]);
  if (one === undefined || several === undefined || movedOnly === undefined) return undefined;
  return [
    ...differing('files', withoutPlaces(one), withoutPlaces(several), true),
    ...differing(
      'moved between files',
      withoutPlaces(movedOnly),
      { gained: [], lost: [], changed: [] },
      true,
    ),
    ...misplaced(several, split[1].places),
  ];
};
