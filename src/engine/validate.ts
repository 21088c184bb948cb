/** Everything of a project that can be judged without a tenant: the configuration, and the files that stand beside it. */
import path from 'node:path';
import { accessTestFiles, configuredTests, loadAccessTests } from '../config/access-tests.ts';
import type { AccessTestsResult } from '../config/access-tests.ts';
import { checkGuaranteeNames, checkTestNames } from '../config/checks/check-test-names.ts';
import type { Configuration } from '../config/configuration.ts';
import { loadSeed } from '../config/seed.ts';
import type { SeedResult } from '../config/seed.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts';
import { counted } from '../model/counted.ts';
import type { Host } from './host.ts';
import type { Project, ProjectOptions } from './project.ts';
import { openProject } from './project.ts';

interface Beside {
  /** What the files are, in words. */
  readonly what: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Opens a project whose access tests and seed are valid too; rejects with what is wrong. */
export async function validateProject(options: ProjectOptions, host: Host): Promise<Project> {
  const project = await openProject(options, host);
  const { configuration } = project;
  const [tests, [directory]] = [await accessTests(configuration, host), await seed(configuration, host)];
  const read: Beside[] = [...tests, ...(directory === undefined ? [] : [directory])];
  if (directory?.seed !== undefined) {
    const { sponsors } = configuration.document;
    const all = [...configuredTests(configuration), ...tests.flatMap((file) => file.tests)];
    const unknown = checkTestNames(all, sponsors, directory.seed);
    read.push({ what: 'the access tests', diagnostics: unknown, sources: new Map() });
    const inGuarantees = checkGuaranteeNames(configuration, directory.seed);
    read.push({ what: 'the configuration', diagnostics: inGuarantees, sources: new Map() });
  }
  const diagnostics = read.flatMap((file) => file.diagnostics);
  const sources = new Map([...project.sources, ...read.flatMap((file) => [...file.sources])]);
  if (hasErrors(diagnostics)) {
    const wrong = new Set(read.flatMap((file) => (hasErrors(file.diagnostics) ? [file.what] : [])));
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    const conclusion = `${counted(errors, 'error')} in ${[...wrong].join(' and ')}; nothing was done.`;
    throw new DiagnosticError(diagnostics, { sources, conclusion });
  }
  await host.diagnostics(diagnostics, sources);
  return project;
}

async function accessTests(
  configuration: Configuration,
  { cwd }: Host,
): Promise<readonly (Beside & AccessTestsResult)[]> {
  const files = await accessTestFiles(configuration);
  return Promise.all(
    files.map(async (file) => ({
      what: 'the access tests',
      ...(await loadAccessTests({ file, cwd }, configuration)),
    })),
  );
}

/** The seed that the configuration names; a fault of the file as a whole is told where it is named. */
async function seed(configuration: Configuration, { cwd }: Host): Promise<readonly (Beside & SeedResult)[]> {
  const { folder, document } = configuration;
  const { seed: named, embedded } = document.tenant;
  if (named === undefined || embedded === undefined) return [];
  const read = await loadSeed({ file: path.resolve(folder, named), cwd, within: folder });
  const range = configuration.rangeOf(['tenant', 'seed']);
  const diagnostics = read.diagnostics.map((found) => (range === undefined ? found : { range, ...found }));
  return [{ what: 'the seed', ...read, diagnostics }];
}
