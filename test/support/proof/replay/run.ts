/** Replays each entry of the access diff of random edits in the embedded tenant: somebody has another answer after. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { AccessChange, AccessDiff } from '../../../../src/access/index.ts';
import { newAccess } from '../../../../src/access/index.ts';
import { DiagnosticError } from '../../../../src/diagnostics/diagnostic.ts';
import type { Tenant } from '../../../../src/tenant/open.ts';
import { openTenant } from '../../../../src/tenant/open.ts';
import type { Asking } from '../../agreement.ts';
import { hold, requestorsOf } from '../../agreement.ts';
import { temporaryFolder } from '../../cli.ts';
import { createEngine, desiredOf } from '../../engine.ts';
import { editDocument } from '../document-edits.ts';
import { Judge } from '../judge.ts';
import { Choice } from '../random.ts';
import type { Side } from '../side.ts';
import { applied, idsOf, NOW, sideIn } from '../tenant-panel.ts';
import { proofWorld } from '../world.ts';
import { askingAs, withCast } from './cast.ts';
import { Life } from './life.ts';
import { knownRefutation } from './known.ts';

/** People of an entry who are asked before it counts as refuted. */
const ASKED = 24;
/** Of those, how many are followed through their lives. */
const FOLLOWED = 4;

export interface Refutation {
  readonly world: number;
  readonly edit: number;
  readonly attribute: string;
  readonly what: string;
  readonly entry: string;
  /** `LIST CAPABILITY of TYPE`. */
  readonly kind: string;
}

export interface ReplayTally {
  edits: number;
  /** By list and capability. */
  readonly replayed: Map<string, number>;
  /** By reason. */
  readonly beyond: Map<string, number>;
  readonly refuted: Refutation[];
}

export const newReplayTally = (): ReplayTally => ({
  edits: 0,
  replayed: new Map(),
  beyond: new Map(),
  refuted: [],
});

const count = (of: Map<string, number>, what: string) => of.set(what, (of.get(what) ?? 0) + 1);

/** The same tenant on one side of a plan. */
interface Then {
  readonly tenant: Tenant;
  readonly side: Side;
  readonly ids: ReadonlyMap<string, string>;
  readonly people: readonly Asking[];
}

type Listed = AccessChange & { readonly list: keyof AccessDiff };

/** One edit of a world; the tally stays as it was where the edit is refused. */
export async function replayEdit(seed: number, index: number, tally: ReplayTally): Promise<void> {
  const drawn = proofWorld(seed);
  const edit = editDocument(drawn.document, new Choice(seed, index, 11));
  if (edit === undefined) return;
  const world = withCast(drawn, [drawn.document, edit.document]);
  const folder = temporaryFolder();
  const tenant = await openTenant({ seed: world.directory, now: () => NOW });
  const engine = createEngine(tenant, path.join(folder, 'state.json'));
  const then = async (document: typeof edit.document, of: Tenant): Promise<Then> => {
    const { side, facts } = await sideIn(world, document, tenant, engine);
    return { tenant: of, side, ids: await idsOf(engine), people: requestorsOf(world, facts) };
  };
  try {
    if (!(await applied(engine, world.document))) return;
    await hold(world, tenant, await idsOf(engine));
    const before = await then(world.document, tenant.fork());
    const { plan } = await engine.plan(desiredOf(edit.document));
    if (!(await applied(engine, edit.document))) return;
    const after = await then(edit.document, tenant);
    tally.edits += 1;
    const replay = new Replay(before, after, plan.access, tally);
    const { attribute, what } = edit;
    const refuted = [...(await replay.refuted()), ...(await replay.refutedCounterexamples())];
    for (const { entry, kind } of refuted)
      tally.refuted.push({ ...{ world: seed, edit: index, attribute, what, kind }, entry: entry.summary });
  } catch (error) {
    // What the configuration refuses once it has looked people up is no edit.
    if (!(error instanceof DiagnosticError)) throw error;
  } finally {
    await tenant.close();
    rmSync(folder, { recursive: true });
  }
}

class Replay {
  private readonly judge: Judge;
  private readonly lives = new Map<string, Lives>();
  private readonly before: Then;
  private readonly after: Then;
  private readonly diff: AccessDiff;
  private readonly tally: ReplayTally;

  constructor(before: Then, after: Then, diff: AccessDiff, tally: ReplayTally) {
    this.before = before;
    this.after = after;
    this.diff = diff;
    this.tally = tally;
    this.judge = new Judge(before.side, after.side, diff);
  }

