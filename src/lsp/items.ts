/** Completions in the protocol's terms. */
import type { CompletionItem, Range } from 'vscode-languageserver/node';
import { CompletionItemKind, MarkupKind } from 'vscode-languageserver/node';
import type { Completion } from '../engine/editor/complete.ts';

const KINDS = {
  reference: CompletionItemKind.Reference,
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
} as const;

/** An item that replaces the word at `range`; `rank` keeps the order. */
export function itemOf(
  { text, sort, detail, meaning }: Completion,
  range: Range,
  rank: number,
): CompletionItem {
  return {
    label: text.replace(/: $/, ''),
    kind: KINDS[sort],
    sortText: String(rank).padStart(6, '0'),
    textEdit: { range, newText: text },
    ...(detail !== undefined && { detail }),
    ...(meaning !== undefined &&
      meaning !== '' && { documentation: { kind: MarkupKind.Markdown, value: meaning } }),
  };
}
