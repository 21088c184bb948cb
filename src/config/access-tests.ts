/** Access tests: the section `tests` of the configuration, and files of their own (`schema/access-tests.schema.json`). */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ResourceAddress } from '../model/address.ts';
import { formatAddress, parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.ts';
import { hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { AccessTestExpectation, Governance } from '../kinds/generated.ts';
import type { Configuration } from './configuration.ts';
import validateAccessTests from './generated/validate-access-tests.js';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';
import { readStandalone } from './standalone.ts';

type Spec = NonNullable<Governance['tests']>[number];

/** A test and where its parts stand. */
export interface LoadedTest {
  readonly spec: Spec;
  /** Place of a part of the test. */
  readonly placeOf: (path: AttributePath) => SourceRange | undefined;
}

export interface AccessTestsResult {
  /** Empty when a diagnostic is an error. */
  readonly tests: readonly LoadedTest[];
  readonly diagnostics: readonly Diagnostic[];
  /** Text by shown file name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The tests of the configuration itself. */
export function configuredTests(configuration: Configuration): readonly LoadedTest[] {
  return loaded(configuration.document.tests ?? [], (at) => configuration.rangeOf(at));
}

/** Reads a file of tests of a configuration, absolute or relative to `cwd`. */
export async function loadAccessTests(
  options: { readonly file: string; readonly cwd: string },
  { declarations }: Pick<Configuration, 'declarations'>,
): Promise<AccessTestsResult> {
  const { value, rangeOf, diagnostics, sources } = await readStandalone(options, validateAccessTests, {
    what: 'a file of access tests',
    begin: 'tests: [ { requestor: new@fabrikam.com, can: [...] } ]',
    unreadable: 'Name a file of access tests, such as partners.access.yaml',
  });
  if (value === undefined) return { tests: [], diagnostics, sources };
  const specs = (value as unknown as { readonly tests: readonly Spec[] }).tests;
  const declared = new Set(declarations.map(({ address }) => address));
  const found = sortDiagnostics(
    checkAccessTests(specs, declared).map((each) => {
      const range = rangeOf(each.path);
      return range === undefined ? each : { ...each, range };
    }),
  );
  return { tests: hasErrors(found) ? [] : loaded(specs, (at) => rangeOf(at)), diagnostics: found, sources };
}

/** Files of tests beside the files of a configuration, absolute, in a stable order. */
export async function accessTestFiles({ folder, files }: Configuration): Promise<readonly string[]> {
  const folders = [...new Set(files.map(({ name }) => path.dirname(path.resolve(folder, name))))].sort();
  const found = await Promise.all(
    folders.map(async (each) => {
      const names = await readdir(each);
      return names
        .filter((name) => /\.access\.ya?ml$/.test(name))
        .sort()
        .map((name) => path.join(each, name));
    }),
  );
  return found.flat();
}

function loaded(
  specs: readonly Spec[],
  rangeOf: (path: AttributePath) => SourceRange | undefined,
): readonly LoadedTest[] {
  return specs.map((spec, index) => ({ spec, placeOf: (path) => rangeOf(['tests', index, ...path]) }));
}

/** Tests that name what is not declared, contradict themselves, or say nothing; paths begin with `tests`. */
export function checkAccessTests(specs: readonly Spec[], declared: ReadonlySet<ResourceAddress>): Placed[] {
  return specs.flatMap((spec, index) => [...new TestCheck(spec, ['tests', index], declared).faults()]);
}

/** Of these a requestor is exactly one. */
const WHO = ['mail', 'user', 'guest', 'organization', 'group', 'class'] as const;
/** What is only said of a single person. */
const ABOUT_PERSON = ['groups', 'holds', 'manager', 'accountEnabled', 'signIn', 'properties'] as const;

class TestCheck {
  private readonly spec: Spec;
  private readonly path: AttributePath;
  private readonly declared: ReadonlySet<ResourceAddress>;

  constructor(spec: Spec, path: AttributePath, declared: ReadonlySet<ResourceAddress>) {
    this.spec = spec;
    this.path = path;
    this.declared = declared;
  }

  *faults(): Generator<Placed> {
    const { can, cannot, nothingElse, expect } = this.spec;
    if (can === undefined && cannot === undefined && nothingElse !== true)
      yield this.wrong([], 'The test expects nothing', 'Add can, cannot or nothingElse: true');
    if (expect !== undefined && can === undefined)
      yield this.wrong(['expect'], 'expect is about packages in can, and there is no can', 'Add can');
    yield* this.requestor();
    const allowed = keysOf(can);
    for (const [key, at] of allowed) {
      yield* this.reference('accessPackage', key, ['can', at]);
      if (!Array.isArray(can))
        yield* this.policies((can as Record<string, AccessTestExpectation>)[key], ['can', at]);
    }
    yield* this.policies(expect, ['expect']);
    for (const [key, at] of keysOf(cannot)) {
      if (allowed.some(([other]) => other === key))
        yield this.wrong(['cannot', at], `"${key}" is in can and in cannot`, 'Keep one of the two');
      const reason = Array.isArray(cannot) ? undefined : (cannot as Record<string, string>)[key];
      if (reason !== 'packageMissing') yield* this.reference('accessPackage', key, ['cannot', at]);
    }
  }

  private *requestor(): Generator<Placed> {
    const { requestor } = this.spec;
    if (typeof requestor === 'string') return;
    const who = WHO.filter((name) => requestor[name] !== undefined);
    const [kind] = who;
    if (who.length !== 1 || kind === undefined) {
      const found = who.length === 0 ? 'nobody' : who.join(' and ');
      yield this.wrong(['requestor'], `The requestor is ${found}`, `Say exactly one of ${WHO.join(', ')}`);
      return;
    }
    if (['organization', 'group', 'class'].includes(kind)) {
      for (const name of ABOUT_PERSON) {
        if (requestor[name] === undefined) continue;
        const summary = `${name} is said of one person, but the requestor is of a whole ${kind}`;
        yield this.wrong(['requestor', name], summary, 'Name one by mail, user or guest');
      }
    }
    if (requestor.organization !== undefined)
      yield* this.reference('connectedOrganization', requestor.organization, ['requestor', 'organization']);
    for (const [index, key] of (requestor.holds ?? []).entries())
      yield* this.reference('accessPackage', key, ['requestor', 'holds', index]);
  }

  private *policies(expected: AccessTestExpectation | undefined, path: AttributePath): Generator<Placed> {
    const { policy } = expected ?? {};
    if (typeof policy === 'string') yield* this.reference('policy', policy, [...path, 'policy']);
    else
      for (const [index, key] of (policy ?? []).entries())
        yield* this.reference('policy', key, [...path, 'policy', index]);
  }

  private *reference(kind: string, key: string, path: AttributePath): Generator<Placed> {
    if (this.declared.has(formatAddress(kind, key))) return;
    const known = [...this.declared].flatMap((address) => {
      const parts = parseAddress(address);
      return parts?.kind === kind ? parts.keys : [];
    });
    const near = didYouMean(key, known);
    const hint =
      near === undefined ? `Declared: ${known.slice(0, 8).join(', ') || 'none'}` : `Did you mean "${near}"?`;
    yield fault(
      'REFERENCE_UNKNOWN',
      [...this.path, ...path],
      `There is no ${NOUNS[kind] ?? kind} "${key}"`,
      hint,
    );
  }

  private wrong(path: AttributePath, summary: string, hint: string): Placed {
    return fault('CONFIG_ACCESS_TEST', [...this.path, ...path], summary, hint);
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  accessPackage: 'package',
  connectedOrganization: 'connected organization',
};

/** Keys of a list or map, each with its step in the path. */
function keysOf(
  value: Spec['can'] | Spec['cannot'],
): readonly (readonly [key: string, at: string | number])[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((key: string, index) => [key, index] as const);
  return Object.keys(value).map((key) => [key, key] as const);
}
