/** Words of mixed scripts, which look like others: UTS #39, "moderately restrictive", word by word. */

/** Escapes, which do not count as words, and words. */
const WORD = /\\(?:[nrt]|u[0-9a-f]{4}|u\{[0-9a-f]+\}|U[0-9a-f]{8})|[\p{L}\p{M}\p{N}]+/gu;

/** Nothing to look at in most texts; the plainest first, since expressions over scripts take long to compile. */
const ASCII_ONLY = /^[\0-\x7f]*$/;
const LATIN_ONLY = /^[\p{Script_Extensions=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;

/** A single script: one of these, or any that the letters share. */
const JAPANESE = ['Han', 'Hiragana', 'Katakana'];
const KOREAN = ['Han', 'Hangul'];
const CHINESE = ['Han', 'Bopomofo'];

/** The recommended scripts that may stand beside Latin; Cyrillic and Greek may not. */
const BESIDE_LATIN =
  'Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'.split(
    ' ',
  );

const covers = (...scripts: readonly string[]) =>
  new RegExp(
    `^[${scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('')}\\p{Script=Common}\\p{Script=Inherited}]*$`,
    'u',
  );

let compiled: readonly RegExp[] | undefined;

/** Made when the first word asks for it: at every start of the process they would be a tenth of what a small run takes. */
function allowed(): readonly RegExp[] {
  return (compiled ??= [
    ...[JAPANESE, KOREAN, CHINESE].map((scripts) => covers('Latin', ...scripts)),
    ...BESIDE_LATIN.map((script) => covers('Latin', script)),
    ...['Cyrillic', 'Greek'].map((script) => covers(script)),
  ]);
}

const LATIN = /[\p{Script_Extensions=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
/** Scripts that only look-alikes of are feared: beside any other they are foreign. */
const ALIKE =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;

/** The text with every letter that is not Latin spelled out by `spell`, in words whose scripts do not belong together. */
export function foreignLetters(text: string, spell: (letter: string) => string): string {
  if (ASCII_ONLY.test(text) || LATIN_ONLY.test(text)) return text;
  return text.replace(WORD, (word) =>
    word.startsWith('\\') || !isMixed(word)
      ? word
      : Array.from(word, (letter) => (LATIN.test(letter) ? letter : spell(letter))).join(''),
  );
}

function isMixed(word: string): boolean {
  return (
    !LATIN_ONLY.test(word) &&
    ALIKE.test(word) &&
    !allowed().some((scripts) => scripts.test(word)) &&
    !isOne(word)
  );
}

/** Whether all letters are of one of the scripts that are not recommended, such as Cherokee alone. */
function isOne(word: string): boolean {
  return ['Cherokee', 'Coptic', 'Lisu'].some((script) => covers(script).test(word));
}
