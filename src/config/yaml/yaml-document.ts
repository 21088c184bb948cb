/** YAML as the project takes it, whether it is read or formatted: version 1.2, nothing but the core schema. */
import { parseDocument } from 'yaml';
import type { Tags } from 'yaml';

/** Keys that stand twice are found elsewhere: the library's check is quadratic and does not name the first of the two. */
export function yamlDocument(text: string, customTags?: (tags: Tags) => Tags) {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    strict: true,
    ...(customTags !== undefined && { customTags }),
  });
}
