import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkImports, checkOutside, readOutside, readSources } from '../scripts/check-imports.ts';
import { kindNames, needlessHomonyms } from '../scripts/kind-names.ts';
import { KINDS } from '../src/kinds/registry.ts';

const messages = (sources: Record<string, string>, typeCycles: readonly string[] = []) =>
  checkImports(new Map(Object.entries(sources)), typeCycles).map(
    ({ file, line, message }) => `${file}:${line}: ${message}`,
  );

describe('import directions', () => {
  it('hold beside src: benches, examples and the test support use no front end', () => {
    const sources = readOutside(path.resolve(import.meta.dirname, '..'));
    for (const file of [
      'bench/access-tests.ts',
      'bench/faults.ts',
      'bench/stalls.ts',
      'test/support/engine.ts',
    ])
      expect([...sources.keys()]).toContain(file);
    expect(checkOutside(sources)).toEqual([]);
  });

  it('see a front end beside src, however it is imported', () => {
    const sources = {
      'bench/a.ts': "import { Terminal } from '../src/cli/terminal.ts';",
      'bench/deep/b.mjs': "\nawait import('../../src/action/main.ts');",
      'test/support/c.ts': "import type { T } from '../../src/cli/terminal.ts';",
      'examples/library/d.ts': "export * from '../../src/cli/ask.ts';\nimport '@owner/entente';",
      'bench/e.ts': "import '../src/engine/project.ts'; import './cli/f.ts';",
    };
    expect(
      checkOutside(new Map(Object.entries(sources))).map(
        ({ file, line, message }) => `${file}:${line}: ${message}`,
      ),
    ).toEqual([
      'bench/a.ts:1: bench must not import cli',
      'bench/deep/b.mjs:2: bench must not import action',
      'test/support/c.ts:1: test/support must not import cli',
      'examples/library/d.ts:1: examples must not import cli',
    ]);
  });

  it.each([
    [
      'a room that the table does not list',
      { 'plan/a.ts': "import { b } from '../state/b.ts';", 'state/b.ts': '' },
      ['plan/a.ts:1: plan may import types of state only'],
    ],
    [
      'values where only types are allowed',
      { 'report/a.ts': "\nimport { b } from '../plan/b.ts';", 'plan/b.ts': '' },
      ['report/a.ts:2: report may import types of plan only'],
    ],
    [
      'the inside of the graph room',
      { 'kinds/a.ts': "import { b } from '../graph/client.ts';" },
      ['kinds/a.ts:1: kinds may import graph/port.ts only'],
    ],
    [
      'logic shared with the embedded tenant',
      { 'tenant/a.ts': "import type { K } from '../kinds/kind.ts';" },
      ['tenant/a.ts:1: tenant must not import kinds'],
    ],
    [
      "the embedded tenant's inside, from the engine",
      { 'engine/a.ts': "const t = await import('../tenant/open.ts');" },
      ['engine/a.ts:1: engine may import tenant/index.ts only'],
    ],
    [
      "the embedded tenant's inside, from the command line",
      { 'cli/commands/a.ts': "import type { Faults } from '../../tenant/faults.ts';" },
      ['cli/commands/a.ts:1: cli may import tenant/index.ts only'],
    ],
    [
      "the embedded tenant's inside, from the library",
      { 'index.ts': "export { openTenant } from './tenant/open.ts';" },
      ['index.ts:1: the library may import types of tenant only'],
    ],
    [
      'anything that generated types import',
      { 'schema/a.ts': "import type { Address } from '../model/address.ts';" },
      ['schema/a.ts:1: schema must not import model'],
    ],
    [
      'generated types in the embedded tenant',
      { 'tenant/a.ts': "import type { Directory } from '../schema/directory.ts';" },
      ['tenant/a.ts:1: tenant must not import schema'],
    ],
    [
      'a message of the product in the embedded tenant',
      { 'tenant/a.ts': "import { failure } from '../diagnostics/failure.ts';" },
      ['tenant/a.ts:1: tenant must not import diagnostics'],
    ],
    [
      'the command line',
      { 'apply/a.ts': "import '../cli/main.ts';" },
      ['apply/a.ts:1: nobody may import cli'],
    ],
    [
      'a dynamic import',
      { 'model/a.ts': "const b = await import('../state/b.ts');" },
      ['model/a.ts:1: model must not import state'],
    ],
    [
      'a type of another room in a type position',
      { 'model/a.ts': "export type B = import('../state/b.ts').B;" },
      ['model/a.ts:1: model must not import state'],
    ],
    [
      'a re-export',
      { 'model/a.ts': "export * from '../state/b.ts';" },
      ['model/a.ts:1: model must not import state'],
    ],
    [
      'an unknown room',
      { 'helpers/a.ts': "import '../model/b.ts';" },
      ['helpers/a.ts:1: helpers is not a room of scripts/import-rules.ts'],
    ],
    [
      'yaml outside of config',
      { 'plan/a.ts': "import { parse } from 'yaml';" },
      ['plan/a.ts:1: only config may import yaml'],
    ],
    [
      'a sub-path of ajv',
      { 'report/a.ts': "import x from 'ajv/dist/2019.js';" },
      ['report/a.ts:1: only schema may import ajv'],
    ],
    [
      'a scoped package',
      { 'cli/a.ts': "import { Octokit } from '@octokit/rest';" },
      ['cli/a.ts:1: only github may import @octokit/rest'],
    ],
    [
      'fetch outside of the rooms that speak HTTP',
      { 'apply/a.ts': "const a = await fetch('x');" },
      ['apply/a.ts:1: only graph and state and github may use fetch'],
    ],
    [
      'fetch of globalThis',
      { 'apply/a.ts': 'globalThis.fetch;' },
      ['apply/a.ts:1: only graph and state and github may use fetch'],
    ],
    [
      'the environment outside of cli',
      { 'graph/a.ts': 'process.env.HOME;' },
      ['graph/a.ts:1: only cli and action and library may use process.env'],
    ],
    [
      'a clock',
      { 'plan/a.ts': 'Date.now();' },
      ['plan/a.ts:1: only cli and action and library may use Date.now'],
    ],
    [
      'files in a pure room',
      { 'plan/a.ts': "import 'node:fs';" },
      ['plan/a.ts:1: plan is pure and must not import node:fs'],
    ],
    [
      'more than hashing in a pure room',
      { 'model/sha256.ts': "import 'node:crypto';\nimport 'node:os';", 'plan/a.ts': "import 'node:crypto';" },
      [
        'model/sha256.ts:2: model is pure and must not import node:os',
        'plan/a.ts:1: plan is pure and must not import node:crypto',
      ],
    ],
  ])('see %s', (_what, sources, expected) => {
    expect(messages(sources as unknown as Record<string, string>)).toEqual(expected);
  });

  it('see a cycle', () => {
    const sources = {
      'model/a.ts': "import './b.ts';",
      'model/b.ts': "import './c.ts';",
      'model/c.ts': "import './a.ts';",
    };
    expect(messages(sources)).toEqual([
      'model/c.ts:1: cycle: model/a.ts → model/b.ts → model/c.ts → model/a.ts',
    ]);
  });

  it('see a cycle of types between files of one room, and not one between rooms', () => {
    const sources = {
      'tenant/a.ts': "import type { B } from './life/b.ts';",
      'tenant/life/b.ts': "export type C = import('../c.ts').C;",
      'tenant/c.ts': "export type { A } from './a.ts';",
      'engine/d.ts': "import type { E } from '../report/e.ts';",
      'report/e.ts': "import type { D } from '../engine/d.ts';",
    };
    expect(messages(sources).filter((message) => message.includes('cycle'))).toEqual([
      'tenant/c.ts:1: cycle: tenant/a.ts → tenant/life/b.ts → tenant/c.ts → tenant/a.ts',
    ]);
  });

  it('leave out a cycle of types that is listed, and refuse to list what is none or closes at run time', () => {
    const sources = {
      'state/a.ts': "import type { B } from './b.ts';",
      'state/b.ts': "import { A } from './a.ts';",
    };
    expect(messages(sources, ['state/a.ts → state/b.ts'])).toEqual([]);
    expect(messages({ ...sources, 'state/b.ts': '' }, ['state/a.ts → state/b.ts'])).toEqual([
      'state/a.ts:1: state/a.ts → state/b.ts is not a type import that closes a cycle: remove it from TYPE_CYCLES in scripts/import-rules.ts',
    ]);
    expect(messages(sources, ['state/b.ts → state/a.ts'])).toEqual([
      'state/b.ts:1: cycle: state/a.ts → state/b.ts → state/a.ts',
      'state/b.ts:1: state/b.ts → state/a.ts is not a type import that closes a cycle: remove it from TYPE_CYCLES in scripts/import-rules.ts',
    ]);
  });

  it('allow what the table allows', () => {
    const sources = {
      'plan/a.ts': "import type { S } from '../state/b.ts';\nimport { K } from '../kinds/c.ts';",
      'engine/c.ts': "const t = await import('../tenant/index.ts');",
      'index.ts': "export { plan } from './library/planning.ts'; export * from './access/index.ts';",
      'kinds/c.ts': "import { GraphError } from '../graph/port.ts'; import type { G } from '../schema/g.ts';",
      'cli/d.ts': "import '../apply/e.ts'; process.env.HOME;",
      'graph/f.ts': 'export const get = (fetch: () => void) => fetch();\n',
      'model/g.ts': "import type { H } from './h.ts';",
      'model/h.ts': "import type { I } from './i.ts';",
    };
    expect(messages(sources)).toEqual([]);
  });
});

