/** Keys of the configuration, made from what people call things. */

const LONGEST = 64;

/**
 * A key from a display name: Latin letters without their accents, digits, and - for everything between. Undefined
 * when nothing of the name is left (emoji, other scripts).
 */
export function slug(displayName: string): string | undefined {
  const plain = displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? undefined : plain;
}

/** The key of an object whose name gives none: its kind and the beginning of its id, which stays the same. */
export function keyOfId(kind: string, id: string): string {
  const words = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const part = id.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${words}-${part.slice(0, 8)}`;
}
