/** Access tests: what people expect of a configuration, held against what it says. Pure. */
import type { ResourceAddress } from '../../model/address.ts';
import { formatAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import type { Governance } from '../../schema/governance.ts';
import type { AccessAnswer, Step } from '../relation/answer.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { mismatches, undecided } from './expectation.ts';
import type { Mismatch } from './expectation.ts';
import type { AccessModel } from '../facts/model.ts';
import { byName } from '../facts/model.ts';
import type { Asked } from './asked.ts';
import { askedAbout } from './asked.ts';
import { accessFor } from '../relation/overview.ts';
import type { Named } from '../facts/policy-view.ts';
import { TestNames } from './test-names.ts';
import type { AccessTestSpec } from './test-requestor.ts';
import { testRequestor } from './test-requestor.ts';

/** A test as a file holds it. */
export interface AccessTest {
  readonly spec: AccessTestSpec;
  /** Place of a part of the test. */
  readonly placeOf: (path: AttributePath) => SourceRange | undefined;
}

/** One package of one test. */
export interface CheckOutcome {
  readonly test: Pick<AccessTest, 'placeOf'>;
  /** The test's name, or what it says of whom. */
  readonly name: string;
  readonly requestor: string;
  /** Undefined for a check of everything else, for a guarantee, and where the requestor does not exist. */
  readonly package: Named | undefined;
  readonly expected: 'can' | 'cannot' | 'nothing else' | 'guaranteed';
  readonly path: AttributePath;
  /** Empty: passed. */
  readonly mismatches: readonly Mismatch[];
  /** The reasoning about the package. */
  readonly steps: readonly Step[];
  /** Everyone who was asked about the package; empty where the outcome is not about one package. */
  readonly asked: readonly Asked[];
  /** Everyone whom it is about, each once or more. */
  readonly requestors: readonly Requestor[];
  /** The test says who approves. */
  readonly approversExpected: boolean;
}

/** Runs tests in their order; `sponsors` are those of the configuration. */
export function runAccessTests(
  model: AccessModel,
  tests: readonly AccessTest[],
  sponsors: Governance['sponsors'],
): readonly CheckOutcome[] {
  const names = new TestNames(model, sponsors ?? {});
  return tests.flatMap((test) => [...new TestRun(model, names, test).outcomes()]);
}

class TestRun {
  private readonly model: AccessModel;
  private readonly names: TestNames;
  private readonly test: AccessTest;

  constructor(model: AccessModel, names: TestNames, test: AccessTest) {
    this.model = model;
    this.names = names;
    this.test = test;
  }

  *outcomes(): Generator<CheckOutcome> {
    const { expect: common = {}, nothingElse } = this.test.spec;
    const { spec } = this.test;
    const requestor = testRequestor(this.model, this.names, spec.requestor);
    if (typeof requestor === 'string') {
      const path = ['requestor'];
      const mismatch = { what: 'requestor', expected: 'a person', actual: requestor, path };
      yield this.outcome(
        JSON.stringify(spec.requestor),
        { package: undefined, expected: 'can', path },
        [mismatch],
        [],
      );
      return;
    }
    for (const [key, path] of entriesOf('can', spec.can)) {
      const own =
        Array.isArray(spec.can) || spec.can === undefined ? {} : (spec.can as Record<string, object>)[key];
      const placeOf = (member: string) =>
        own !== undefined && member in own ? [...path, member] : member in common ? ['expect', member] : path;
      // Who is perhaps not meant need not be able to.
      const asked = this.ask(requestor, key).filter(({ certain }) => certain);
      const expectation = { ...common, ...own };
      const approversExpected = 'approvers' in expectation;
      yield this.about(asked, { expected: 'can', path, approversExpected }, (each) =>
        mismatches({ names: this.names, ...each }, expectation, placeOf),
      );
    }
    for (const [key, path] of entriesOf('cannot', spec.cannot)) {
      const reason = Array.isArray(spec.cannot) ? undefined : (spec.cannot as Record<string, string>)[key];
      yield this.about(this.ask(requestor, key), { expected: 'cannot', path }, ({ answer, certain }) => [
        ...refusalMismatches(answer, certain ? reason : undefined, path),
      ]);
    }
    if (nothingElse === true) yield this.nothingElse(requestor);
  }

  private ask(requestor: Requestor, key: string): readonly Asked[] {
    return askedAbout(this.model, requestor, formatAddress('accessPackage', key));
  }

  /** Those whom the test names come first: what is so of them is not said again of each sort of them. */
  private about(
    asked: readonly Asked[],
    about: Pick<CheckOutcome, 'expected' | 'path'> & Partial<CheckOutcome>,
    mismatchesOf: (each: Asked) => readonly Mismatch[],
  ): CheckOutcome {
    const [named, ...others] = asked;
    if (named === undefined) throw new Error('A test is about people');
    const found = [...mismatchesOf(named)];
    const said = new Set(found.map(({ path }) => JSON.stringify(path)));
    let { steps } = named.answer;
    for (const { called, ...each } of others) {
      const more = mismatchesOf(each).filter(({ path }) => !said.has(JSON.stringify(path)));
      if (found.length === 0 && more.length > 0) ({ steps } = each.answer);
      found.push(
        ...more.map((mismatch) => (called === undefined ? mismatch : { ...mismatch, requestor: called })),
      );
    }
    const { requestor, package: package_ } = named.answer;
    return this.outcome(
      requestor.label,
      { ...about, package: package_, asked, requestors: asked.map((each) => each.requestor) },
      found,
      steps,
    );
  }

  private nothingElse(requestor: Requestor): CheckOutcome {
    const path = ['nothingElse'];
    const listed = new Set(
      entriesOf('can', this.test.spec.can).map(([key]) => formatAddress('accessPackage', key)),
    );
    const asked = this.packagesToAsk(requestor).map((address) => askedAbout(this.model, requestor, address));
    const others = asked
      .filter(([named]) => named !== undefined && !listed.has(named.answer.package.address))
      .flatMap((all) => {
        const able = all.filter(
          ({ answer: { verdict, automatic } }) => verdict !== 'no' || automatic.length > 0,
        );
        return able.slice(0, 1);
      });
    const found = others.map(({ answer, called }): Mismatch => {
      const { displayName, address } = answer.package;
      const actual = `${alsoText(answer)} ${displayName} (${address})`;
      return {
        ...(called !== undefined && { requestor: called }),
        ...{ what: 'everything else', expected: 'nothing else', actual, path },
      };
    });
    const { label } = requestorName(this.model, requestor);
    return this.outcome(
      label,
      {
        package: undefined,
        expected: 'nothing else',
        path,
        requestors: [requestor, ...asked.flat().map((each) => each.requestor)],
      },
      found,
      others[0]?.answer.steps ?? [],
    );
  }

  /** Of one person, those that may be open to them; some of a class may be able to request any. */
  private packagesToAsk(requestor: Requestor): readonly ResourceAddress[] {
    if (requestor.type === 'person')
      return accessFor(this.model, requestor).map(({ package: { address } }) => address);
    return [...this.model.packages.values()].sort(byName).map(({ address }) => address);
  }

  private outcome(
    requestor: string,
    about: Pick<CheckOutcome, 'package' | 'expected' | 'path'> & Partial<CheckOutcome>,
    found: readonly Mismatch[],
    steps: readonly Step[],
  ): CheckOutcome {
    const name = this.test.spec.name ?? requestor;
    return {
      ...{ test: this.test, name, requestor, asked: [], requestors: [], approversExpected: false },
      ...about,
      ...{ mismatches: found, steps },
    };
  }
}

function alsoText({ verdict, automatic }: AccessAnswer): string {
  if (verdict !== 'no') return verdict === 'yes' ? 'can also request' : 'may also be able to request';
  return automatic.some(({ certain }) => certain)
    ? 'also gets, without a request,'
    : 'may also get, without a request,';
}

/** Packages of a list or map, each with its place in the test. */
function entriesOf(
  section: 'can' | 'cannot',
  value: AccessTestSpec['can'] | AccessTestSpec['cannot'],
): readonly (readonly [key: string, path: AttributePath])[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((key: string, index) => [key, [section, index]] as const);
  return Object.keys(value).map((key) => [key, [section, key]] as const);
}

function* refusalMismatches(
  { verdict, reason, ways, automatic, unknown }: AccessAnswer,
  expected: string | undefined,
  path: AttributePath,
): Generator<Mismatch> {
  const given = automatic.find(({ certain }) => certain);
  if (given !== undefined) {
    const actual = `gets it without a request, through ${given.policy.displayName}`;
    yield { what: 'request', expected: 'cannot', actual, path };
  } else if (verdict === 'yes') {
    const through = ways.map(({ policy }) => policy.displayName).join(', ');
    yield { what: 'request', expected: 'cannot', actual: `can, through ${through}`, path };
  } else if (verdict === 'unknown') {
    yield { what: 'request', expected: 'cannot', actual: undecided(unknown), path };
  } else if (expected !== undefined && expected !== reason) {
    yield { what: 'reason', expected, actual: reason, path };
  }
}
