/**
 * `npm run imports:check`: reads every file of `src/` and reports imports and globals that `import-rules.ts` does not
 * allow, and cycles between files; and imports of front ends by benches, examples and the test support.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import {
  ANY_OTHER,
  GLOBALS,
  HASHING,
  LIBRARY,
  OUTSIDE,
  PACKAGES,
  PRIVATE_ROOMS,
  PURE_ROOMS,
  ROOMS,
  TYPE_CYCLES,
} from './import-rules.ts';
import type { Permission } from './import-rules.ts';

export interface Violation {
  /** Path below `src/`, with forward slashes. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly message: string;
}

interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

/** Violations in a set of sources: text by path below `src/`. `typeCycles` are the imports that may close a cycle. */
export function checkImports(
  sources: ReadonlyMap<string, string>,
  typeCycles: readonly string[] = TYPE_CYCLES,
): readonly Violation[] {
  const parsed = new Map([...sources].map(([file, text]) => [file, parse(file, text)]));
  const violations = [...parsed].flatMap(([file, source]) => [
    ...importsOf(source).flatMap((found) => judgeImport(file, found)),
    ...globalsOf(source).flatMap((found) => judgeGlobal(file, found)),
  ]);
  return [...violations, ...cycles(parsed, typeCycles)];
}

