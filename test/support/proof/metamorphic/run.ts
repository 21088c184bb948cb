/** Tries every relation on random edits of random worlds, and counts what does not hold. */
import { editDocument } from '../document-edits.ts';
import { Choice } from '../random.ts';
import { resourcesIn, sideOf } from '../side.ts';
import { factsIn, proofWorld } from '../world.ts';
import { groups, organizations, users } from './exchanges.ts';
import { files } from './files.ts';
import { mirror } from './mirror.ts';
import type { Relation, Subject } from './relations.ts';
import { RELATIONS } from './relations.ts';
import { knownBreach } from './known.ts';

const ALL: Readonly<Record<string, Relation>> = {
  ...{ ...RELATIONS, mirror, files },
  ...{ 'exchanged groups': groups, 'exchanged users': users, 'exchanged organizations': organizations },
};

export const RELATION_NAMES: readonly string[] = Object.keys(ALL);

export interface Breach {
  readonly relation: string;
  readonly world: number;
  readonly edit: number;
  /** What was edited. */
  readonly attribute: string;
  readonly what: string;
  readonly detail: string;
}

export interface MetamorphicTally {
  /** How often each relation was tried. */
  readonly tried: Map<string, number>;
  readonly breaches: Breach[];
}

export const newMetamorphicTally = (): MetamorphicTally => ({ tried: new Map(), breaches: [] });

async function subjectOf(
  seed: number,
  index: number,
): Promise<(Subject & { attribute: string; what: string }) | undefined> {
  const world = proofWorld(seed);
  const facts = factsIn(world);
  const given = { facts, lists: world.directory.tenant.invitationDomains, newcomers: world.newcomers };
  const choice = new Choice(seed, index, 7);
  const edit = editDocument(world.document, choice);
  if (edit === undefined) return undefined;
  const [before, after] = await Promise.all(
    [world.document, edit.document].map((each) => resourcesIn(each, facts)),
  );
  if (before === undefined || after === undefined) return undefined;
  return {
    ...{ given, document: world.document, edited: edit.document, choice },
    before: sideOf({ ...given, resources: before }),
    after: sideOf({ ...given, resources: after }),
    ...{ attribute: edit.attribute, what: edit.what },
  };
}

/** Tries the relations, all of them by default, on one edit of a world. */
export async function proveRelations(
  seed: number,
  index: number,
  tally: MetamorphicTally,
  relations: readonly string[] = RELATION_NAMES,
): Promise<void> {
  for (const relation of relations) {
    const subject = await subjectOf(seed, index);
    const found = subject && (await ALL[relation]?.(subject));
    if (subject === undefined || found === undefined) continue;
    tally.tried.set(relation, (tally.tried.get(relation) ?? 0) + 1);
    const { attribute, what } = subject;
    for (const detail of found)
      tally.breaches.push({ relation, world: seed, edit: index, attribute, what, detail });
  }
}

/** Two edits of each world until so many were tried; false when a breach was found that is not known. */
export async function proveMetamorphic(
  wanted: number,
  { first, place, of }: { readonly first: number; readonly place: number; readonly of: number },
): Promise<boolean> {
  if (wanted === 0) return true;
  const started = performance.now();
  const tally = newMetamorphicTally();
  let edits = 0;
  for (let world = first + place - 1; edits < wanted; world += of)
    for (const edit of [0, 1]) {
      await proveRelations(world, edit, tally);
      edits += 1;
    }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${edits} edits, ${seconds} s`);
  for (const [relation, count] of tally.tried) console.log(`${String(count).padStart(8)}  ${relation}`);
  const open = tally.breaches.filter((breach) => knownBreach(breach) === undefined);
  const kinds = new Map<string, Breach[]>();
  for (const breach of open) {
    const key = `${breach.relation}: ${breach.detail.slice(0, 40)}`;
    kinds.set(key, [...(kinds.get(key) ?? []), breach]);
  }
  for (const [key, [example, ...more]] of kinds)
    console.log(
      `${String(1 + more.length).padStart(8)}  ${key}\n          world ${example?.world}, edit ${example?.edit}: ${example?.what.slice(0, 200)}\n          ${example?.detail.slice(0, 800)}`,
    );
  console.log(`broken: ${open.length}, and ${tally.breaches.length - open.length} that are known`);
  return open.length === 0;
}
