/** Untrusted text on its way to a terminal, a log or a pipe. */

/**
 * Letters that nobody sees, that end a line, or that turn others around: control characters, zero-width and other
 * ignorable ones, bidirectional controls, line separators, lone surrogates.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]/gu;

/** Chooses the colourful form of an emoji; invisible, but wanted. */
const EMOJI_STYLE = '\ufe0f';

/** What GitHub's runner obeys wherever it stands in a line, and at the beginning of one. */
const RUNNER_COMMAND = /##(?=\[)|^\s*:(?=:)/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line of text from a tenant or file made safe for a terminal and a log: no escape sequences, no further lines,
 * nothing hidden or reordered, no command to GitHub's runner. Text of several lines is to be split first.
 */
export function printable(text: string): string {
  return text
    .replace(UNSEEN, (letter) => (letter === EMOJI_STYLE ? letter : (SHORT[letter] ?? escaped(letter))))
    .replace(RUNNER_COMMAND, (found) => found.slice(0, -1) + escaped(found.slice(-1)));
}

/** JSON text with the same letters escaped as JSON allows: it parses to the same value, and is safe to print. */
export function printableJson(json: string): string {
  return json
    .replace(UNSEEN, (letter) => (letter === '\n' ? letter : [...units(letter)].join('')))
    .replaceAll('##[', '#\\u0023[');
}

function escaped(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : (units(letter)[0] ?? '');
}

/** UTF-16 code units as JSON escapes. */
function units(letter: string): string[] {
  return Array.from(
    { length: letter.length },
    (_, index) => `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`,
  );
}
