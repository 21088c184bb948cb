/** Many random edits, one world after the other, with what was found so far kept in a file. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { FoundFault } from './run.ts';
import { newProofTally, proveInTenant, proveWorld } from './run.ts';
import { knownFault } from './known.ts';

export interface Shard {
  readonly first: number;
  /** From 1. */
  readonly place: number;
  readonly of: number;
  /** Where to keep what has been done; what is kept there is gone on with. */
  readonly progress: string | undefined;
}

interface Progress {
  readonly next: number;
  readonly edits: number;
  readonly seen: number;
  readonly attributes: Readonly<Record<string, number>>;
  readonly known: Readonly<Record<string, number>>;
  /** By signature: how many, and the first. */
  readonly open: Readonly<Record<string, { readonly count: number; readonly example: FoundFault }>>;
}

/** False when a fault was found that is not known. */
export async function proveEdits(wanted: number, shard: Shard): Promise<boolean> {
  if (wanted === 0) return true;
  const started = performance.now();
  let done = progressIn(shard);
  while (done.edits < wanted) {
    done = await withWorld(done, shard.of);
    if (shard.progress !== undefined) writeFileSync(shard.progress, JSON.stringify(done));
    if (process.stdout.isTTY) process.stdout.write(`\r${done.edits} edits`);
  }
  report(done, Math.round((performance.now() - started) / 1000));
  return Object.keys(done.open).length === 0;
}

/** The same before the embedded tenant, two edits of each world; false when it answers otherwise and no entry tells. */
export async function proveTenant(wanted: number, { first, place, of }: Shard): Promise<boolean> {
  if (wanted === 0) return true;
  const started = performance.now();
  const open: FoundFault[] = [];
  let [edits, seen] = [0, 0];
  for (let world = first + place - 1; edits < wanted; world += of)
    for (const edit of [0, 1]) {
      const proof = await proveInTenant(world, edit);
      if (proof === undefined) continue;
      edits += 1;
      if (proof.differing > 0) seen += 1;
      open.push(...proof.faults.filter((fault) => knownFault(fault) === undefined));
    }
  for (const { signature, world, edit, what, detail } of open)
    console.log(`${signature}: world ${world}, edit ${edit}: ${what}\n          ${detail.slice(0, 600)}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${edits} edits in the tenant, ${seconds} s; it answers otherwise after ${seen}; silent: ${open.length}`,
  );
  return open.length === 0;
}

function progressIn({ progress, first, place }: Shard): Progress {
  if (progress !== undefined && existsSync(progress))
    return JSON.parse(readFileSync(progress, 'utf8')) as Progress;
  return { next: first + place - 1, edits: 0, seen: 0, attributes: {}, known: {}, open: {} };
}

async function withWorld(done: Progress, step: number): Promise<Progress> {
  const tally = newProofTally();
  await proveWorld(done.next, tally);
  const attributes = { ...done.attributes };
  for (const [attribute, count] of tally.attributes)
    attributes[attribute] = (attributes[attribute] ?? 0) + count;
  const known = { ...done.known };
  const open = { ...done.open };
  for (const fault of tally.faults) {
    const listed = knownFault(fault)?.name;
    if (listed !== undefined) known[listed] = (known[listed] ?? 0) + 1;
    else
      open[fault.signature] = {
        example: fault,
        ...open[fault.signature],
        count: (open[fault.signature]?.count ?? 0) + 1,
      };
  }
  return {
    ...{ next: done.next + step, attributes, known, open },
    edits: done.edits + tally.edits,
    seen: done.seen + tally.seen,
  };
}

function report({ edits, seen, attributes, known, open }: Progress, seconds: number): void {
  console.log(
    `${edits} edits of ${Object.keys(attributes).length} attributes, ${seconds} s; the panel saw ${seen} of them`,
  );
  for (const [name, count] of Object.entries(known))
    console.log(`${String(count).padStart(8)}  known: ${name}`);
  const kinds = Object.entries(open).sort(([, a], [, b]) => b.count - a.count);
  for (const [signature, { count, example }] of kinds) {
    console.log(`${String(count).padStart(8)}  ${signature}`);
    console.log(`          world ${example.world}, edit ${example.edit}: ${example.what.slice(0, 300)}`);
    console.log(`          ${example.detail.slice(0, 600)}`);
  }
  const of = (sort: FoundFault['sort']) =>
    kinds.filter(([, { example }]) => example.sort === sort).reduce((sum, [, { count }]) => sum + count, 0);
  console.log(`silent: ${of('silent')}, false: ${of('false')}, beside those that are known`);
}
