/** Runs random edits over random worlds and gathers what the access diff keeps silent about or says without ground. */
import type { AccessDiff } from '../../../src/access/index.ts';
import { compareAccess } from '../../../src/access/index.ts';
import { editDocument } from './document-edits.ts';
import { editFacts } from './fact-edits.ts';
import { Judge } from './judge.ts';
import type { Fault } from './judge.ts';
import { editLive } from './live-edits.ts';
import { Choice } from './random.ts';
import type { Side } from './side.ts';
import { resourcesIn, sideOf } from './side.ts';
import { factsIn, proofWorld } from './world.ts';

/** So many edits are made of one world, each of the world as it was. */
export const EDITS_PER_WORLD = 40;

export interface FoundFault extends Fault {
  readonly world: number;
  readonly edit: number;
  readonly attribute: string;
  readonly what: string;
  /** `SORT CAPABILITY OF at ATTRIBUTE`: faults of one kind have one. */
  readonly signature: string;
}

export interface ProofTally {
  edits: number;
  /** Edits after which somebody on the panel had another answer. */
  seen: number;
  readonly attributes: Map<string, number>;
  readonly faults: FoundFault[];
}

export const newProofTally = (): ProofTally => ({ edits: 0, seen: 0, attributes: new Map(), faults: [] });

export interface Edited {
  readonly before: Side;
  readonly after: Side;
  readonly attribute: string;
  readonly what: string;
}

/** The world with this number; `edit` makes each of its edits. */
export async function openWorld(seed: number): Promise<{ edit(index: number): Promise<Edited | undefined> }> {
  const world = proofWorld(seed);
  const facts = factsIn(world);
  const resources = await resourcesIn(world.document, facts);
  const given = { facts, resources, lists: world.directory.tenant.invitationDomains, newcomers: world.newcomers };
  const before = sideOf(given);
  return {
    async edit(index) {
      const choice = new Choice(seed, index, 2);
      const sort = choice.below(10);
      if (sort < 6) {
        const edit = editDocument(world.document, choice);
        if (edit === undefined) return undefined;
        const after = sideOf({ ...given, resources: await resourcesIn(edit.document, facts) });
        return choice.oneIn(2) ? { ...edit, before, after } : { ...edit, before: after, after: before, what: `back: ${edit.what}` };
      }
      if (sort < 9) {
        const edit = editLive(resources, choice);
        if (edit === undefined) return undefined;
        const after = sideOf({ ...given, resources: edit.resources });
        return choice.oneIn(2) ? { ...edit, before, after } : { ...edit, before: after, after: before, what: `back: ${edit.what}` };
      }
      const edit = editFacts(given, choice);
      if (edit === undefined) return undefined;
      const after = sideOf({ ...given, ...edit, resources: await resourcesIn(world.document, edit.facts) });
      return { ...edit, before, after };
    },
  };
}

export function diffOf({ before, after }: Edited): AccessDiff {
  return compareAccess({
    before: before.resources,
    after: after.resources,
    directory: after.facts,
    invitationDomains: after.lists,
  });
}

export async function proveWorld(seed: number, tally: ProofTally, edits = EDITS_PER_WORLD): Promise<void> {
  const world = await openWorld(seed);
  for (let index = 0; index < edits; index += 1) {
    const edited = await world.edit(index);
    if (edited === undefined) continue;
    const { attribute, what } = edited;
    const judge = new Judge(edited.before, edited.after, diffOf(edited));
    const faults = judge.faults();
    tally.edits += 1;
    if (judge.differing > 0) tally.seen += 1;
    tally.attributes.set(attribute, (tally.attributes.get(attribute) ?? 0) + 1);
    for (const fault of faults) {
      const signature = `${fault.sort} ${fault.capability} ${fault.of} at ${attribute}`;
      tally.faults.push({ ...fault, world: seed, edit: index, attribute, what, signature });
    }
  }
}
