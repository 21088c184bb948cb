/** Effective access of a configuration without a network: names as the seed or the state tells, or as they stand. */
import path from 'node:path';
import type { AccessModel } from '../../access/index.ts';
import { createAccessModel, domainOf, knownFacts } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { LookupKey } from '../../model/principal.ts';
import { parseLookup } from '../../model/principal.ts';
import { resolveDesired } from '../../refresh/desired.ts';
import { readSeed } from '../connection/connect.ts';
import type { Project } from '../project.ts';
import { localState } from '../project.ts';
import type { OfflineWorld } from './seed-world.ts';
import { notesOnOpenDoor, outerDoorOf } from './outer-door.ts';
import { seedWorld } from './seed-world.ts';
import { standIn } from './stand-in.ts';
import { surroundingsWith } from './surroundings.ts';
import type { Host } from '../host.ts';
import { firstOf } from '../../model/counted.ts';

export interface OfflineModel {
  readonly model: AccessModel;
  /** What the answers rest on, a sentence each. */
  readonly notes: readonly string[];
}

/** Builds the model; prints and exits when the seed is not valid. */
export async function offlineModel(project: Project, host: Host): Promise<OfflineModel> {
  const { configuration } = project;
  const { document, declarations, wants, folder } = configuration;
  const { seed: seedFile } = document.tenant;
  const seed =
    seedFile === undefined ? undefined : await readSeed(path.resolve(folder, seedFile), host, project);
  const keys = [...new Set(wants.lookups.map(({ key }) => key))];
  const world = seed === undefined ? await recordedWorld(configuration, keys, host) : seedWorld(seed);
  const known = Object.fromEntries(
    keys.flatMap((key) => {
      const found = world.find(key);
      return found === undefined ? [] : [[key, found]];
    }),
  );
  const { desired, unanswered } = await resolveDesired({
    document,
    declarations,
    wants,
    directory: undefined,
    known,
    standIn: placeholder,
  });
  const model = createAccessModel({
    resources: desired,
    directory: world.directory,
    outerDoor: seed && outerDoorOf(seed),
    ...surroundingsWith(project, seed, host),
  });
  const source = seedFile === undefined ? 'the last apply recorded' : `the seed ${seedFile} says`;
  return {
    model,
    notes: [...notesOn(source, unanswered), ...(seed === undefined ? notesOnOpenDoor(desired) : [])],
  };
}

/** What the state recorded: names and domains, but no memberships. Only a local state is read. */
async function recordedWorld(
  configuration: Configuration,
  keys: readonly LookupKey[],
  host: Host,
): Promise<OfflineWorld> {
  const prior = await localState(configuration, host);
  const lookups = prior?.lookups ?? {};
  const named = Object.fromEntries(keys.map((key) => [key, lookups[key] ?? placeholder(key)]));
  const missing = keys.filter((key) => lookups[key] === undefined);
  const names = Object.fromEntries(missing.map((key) => [placeholder(key), parseLookup(key).text]));
  const ownDomains = ownDomainsOf(keys, configuration.document.tenant.id);
  return { directory: { ...knownFacts({ lookups: named, names }), ownDomains }, find: (key) => lookups[key] };
}

/** Members of the directory have user principal names in its own domains. */
function ownDomainsOf(keys: readonly LookupKey[], tenant = ''): ReadonlySet<string> {
  const names = keys.map(parseLookup).filter(({ type }) => type === 'user');
  const domains = names.flatMap(({ text }) => domainOf(text) ?? []);
  return new Set(tenant.includes('.') ? [tenant.toLowerCase(), ...domains] : domains);
}

/** What was not looked up stands for itself; of a domain, the tenant that may have verified it. */
function placeholder(key: LookupKey): string {
  const { type, text } = parseLookup(key);
  return type === 'domain' ? `tenant of ${text.toLowerCase()}` : standIn(key);
}

function notesOn(source: string, missing: readonly LookupKey[]): readonly string[] {
  const names = firstOf(
    missing.map((key) => parseLookup(key).text),
    5,
  );
  return [
    `No network was used: people, groups and domains are as ${source}.`,
    ...(missing.length === 0 ? [] : [`Not known there, taken as named: ${names}.`]),
  ];
}
