/** What to write in the place of a value that is none of the listed ones. Pure. */
import { didYouMean, havingWords, sharingAnyWord, sharingWords } from '../../diagnostics/did-you-mean.ts';
import { classMeant } from '../../diagnostics/people-words.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import type { Explanation } from './explanation.ts';
import { portalChoices, recurrenceAdvice, spelledEnum } from './value-spelling.ts';

/** Words of which each may be meant. */
const MOST_LISTED = 4;

/** `titles`: what each of the allowed words is called, where the schema says it. */
export function wrongValue(
  data: unknown,
  where: string,
  allowed: readonly unknown[],
  titles: readonly string[] = [],
): Explanation {
  const code = 'SCHEMA_ENUM';
  const summary = `${where} cannot be ${JSON.stringify(data)}`;
  const texts = allowed.map(String);
  const all = { code, summary, hint: `Use ${texts.length > 1 ? 'one of ' : ''}${texts.join(', ')}` } as const;
  if (typeof data !== 'string') return all;
  const titled = texts[titles.findIndex((title) => title.toLowerCase() === data.toLowerCase())];
  if (titled !== undefined) return { ...all, hint: `Write ${titled}` };
  const meant = spelledEnum(data, texts);
  if (meant !== undefined && allowed.includes(meant.value))
    return {
      ...all,
      hint: `Write ${meant.value}`,
      ...(meant.safe && { fix: { was: data, text: meant.value } }),
    };
  return { ...all, hint: adviceFor(data, texts, allowed) ?? all.hint };
}

/** What has one value is left out where that is not meant: `unknown: deny` does not mean `allow`. */
export function orLeftOut(
  told: Explanation,
  allowed: readonly unknown[],
  data: unknown,
  isOptional: boolean,
): Explanation {
  const [only] = allowed;
  if (allowed.length > 1) return told;
  if (only === true && data === false) return { ...told, hint: 'Remove it: the value can only be true' };
  return told.hint === `Use ${String(only)}` && isOptional
    ? { ...told, hint: `Remove it, or write ${String(only)}` }
    : told;
}

/** What a schema calls the words that it lists, in their order. */
export function titlesOf(node: SchemaNode): readonly string[] {
  const listed = [node, ...(node.anyOf ?? [])].find((each) => each.enum !== undefined);
  const titles = (listed as Readonly<Record<string, unknown>> | undefined)?.['markdownEnumDescriptions'];
  return Array.isArray(titles) ? titles.map(String) : [];
}

function adviceFor(data: string, texts: readonly string[], allowed: readonly unknown[]): string | undefined {
  const choices = portalChoices(data, texts);
  if (choices.length > 0) return `Use ${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
  if (allowed.some((each) => typeof each !== 'string' && String(each) === data))
    return `Write ${data} without quotes`;
  const recurrence = recurrenceAdvice(data, texts);
  if (recurrence !== undefined) return recurrence;
  const several =
    didYouMean(data, texts) === undefined && data.includes('-') ? sharingAnyWord(data, texts) : [];
  if (several.length > 1 && several.length <= MOST_LISTED)
    return `Did you mean ${several.slice(0, -1).join(', ')} or ${several.at(-1) ?? ''}?`;
  const near = nearWord(data, texts);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/** The listed word that a text is most like, by its letters or by the words that it is made of. */
export function nearWord(data: string, words: readonly string[]): string | undefined {
  return (
    classMeant(data, words) ??
    didYouMean(data, words) ??
    sharingWords(data, words) ??
    havingWords(data, words)
  );
}