/** Imports of front ends by files beside `src/`: text by path from the repository's root. */
export function checkOutside(sources: ReadonlyMap<string, string>): readonly Violation[] {
  return [...sources].flatMap(([file, text]) => {
    const folder = Object.keys(OUTSIDE).find((name) => file.startsWith(`${name}/`)) ?? '';
    return importsOf(parse(file, text)).flatMap(({ specifier, line }) => {
      const [top, room = ''] = targetOf(file, specifier)?.split('/') ?? [];
      if (top !== 'src' || OUTSIDE[folder]?.includes(room) !== true) return [];
      return [{ file, line, message: `${folder} must not import ${room}` }];
    });
  });
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function importsOf(source: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(specifier.getStart()).line + 1;
    found.push({ specifier: specifier.text, line, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

interface GlobalUse {
  readonly name: string;
  readonly line: number;
}

/** Uses of the restricted globals: `fetch` as a value, `process.env` and the like as they are written. */
function globalsOf(source: ts.SourceFile): readonly GlobalUse[] {
  const found: GlobalUse[] = [];
  const visit = (node: ts.Node): void => {
    const name = globalName(node);
    if (name !== undefined && Object.hasOwn(GLOBALS, name)) {
      found.push({ name, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function globalName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const name = `${node.expression.text}.${node.name.text}`;
    return name.startsWith('globalThis.') ? node.name.text : name;
  }
  // Called, or handed on as a value; a member or parameter that happens to be called fetch is neither.
  if (!ts.isIdentifier(node)) return undefined;
  const { parent } = node;
  const isCalled = ts.isCallExpression(parent) && parent.expression === node;
  return isCalled && !isDeclaredHere(node) ? node.text : undefined;
}

/** True when an enclosing function or the file declares the name itself. */
function isDeclaredHere(node: ts.Identifier): boolean {
  let declared = false;
  const visit = (child: ts.Node): void => {
    const isBinding = ts.isParameter(child) || ts.isVariableDeclaration(child) || ts.isBindingElement(child);
    const isNamed = isBinding || ts.isFunctionDeclaration(child) || ts.isImportSpecifier(child);
    if (isNamed && child.name !== undefined && ts.isIdentifier(child.name) && child.name.text === node.text)
      declared = true;
    ts.forEachChild(child, visit);
  };
  visit(node.getSourceFile());
  return declared;
}

function roomOf(file: string): string | undefined {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined;
}

/** The file that a relative specifier names, as a path below `src/`; undefined for a package. */
function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
}

function judgeImport(file: string, { specifier, line, typeOnly }: Import): readonly Violation[] {
  const room = roomOf(file);
  const violation = (message: string): readonly Violation[] => [{ file, line, message }];
  if (room !== undefined && !Object.hasOwn(ROOMS, room))
    return violation(`${room} is not a room of scripts/import-rules.ts`);
  const target = targetOf(file, specifier);
  if (target === undefined) return judgePackage(file, room, { specifier, line, typeOnly });
  const other = roomOf(target);
  if (other === undefined) {
    // package.json and schema/ lie outside of src; everything else there is the library's entry.
    return target.startsWith('..') || room === undefined
      ? []
      : violation(`${room} must not import the entry`);
  }
  if (target.startsWith('..') || other === room) return [];
  if (PRIVATE_ROOMS.includes(other)) return violation(`nobody may import ${other}`);
  const rules = room === undefined ? LIBRARY : ROOMS[room];
  const wrong = refusalOf(rules?.[other] ?? rules?.[ANY_OTHER], target, typeOnly);
  return wrong === undefined ? [] : violation(`${room ?? 'the library'} ${wrong}`);
}

/** Why a permission for a room does not allow an import of one of its files; undefined when it does. */
function refusalOf(
  permission: Permission | undefined,
  target: string,
  typeOnly: boolean,
): string | undefined {
  const other = roomOf(target) ?? '';
  const only = (file: string) => (target === file ? undefined : `may import ${file} only`);
  switch (permission) {
    case 'all':
      return undefined;
    case 'types':
      return typeOnly ? undefined : `may import types of ${other} only`;
    case 'port':
      return only(`${other}/port.ts`);
    case 'entry':
      return only(`${other}/index.ts`);
    case undefined:
      return `must not import ${other}`;
  }
}

function judgePackage(file: string, room: string | undefined, found: Import): readonly Violation[] {
  const { specifier, line, typeOnly } = found;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const rooms = PACKAGES[name];
  if (rooms !== undefined && (room === undefined || !rooms.includes(room)))
    return [{ file, line, message: `only ${rooms.join(' and ')} may import ${name}` }];
  if (
    room !== undefined &&
    PURE_ROOMS.includes(room) &&
    specifier.startsWith('node:') &&
    HASHING[file] !== specifier &&
    !typeOnly
  )
    return [{ file, line, message: `${room} is pure and must not import ${specifier}` }];
  return [];
}

function judgeGlobal(file: string, { name, line }: GlobalUse): readonly Violation[] {
  const rooms = GLOBALS[name] ?? [];
  const room = roomOf(file);
  if (room !== undefined && rooms.includes(room)) return [];
  return [{ file, line, message: `only ${rooms.join(' and ')} may use ${name}` }];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

const edgeName = ({ from, to }: Edge) => `${from} → ${to}`;

/**
 * Cycles between files. Imports of types count within a room, where they tie files together that nobody can read one by
 * one; between rooms they are gone at run time, and the table says who may use whose.
 */
function cycles(
  parsed: ReadonlyMap<string, ts.SourceFile>,
  typeCycles: readonly string[],
): readonly Violation[] {
  const edges = new Map<string, readonly Edge[]>();
  for (const [file, source] of parsed) edges.set(file, edgesOf(file, source, parsed));
  const isKnown = (edge: Edge) => edge.typeOnly && typeCycles.includes(edgeName(edge));
  const known = [...edges.values()].flat().filter(isKnown);
  const kept = new Map([...edges].map(([file, each]) => [file, each.filter((edge) => !isKnown(edge))]));
  return [...cyclesAmong(kept), ...needless(typeCycles, known, edges)];
}

function edgesOf(from: string, source: ts.SourceFile, files: ReadonlyMap<string, unknown>): readonly Edge[] {
  return importsOf(source)
    .map(({ specifier, line, typeOnly }) => ({ from, to: targetOf(from, specifier) ?? '', line, typeOnly }))
    .filter(({ to }) => files.has(to))
    .filter(({ to, typeOnly }) => !typeOnly || roomOf(from) === roomOf(to));
}

function cyclesAmong(edges: ReadonlyMap<string, readonly Edge[]>): readonly Violation[] {
  const done = new Set<string>();
  const found: Violation[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (done.has(file)) return;
    for (const { to, line } of edges.get(file) ?? []) {
      const start = to === file ? trail.length : trail.indexOf(to);
      if (start >= 0) {
        const round = [...trail.slice(start), file, to].join(' → ');
        found.push({ file, line, message: `cycle: ${round}` });
      } else visit(to, [...trail, file]);
    }
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

/** Exceptions that close no cycle any more. */
function needless(
  typeCycles: readonly string[],
  known: readonly Edge[],
  edges: ReadonlyMap<string, readonly Edge[]>,
): readonly Violation[] {
  const closing = known.filter(({ from, to }) => reaches(to, from, edges)).map(edgeName);
  return typeCycles
    .filter((name) => !closing.includes(name))
    .map((name) => ({
      file: name.split(' → ')[0] ?? name,
      line: 1,
      message: `${name} is not a type import that closes a cycle: remove it from TYPE_CYCLES in scripts/import-rules.ts`,
    }));
}

function reaches(from: string, goal: string, edges: ReadonlyMap<string, readonly Edge[]>): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (file === goal) return true;
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...(edges.get(file) ?? []).map(({ to }) => to));
  }
  return false;
}

/** The sources of a folder, generated files left out. */
export function readSources(folder: string): ReadonlyMap<string, string> {
  const files = globSync('**/*.ts', { cwd: folder, ignore: ['**/generated/**'] }).sort();
  return new Map(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
}

/** The sources beside `src/` that `OUTSIDE` is about, by path from `root`. */
export function readOutside(root: string): ReadonlyMap<string, string> {
  const patterns = Object.keys(OUTSIDE).map((folder) => `${folder}/**/*.{ts,mjs}`);
  const files = globSync(patterns, { cwd: root }).sort();
  return new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '..');
  const inside = checkImports(readSources(path.join(root, 'src')));
  const violations = [
    ...inside.map((each) => ({ ...each, file: `src/${each.file}` })),
    ...checkOutside(readOutside(root)),
  ];
  for (const { file, line, message } of violations) console.error(`${file}:${line}: ${message}`);
  if (violations.length > 0) process.exitCode = 1;
  else console.log('Every import goes in an allowed direction.');
}
