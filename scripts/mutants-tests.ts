/** Which test files can notice a change of a source: by what they import, and by running the command line. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

interface Candidates {
  /** Test files that import the source, directly or not; the nearest first. */
  readonly near: readonly string[];
  /** Test files that run the command line or the action, which are bundled from the sources first. */
  readonly built: readonly string[];
}

/** Names of the test support that run what is bundled. */
const RUNNERS = /\b(entente|ententeProcess|CLI|BUNDLE|runAction|runActionProcess)\b/;

/**
 * Tests that hold something else than behaviour (texts of sources, the package), or that take minutes: what they alone
 * would notice counts as unnoticed.
 */
const LEFT_OUT = /^test\/(crash|browser|[^/]+$)/;

/** Tests that speak of many rooms though they are called otherwise: those first that run most of the sources. */
const BUILT_FIRST = ['test/cli/commands.', 'test/cli/access-loss.', 'test/cli/', 'test/engine/'];

/** Letters that words of one stem share, such as `departures` and `departed`. */
const STEM = 5;

/** What the files of the repository import at run time, as paths from its root. */
export class ImportGraph {
  readonly #imports = new Map<string, readonly string[]>();
  readonly #runs = new Set<string>();

  constructor(root: string) {
    for (const file of globSync(['src/**/*.ts', 'test/**/*.ts'], { cwd: root }).sort()) {
      const text = readFileSync(path.join(root, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
      const imports = source.statements.flatMap((statement) => importOf(file, statement));
      this.#imports.set(
        file,
        imports.map(({ target }) => target),
      );
      const isRunner = imports.some(
        ({ target, names }) => /^test\/support\/(cli|run-action)\.ts$/.test(target) && RUNNERS.test(names),
      );
      if (isRunner) this.#runs.add(file);
    }
  }

  /** Test files that can notice a change of `file`. */
  candidates(file: string): Candidates {
    const room = file.split('/')[1] ?? '';
    const tests = [...this.#imports.keys()].filter(
      (name) => name.endsWith('.test.ts') && !LEFT_OUT.test(name),
    );
    const reached = new Map(tests.map((test) => [test, this.#distances(test)]));
    const runs = (test: string) =>
      [...(reached.get(test)?.keys() ?? [])].some((name) => this.#runs.has(name));
    const distance = (test: string) => reached.get(test)?.get(file) ?? Infinity;
    const stems = stemsOf(file);
    // Tests that are called as the source is speak of it.
    const sharesName = (test: string) => stemsOf(test).some((stem) => stems.includes(stem));
    const rank = (test: string) =>
      (test.startsWith(`test/${room}/`) || sharesName(test) ? 0 : 100) + distance(test);
    const builtRank = (test: string) => {
      if (sharesName(test)) return -2;
      if (test.startsWith(`test/${room}/`)) return -1;
      const index = BUILT_FIRST.findIndex((start) => test.startsWith(start));
      return index === -1 ? BUILT_FIRST.length : index;
    };
    return {
      near: tests
        .filter((test) => !runs(test) && distance(test) < Infinity)
        .sort((a, b) => rank(a) - rank(b)),
      built: tests.filter(runs).sort((a, b) => builtRank(a) - builtRank(b)),
    };
  }

  #distances(from: string): ReadonlyMap<string, number> {
    const distances = new Map([[from, 0]]);
    for (const [file, distance] of distances) {
      for (const target of this.#imports.get(file) ?? [])
        if (!distances.has(target)) distances.set(target, distance + 1);
    }
    return distances;
  }
}

function stemsOf(file: string): readonly string[] {
  const [name = ''] = path.basename(file).split('.');
  return name.split('-').map((word) => word.slice(0, STEM));
}

function importOf(file: string, statement: ts.Statement): readonly { target: string; names: string }[] {
  const isImport = ts.isImportDeclaration(statement);
  if (!isImport && !ts.isExportDeclaration(statement)) return [];
  const { moduleSpecifier } = statement;
  const isType = isImport
    ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : statement.isTypeOnly;
  if (isType || moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
  if (!moduleSpecifier.text.startsWith('.')) return [];
  const target = path.posix.join(path.posix.dirname(file), moduleSpecifier.text);
  const bindings = isImport ? statement.importClause?.namedBindings : undefined;
  const elements = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
  return [{ target, names: elements.map(({ name }) => name.text).join(' ') }];
}
