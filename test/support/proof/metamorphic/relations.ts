/** What must not change what the access diff and the answers say, and what must; each relation tells what it found. */
import type { AccessDiff } from '../../../../src/access/index.ts';
import { answerFor, compareAccess } from '../../../../src/access/index.ts';
import { movesOf } from '../../../../src/config/moves.ts';
import { KINDS } from '../../../../src/kinds/registry.ts';
import type { Members } from '../../../../src/model/shape.ts';
import { mapReferences } from '../../../../src/model/walk.ts';
import type { Governance } from '../../../../src/schema/governance.ts';
import type { StateDocument } from '../../../../src/state/document.ts';
import { emptyState } from '../../../../src/state/journal.ts';
import { namesAfter, renamedDocument } from '../../../../src/state/rename.ts';
import type { Choice } from '../random.ts';
import type { Given, Side } from '../side.ts';
import { resourcesIn, sideOf } from '../side.ts';
import { marking, valuesOf, wordsOf } from './alike.ts';
import type { KeyedSection, LabelledSection, Rename } from './rewrites.ts';
import {
  factsWithKeys,
  factsWithLabels,
  KEYED_SECTIONS,
  LABELLED_SECTIONS,
  labelsIn,
  shuffled,
  withKeys,
  withLabels,
} from './rewrites.ts';

/** A world, one edit of it, and choices. */
export interface Subject {
  readonly given: Omit<Given, 'resources'>;
  readonly document: Governance;
  readonly edited: Governance;
  readonly before: Side;
  readonly after: Side;
  readonly choice: Choice;
}

/** What is not as it must be, as `RULE: what`; undefined where the relation cannot be tried on the subject. */
export type Relation = (subject: Subject) => Promise<readonly string[] | undefined>;

const NOTHING = valuesOf({ gained: [], lost: [], changed: [] } satisfies AccessDiff);
/** People of the panel whose answers are compared. */
const ASKED = 3;

export function diffOf(before: Side, after: Side, identified = false): AccessDiff {
  return compareAccess({
    ...{ before: before.resources, after: after.resources, identified },
    ...{ directory: after.facts, invitationDomains: after.lists },
  });
}

/** Both documents written another way. */
interface Rewriting {
  readonly document: (document: Governance) => Governance;
  readonly facts?: (facts: Given['facts']) => Given['facts'];
  /** False where what is called the same is no longer: then other words tell it apart. */
  readonly words: boolean;
}

async function rewritten(
  { given, document, edited }: Subject,
  rewriting: Rewriting,
): Promise<{ readonly before: Side; readonly after: Side } | undefined> {
  const facts = rewriting.facts?.(given.facts) ?? given.facts;
  const [before, after] = await Promise.all(
    [document, edited].map((each) => resourcesIn(rewriting.document(each), facts)),
  );
  if (before === undefined || after === undefined) return undefined;
  return {
    before: sideOf({ ...given, facts, resources: before }),
    after: sideOf({ ...given, facts, resources: after }),
  };
}

/** Two diffs, and the answers behind them, say the same. */
async function saysTheSame(subject: Subject, rewriting: Rewriting): Promise<readonly string[] | undefined> {
  const other = await rewritten(subject, rewriting);
  if (other === undefined) return undefined;
  const [was, is] = [diffOf(subject.before, subject.after), diffOf(other.before, other.after)];
  return [
    ...differing('diff', was, is, rewriting.words),
    ...answersDiffer(subject.after, other.after, rewriting.words),
  ];
}

export function differing(what: string, was: unknown, is: unknown, words: boolean): string[] {
  for (const [how, of] of [
    ['values', valuesOf],
    ['words', wordsOf],
  ] as const) {
    if (how === 'words' && !words) continue;
    const [a, b] = [of(was), of(is)];
    if (a !== b) return [`${what}, ${how}: ${around(a, b)}`];
  }
  return [];
}

/** Where two texts part. */
function around(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - 160);
  return `${a.slice(from, at + 240)} <> ${b.slice(from, at + 240)}`;
}

function answersDiffer(one: Side, other: Side, words: boolean): string[] {
  const people = one.panel.slice(0, ASKED);
  return people.flatMap((person, index) => {
    const twin = other.panel[index] ?? person;
    const addresses = [...one.model.packages.keys()];
    const twins = new Map([...other.model.packages.keys()].map((each) => [valuesOf(each), each]));
    return addresses.flatMap((address) => {
      const asked = answerFor(one.model, { type: 'person', person }, address);
      const again = answerFor(
        other.model,
        { type: 'person', person: twin },
        twins.get(valuesOf(address)) ?? address,
      );
      return differing(`explain ${person.label} ${address}`, asked, again, words);
    });
  });
}

function isEmpty(what: string, diff: AccessDiff): string[] {
  const values = valuesOf(diff);
  return values === NOTHING ? [] : [`${what}: ${wordsOf(diff).slice(0, 500)}`];
}

const keyed = (section: KeyedSection, rename: Rename): Rewriting => ({
  document: (each) => withKeys(each, section, rename),
  facts: (facts) => factsWithKeys(facts, section, rename),
  words: true,
});

const keys: Relation = (subject) => {
  const section = subject.choice.from(KEYED_SECTIONS);
  return saysTheSame(subject, keyed(section, marking('k')));
};

