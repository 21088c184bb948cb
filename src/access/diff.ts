/** Who gains, loses or gets other terms for what between two models. Work is proportional to what changed. */
import type { ResourceAddress } from '../model/address.ts';
import { equalValues } from '../model/value.ts';
import type { AccessChange, AccessDiff } from './access-change.ts';
import type { AccessAnswer, Way } from './answer.ts';
import { isUnapproved } from './answer.ts';
import { answerFor, briefAnswer } from './answering.ts';
import type { Asker } from './asker.ts';
import { requestorOf } from './asker.ts';
import type { Facet, PlaceOf, ResourceChange } from './causes.ts';
import { causesOf } from './causes.ts';
import type { AccessModel } from './model.ts';
import { askerKey, askersOf, distinct, widerClass } from './overview.ts';
import {
  answerLines,
  approvalText,
  durationText,
  expirationText,
  extensionText,
  grantsText,
  lapseText,
  questionsText,
  reviewText,
  wayLines,
} from './phrases.ts';
import { altered, compareSeverity, opened } from './severity.ts';
import type { Terms } from './terms.ts';
import { lapseOf } from './terms.ts';

export type { ResourceChange } from './causes.ts';

export interface AccessDiffInput {
  readonly before: AccessModel;
  readonly after: AccessModel;
  /** Every resource that differs; a renamed key is no difference (see `compareAccess`). */
  readonly changes: readonly ResourceChange[];
  readonly placeOf?: PlaceOf;
}

/** Compares the answers that the changes can have touched; each list by severity, then package, then requestor. */
export function diffAccess(input: AccessDiffInput): AccessDiff {
  const { before, after, changes } = input;
  const found = { gained: [] as AccessChange[], lost: [] as AccessChange[], changed: [] as AccessChange[] };
  const index = new ChangeIndex(input);
  for (const [address, askers] of scopeOf(input)) {
    const compared = distinct(askers).flatMap((asker) => {
      const change = compare(before, after, asker, address);
      return change === undefined ? [] : [{ asker, ...change }];
    });
    const byAsker = new Map(compared.map((change) => [askerKey(change.asker), change]));
    for (const change of compared) {
      const wider = widerClass(after, change.asker);
      const same = wider === undefined ? undefined : byAsker.get(askerKey(wider));
      // What holds for everybody is not said again of each.
      if (same !== undefined && same.signature === change.signature) continue;
      found[change.list].push(toChange(change, address, input, index));
    }
  }
  const lapse = lapseChange(input, changes);
  if (lapse !== undefined) found.changed.push(lapse);
  return {
    gained: inOrder(found.gained),
    lost: inOrder(found.lost),
    changed: inOrder(found.changed),
  };
}

