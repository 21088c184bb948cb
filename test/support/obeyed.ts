/**
 * What CI systems, terminals and readers would do with an output, by each system's own rule; written apart from the
 * product's tables, and to be used on whatever leaves it.
 */
import { parseAllDocuments } from 'yaml';

/** By the parser of each system; lines are looked at without colours, as Buildkite does. */
const RULES: Readonly<Record<string, RegExp>> = {
  // Agent.Sdk/Command.cs: IndexOf("##vso["); the web log styles ##[group] and its like.
  'Azure Pipelines': /##vso\[|##\[[^\]]*\]/i,
  // ActionCommand.cs: TrimStart().StartsWith("::"), and the old form anywhere.
  'GitHub runner': /^\s*::[^:]|##\[/,
  'an encoded line break': /%0[ad]/i,
  // gitlab.com/gitlab-org/gitlab, Gitlab::Ci::Ansi2json.
  GitLab: /section_(?:start|end):\d+:[\w.-]+/,
  TeamCity: /##teamcity\[/,
  // header_times_streamer.go.
  Buildkite: /^(?:---|\+\+\+|~~~)(?:\s|$)|^\^\^\^\s+\+\+\+/,
  // travis-ci/travis-build: sections of the log.
  Travis: /travis_(?:fold|time):(?:start|end|finish):?/,
};

/** Matches every line that one of the rules matches, and some others: most lines are looked at once. */
const ANY_RULE = new RegExp(
  Object.values(RULES)
    .map(({ source }) => `(?:${source})`)
    .join('|'),
  'i',
);

/** First and last of the letters that show nothing, move the cursor, or turn others around. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  ...([
    [0x00, 0x09],
    [0x0b, 0x1f],
    [0x7f, 0x9f],
    [0xad, 0xad],
  ] as const),
  ...([
    [0x34f, 0x34f],
    [0x61c, 0x61c],
    [0x115f, 0x1160],
    [0x17b4, 0x17b5],
    [0x180b, 0x180f],
  ] as const),
  ...([
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0x2800, 0x2800],
    [0x3164, 0x3164],
  ] as const),
  ...([
    [0xd800, 0xdfff],
    [0xfe00, 0xfe0e],
    [0xfeff, 0xfeff],
    [0xffa0, 0xffa0],
    [0xfff0, 0xfffc],
  ] as const),
  ...([
    [0x13441, 0x13442],
    [0x16fe4, 0x16fe4],
    [0x1bca0, 0x1bca3],
    [0x1d159, 0x1d159],
    [0x1d173, 0x1d17a],
    [0xe0000, 0xe0fff],
  ] as const),
];

const ANY_INVISIBLE = new RegExp(
  `[${INVISIBLE.map((ends) => ends.map((code) => `\\u{${code.toString(16)}}`).join('-')).join('')}]`,
  'u',
);

/** What is wrong with an output, by name; empty when nobody obeys anything in it. `own`: lines that are meant. */
export function obeyedIn(output: string, own: (line: string) => boolean = () => false): string[] {
  const plain = output.replace(/\u001b\[\d+m/g, '');
  const found: string[] = [];
  for (const line of plain.split('\n')) {
    if (!ANY_RULE.test(line) || own(line)) continue;
    for (const [system, rule] of Object.entries(RULES))
      if (rule.test(line)) found.push(`${system}: ${line.slice(0, 200)}`);
  }
  const hidden = ANY_INVISIBLE.exec(plain)?.[0];
  if (hidden !== undefined) found.push(`invisible U+${(hidden.codePointAt(0) ?? 0).toString(16)}`);
  return found;
}

/** Every text in a value, keys included. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsIn(each)]);
}

/** What the YAML parser makes of a text; throws for what is not YAML. */
export function yamlValues(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = 'errors' in document ? document.errors : [];
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}
