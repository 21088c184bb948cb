/** Untrusted text on its way to a terminal, a log, a file or a pipe: the one place that knows what is harmful in it. */
import { foreignLetters } from './scripts.ts';

/**
 * Letters that nobody sees, that end a line, or that turn others around: control and format characters, ignorable ones,
 * bidirectional controls, line separators, lone surrogates, and what is drawn as nothing without being ignorable: the blank of Braille,
 * of hieroglyphs, of Khitan and of music, the place of an object. The form of an emoji stays.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}](?<!\p{Extended_Pictographic}\ufe0f)/gu;

/**
 * What some CI system obeys wherever it stands: Azure Pipelines, GitHub's runner and TeamCity (`##name[`), GitLab's and
 * Travis' sections, and line breaks as workflow commands encode them. The second letter or the first is spelled out.
 * A blank after the colon is a key of YAML and no section.
 */
const ANYWHERE =
  /#(?<=##)(?=[\w.-]*\[)|_(?<=section_)(?=(?:start|end):\S)|_(?<=travis_)(?=(?:fold|time):\S)|%(?=0[ad]|AZP25)/gi;

/** The colours of our own reports. */
const COLOURS = String.raw`(?:\u001b\[\d+m)*`;
const COLOUR = /\u001b\[(?:[0-2]|3\d)m/g;

/**
 * What GitHub's runner obeys where a line begins, after blanks too. The letter stands before the look behind it, here
 * and below: an expression that begins with looking behind looks behind at every letter of a text.
 */
const COLONS = new RegExp(String.raw`:(?=:)(?<=^(?:\s|\u001b\[\d+m)*:)`, 'gm');

/** What Buildkite takes for the heading of a group where a line begins; it looks past colours. */
const HEADINGS = new RegExp(
  String.raw`(?:-(?=--)|\+(?=\+\+)|~(?=~~)|\^(?=\^\^))(?<=^${COLOURS}[-+~^])`,
  'gm',
);

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line of text from a tenant or file made safe for a terminal and a log: no escape sequences, no further lines,
 * nothing hidden or reordered, no command to a CI system, no look-alike letters. Text of several lines is to be split
 * first. What is printable already stays as it is. Where it begins a line, see `printableReport`.
 */
export function printable(text: string): string {
  return foreignLetters(text, escaped)
    .replace(UNSEEN, (letter) => SHORT[letter] ?? escaped(letter))
    .replace(ANYWHERE, escaped);
}

/**
 * A whole report, with lines and colours of its own, on its way out: what CI systems obey where a line begins is spelled
 * out, and whatever else no part of the report has made printable.
 */
export function printableReport(text: string): string {
  const parts = text.split(COLOUR);
  const colours = text.match(COLOUR) ?? [];
  return parts
    .map((part, index) => part.replace(UNSEEN, kept) + (colours[index] ?? ''))
    .join('')
    .replace(ANYWHERE, escaped)
    .replace(COLONS, escaped)
    .replace(HEADINGS, escaped);
}

/** Line breaks and tabs are the report's own. */
function kept(letter: string): string {
  return letter === '\n' || letter === '\t' ? letter : (SHORT[letter] ?? escaped(letter));
}

/** Whether each line may be shown as it is, wherever it is indented to. */
export function isPrintable(text: string): boolean {
  return text.split('\n').every((line) => printable(line).replace(COLONS, escaped) === line);
}

/** JSON text with the same letters escaped as JSON allows: it parses to the same value, and is safe to print. */
export function printableJson(json: string): string {
  return json
    .replace(UNSEEN, (letter) => (letter === '\n' ? letter : units(letter)))
    .replace(ANYWHERE, units);
}

/** YAML whose texts that are not printable stand in double quotes, with their letters escaped as YAML allows. */
export function printableYaml(yaml: string): string {
  return foreignLetters(yaml, yamlEscape)
    .replace(UNSEEN, (letter) => (letter === '\n' ? letter : yamlEscape(letter)))
    .replace(ANYWHERE, yamlEscape);
}

function yamlEscape(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : units(letter);
}

function escaped(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : units(letter);
}

/** UTF-16 code units as JSON escapes. */
function units(letter: string): string {
  return Array.from(
    { length: letter.length },
    (_, index) => `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** A value as a JSON document for programs: indented, with a line break at its end, safe as {@link printableJson} is. */
export function jsonDocument(value: unknown): string {
  return printableJson(`${JSON.stringify(value, null, 2)}\n`);
}
