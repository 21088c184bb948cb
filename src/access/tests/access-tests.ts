/** Access tests: what people expect of a configuration, held against what it says. Pure. */
import { formatAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import type { Governance } from '../../schema/governance.ts';
import type { AccessAnswer, Step } from '../relation/answer.ts';
import { answerFor } from '../relation/answering.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { mismatches, undecided } from './expectation.ts';
import type { Mismatch } from './expectation.ts';
import type { AccessModel } from '../facts/model.ts';
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
      const answer = this.ask(requestor, key);
      const found = mismatches({ names: this.names, requestor, answer }, { ...common, ...own }, (member) =>
        own !== undefined && member in own ? [...path, member] : member in common ? ['expect', member] : path,
      );
      yield this.about(answer, 'can', path, found);
    }
    for (const [key, path] of entriesOf('cannot', spec.cannot)) {
      const reason = Array.isArray(spec.cannot) ? undefined : (spec.cannot as Record<string, string>)[key];
      const answer = this.ask(requestor, key);
      yield this.about(answer, 'cannot', path, [...refusalMismatches(answer, reason, path)]);
    }
    if (nothingElse === true) yield this.nothingElse(requestor);
  }

  private ask(requestor: Requestor, key: string): AccessAnswer {
    return answerFor(this.model, requestor, formatAddress('accessPackage', key));
  }

  private about(
    answer: AccessAnswer,
    expected: CheckOutcome['expected'],
    path: AttributePath,
    found: readonly Mismatch[],
  ): CheckOutcome {
    return this.outcome(
      answer.requestor.label,
      { package: answer.package, expected, path },
      found,
      answer.steps,
    );
  }

  private nothingElse(requestor: Requestor): CheckOutcome {
    const path = ['nothingElse'];
    const listed = new Set(
      entriesOf('can', this.test.spec.can).map(([key]) => formatAddress('accessPackage', key)),
    );
    const others = accessFor(this.model, requestor).filter(
      ({ verdict, automatic, package: { address } }) =>
        (verdict !== 'no' || automatic.length > 0) && !listed.has(address),
    );
    const found = others.map((answer): Mismatch => {
      const { displayName, address } = answer.package;
      const actual = `${alsoText(answer)} ${displayName} (${address})`;
      return { what: 'everything else', expected: 'nothing else', actual, path };
    });
    const { label } = requestorName(this.model, requestor);
    return this.outcome(
      label,
      { package: undefined, expected: 'nothing else', path },
      found,
      others[0]?.steps ?? [],
    );
  }

  private outcome(
    requestor: string,
    about: Pick<CheckOutcome, 'package' | 'expected' | 'path'>,
    found: readonly Mismatch[],
    steps: readonly Step[],
  ): CheckOutcome {
    const name = this.test.spec.name ?? requestor;
    return { test: this.test, name, requestor, ...about, mismatches: found, steps };
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
