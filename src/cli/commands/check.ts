import { existsSync } from 'node:fs';
import path from 'node:path';
import { deletionText } from '../../kinds/departed.ts';
import type { LookupKey } from '../../model/principal.ts';
import { parseLookup } from '../../model/principal.ts';
import type { StateDocument } from '../../state/document.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import type { KnownPrincipals } from '../../checks/people.ts';
import { RULES } from '../../checks/registry.ts';
import { runChecks } from '../../checks/run-checks.ts';
import { createDirectory } from '../../graph/directory.ts';
import { checksJson, renderChecks, renderRule } from '../../report/check-text.ts';
import { renderSarif } from '../../report/sarif.ts';
import { connect, graphEndpoint, readable } from '../../engine/connection/connect.ts';
import { failure } from '../../diagnostics/failure.ts';
import { factsOf, principalKeys } from '../../engine/principal-facts.ts';
import type { Project } from '../../engine/project.ts';
import { openProject, localState } from '../../engine/project.ts';
import { putFile } from '../../engine/put-file.ts';
import { leftOutOf } from '../../engine/access/left-out.ts';
import type { GlobalOptions } from '../terminal.ts';
import { maskedSources, Terminal } from '../terminal.ts';
import { homepage, toolVersion } from '../../engine/version.ts';

export interface CheckOptions extends GlobalOptions {
  readonly json?: boolean;
  /** Where to write SARIF. */
  readonly sarif?: string;
  /** Look people up in a real tenant. */
  readonly refresh?: boolean;
  /** A rule to explain. */
  readonly explain?: string;
}

/** `entente check`: 2 when a finding that counts is an error. */
export async function check(options: CheckOptions): Promise<number> {
  const terminal = new Terminal(options);
  if (options.explain !== undefined) {
    terminal.data(renderRule(ruleCalled(options.explain), terminal));
    return 0;
  }
  const project = await openProject(options, terminal);
  const { configuration, sources } = project;
  const online = options.refresh === true || (await graphEndpoint(project, terminal)) === undefined;
  const prior = await localState(configuration, terminal);
  const { known, departed } = online ? await lookUp(project, prior, terminal) : NOBODY;
  const result = runChecks({
    rules: RULES,
    document: configuration.document,
    known,
    today: new Date().toISOString().slice(0, 10),
    rangeOf: (at) => configuration.rangeOf(at),
    leftOut: leftOutOf(prior),
  });
  await terminal.diagnostics(result.diagnostics, sources);
  const tool = { name: 'entente', version: toolVersion() };
  if (options.sarif !== undefined) {
    const documentation = homepage();
    await write(
      options.sarif,
      renderSarif(result, { version: tool.version, documentation, pathOf: fromRoot() }),
    );
  }
  const lookUpHint = online ? undefined : 'To have them looked up in the tenant: entente check --refresh';
  if (options.json === true) terminal.document(checksJson(result, { tool, digest: configuration.digest }));
  else {
    const lines = maskedSources(sources);
    terminal.data(
      renderChecks(result, { color: terminal.color, sources: lines, lookUp: lookUpHint, departed }),
    );
  }
  const bad = result.findings.some(
    ({ severity, suppression }) => severity === 'error' && suppression === undefined,
  );
  return bad ? 2 : 0;
}

interface People {
  readonly known: KnownPrincipals;
  /** Names of those that were deleted, each with when, as far as that is told. */
  readonly departed: ReadonlyMap<string, string>;
}

const NOBODY: People = { known: new Map(), departed: new Map() };

/**
 * What the tenant knows of the people whom the configuration names; the embedded one needs no network. Of a name that it
 * does not know, the state or the audit log tell whether it was somebody's.
 */
async function lookUp(
  project: Project,
  prior: StateDocument | undefined,
  terminal: Terminal,
): Promise<People> {
  const keys = principalKeys(project.configuration.wants.lookups.map(({ key }) => key));
  if (keys.length === 0) return NOBODY;
  const connection = await connect(project, terminal);
  try {
    const directory = createDirectory(connection.graph);
    const found = await readable(() => directory.resolve(keys));
    const known = factsOf(
      new Map(
        [...found].flatMap(([key, answer]) =>
          answer.status === 'found' ? [[key, answer.entry] satisfies [LookupKey, unknown]] : [],
        ),
      ),
    );
    const missing = [...found].flatMap(([key, { status }]) => (status === 'missing' ? [key] : []));
    const deletions = await directory.deletionsByName(missing);
    const gone = missing.filter((key) => deletions.has(key) || prior?.lookups?.[key] !== undefined);
    const departed = new Map(
      gone.map((key) => [parseLookup(key).text, deletionText(deletions.get(key)) ?? '']),
    );
    return { known, departed };
  } finally {
    await connection.close();
  }
}

function ruleCalled(id: string) {
  const rule = RULES.find((known) => known.id === id);
  if (rule !== undefined) return rule;
  const ids = RULES.map((known) => known.id);
  const near = didYouMean(id, ids);
  throw failure(
    'CHECK_RULE',
    `There is no rule "${id}"`,
    near === undefined ? `It can be one of ${ids.join(', ')}` : `Did you mean "${near}"?`,
  );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await putFile(file, text, (before) => /^\s*\{/.test(before) && before.includes('sarif'));
  } catch (error) {
    const summary = `Cannot write ${file}: ${(error as Error).message}`;
    throw failure('CHECK_FILE', summary, 'Name another file with --sarif');
  }
}

/** Paths as GitHub knows them: from the folder that holds the repository, or from here when there is none. */
function fromRoot(): (file: string) => string {
  const here = process.cwd();
  let root = here;
  while (!existsSync(path.join(root, '.git')) && path.dirname(root) !== root) root = path.dirname(root);
  if (!existsSync(path.join(root, '.git'))) root = here;
  return (file) => path.relative(root, path.resolve(here, file)).split(path.sep).join('/');
}
