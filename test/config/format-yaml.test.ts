/** The layout of `entente fmt`: what it changes, and over generated documents what it never changes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatYaml } from '../../src/config/yaml/format-yaml.ts';
import type { SchemaNode } from '../../src/model/schema-node.ts';
import { runs } from '../support/whole.ts';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
const SCHEMA = JSON.parse(read('schema/governance.schema.json')) as SchemaNode;
const formatted = (text: string) => formatYaml(text, SCHEMA);

describe('the layout', () => {
  it('puts members in the order of the schema, and leaves what people name where it is', () => {
    const text =
      'packages:\n  b: { displayName: B, catalog: one }\n  a:\n    displayName: A\n    catalog: one\n';
    expect(formatted(text)).toBe(
      'packages:\n  b: { catalog: one, displayName: B }\n  a:\n    catalog: one\n    displayName: A\n',
    );
  });

  it('leaves sections where they are', () => {
    const text = 'packages: {}\n\n# What we pay for\ntenant: { id: contoso.com }\nversion: 1\n';
    expect(formatted(text)).toBe(text);
  });

  it('orders what an environment lays over the rest', () => {
    expect(formatted('environments:\n  prod:\n    tenant: { cloud: global, id: x }\n')).toBe(
      'environments:\n  prod:\n    tenant: { id: x, cloud: global }\n',
    );
  });

  it('takes quotes away where a reader would see the same, and keeps the others', () => {
    const text = `variables:\n  a: "one two"\n  b: "yes"\n  c: '1'\n  d: "a: b"\n  e: "\\u200b"\n  f: 'it''s'\n`;
    expect(formatted(text)).toBe(
      `variables:\n  a: one two\n  b: 'yes'\n  c: '1'\n  d: 'a: b'\n  e: "\\u200b"\n  f: it's\n`,
    );
  });

  it('indents by two, and brackets stay where the line is short', () => {
    const long = Array.from({ length: 12 }, (_, index) => `element-${index}`);
    expect(formatted(`include:    [ "a",b ]\nprivileged: [${long.join(',')}]\n`)).toBe(
      `include: [a, b]\nprivileged:\n${long.map((each) => `  - ${each}\n`).join('')}`,
    );
  });

  it('gives comments to what they are indented like', () => {
    const text = `# yaml-language-server: $schema=x
# Partners
packages: # all of them
    a:
        # its name
        displayName: A   # shown

        catalog: one

        # description: later
    # b:
    #   catalog: one

# ---- Policies ----

policies:
    - [ x, # why
        y ]
# the end
`;
    expect(formatted(text)).toBe(`# yaml-language-server: $schema=x
# Partners
packages: # all of them
  a:
    catalog: one

    # its name
    displayName: A # shown

    # description: later
  # b:
  #   catalog: one

# ---- Policies ----

policies:
  - - x # why
    - y
# the end
`);
  });

  it('keeps an anchor before its alias', () => {
    const text = 'packages:\n  a:\n    description: &text Same\n    displayName: *text\n';
    expect(formatted(text)).toBe(text);
  });

  it('keeps the line breaks and the byte order mark', () => {
    expect(formatted('\uFEFFversion:   1\r\nvariables:\r\n    a: |\r\n        x\r\n        y\r\n')).toBe(
      '\uFEFFversion: 1\r\nvariables:\r\n  a: |\r\n    x\r\n    y\r\n',
    );
  });
});

describe('the layout of any document', () => {
  const word = fc.constantFrom('displayName', 'catalog', 'description', 'x', 'id', 'a b', '1', 'yes', '#a');
  const text = fc.oneof(
    word,
    fc.constantFrom(
      'a # b',
      "it's",
      'a: b',
      '- x',
      '',
      '  pad ',
      'two\nlines',
      'two\n\nlines\n',
      '{',
      'é\u200b',
    ),
    fc.string(),
  );
  const quoted = text.chain((value) =>
    fc.constantFrom(JSON.stringify(value), /^[\w ]*\w$/.test(value) ? value : JSON.stringify(value)),
  );
  const lines = (value: unknown): string => String(value);
  const comment = fc.constantFrom('', '', '', ' # remark', '  #no blank', ' #');
  const lone = fc.constantFrom(
    '',
    '',
    '',
    '\n',
    '# lone\n',
    '\n# set apart\n\n',
    '#\n\n\n# two\n',
    '          # deep\n',
  );
  type Build = (indent: string) => string;
  const scalar: fc.Arbitrary<Build> = fc.tuple(quoted, comment).map(
    ([value, behind]) =>
      () =>
        ` ${value}${behind}\n`,
  );
  const block: fc.Arbitrary<Build> = fc.constantFrom<Build>(
    (indent) => ` |\n${indent}  line\n${indent}    # text\n\n${indent}  end\n`,
    (indent) => ` >- # why\n${indent}  some words\n${indent}  and more\n`,
    (indent) => ` some\n${indent}  plain words\n`,
    () => '\n',
  );
  const flow: fc.Arbitrary<Build> = fc.tuple(fc.array(quoted, { maxLength: 5 }), comment, fc.boolean()).map(
    ([items, behind, broken]) =>
      (indent) =>
        broken && items.length > 0
          ? ` [ # open\n${indent}  ${items.join(`,${behind}\n${indent}  `)} ]${behind}\n`
          : ` [${items.join(',')}]${behind}\n`,
  );
  const { node } = fc.letrec<{ node: Build; map: Build; list: Build }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, scalar, block, flow, tie('map'), tie('list')),
    map: fc
      .tuple(
        comment,
        fc.uniqueArray(fc.tuple(word, tie('node'), lone), {
          minLength: 1,
          maxLength: 4,
          selector: ([key]) => key,
        }),
        fc.constantFrom('  ', '    '),
      )
      .map(([behind, members, step]) => (indent) => {
        const own = indent + step;
        return `${behind}\n${members.map(([key, value, before]) => `${shifted(before, own)}${own}${JSON.stringify(key)}:${value(own)}`).join('')}`;
      }),
    list: fc
      .tuple(comment, fc.array(fc.tuple(fc.oneof(scalar, flow), lone), { minLength: 1, maxLength: 4 }))
      .map(([behind, items]) => (indent) => {
        const own = `${indent}  `;
        return `${behind}\n${items.map(([value, before]) => `${shifted(before, own)}${own}-${value(own)}`).join('')}`;
      }),
  }));
  const shifted = (before: string, indent: string) => before.replace(/^#/gm, `${indent}#`);
  const file = fc
    .uniqueArray(fc.tuple(fc.constantFrom('packages', 'policies', 'catalogs', 'x-own'), node, lone), {
      minLength: 1,
      selector: ([key]) => key,
    })
    .map((sections) => sections.map(([key, value, before]) => `${before}${key}:${value('')}`).join(''));
  const remarks = (yaml: string) =>
    (yaml.match(/# ?(?:remark|lone|set apart|two|deep|why|open)|#no blank/g) ?? []).sort();

  it('is the layout of what it makes, and says the same with the same comments', () => {
    fc.assert(
      fc.property(file, (yaml) => {
        const value: unknown = parse(yaml);
        const once = formatted(yaml);
        expect(lines(formatted(once))).toBe(once);
        expect(parse(once)).toEqual(value);
        expect(remarks(once)).toEqual(remarks(yaml));
      }),
      runs(80, 500),
    );
  });
});