  async refuted(): Promise<{ entry: Listed; kind: string }[]> {
    const found: { entry: Listed; kind: string }[] = [];
    for (const list of ['gained', 'lost', 'changed'] as const)
      for (const change of this.diff[list]) {
        const entry = { ...change, list };
        const { capability = 'request', requestor } = change;
        const reason = beyond(entry);
        if (reason !== undefined) {
          count(this.tally.beyond, `${capability}: ${reason}`);
          continue;
        }
        const outcome = await this.replayed(entry);
        if (outcome === 'nobody')
          count(this.tally.beyond, `${capability}: the seed holds none of ${requestor.type}`);
        else if (outcome) count(this.tally.replayed, `${list} ${capability}`);
        else found.push({ entry, kind: `${list} ${capability} of ${requestor.type}` });
      }
    return found;
  }

  /** Entries that the check for new access takes for such, and whose own counterexample has nothing new in the tenant. */
  async refutedCounterexamples(): Promise<{ entry: Listed; kind: string }[]> {
    const [before, after] = [this.before.side.model, this.after.side.model];
    const entries = (['gained', 'changed'] as const).flatMap((list) =>
      this.diff[list].map((change): Listed => ({ ...change, list })),
    );
    const found: { entry: Listed; kind: string }[] = [];
    for (const { counterexample, certain, requestor, about } of newAccess(this.diff, {
      ...{ before, after },
      changes: [],
    })) {
      // An entry and its violation have one requestor.
      const entry = entries.find((each) => each.requestor === requestor && each.package === about);
      if (entry === undefined || counterexample?.person === undefined || !certain) continue;
      const { capability = 'request' } = entry;
      const asking = askingAs(counterexample.person, this.after);
      if (asking === undefined) count(this.tally.beyond, 'counterexample: the seed holds nobody like that');
      else if (await this.isShownBy(entry, asking))
        count(this.tally.replayed, `counterexample ${capability}`);
      else found.push({ entry, kind: `counterexample ${capability} of ${requestor.type}` });
    }
    return found;
  }

  private async isShownBy(entry: Listed, asking: Asking): Promise<boolean> {
    const lives = this.lived(asking, entry.package.address);
    return (await this.showsAtOnce(entry, lives)) || (await this.showsLater(entry, lives));
  }

  /** Before and after of one person and package. */
  private lived(asking: Asking, address: string): Lives {
    const key = `${asking.person.id ?? ''} ${asking.person.label} ${address}`;
    const life = ({ tenant, ids }: Then) => new Life(tenant, asking, ids.get(address) ?? 'none');
    const known = this.lives.get(key) ?? [life(this.before), life(this.after)];
    this.lives.set(key, known);
    return known;
  }

  private async replayed(entry: Listed): Promise<boolean | 'nobody'> {
    const { address } = entry.package;
    const isPackage = this.after.ids.has(address) || this.before.ids.has(address);
    const about =
      isPackage && address.startsWith('accessPackage.')
        ? [address]
        : [...this.after.side.model.packages.keys()];
    const people = this.peopleOf(entry).slice(0, ASKED);
    if (people.length === 0) return 'nobody';
    const lives = people.flatMap((asking) => about.map((each) => this.lived(asking, each)));
    for (const each of lives) if (await this.showsAtOnce(entry, each)) return true;
    let followed = 0;
    for (const each of lives) {
      if (followed === FOLLOWED) break;
      if (!(await isAffected(entry, each))) continue;
      followed += 1;
      if (await this.showsLater(entry, each)) return true;
    }
    return false;
  }

  private peopleOf(entry: Listed): readonly Asking[] {
    const { capability = 'request', requestor } = entry;
    const all = this.after.people;
    if (capability === 'approve' || capability === 'review') return seededFirst(all);
    if (capability === 'hold')
      return all.filter(({ person }) => person.holds?.includes(entry.package.address) === true);
    return seededFirst(all.filter(({ person }) => this.judge.meant.isOf(person, requestor)));
  }

  /** What needs no look at lives. */
  private async showsAtOnce({ list, capability = 'request' }: Listed, [was, is]: Lives): Promise<boolean> {
    if (capability !== 'request' && capability !== 'receive') return false;
    if (list === 'changed') return (await was.offer()) !== (await is.offer());
    const [could, can] = [await was.isLetIn(), await is.isLetIn()];
    return list === 'gained' ? !could && can : could && !can;
  }

