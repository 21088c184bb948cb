/**
 * Why a text is not JSON, in words that quote nothing of it: the engine's own message shows what stands around the
 * fault, and a proposed configuration may name a file of secrets as its state.
 */
export function jsonFault(text: string, error: unknown): string {
  if (text.trim() === '') return 'it is empty';
  const message = error instanceof Error ? error.message : '';
  if (/^Unexpected end|^Unterminated/.test(message)) return 'it ends too early';
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return position === undefined
    ? 'it is not valid JSON'
    : `it is not valid JSON in ${placeOf(text, Number(position))}`;
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
