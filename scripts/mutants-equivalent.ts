/** Mutants that no test can notice, each with the reason; the runner leaves them out. */
interface Equivalent {
  readonly file: string;
  /** The whole line that the mutant begins in, without the space around it. */
  readonly line: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'src/kinds/resource-attributes.ts',
    line: 'return [...attributes].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));',
    before: '1',
    after: '2',
    why: 'A sort looks only at the sign of what compares two items.',
  },
  {
    file: 'src/plan/edited-places.ts',
    line: 'explicit: false,',
    before: 'false',
    after: 'true',
    why: 'Of what is declared with it only the path is read, which has no defaults to write out.',
  },
  {
    file: 'src/plan/decide.ts',
    line: 'const nothing = { changedPaths: [], replacePaths: [], after: undefined, desired: undefined, stale: false };',
    before: 'false',
    after: 'true',
    why: 'What is undeclared is deleted or forgotten, and `stale` is looked at only where the action is a noop.',
  },
  {
    file: 'src/plan/decisions.ts',
    line: "return action === 'delete' || action === 'forget' ? 2 * RANK.size - rank : rank;",
    before: '2',
    after: '3',
    why: 'Every rank is below the number of kinds, so what goes stands behind what is written with either, in one order.',
  },
  {
    file: 'src/plan/compare.ts',
    line: 'for (let index = 0; index < length; index += 1) {',
    before: 'index < length',
    after: '((index) <= (length))',
    why: 'One item further both sides have none, and what is equal yields nothing.',
  },
  {
    file: 'src/plan/operations.ts',
    line: "const idle = intents.every(({ action, stale }) => action === 'noop' && !stale);",
    before: "'noop'",
    after: '"noop~"',
    why: 'A shortcut: the graph of intents that do nothing has no operation either.',
  },
  {
    file: 'src/plan/operations.ts',
    line: 'seen.add(next);',
    before: 'seen.add(next);',
    after: ';',
    why: 'It only keeps an operation from being walked twice; needs have no circle, so the walk ends and finds the same.',
  },
  {
    file: 'src/plan/operations.ts',
    line: 'return names.length === 0 ? live : { ...live, ...Object.fromEntries(kept) };',
    before: '0',
    after: '1',
    why: 'No kind has exactly one deferred member; without any, the copy equals the original.',
  },
  {
    file: 'src/plan/twins.ts',
    line: 'const creations = open.filter((creation) => creation.kind === kind.name);',
    before: 'open.filter((creation) => creation.kind === kind.name)',
    after: 'open',
    why: 'A creation matches by the digest of its attributes, and no two kinds have the same members.',
  },
  {
    file: 'src/plan/opening-packages.ts',
    line: "const named = [...links(kind.attributes, attributes)].filter(({ shape }) => shape.type === 'principal');",
    before: "[...links(kind.attributes, attributes)].filter(({ shape }) => shape.type === 'principal')",
    after: '[...links(kind.attributes, attributes)]',
    why: 'What is not a principal is a reference: an address, or the id of an object that no directory id equals.',
  },
];