  private async showsLater(
    { list, capability = 'request', requestor }: Listed,
    [was, is]: Lives,
  ): Promise<boolean> {
    const differs = async (verb: 'request' | 'assign' | 'receive') =>
      (await was[verb]()) !== (await is[verb]());
    const actors = (of: 'approvers' | 'reviewers') =>
      [was, is].map((life) =>
        [...life[of]]
          .filter((id) => this.acts(id, requestor))
          .sort()
          .join(),
      );
    if (capability === 'assign') {
      const [could, can] = [(await was.assign()) !== '[]', (await is.assign()) !== '[]'];
      if (list === 'changed') return differs('assign');
      return list === 'gained' ? !could && can : could && !can;
    }
    if (capability === 'hold') return differs('receive');
    if (capability === 'approve' || capability === 'review') {
      const requested = await differs('request');
      const assigned = capability === 'review' && (await differs('assign'));
      const [before, after] = actors(capability === 'approve' ? 'approvers' : 'reviewers');
      return before !== after || (UNNAMED.has(requestor.type) && (requested || assigned));
    }
    return list === 'changed' && ((await differs('request')) || (await differs('receive')));
  }

  private acts(id: string, { type, id: of = '' }: AccessChange['requestor']): boolean {
    if (type === 'user') return id === of;
    if (type !== 'group') return true;
    return [this.before, this.after].some(
      ({ side }) => side.facts.groups.get(of)?.members?.includes(id) === true,
    );
  }
}

type Lives = readonly [Life, Life];

/** Actors whom each request finds anew. */
const UNNAMED = new Set(['manager', 'sponsors', 'holder']);

/** Whether there is anything to follow; lists of whom to ask are long, and most of them are let in by nothing. */
async function isAffected({ capability = 'request' }: Listed, lives: Lives): Promise<boolean> {
  if (capability === 'assign' || capability === 'hold' || capability === 'review') return true;
  const [was, is] = lives;
  return (await was.isLetIn()) || (await is.isLetIn());
}

/** Those made for it come first: nothing else sets them apart. */
function seededFirst(people: readonly Asking[]): readonly Asking[] {
  const isSeeded = ({ person: { label } }: Asking) => label.startsWith('cast-');
  const isNew = ({ person: { id } }: Asking) => id === undefined;
  const rank = (each: Asking) => (isSeeded(each) ? 0 : 2) + (isNew(each) ? 0 : 1);
  return [...people].sort((a, b) => rank(a) - rank(b));
}

/** Why the tenant cannot answer it today. */
function beyond({ capability = 'request', requestor: { type } }: Listed): string | undefined {
  if (type === 'unknown') return 'claims nothing of people';
  if (capability === 'requestFor') return 'requests on behalf of others are no part of the tenant yet';
  if (capability === 'administer') return 'the tenant does not ask who administers a catalog yet';
  if (type === 'servicePrincipals') return 'applications do not request in the tenant yet';
  return undefined;
}

/** One edit of each world until so many were replayed; false when an entry is refuted that is not known. */
export async function proveReplay(
  wanted: number,
  { first, place, of }: { readonly first: number; readonly place: number; readonly of: number },
): Promise<boolean> {
  if (wanted === 0) return true;
  const started = performance.now();
  const tally = newReplayTally();
  for (let world = first + place - 1; tally.edits < wanted; world += of) await replayEdit(world, 0, tally);
  const seconds = Math.round((performance.now() - started) / 1000);
  const sum = (of: Map<string, number>) => [...of.values()].reduce((all, each) => all + each, 0);
  const open = tally.refuted.filter((each) => knownRefutation(each) === undefined);
  console.log(`${tally.edits} edits, ${seconds} s: ${sum(tally.replayed)} entries replayed`);
  for (const [what, times] of [...tally.replayed].sort())
    console.log(`${String(times).padStart(8)}  ${what}`);
  console.log(`${sum(tally.beyond)} cannot be replayed`);
  for (const [what, times] of [...tally.beyond].sort()) console.log(`${String(times).padStart(8)}  ${what}`);
  for (const { kind, world, edit, what, entry } of open)
    console.log(`refuted: ${kind}: world ${world}, edit ${edit}: ${what.slice(0, 200)}\n          ${entry}`);
  console.log(`refuted: ${open.length}, and ${tally.refuted.length - open.length} that are known`);
  return open.length === 0;
}