/** By severity, then package, then requestor. */
function inOrder(changes: readonly AccessChange[]): AccessChange[] {
  const keyed = changes.map((change) => {
    const { package: of, requestor } = change;
    return { change, key: [of.displayName, of.address, requestor.label].join('\u0000') };
  });
  keyed.sort(
    (a, b) =>
      compareSeverity(a.change.severity, b.change.severity) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return keyed.map(({ change }) => change);
}

/** Packages whose answers the changes can have touched, and for whom. */
function scopeOf({ before, after, changes }: AccessDiffInput): Map<ResourceAddress, Asker[]> {
  const scope = new Map<ResourceAddress, Asker[]>();
  const whole = new Set<ResourceAddress>();
  const add = (address: ResourceAddress, askers: readonly Asker[]) => {
    const known = scope.get(address);
    if (known === undefined) scope.set(address, [...askers]);
    else known.push(...askers);
  };
  for (const change of changes) {
    for (const model of [before, after])
      for (const address of packagesTouched(model, change)) whole.add(address);
    if (change.kind !== 'connectedOrganization') continue;
    const asker: Asker = { type: 'connectedOrganization', address: change.address };
    for (const model of [before, after])
      for (const address of packagesOpenTo(model, change.address)) add(address, [asker]);
  }
  for (const address of whole) add(address, [...askersOf(before, address), ...askersOf(after, address)]);
  return scope;
}

/** Packages of which every answer may be another. */
function packagesTouched(model: AccessModel, change: ResourceChange): Iterable<string> {
  const { address, kind } = change;
  switch (kind) {
    case 'accessPackage':
      return [address];
    case 'catalog':
      return model.packagesIn.get(address) ?? [];
    case 'policy':
    case 'packageResourceRole':
      return packagesNamed(change);
    case 'catalogResource':
      return [...model.grantsOf].flatMap(([touched, grants]) =>
        grants.some(({ from }) => from === address) ? [touched] : [],
      );
    default:
      return [];
  }
}

const EXTERNAL_CLASSES = ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'];

function packagesOpenTo(model: AccessModel, organization: ResourceAddress): Set<ResourceAddress> {
  const found = new Set(model.packagesNaming.get(organization));
  for (const scope of EXTERNAL_CLASSES)
    for (const address of model.packagesByScope.get(scope) ?? []) found.add(address);
  return found;
}

interface Compared {
  readonly list: keyof AccessDiff;
  readonly before: WordedAnswer;
  readonly after: WordedAnswer;
  readonly facets: ReadonlySet<Facet>;
  /** Equal for changes that say the same of different people. */
  readonly signature: string;
}

function compare(
  beforeModel: AccessModel,
  afterModel: AccessModel,
  asker: Asker,
  address: ResourceAddress,
): Compared | undefined {
  const [past, present] = [beforeModel, afterModel].map((model) => briefAnswer(model, asker, address));
  if (past === undefined || present === undefined) return undefined;
  const [could, can] = [mayGet(past), mayGet(present)];
  if (!could && !can) return undefined;
  const list = could && can ? 'changed' : can ? 'gained' : 'lost';
  const [before, after] = [inWords(past), inWords(present)];
  const [was, is] = [keyOf(before), keyOf(after)];
  const facets =
    list === 'changed'
      ? facetsOf(before, after, was === is)
      : new Set(list === 'gained' ? gains(present) : REACH);
  if (facets.size === 0) return undefined;
  const signature = [list, was, is].join('\n\n\n');
  return { list, before, after, facets, signature };
}

const REACH: readonly Facet[] = ['reach'];

/** What lets somebody in; where nobody need agree to it, also what dropped the approval. */
function gains(answer: AccessAnswer): readonly Facet[] {
  return isUnapproved(answer) ? ['reach', 'approval'] : REACH;
}

function mayGet({ verdict, automatic }: AccessAnswer): boolean {
  return verdict !== 'no' || automatic.length > 0;
}

type TermFacet = Exclude<Facet, 'reach' | 'conditions' | 'hidden'>;

/** What counts of terms, by facet, as text: names of policies do not, so that a renamed one is the same. */
const TERMS: Readonly<Record<TermFacet, (terms: Terms) => string>> = {
  approval: approvalKey,
  justification: ({ justification }) => (justification ? 'required' : 'not required'),
  questions: questionsText,
  duration: expirationText,
  schedule: ({ customSchedule }) =>
    customSchedule ? 'an earlier end may be asked for' : 'the end cannot be chosen',
  extension: extensionText,
  review: reviewText,
  grants: grantsText,
};

const FACETS = Object.keys(TERMS) as readonly TermFacet[];

/** Who decides and by when; the same people from another list are the same. */
function approvalKey(terms: Terms): string {
  const [first, ...others] = terms.approval.map(({ automaticDenialAfter }) => automaticDenialAfter);
  if (first === undefined) return 'none';
  const once = others.every((time) => time === first);
  const denied = once ? durationText(first) : [first, ...others].map(durationText).join(', ');
  return `${approvalText(terms)}; denied after ${denied}`;
}

/** A way in, with its terms in words by facet: made once, then compared, told apart and shown. */
interface Worded {
  readonly way: Way;
  /** In the order of FACETS. */
  readonly texts: readonly string[];
}

interface WordedAnswer {
  readonly ways: readonly Worded[];
  readonly automatic: readonly Worded[];
  readonly answer: AccessAnswer;
}

function inWords(answer: AccessAnswer): WordedAnswer {
  return { answer, ways: answer.ways.map(wayInWords), automatic: answer.automatic.map(wayInWords) };
}

function wayInWords(way: Way): Worded {
  return { way, texts: FACETS.map((facet) => TERMS[facet](way.terms)) };
}

const wayKey = ({ texts }: Worded): string => texts.join('\n');

/** Equal for answers that say the same. */
function keyOf({ ways, automatic, answer: { conditions } }: WordedAnswer): string {
  return [...ways.map(wayKey).sort(), 'automatic', ...automatic.map(wayKey).sort(), ...conditions].join(
    '\n\n',
  );
}

function facetsOf(before: WordedAnswer, after: WordedAnswer, same: boolean): ReadonlySet<Facet> {
  const facets = new Set<Facet>();
  if (!same) {
    if (before.answer.conditions.join() !== after.answer.conditions.join()) facets.add('conditions');
    const pairs = pairWays(before, after);
    if (pairs.some(([a, b]) => a === undefined || b === undefined)) facets.add('reach');
    for (const [a, b] of pairs) {
      if (a === undefined || b === undefined) continue;
      FACETS.forEach((facet, index) => {
        if (a.texts[index] !== b.texts[index]) facets.add(facet);
      });
    }
    if (facets.size === 0) facets.add('reach');
  }
  if (before.answer.hidden !== after.answer.hidden) facets.add('hidden');
  return facets;
}

type Pair = readonly [Worded | undefined, Worded | undefined];

/** Ways that stand for each other: those of one policy; then those that are left, in their order. */
function pairWays(before: WordedAnswer, after: WordedAnswer): Pair[] {
  const [first, second] = [before, after].map(({ ways, automatic }) => [...ways, ...automatic]);
  const rest = [...(second ?? [])];
  const take = (fits: (worded: Worded) => boolean): Worded | undefined => {
    const index = rest.findIndex(fits);
    return index < 0 ? undefined : rest.splice(index, 1)[0];
  };
  const named = (first ?? []).map((worded): readonly [Worded, Worded | undefined] => [
    worded,
    take(({ way }) => way.policy.address === worded.way.policy.address),
  ]);
  const paired = named.map(([worded, other]): Pair => [worded, other ?? take(() => true)]);
  return [...paired, ...rest.map((worded): Pair => [undefined, worded])];
}

function toChange(
  { asker, list, before, after, facets }: Compared & { readonly asker: Asker },
  address: ResourceAddress,
  input: AccessDiffInput,
  index: ChangeIndex,
): AccessChange {
  // Who or what is gone has its name in the model before.
  const model = list === 'lost' ? input.before : input.after;
  const requestor = requestorOf(model, asker);
  const { displayName } = (list === 'lost' ? before : after).answer.package;
  return {
    requestor,
    package: { address, displayName },
    severity:
      list === 'gained'
        ? opened(asker, after.answer)
        : list === 'lost'
          ? 'low'
          : altered(asker, before.answer, after.answer, facets),
    summary: `${requestor.label} ${VERB[list]} ${displayName}${list === 'changed' ? ' on other terms' : ''}`,
    details: list === 'lost' ? [whyNot(input.after, asker, address)] : detailsOf(list, before, after, facets),
    causes: causesOf(index.relevant(asker, address), facets, input.placeOf ?? (() => undefined)),
  };
}

const VERB = { gained: 'can now get', lost: 'can no longer get', changed: 'can get' } as const;

/** The step that decided. */
function whyNot(model: AccessModel, asker: Asker, address: ResourceAddress): string {
  const { steps } = answerFor(model, asker, address);
  return steps.filter(({ result }) => result === 'no').at(-1)?.text ?? '';
}

function detailsOf(
  list: 'gained' | 'changed',
  before: WordedAnswer,
  after: WordedAnswer,
  facets: ReadonlySet<Facet>,
): readonly string[] {
  const [was, is] = [before.answer, after.answer];
  if (list === 'gained') return [...answerLines(is), ...is.unknown.map((text) => `not known: ${text}`)];
  const lines = pairWays(before, after).flatMap(([a, b]) => pairLines(a, b));
  if (facets.has('conditions')) lines.push(`conditions: ${conditionText(was)} -> ${conditionText(is)}`);
  if (facets.has('hidden')) {
    const listing = ({ hidden }: AccessAnswer) => (hidden ? 'hidden, by link only' : 'listed');
    lines.push(`listing: ${listing(was)} -> ${listing(is)}`);
  }
  return lines;
}

function conditionText({ conditions }: AccessAnswer): string {
  return conditions.length === 0 ? 'none' : conditions.join(', ');
}

function pairLines(before: Worded | undefined, after: Worded | undefined): string[] {
  if (before === undefined) return after === undefined ? [] : [`also ${wayLines(after.way).join('; ')}`];
  if (after === undefined) return [`no longer through: ${before.way.policy.displayName}`];
  return FACETS.flatMap((facet, index) => {
    const [was, is] = [before.texts[index], after.texts[index]];
    return was === is ? [] : [`${facet}: ${was} -> ${is}`];
  });
}

/** Changes by what they have a say in, so that naming causes does not scan them all. */
class ChangeIndex {
  private readonly byAddress = new Map<ResourceAddress, ResourceChange>();
  private readonly byPackage = new Map<ResourceAddress, Set<ResourceChange>>();
  private readonly models: readonly AccessModel[];

  constructor({ before, after, changes }: AccessDiffInput) {
    this.models = [before, after];
    for (const change of changes) {
      this.byAddress.set(change.address, change);
      for (const address of packagesNamed(change)) {
        const known = this.byPackage.get(address);
        if (known === undefined) this.byPackage.set(address, new Set([change]));
        else known.add(change);
      }
    }
  }

  /** The changes that have a say in the answers for one requestor and one package. */
  relevant(asker: Asker, address: ResourceAddress): readonly ResourceChange[] {
    const addresses = new Set([address]);
    if (asker.type === 'connectedOrganization') addresses.add(asker.address);
    for (const { packages, grantsOf } of this.models) {
      addresses.add(packages.get(address)?.catalog ?? '');
      for (const { from } of grantsOf.get(address) ?? []) addresses.add(from);
    }
    const direct = [...addresses].flatMap((each) => this.byAddress.get(each) ?? []);
    return [...direct, ...(this.byPackage.get(address) ?? [])];
  }
}

/** Packages to which a policy or role that changed belonged or belongs. */
function packagesNamed({ before, after }: ResourceChange): readonly ResourceAddress[] {
  return [before, after].flatMap((attributes) => {
    const named = attributes?.['accessPackage'];
    return typeof named === 'string' ? [named] : [];
  });
}

/** The life cycle of guests is one setting for all packages, so it is one change, not one for each of them. */
function lapseChange(
  { before, after, placeOf }: AccessDiffInput,
  changes: readonly ResourceChange[],
): AccessChange | undefined {
  const change = changes.find(({ kind }) => kind === 'settings');
  const [was, is] = [lapseOf(before), lapseOf(after)];
  if (change === undefined || is === undefined || equalValues({ ...was }, { ...is })) return undefined;
  const softer = was !== undefined && HARDNESS.indexOf(is.action) < HARDNESS.indexOf(was.action);
  const source = placeOf?.(change.address, ['externalUserLifecycleAction']);
  const path = 'externalUserLifecycleAction';
  return {
    requestor: { type: 'anyExternalUser', label: 'guests' },
    package: { address: change.address, displayName: 'every package' },
    severity: softer ? 'medium' : 'low',
    summary: 'When the last access of a guest lapses, something else happens',
    details: [`lapse: ${was === undefined ? 'not known' : lapseText(was)} -> ${lapseText(is)}`],
    causes: [{ address: change.address, path, ...(source !== undefined && { source }) }],
  };
}

const HARDNESS = ['none', 'blockSignIn', 'blockSignInAndDelete'];
