/** New scalars in the style of the old ones: quotes, blocks, comments behind them. Pure. */
import type { JsonValue } from '../../model/value.ts';
import { lineBreak } from './edit-places.ts';
import type { ScalarNode } from '../yaml/source-node.ts';
import { escapePlaceholders } from '../templates/substitute.ts';
import { inlineYaml, literalYaml } from '../yaml/write-yaml.ts';

/** The value of a scalar, in the manner of the old one. */
export function scalarText(node: ScalarNode, value: JsonValue): string {
  const { file, start, end } = node;
  const old = file.text.slice(start, end);
  if (/^[|>]/.test(old)) return blockText(old, value, lineBreak(file.text));
  if (typeof value !== 'string') return inlineYaml(value);
  const text = inlineYaml(value);
  const escaped = escapePlaceholders(value);
  const plain = !text.startsWith('"');
  if (old.startsWith("'") && plain) return `'${escaped.replaceAll("'", "''")}'`;
  return old.startsWith('"') && plain ? JSON.stringify(escaped) : text;
}

/** A value in the place of a block scalar, as a block if it can be one; what is remarked behind the header stays. */
function blockText(old: string, value: JsonValue, newline: string): string {
  const remark = /^[|>][-+0-9]*([ \t]+#[^\r\n]*)/.exec(old)?.[1] ?? '';
  const indent = /\n( +)\S/.exec(old)?.[1] ?? '';
  const literal = typeof value !== 'string' || indent === '' ? undefined : literalYaml(value, indent);
  if (literal === undefined) return inlineYaml(value) + remark + (old.endsWith('\n') ? newline : '');
  const header = literal.indexOf('\n');
  return (literal.slice(0, header) + remark + literal.slice(header)).replaceAll('\n', newline);
}