describe('names of kinds', () => {
  const sources = readSources(path.resolve(import.meta.dirname, '../src'));
  const seen = (file: string, text: string, kinds: readonly string[] = ['accessPackage', 'policy']) =>
    kindNames(new Map([[file, text]]), kinds, {}).map(({ line, kind }) => `${line} ${kind}`);

  it('stand in kinds, access and checks alone', () => {
    const rooms = new Set([...sources.keys()].map((file) => file.split('/')[0]));
    for (const room of [
      'plan',
      'apply',
      'refresh',
      'import',
      'report',
      'state',
      'config',
      'engine',
      'cli',
      'action',
    ])
      expect(rooms).toContain(room);
    expect(kindNames(sources, KINDS.keys())).toEqual([]);
    expect(needlessHomonyms(sources, KINDS.keys())).toEqual([]);
  });

  it('are those of the registry, and each is seen', () => {
    expect(KINDS.size).toBeGreaterThan(7);
    for (const kind of KINDS.keys()) {
      expect(seen('plan/a.ts', `const k = '${kind}';`, [...KINDS.keys()])).toEqual([`1 ${kind}`]);
      expect(seen('plan/a.ts', `const k = \`${kind}.\${key}\`;`, [...KINDS.keys()])).toEqual([`1 ${kind}`]);
    }
    // Kinds name themselves, so the same search finds every kind there.
    const renamed = new Map([...sources].map(([file, text]) => [file.replace(/^kinds\//, 'plan/'), text]));
    expect(new Set(kindNames(renamed, KINDS.keys()).map(({ kind }) => kind))).toEqual(new Set(KINDS.keys()));
  });

  it.each([
    ['a comparison', "if (kind === 'policy') go();"],
    ['a case', "switch (kind) { case 'policy': go(); }"],
    ['a union', "type K = 'other' | 'policy';"],
    ['a key', 'const nouns = { policy: 1 };'],
    ['a quoted key', "const nouns = { 'policy': 1 };"],
    ['a short key', 'const nouns = { policy };'],
    ['a member of a type', 'interface N { readonly policy?: string }'],
    ['a member of a class', 'class N { policy = 1; }'],
    ['a member by name', "value['policy'];"],
    ['a type by name', "type P = Nouns['policy'];"],
    ['an address', "const a = 'policy.tango';"],
    ['a prefix', "address.startsWith('policy.');"],
    ['a template', 'const a = `policy.${key}`;'],
    ['a later part of a template', 'const a = `${x} policy.${key}`;'],
    ['a template without holes', 'const a = `policy`;'],
    ['an expression', 'const a = /^policy\\./;'],
    ['a name of two words in a list', "const a = 'target,accessPackage';"],
    ['a key of a look-up', 'const a = `accessPackage ${id}`;'],
  ])('are seen in %s', (_what, text) => {
    expect(seen('report/html/a.ts', text)).toHaveLength(1);
  });

  it.each([
    ['a sentence', "const a = 'Ask for another policy. Or wait.';"],
    ['an example in a sentence', "const a = 'Name it, as policy.tango';"],
    ['a sentence with holes', 'const a = `The policy ${name} is no policy.`;'],
    ['a longer word', "const a = '/accessPackages'; const b = 'policyId';"],
    ['a comment', '// policy.tango is one'],
    ['a variable', 'const policy = 1; go(policy);'],
  ])('are not seen in %s', (_what, text) => {
    expect(seen('plan/a.ts', text)).toEqual([]);
  });

  it.each(['kinds/a.ts', 'access/a.ts', 'checks/rules/a.ts'])('may stand in %s', (file) => {
    expect(seen(file, "const k = 'policy';")).toEqual([]);
  });

  it('leave out what is listed, and refuse a list of more than there is', () => {
    const graph = new Map([['graph/a.ts', 'interface R { policy: string; catalog: string }']]);
    const kinds = ['policy', 'catalog'];
    expect(kindNames(graph, kinds, { 'graph/a.ts policy': 'of retries' })).toEqual([
      { file: 'graph/a.ts', line: 1, kind: 'catalog' },
    ]);
    const listed = { 'graph/a.ts policy': 'of retries', 'graph/b.ts policy': 'of retries' };
    expect(needlessHomonyms(graph, kinds, listed)).toEqual(['graph/b.ts policy']);
  });
});
