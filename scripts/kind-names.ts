/** Finds names of resource kinds in sources, as literals, prefixes of addresses, and keys. */
import ts from 'typescript';
import { KIND_HOMONYMS, KIND_NAMING_ROOMS } from './import-rules.ts';

/** One place where a source names a kind. */
export interface KindName {
  /** Relative to `src`. */
  readonly file: string;
  readonly line: number;
  readonly kind: string;
}

/** Where sources outside of the rooms that may do so name one of the kinds; homonyms are left out. */
export function kindNames(
  sources: ReadonlyMap<string, string>,
  kinds: Iterable<string>,
  homonyms: Readonly<Record<string, string>> = KIND_HOMONYMS,
): readonly KindName[] {
  const names = [...kinds];
  return [...sources]
    .filter(([file]) => !KIND_NAMING_ROOMS.includes(file.split('/')[0] ?? ''))
    .flatMap(([file, text]) => namesIn(file, text, names))
    .filter(({ file, kind }) => homonyms[`${file} ${kind}`] === undefined);
}

/** Entries of the list of homonyms that stand for nothing any more. */
export function needlessHomonyms(
  sources: ReadonlyMap<string, string>,
  kinds: Iterable<string>,
  homonyms: Readonly<Record<string, string>> = KIND_HOMONYMS,
): readonly string[] {
  const found = new Set(kindNames(sources, kinds, {}).map(({ file, kind }) => `${file} ${kind}`));
  return Object.keys(homonyms).filter((entry) => !found.has(entry));
}

function namesIn(file: string, text: string, kinds: readonly string[]): KindName[] {
  const source = parse(text);
  const found: KindName[] = [];
  const visit = (node: ts.Node): void => {
    const said = textOf(node);
    if (said !== undefined)
      for (const kind of kinds)
        // What names a kind contains its name.
        if (said.includes(kind) && names(node, said, kind)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart());
          found.push({ file, line: line + 1, kind });
        }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Sources by their text: one search after another goes through the same ones. */
const parsed = new Map<string, ts.SourceFile>();

function parse(text: string): ts.SourceFile {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  parsed.set(text, source);
  return source;
}

/** The text of what can name a kind: the name of a member, a literal, a part of a template. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return isKey(node) ? node.text : undefined;
  return ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)
    ? node.text
    : undefined;
}

function names(node: ts.Node, text: string, kind: string): boolean {
  if (ts.isIdentifier(node)) return text === kind;
  if (isWordOfItsOwn(kind)) return new RegExp(`(?<![A-Za-z0-9_])${kind}(?![A-Za-z0-9_])`).test(text);
  if (ts.isRegularExpressionLiteral(node)) return new RegExp(`(?<!\\w)${kind}\\\\?\\.`).test(text);
  if (ts.isStringLiteralLike(node)) return text === kind || new RegExp(`^${kind}\\.\\S*$`).test(text);
  return !ts.isTemplateTail(node) && new RegExp(`(?<!\\w)${kind}\\.\\S*$`).test(text);
}

/**
 * A name of several words (`accessPackage`) stands in no sentence, so it counts wherever it is. One of a single word
 * (`policy`) does, and so do examples of addresses: it counts as a whole text, and where an address begins with it.
 */
function isWordOfItsOwn(kind: string): boolean {
  return /[A-Z]/.test(kind);
}

/** True for the name of a member: in an object, a type, a class or an enumeration. */
function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  return (
    (ts.isObjectLiteralElement(parent) ||
      ts.isTypeElement(parent) ||
      ts.isClassElement(parent) ||
      ts.isEnumMember(parent)) &&
    parent.name === node
  );
}
