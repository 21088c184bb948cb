/** Suggests an address in the place of one that is not there. */
import { didYouMean, withinWords } from '../diagnostics/did-you-mean.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import { KINDS } from './registry.ts';

/**
 * The known address nearest to `text`, if any: of the same kind, and near in what comes after it, which is all that
 * people mistype. The name of a section (`packages.x`, `packages/x`) stands for the kind of its entries, a misspelled
 * kind for the one that it is near to, and a key alone for the first resource that has it, or the only one that has it within another.
 */
export function nearAddress(text: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const [, word, key] = /^([A-Za-z]+)[./](.+)$/s.exec(text) ?? [];
  if (word === undefined || key === undefined)
    return (
      names.find((name) => name.endsWith(`.${text}`)) ?? didYouMean(text, names) ?? onlyWithin(text, names)
    );
  const kind = kindCalled(word);
  if (kind === undefined) return names.find((name) => name.endsWith(`.${text}`)) ?? didYouMean(text, names);
  const prefix = `${kind}.`;
  const keys = names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  if (keys.length === 0) return didYouMean(text, names);
  const near = keys.includes(key)
    ? key
    : (didYouMean(key, keys) ?? onlyWithin(key, keys) ?? onlyBeginning(key, keys));
  return near === undefined ? undefined : `${prefix}${near}`;
}

/** The only resource that has a text as its display name. */
export function addressOfNamed(
  name: string,
  resources: Iterable<{ readonly address: string; readonly displayName: string }>,
): string | undefined {
  const called = name.toLowerCase();
  const [first, ...others] = [...resources].filter(({ displayName }) => displayName.toLowerCase() === called);
  return others.length === 0 ? first?.address : undefined;
}

/** The only key that ends with the text: of what stands in another resource, people leave out in which. */
function onlyWithin(text: string, keys: readonly string[]): string | undefined {
  const [first, ...others] = keys.filter((key) => key.endsWith(`/${text}`));
  return others.length === 0 ? first : undefined;
}

/** The only key that begins the text, with all of its words: `portal-dev` of `portal-developer`. */
function onlyBeginning(text: string, keys: readonly string[]): string | undefined {
  const [first, ...others] = keys.filter((key) => key.includes('-') && text.startsWith(key));
  return others.length === 0 ? first : undefined;
}

/** The kind that a word means: its name, that of its section, or one near to these. */
export function kindCalled(word: string): string | undefined {
  if (KINDS.has(word)) return word;
  const near = didYouMean(word, [...Object.keys(SECTION_KINDS), ...KINDS.keys()]);
  return near === undefined ? undefined : (SECTION_KINDS[near] ?? near);
}

/** The kind that a resource of Terraform is named after: `azuread_access_package_assignment_policy`, `policy`. */
export function kindOfTerraform(word: string): string {
  const [, name] = /^azuread_(.+)$/.exec(word) ?? [];
  if (name === undefined) return word;
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  // What belongs to objects of another kind has that before its own name.
  const owner = [...KINDS.keys()].find((kind) => camel !== kind && camel.startsWith(kind)) ?? '';
  return withinWords(camel.slice(owner.length), KINDS.keys()) ?? camel;
}
