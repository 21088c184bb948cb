/** What can stand in the place of a word on a command line: what the files and the local state name. */
import { RULES } from '../../checks/registry.ts';
import { CODES } from '../../diagnostics/codes/table.ts';
import { KINDS } from '../../kinds/registry.ts';
import { parseAddress } from '../../model/address.ts';
import { compareNames } from '../../model/natural-order.ts';
import { SECTIONS } from '../../schema/sections.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import { load, localState } from '../project.ts';
import { environmentsIn } from './known.ts';

/** A word, and in a few words what it is. */
export interface Word {
  readonly word: string;
  readonly about?: string;
}

/**
 * Words for a value by what it is called: `address`, `environment`, `rule`, `code`, `path`, or the noun of a kind, whose
 * keys are meant. Undefined where nothing is known of such values. Never rejects: who presses Tab wants words.
 */
export async function wordsFor(
  called: string,
  options: ProjectOptions,
  host: Host,
): Promise<readonly Word[] | undefined> {
  const find = FINDERS[called] ?? (NOUNS.has(called) ? keysOf(called) : undefined);
  const words = await find?.(options, host).catch(() => []);
  return words?.toSorted((a, b) => compareNames(a.word, b.word));
}

type Find = (options: ProjectOptions, host: Host) => Promise<readonly Word[]>;

const NOUNS: ReadonlyMap<string, string> = new Map(
  [...KINDS.values()].map(({ words, name }) => [words.noun, name]),
);

const FINDERS: Readonly<Record<string, Find>> = {
  address: addressesOf,
  environment: async (options, host) => {
    const { own } = await load({ file: options.file }, host);
    return (await environmentsIn(own.files, host)).map((word) => ({ word }));
  },
  rule: () => Promise.resolve(RULES.map(({ id, title }) => ({ word: id, about: title }))),
  code: () => Promise.resolve(Object.keys(CODES).map((word) => ({ word }))),
  path: () => Promise.resolve(SECTIONS.map((word) => ({ word }))),
};

/** Of what is declared and of what the state tracks, where it is local. */
async function addressesOf(options: ProjectOptions, host: Host): Promise<readonly Word[]> {
  const { configuration } = await load(options, host);
  if (configuration === undefined) return [];
  const tracked = await localState(configuration, host).catch(() => undefined);
  const found = new Map<string, Word>();
  for (const { address } of tracked?.resources ?? []) found.set(address, { word: address, about: 'tracked' });
  for (const { address } of configuration.declarations)
    found.set(address, { word: address, about: 'declared' });
  return [...found.values()];
}

function keysOf(noun: string): Find {
  return async (options, host) =>
    (await addressesOf(options, host)).flatMap(({ word }) => {
      const parts = parseAddress(word);
      const [key, ...rest] = parts?.keys ?? [];
      return parts?.kind === NOUNS.get(noun) && key !== undefined && rest.length === 0 ? [{ word: key }] : [];
    });
}
