/** What is read without the parser is what the parser reads, in the same places; what is not plain is left to it. */
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { readPlainMap } from '../../src/config/yaml/plain-yaml.ts';
import type { MapNode, SourceNode } from '../../src/config/yaml/source-node.ts';
import { splitYaml } from '../../src/config/yaml/split-yaml.ts';

const LARGE = stringify(makeEnterprise({ packages: 250 }).governance, { aliasDuplicateObjects: false });

describe('plain YAML', () => {
  it('is read as the parser reads it, however lines come together', () => {
    const random = numbersFrom(17);
    let plain = 0;
    for (let round = 0; round < 4000; round += 1) {
      const count = 1 + Math.floor(random() * 6);
      const lines = Array.from({ length: count }, () => LINES[Math.floor(random() * LINES.length)] ?? '');
      if (isAsParsed(lines.join('\n') + (random() < 0.2 ? '' : '\n'))) plain += 1;
    }
    expect(plain).toBeGreaterThan(200);
  });

  it('is read as the parser reads it in a configuration whose lines are changed', () => {
    const random = numbersFrom(71);
    const entries = LARGE.slice(LARGE.indexOf('\npolicies:') + 1).split(/^(?= {2}\S)/m);
    let plain = 0;
    for (let round = 0; round < 1000; round += 1) {
      const lines = (entries[1 + (round % 200)] ?? '').trimEnd().split('\n');
      const at = Math.floor(random() * lines.length);
      const line = lines[at] ?? '';
      const odd = LINES[Math.floor(random() * LINES.length)] ?? '';
      const changed = [
        ` ${line}`,
        line.slice(2),
        line.slice(0, -3),
        `${line}\n${line}`,
        `${line}\n    ${odd}`,
      ];
      lines[at] = changed[Math.floor(random() * changed.length)] ?? '';
      if (isAsParsed(`${lines.join('\n')}\n`)) plain += 1;
    }
    expect(plain).toBeGreaterThan(200);
  });

  it('is all of a large configuration, cut into pieces of its sections', () => {
    const sections = splitYaml(LARGE) ?? [];
    const pieces = sections.flatMap(({ pieces: cut = [] }) => cut);
    expect(pieces.length).toBeGreaterThan(10);
    for (const { start, end } of pieces) expect(isAsParsed(LARGE.slice(start, end))).toBe(true);
  });

  it('gives places in the file, and looks at nothing behind its end', () => {
    const text = 'a: b\nc:\n  d: 1\ne: [\n';
    const read = readPlainMap(fileOf(text), [5, 15]);
    expect(read && told(read)).toEqual([
      'map',
      5,
      15,
      [['c', 5, 6, ['map', 10, 15, [['d', 10, 11, [13, 14, 1]]]]]],
    ]);
    expect(readPlainMap(fileOf(text), [0, text.length])).toBeUndefined();
  });

  it.each([
    'a: |\n  b\n',
    'a: [b\n  c]\n',
    'a: [b, ]\n',
    'a: [b: c]\n',
    'a: { b }\n',
    'a: { b: }\n',
    'a: { b: c, b: d }\n',
    'a: { "b": c }\n',
    'a: [b] c\n',
    'a: [*b]\n',
    'a: &b c\n',
    'a: "\\n"\n',
    "a: 'it''s'\n",
    'a:\n',
    'a: b\na: c\n',
    'a: b\n  c\n',
    'a:\tb\n',
    '- a\n',
    'a: 1.5\n',
    'null: a\n',
    'a: Null\n',
    'a: b\r\n',
  ])('is not %j', (text) => expect(readPlainMap(fileOf(text), [0, text.length])).toBeUndefined());
});

/** Of what a configuration has, and of what looks like it. */
const LINES = [
  ...['a: x', 'b:', '  c: "q"  # cc', '  # full', 'd: 1', "- 'e'", '  - f', '- g: h', '  i: j', '', '   '],
  ...['# c', '    k: l m:n #o', 'a: b: c', 'x:', '  y:', '    - z', '    -', '- - q', 'x: http://a.b/c#d'],
  ...['x: a #b', 'x: null', 'x: 007', 'x: 0x1F', 'x: 1e3', 'x: 2026-01-01', 'x: 1e2-3-4', 'x: "a" b'],
  ...['x: 8b552296-42a2-4b03-b338-58fa4b11ed35', 'x: a, [b]', '  more', '      deep', 'x: True', 'x: yes'],
  ...['1: a', 'x: "a"#b', 'x: a:', 'x:  y  ', 'x: é', '-  g: h', 'x: -', '"a": b', 'a : b', 'x: a # b # c'],
  ...[
    'x: ~',
    '    # deep',
    'x: a\\b',
    'x: "',
    `x: a'b"c`,
    'x: 1_000',
    ' b: c',
    'x.y-z: w',
    ...[
      'x: .entente/x',
      'x: ../a',
      'x: .inf',
      'x: .5',
      'x: /a',
      'x: $a',
      'x: ${var.a}',
      'x: [./a, $b]',
      'x: ..',
      'x: .',
    ],
    ...[
      'x: [a, b]',
      'x: []',
      'x: {}',
      'x: [ a , "b" ]  # c',
      '- { a: b, c: [d, { e: 1 }] }',
      'x: { a: b:c, d: true }',
    ],
    ...[
      'x: [a b, c#d, 1]',
      "x: { a: 'b, c' }",
      '- [a]',
      'x: [a #b]',
      'x: { a: b } # c',
      'x: [a,b]',
      'x: {a: b}',
    ],
    ...[
      'x: [a:, b]',
      'x: { a: [b }',
      'x: [null, 2026-01-01]',
      'x: [[a], [b, c]]',
      'x: { a: "b"c }',
      'x: [a]b',
    ],
    '  - a: b',
    '    c: d',
  ],
];

/** False where the text is left to the parser. */
function isAsParsed(text: string): boolean {
  const read = readPlainMap(fileOf(text), [0, text.length]);
  if (read === undefined) return false;
  const parsed = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, strict: true });
  expect([...parsed.errors, ...parsed.warnings], text).toEqual([]);
  // At the end of a text the parser counts comments to the outermost map; in a configuration another key follows.
  const end = parsed.contents?.range[1] ?? 0;
  expect(told({ ...read, end }), text).toEqual(toldByParser(parsed.contents));
  return true;
}

function fileOf(text: string) {
  return { name: 'governance.yaml', text, lineStarts: [0] };
}

function told(node: SourceNode | MapNode): unknown {
  const { type, start, end } = node;
  if (type === 'scalar') return [start, end, node.value];
  if (type === 'list') return [type, start, end, node.items.map(told)];
  const members = [...node.members].map(([key, { keyStart, keyEnd, value }]) => [
    key,
    keyStart,
    keyEnd,
    told(value),
  ]);
  return [type, start, end, members];
}

function toldByParser(node: unknown): unknown {
  if (isScalar(node)) return [...placeOf(node), node.value];
  if (isSeq(node)) return ['list', ...placeOf(node), node.items.map(toldByParser)];
  if (!isMap(node)) throw new Error('Neither text, list nor map');
  const members = node.items.map(({ key, value }) => {
    if (!isScalar(key)) throw new Error('A key that is no text');
    return [key.source, ...placeOf(key), toldByParser(value)];
  });
  return ['map', ...placeOf(node), members];
}

function placeOf({ range }: { readonly range?: readonly number[] | null | undefined }): readonly number[] {
  return range?.slice(0, 2) ?? [];
}

/** Numbers from 0 to 1, the same ones every time. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
