/**
 * Errors and warnings as values. Rooms collect and return them; only the CLI prints them.
 * A room far from the files reports an address or a configuration path; the owner of the files adds the range.
 */
import type { AttributePath } from '../model/path.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { TableCode } from './codes/table.ts';

type Severity = 'error' | 'warning';

declare const ofRule: unique symbol;
/** The code of a governance rule's finding, such as CHECK_NO_REVIEW; the rule explains it. Made by `ruleCode` alone. */
export type RuleCode = string & { readonly [ofRule]: true };

/** What a diagnostic is known by: an entry of the table, or a governance rule. */
export type DiagnosticCode = TableCode | RuleCode;

/** The code of what the rule with this id finds. */
export function ruleCode(id: string): RuleCode {
  return `CHECK_${id.toUpperCase().replaceAll('-', '_')}` as RuleCode;
}

/** A place in a text: line and column are one-based, offset is zero-based, all in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A stretch of a file; `end` is exclusive. `file` is as the user would type it (relative to the working folder). */
export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** Of what an entry takes from elsewhere, such as a template: the other place, and what it is. */
  readonly also?: {
    /** In words, for a line of its own. */
    readonly message: string;
    /** The same before the place, in parentheses: `used at`. */
    readonly briefly: string;
    readonly range: SourceRange;
  };
}

/** A replacement of a stretch of a file that mends a fault: how something is spelled, and nothing that it means. */
export interface Fix {
  readonly range: SourceRange;
  readonly text: string;
  /** What stands there; where it comes from elsewhere, such as a variable, nothing is replaced. */
  readonly was?: string;
}

/** One finding about the user's input, the tenant or the state. */
export interface Diagnostic {
  /** Stable; `codes/table.ts` explains each. */
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What happened, one sentence without a trailing full stop. */
  readonly summary: string;
  /** More facts: candidates, the service's own words. */
  readonly detail?: string;
  /** What to do. */
  readonly hint?: string;
  readonly address?: ResourceAddress;
  /** Where in the merged configuration document, e.g. `['policies', 'tango-partners', 'expiration']`. */
  readonly path?: AttributePath;
  readonly range?: SourceRange;
  /** A second place in the merged document; `withPlaces` tells it as `related`. */
  readonly other?: { readonly message: string; readonly path: AttributePath };
  /** Second place that takes part, e.g. the first of two duplicate keys. */
  readonly related?: readonly { readonly message: string; readonly range: SourceRange }[];
  /** The correction, for programs that read diagnostics (ENTENTE_DIAGNOSTICS). */
  readonly fix?: Fix;
}

/** True when at least one diagnostic is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Orders by file, position, code and summary, and drops exact repetitions. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const keyed = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) keyed.set(sortKey(diagnostic), diagnostic);
  return [...keyed.keys()].sort().map((key) => keyed.get(key) as Diagnostic);
}

function sortKey(diagnostic: Diagnostic): string {
  const offset = String(diagnostic.range?.start.offset ?? 0).padStart(12, '0');
  return [
    diagnostic.range?.file ?? '',
    offset,
    diagnostic.severity,
    diagnostic.code,
    diagnostic.address ?? '',
    diagnostic.summary,
    diagnostic.detail ?? '',
  ].join('\u0000');
}

interface FailureContext {
  readonly sources?: ReadonlyMap<string, string>;
  readonly conclusion?: string | undefined;
}

/** An expected failure that carries diagnostics for the user; anything else that is thrown is a bug or I/O. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files that the diagnostics point to, by name, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the failure means for what was to be done, such as `Nothing was planned.` */
  readonly conclusion: string | undefined;

  constructor(diagnostics: readonly Diagnostic[], { sources = new Map(), conclusion }: FailureContext = {}) {
    super(diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.summary}`).join('; '));
    this.diagnostics = diagnostics;
    this.sources = sources;
    this.conclusion = conclusion;
  }
}
