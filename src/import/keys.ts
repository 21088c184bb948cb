/** Keys of the configuration, made from what people call things. */

const LONGEST = 64;

/** Letters that Unicode does not take apart, as they are written in Latin ones. */
const LATIN: Readonly<Record<string, string>> = {
  // Latin
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ə: 'e' },
  // Cyrillic
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', к: 'k', л: 'l', м: 'm' },
  ...{ н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh' },
  ...{ щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya', є: 'ie', і: 'i', ґ: 'g', ј: 'j' },
  ...{ љ: 'lj', њ: 'nj', ћ: 'c', ђ: 'dj', џ: 'dz', ѕ: 'dz' },
  // Greek
  ...{ α: 'a', β: 'v', γ: 'g', δ: 'd', ε: 'e', ζ: 'z', η: 'i', θ: 'th', ι: 'i', κ: 'k', λ: 'l', μ: 'm' },
  ...{
    ν: 'n',
    ξ: 'x',
    ο: 'o',
    π: 'p',
    ρ: 'r',
    σ: 's',
    ς: 's',
    τ: 't',
    υ: 'y',
    φ: 'f',
    χ: 'ch',
    ψ: 'ps',
    ω: 'o',
  },
};

/**
 * A key from a display name: Latin letters without their accents, digits, and - for everything between. Cyrillic and
 * Greek are written in Latin letters. Undefined when nothing of the name is left (emoji, other scripts).
 */
export function slug(displayName: string): string | undefined {
  const plain = displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\u0000-\u007f]/gu, (letter) => LATIN[letter] ?? letter)
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? undefined : plain;
}

/** The same where a word is wanted: undefined also when only digits are left. */
export function readableSlug(name: string): string | undefined {
  const plain = slug(name);
  return plain !== undefined && /[a-z]/.test(plain) ? plain : undefined;
}

/** A key of an object's name: with its kind where only digits are left, and of kind and id where nothing is. */
export function keyOfObject(kind: string, id: string, displayName: string): string {
  const plain = slug(displayName);
  if (plain === undefined) return keyOfId(kind, id);
  return /[a-z]/.test(plain) ? plain : `${wordsOf(kind)}-${plain}`;
}

/** Its kind and the beginning of its id, which stays the same. */
function keyOfId(kind: string, id: string): string {
  const part = id.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${wordsOf(kind)}-${part.slice(0, 8)}`;
}

function wordsOf(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The key itself, or with the first number behind it that makes another one. */
export function freeKey(base: string, isTaken: (key: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!isTaken(key)) return key;
  }
}
