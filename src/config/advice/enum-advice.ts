/** What to write in the place of a value that is none of the listed ones. Pure. */
import { didYouMean, havingWords, sharingAnyWord, sharingWords } from '../../diagnostics/did-you-mean.ts';
import type { Explanation } from './explanation.ts';
import { portalChoices, recurrenceAdvice, spelledEnum } from './value-spelling.ts';

/** Words of which each may be meant. */
const MOST_LISTED = 4;

export function wrongValue(data: unknown, where: string, allowed: readonly unknown[]): Explanation {
  const code = 'SCHEMA_ENUM';
  const summary = `${where} cannot be ${JSON.stringify(data)}`;
  const texts = allowed.map(String);
  const all = { code, summary, hint: `Use ${texts.length > 1 ? 'one of ' : ''}${texts.join(', ')}` } as const;
  if (typeof data !== 'string') return all;
  const meant = spelledEnum(data, texts);
  if (meant !== undefined && allowed.includes(meant.value))
    return {
      ...all,
      hint: `Write ${meant.value}`,
      ...(meant.safe && { fix: { was: data, text: meant.value } }),
    };
  return { ...all, hint: adviceFor(data, texts, allowed) ?? all.hint };
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
  return didYouMean(data, words) ?? sharingWords(data, words) ?? havingWords(data, words);
}
