/** Hostile texts in YAML that import and drift --accept write: the parser gives back the text, and nobody obeys it. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { escapePlaceholders } from '../../src/config/templates/substitute.ts';
import { inlineYaml, literalYaml, writeYaml } from '../../src/config/yaml/write-yaml.ts';
import { HOSTILE } from '../support/hostile.ts';
import { obeyedIn } from '../support/obeyed.ts';

it.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 60), text]))('%s', (_, text) => {
  const key = text === '__proto__' ? 'proto' : text;
  const long = `first line\n${text}\nlast line`;
  const value = { displayName: text, map: { [key]: { [key]: text, long } }, list: [text, long, [text]] };
  // `${` is doubled for the reader of configurations, which is no part of YAML.
  const meant = JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'string' ? escapePlaceholders(each) : each,
  ) as unknown;

  const written = writeYaml(value, [{ path: ['displayName'], text }], text);
  expect(parse(written)).toEqual(meant);
  expect(obeyedIn(written)).toEqual([]);

  const edited = `- ${inlineYaml(text)}\n- ${inlineYaml({ [key]: [text] })}\n`;
  expect(parse(edited)).toEqual([escapePlaceholders(text), { [key]: [escapePlaceholders(text)] }]);
  expect(obeyedIn(edited)).toEqual([]);

  const block = literalYaml(long, '  ');
  if (block === undefined) return;
  expect(parse(`a: ${block}`)).toEqual({ a: escapePlaceholders(long) });
  expect(obeyedIn(`a: ${block}`)).toEqual([]);
});
