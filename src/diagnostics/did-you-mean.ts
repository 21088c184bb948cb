/** Letters that an abbreviation has at least. */
const SHORTEST = 3;

/**
 * The known name nearest to `text` (edit distance of at most a third of its length, case ignored), or the only one that it
 * abbreviates, if any.
 */
export function didYouMean(text: string, known: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  const names = [...known];
  for (const name of names) {
    const limit = tolerance(text, name);
    if (Math.abs(name.length - text.length) > limit) continue;
    const distance = editDistance(text.toLowerCase(), name.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? abbreviated(text, names);
}

/** How many letters two names may differ in: of addresses in one domain, half of what stands before it. */
function tolerance(text: string, name: string): number {
  const domain = /@[^@]+$/.exec(text)?.[0];
  const limit = Math.max(1, Math.floor(text.length / 3));
  if (domain === undefined || !name.toLowerCase().endsWith(domain.toLowerCase())) return limit;
  return Math.min(limit, Math.max(1, Math.floor((text.length - domain.length) / 2)));
}

/** The only known name that begins with `text`. */
function abbreviated(text: string, known: readonly string[]): string | undefined {
  if (text.length < SHORTEST) return undefined;
  const [first, ...others] = known.filter((name) => name.toLowerCase().startsWith(text.toLowerCase()));
  return others.length === 0 ? first : undefined;
}

/** The only known name that `text` begins with: `production`, `prod`. */
export function shortFor(text: string, known: Iterable<string>): string | undefined {
  const begins = (name: string) => text.toLowerCase().startsWith(name.toLowerCase());
  const [first, ...others] = [...known].filter((name) => name.length >= SHORTEST && begins(name));
  return others.length === 0 ? first : undefined;
}

/** The only known key that has all words of another one beside more of its own, or fewer: `desk`, `service-desk`. */
export function renamedKey(key: string, known: Iterable<string>): string | undefined {
  if (key.length < SHORTEST) return undefined;
  const isPart = (part: string, whole: string) => `-${whole}-`.includes(`-${part}-`);
  const [first, ...others] = [...known].filter((each) => isPart(key, each) || isPart(each, key));
  return others.length === 0 ? first : undefined;
}

/** The known name of several words that shares most of them with `text`, and more than any other: `isMfaTrusted`, `isMfaAccepted`. */
export function sharingWords(text: string, known: Iterable<string>): string | undefined {
  const wanted = wordsOf(text);
  const ranked = [...known]
    .map((name) => {
      const words = wordsOf(name);
      const shared = words.filter((word) => wanted.includes(word)).length;
      return { name, shared: shared / Math.max(words.length, wanted.length) };
    })
    .sort((a, b) => b.shared - a.shared);
  const [best, next] = ranked;
  if (best === undefined || best.shared < MOST_WORDS || best.shared === next?.shared) return undefined;
  return best.name;
}

/** Known names that have words of a text, where no one of them has more than half: each may be meant. */
export function sharingAnyWord(text: string, known: Iterable<string>): readonly string[] {
  const wanted = wordsOf(text);
  const sharing = [...known].flatMap((name) => {
    const shared = wanted.filter((word) => wordsOf(name).includes(word));
    return shared.length === 0 ? [] : [{ name, shared }];
  });
  const isHalf = sharing.every(({ shared }) => shared.length * 2 <= wanted.length);
  const found = new Set(sharing.flatMap(({ shared }) => shared));
  return isHalf && found.size > 1 ? sharing.map(({ name }) => name) : [];
}

/** The only known name of several words that has all those of `text`: `names`, `countAndNames`. */
export function havingWords(text: string, known: Iterable<string>): string | undefined {
  const wanted = wordsOf(text);
  if (wanted.length === 0) return undefined;
  const [first, ...others] = [...known].filter((name) => {
    const words = wordsOf(name);
    return wanted.every((word) => words.includes(word));
  });
  return others.length === 0 ? first : undefined;
}

/** The only known name whose words all stand in `text`: `Catalog owner`, `owner`. */
export function withinWords(text: string, known: Iterable<string>): string | undefined {
  const said = wordsOf(text);
  const [first, ...others] = [...known].filter((name) => wordsOf(name).every((word) => said.includes(word)));
  return others.length === 0 ? first : undefined;
}

/** The share of words that is enough. */
const MOST_WORDS = 0.5;

/** Words of a name in camel case, each in the singular; those that every switch begins with say nothing. */
function wordsOf(name: string): readonly string[] {
  const words = name.match(/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? [];
  return words
    .map((word) => word.toLowerCase().replace(/(?<=[a-z]{4}[^s])s$/, ''))
    .filter((word) => word !== 'is');
}

/** Known names for a text that is none of them, nearest first: misspelled ones, then those that it is a part of. */
export function nearNames(text: string, known: Iterable<string>, most: number): readonly string[] {
  const wanted = text.toLowerCase();
  const limit = Math.max(1, Math.floor(text.length / 3));
  const ranked = [...known].flatMap((name) => {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance <= limit) return [{ name, rank: distance }];
    const part = wanted !== '' && name.toLowerCase().includes(wanted);
    return part ? [{ name, rank: limit + name.length }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Changed, missing, added and exchanged letters, each counted once (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const exchanged = row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          substitution,
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          exchanged ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
