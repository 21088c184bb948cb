/** What to write for a key that a map cannot have. Pure. */
import { didYouMean, withinWords } from '../../diagnostics/did-you-mean.ts';
import type { SchemaSite } from './map-advice.ts';
import { spelledEnum } from './value-spelling.ts';

/** The key that is meant by `name`; `schema` is that of the map's keys, `site` that of the map. */
export function keyAdvice(
  name: string,
  { pattern }: Readonly<Record<string, unknown>>,
  site: SchemaSite | undefined,
): string {
  const key = likeKey(name);
  const known = Object.keys(site?.node.properties ?? {});
  const takes = typeof pattern === 'string' ? new RegExp(pattern, 'u') : /^/;
  const isListed = known.length > 0 && !takes.test('key');
  if (isListed) {
    const near = spelledEnum(name, known)?.value ?? didYouMean(name, known) ?? withinWords(name, known);
    const id = takes.test('3f2504e0-4f89-11d3-9a0c-0305e82c3301') ? ' or an id' : '';
    return near === undefined ? `Use one of ${known.join(', ')}${id}` : `Write ${near}`;
  }
  return `Use letters, digits, _ and -, beginning with a letter or digit${key === '' ? '' : `: ${key}`}`;
}

/** A key like the name that was written, if one can be made of it. */
export function likeKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '');
}