const KIND_OF: Readonly<Record<KeyedSection, string>> = {
  ...{ catalogs: 'catalog', packages: 'accessPackage', policies: 'policy', resources: 'catalogResource' },
  connectedOrganizations: 'connectedOrganization',
};

/** The state that an apply of these resources leaves, as far as renames look at it. */
function stateOf({ resources }: Side): StateDocument {
  const refers = (kind: string, attributes: Side['resources'][number]['attributes']) => {
    const found = new Set<string>();
    const members: Members = KINDS.get(kind)?.attributes ?? {};
    mapReferences(members, attributes, (_to, value) => {
      found.add(value);
      return value;
    });
    return [...found].sort();
  };
  return {
    ...emptyState('lineage', 'tenant'),
    resources: resources.map(({ address, kind, attributes }) => ({
      ...{ address, kind, attributes, id: address, dependsOn: refers(kind, attributes) },
    })),
  };
}

/** Keys renamed with `moved`: nothing is another, and the edit on top says what it says without. */
const moved: Relation = async (subject) => {
  const { before, after, choice, document, given } = subject;
  const section = choice.from(KEYED_SECTIONS);
  const rename = marking('k');
  const other = await rewritten(subject, keyed(section, rename));
  if (other === undefined) return undefined;
  const kind = KIND_OF[section];
  const moves = before.resources
    .filter((each) => each.kind === kind)
    .map(({ address }) => {
      const at = Math.max(address.indexOf('.'), address.lastIndexOf('/')) + 1;
      return { from: address, to: `${address.slice(0, at)}${rename(address.slice(at))}` };
    });
  const state = stateOf(before);
  const { names, conflicts } = namesAfter(state, movesOf({ ...document, moved: moves }), KINDS);
  const facts = factsWithKeys(given.facts, section, rename);
  const { resources } = renamedDocument(state, names, KINDS);
  const past = sideOf({ ...given, facts, resources });
  return [
    ...conflicts.map(({ from }) => `moved ${section}: conflict at ${from}`),
    ...isEmpty(`moved ${section}`, diffOf(past, other.before, true)),
    ...differing(
      `moved ${section} and edited`,
      diffOf(before, after, true),
      diffOf(past, other.after, true),
      true,
    ),
  ];
};

/** Keys renamed without `moved`, where names tell what is the same: two revisions of files. */
const unmoved: Relation = async (subject) => {
  const { before, choice, document } = subject;
  const section = choice.from(KEYED_SECTIONS);
  if (
    section !== 'resources' &&
    new Set(labelsIn(document, section)).size < labelsIn(document, section).length
  )
    if (section !== 'policies') return undefined;
  const other = await rewritten(subject, keyed(section, marking('k')));
  // What is held is told by address: the facts are those of one side.
  if (other === undefined || section === 'packages') return undefined;
  return isEmpty(`other keys of ${section}`, diffOf(before, other.before));
};

const relabelled = (section: LabelledSection, document: Governance, rename: Rename): Rewriting => ({
  document: (each) => withLabels(each, section, rename),
  words: new Set(labelsIn(document, section)).size === labelsIn(document, section).length,
});

const labels: Relation = async (subject) => {
  const section = subject.choice.from(LABELLED_SECTIONS);
  const found = await saysTheSame(subject, relabelled(section, subject.document, marking('L')));
  return found?.map((each) => `labels of ${section}: ${each}`);
};

/** A new label is no other access. */
const label: Relation = async (subject) => {
  const section = subject.choice.from(LABELLED_SECTIONS);
  const other = await rewritten(subject, relabelled(section, subject.document, marking('L')));
  return other && isEmpty(`another label of ${section}`, diffOf(subject.before, other.before));
};

const directoryLabels: Relation = (subject) => {
  const rename = marking('L');
  return saysTheSame(subject, {
    document: (each) => each,
    facts: (facts) => factsWithLabels(facts, rename),
    words: false,
  });
};

const order: Relation = async (subject) => {
  const { choice } = subject;
  const again = () => ({ document: (each: Governance) => shuffled(each, choice), words: true });
  const other = await rewritten(subject, again());
  const found = await saysTheSame(subject, again());
  return (
    other &&
    found && [...found, ...isEmpty('the same in another order', diffOf(subject.before, other.before))]
  );
};

/** Resources come in any order. */
const sequence: Relation = ({ before, after, given, choice }) => {
  const [past, present] = [before, after].map((side) =>
    sideOf({ ...given, facts: side.facts, resources: choice.shuffled(side.resources) }),
  );
  if (past === undefined || present === undefined) return Promise.resolve(undefined);
  return Promise.resolve([
    ...differing('diff', diffOf(before, after), diffOf(past, present), true),
    ...isEmpty('the same', diffOf(before, past)),
  ]);
};

/** An edit and its inverse: what is there after both is what was there before. */
const inverse: Relation = async ({ before, document, given, choice }) => {
  const again = await resourcesIn(structuredClone(document), given.facts);
  if (again === undefined) return undefined;
  const after = sideOf({ ...given, resources: choice.shuffled(again) });
  return [
    ...isEmpty('edited back', diffOf(before, after)),
    ...isEmpty('edited back', diffOf(before, after, true)),
  ];
};

export const RELATIONS = {
  ...{ keys, moved, unmoved, labels, label, directoryLabels, order, sequence, inverse },
} satisfies Readonly<Record<string, Relation>>;
