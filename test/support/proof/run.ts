/** Runs random edits over random worlds and gathers what the access diff keeps silent about or says without ground. */
import type { AccessDiff } from '../../../src/access/index.ts';
import { compareAccess } from '../../../src/access/index.ts';
import type { Governance } from '../../../src/schema/governance.ts';
import { editDocument, SECTIONS_AND_DOORS } from './document-edits.ts';
import type { Edit } from './document-edits.ts';
import { withLetGo } from './doors.ts';
import { editFacts } from './fact-edits.ts';
import { Judge } from './judge.ts';
import type { Fault } from './judge.ts';
import type { See } from './seen.ts';
import { NOTHING } from './panel.ts';
import { askTenant, viewKey } from './tenant-panel.ts';
import { editLive } from './live-edits.ts';
import { Choice } from './random.ts';
import type { Side } from './side.ts';
import { resourcesIn, sideOf } from './side.ts';
import { factsIn, proofWorld, withDoors } from './world.ts';

/** So many edits are made of one world, each of the world as it was. */
const EDITS_PER_WORLD = 40;

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

interface Edited {
  readonly before: Side;
  readonly after: Side;
  readonly attribute: string;
  readonly what: string;
}

export interface OpenWorld {
  /** The edit with this number; undefined where none was found. */
  edit(index: number): Promise<Edited | undefined>;
}

/** The world with this number; undefined where the configuration drawn for it cannot be resolved. */
export async function openWorld(seed: number): Promise<OpenWorld | undefined> {
  const world = withDoors(proofWorld(seed), seed);
  const facts = factsIn(world);
  const resources = await resourcesIn(world.document, facts);
  if (resources === undefined) return undefined;
  const lists = world.directory.tenant.invitationDomains;
  const given = { facts, resources, lists, newcomers: world.newcomers };
  const before = sideOf(given);
  const either = (
    edit: { readonly attribute: string; readonly what: string },
    after: Side,
    choice: Choice,
  ) =>
    choice.oneIn(2)
      ? { ...edit, before, after: keepingDoors(before, after) }
      : { ...edit, before: after, after: keepingDoors(after, before), what: `back: ${edit.what}` };
  const keepingDoors = (past: Side, present: Side) =>
    sideOf({ ...given, facts: present.facts, resources: withLetGo(past.resources, present.resources) });
  const attempt = async (choice: Choice): Promise<Edited | undefined> => {
    const sort = choice.below(10);
    if (sort < 6) {
      const edit = editDocument(world.document, choice, SECTIONS_AND_DOORS);
      const next = edit && (await resourcesIn(edit.document, facts));
      return edit && next && either(edit, sideOf({ ...given, resources: next }), choice);
    }
    if (sort < 9) {
      const edit = editLive(resources, choice);
      return edit && either(edit, sideOf({ ...given, resources: edit.resources }), choice);
    }
    const edit = editFacts(given, choice);
    const next = edit && (await resourcesIn(world.document, edit.facts));
    return edit && next && { ...edit, before, after: sideOf({ ...given, ...edit, resources: next }) };
  };
  return {
    async edit(index) {
      for (let tried = 0; tried < 8; tried += 1) {
        const edited = await attempt(new Choice(seed, index, tried));
        if (edited !== undefined) return edited;
      }
      return undefined;
    },
  };
}

function diffOf({ before, after }: Edited): AccessDiff {
  return compareAccess({
    before: before.resources,
    after: after.resources,
    directory: after.facts,
    invitationDomains: after.lists,
  });
}

/** Makes these edits of the world, all of them by default, and adds what is found to the tally. */
export async function proveWorld(
  seed: number,
  tally: ProofTally,
  edits: Iterable<number> = Array.from({ length: EDITS_PER_WORLD }, (_, index) => index),
): Promise<void> {
  const world = await openWorld(seed);
  if (world === undefined) return;
  for (const index of edits) {
    const edited = await world.edit(index);
    if (edited === undefined) continue;
    const { attribute, what } = edited;
    const judge = new Judge(edited.before, edited.after, diffOf(edited));
    const faults = judge.faults();
    tally.edits += 1;
    if (judge.differing > 0) tally.seen += 1;
    tally.attributes.set(attribute, (tally.attributes.get(attribute) ?? 0) + 1);
    tally.faults.push(...signed(faults, { world: seed, edit: index, attribute, what }));
  }
}

/** One edit shows one kind of fault once, however many people it is about. */
function signed(
  faults: readonly Fault[],
  where: Pick<FoundFault, 'world' | 'edit' | 'attribute' | 'what'>,
): FoundFault[] {
  const found = faults.map((fault): FoundFault => ({
    ...{ ...fault, ...where },
    signature: `${fault.sort} ${fault.capability} ${fault.of} at ${where.attribute}`,
  }));
  return [...new Map(found.map((fault) => [fault.signature, fault])).values()];
}

/** What a request shows: not texts, reviews, or what is granted. */
const REQUESTED =
  /^(crossTenantAccess|policies(?!.*(review|description|displayName|notification))|connectedOrganizations|catalogs\.\*\.(state|isExt)|packages\.\*\.(catalog|incompatible))/i;

function drawnForTenant(document: Governance, seed: number, index: number): Edit | undefined {
  for (let tried = 0; tried < 12; tried += 1) {
    const edit = editDocument(document, new Choice(seed, index, tried, 3), SECTIONS_AND_DOORS);
    if (edit !== undefined && REQUESTED.test(edit.attribute)) return edit;
  }
  return undefined;
}

export interface TenantProof {
  /** Pairs of a person and a package that the tenant answers otherwise. */
  readonly differing: number;
  readonly faults: readonly FoundFault[];
}

/** One edit as the embedded tenant answers before and after a plan of it; undefined where it is refused. */
export async function proveInTenant(seed: number, index: number): Promise<TenantProof | undefined> {
  const world = withDoors(proofWorld(seed), seed);
  const edit = drawnForTenant(world.document, seed, index);
  const asked = edit && (await askTenant(world, edit.document));
  if (edit === undefined || asked === undefined) return undefined;
  const { before, after, diff } = asked;
  const see: See = (side, person, address) => {
    const views = side === before.side ? before.views : after.views;
    return (person && views.get(viewKey(person, address))) ?? NOTHING;
  };
  const judge = new Judge(before.side, after.side, diff, see);
  const where = { world: seed, edit: index, attribute: edit.attribute, what: edit.what };
  const faults = signed(judge.silentRequests(), where);
  return { differing: judge.differing, faults };
}
