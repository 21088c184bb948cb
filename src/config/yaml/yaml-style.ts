/** How Entente lays YAML out, whether it writes a document or formats one: brackets without blanks, braces with them. */
import type { Document, ToStringOptions } from 'yaml';
import { visit, YAMLMap, YAMLSeq } from 'yaml';

/** Long lines stay whole: a change of one word is a change of one line. */
export const STYLE: ToStringOptions = {
  lineWidth: 0,
  singleQuote: true,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
};

/** Maps and lists of scalars up to this length stand on one line. */
export const LONGEST_LINE = 96;

/** Booleans of YAML 1.1: text to Entente, but not to every reader. */
export const OLD_BOOLEAN = /^(?:y|n|yes|no|on|off)$/i;

/** What a plain or single-quoted scalar shows as it is. */
export const ONE_LINE = /^[^\u0000-\u001f\ud800-\udfff]*$/u;

/** Makes lists print as `[a, b]` and maps as `{ a: 1 }`; the library knows one padding for both. */
export function padMapsOnly(document: Document): void {
  visit(document, {
    Collection(_key, node) {
      const prototype = node instanceof YAMLSeq ? YAMLSeq.prototype : YAMLMap.prototype;
      const flowCollectionPadding = node instanceof YAMLSeq ? '' : ' ';
      node.toString = (context, onComment, onChompKeep) =>
        context === undefined
          ? prototype.toString.call(node)
          : prototype.toString.call(node, { ...context, flowCollectionPadding }, onComment, onChompKeep);
    },
  });
}
