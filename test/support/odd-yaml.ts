/** A value as people write YAML: any indentation and quotes, brackets here and there, and remarks wherever one may stand. */
import { Document, parse, parseDocument, visit } from 'yaml';

/** Numbers below `bound`, the same for the same seed. */
export type Dice = (bound: number) => number;

export function dice(seed: number): Dice {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (bound) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 12)) >>> 0) % bound;
  };
}

/** The value as a text that says the same. */
export function oddYaml(value: object, throwing: Dice): string {
  const remarked = remarks(rendered(value, throwing), throwing);
  const broken = throwing(3) === 0 ? remarked.replaceAll('\n', '\r\n') : remarked;
  const text = throwing(3) === 0 ? broken.replace(/\r?\n$/, '') : broken;
  if (JSON.stringify(parse(text)) !== JSON.stringify(value)) throw new Error(`Not the same value:\n${text}`);
  return text;
}

function rendered(value: object, throwing: Dice): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(_key, node, path) {
      if (path.length > 3 && node.items.length > 0 && throwing(8) === 0) node.flow = true;
    },
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const type = (['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'PLAIN'] as const)[throwing(4)];
      if (type !== undefined && !node.value.includes('\n')) node.type = type;
      if (throwing(40) === 0) node.anchor = `a${throwing(1_000_000)}`;
    },
  });
  return document.toString({
    lineWidth: 0,
    indent: throwing(2) === 0 ? 2 : 4,
    indentSeq: throwing(2) === 0,
    flowCollectionPadding: throwing(2) === 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

/** Comments at the ends of lines, on lines of their own with any indentation, between items and between brackets. */
function remarks(text: string, throwing: Dice): string {
  const lines = text.split('\n');
  const inside = new Set<number>();
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  visit(parseDocument(text), {
    Scalar(_key, { range, type }) {
      if (range === null || range === undefined) return;
      const last = lineOf(range[1] - (text[range[1] - 1] === '\n' ? 1 : 0));
      for (let line = lineOf(range[0]) + 1; line <= last; line += 1) inside.add(line);
      // Behind the header of a block a remark may stand, and behind the first line of a quoted text none.
      if (last > lineOf(range[0]) && !String(type).startsWith('BLOCK')) inside.add(lineOf(range[0]));
    },
  });
  let count = 0;
  return lines
    .flatMap((line, index) => {
      if (line === '' || inside.has(index)) return [line];
      count += 1;
      const indent = ' '.repeat(/^ */.exec(line)?.[0].length ?? 0);
      const remark = `# remark ${count}: ${['a, b]', "it's", '"q', '- x: y', '}'][throwing(5)] ?? ''}`;
      switch (throwing(8)) {
        case 0:
          return [`${line} ${remark}`];
        case 1:
          return [`${line}   ${remark}  `];
        case 2:
          return [indent + remark, line];
        case 3:
          // Below a block of text it would be part of it.
          return [inside.has(index - 1) ? remark : `  ${indent}${remark}`, line];
        case 4:
          return ['', remark, '', line];
        case 5:
          return [`${line}  `];
        default:
          return [line];
      }
    })
    .join('\n');
}
