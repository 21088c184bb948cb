/**
 * Every rule over a configuration, with the severities, options and suppressions that it sets itself. Pure: what is
 * known of people, today's date and the places in files are passed in.
 */
import type { AccessModel } from '../access/index.ts';
import { createAccessModel } from '../access/index.ts';
import type { AttributePath } from '../model/path.ts';
import type { ResourceAddress } from '../model/address.ts';
import { parseLookup } from '../model/principal.ts';
import type { LookupKey } from '../model/principal.ts';
import { breathe } from '../model/turns.ts';
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.ts';
import { nearAddress } from '../kinds/near-address.ts';
import type { Governance } from '../schema/governance.ts';
import { governedOf, NOBODY } from './governed.ts';
import { People } from './people.ts';
import type { KnownPrincipals } from './people.ts';
import type { Rule, RuleFinding, RuleSeverity } from './rule.ts';
import { compareNames } from '../model/natural-order.ts';

type Suppression = NonNullable<NonNullable<Governance['checks']>['suppressions']>[number];

export interface ChecksInput {
  readonly rules: readonly Rule[];
  readonly document: Governance;
  readonly known: KnownPrincipals;
  /** Who can request what and who approves, for the same document. Absent: rules about that find nothing. */
  readonly access?: AccessModel;
  /** Principals that were deleted: they approve and sponsor nothing. */
  readonly departed?: ReadonlySet<LookupKey>;
  /** The day, UTC: `2026-11-25`. */
  readonly today: string;
  readonly rangeOf: (path: AttributePath) => SourceRange | undefined;
  /** Policies that exist and that the document lacks, by the address of their package, a phrase each. */
  readonly leftOut?: ReadonlyMap<ResourceAddress, readonly string[]>;
}

export interface CheckFinding extends RuleFinding {
  readonly rule: string;
  readonly severity: RuleSeverity;
  /** What to do. */
  readonly remedy: string;
  readonly range?: SourceRange;
  /** Present when the configuration accepts it. */
  readonly suppression?: { readonly reason: string; readonly expires: string };
}

/** A rule without a full verdict, because a principal was not looked up. */
interface UndecidedRule {
  readonly rule: string;
  /** As the configuration names them. */
  readonly principals: readonly string[];
}

export interface ChecksResult {
  /** Rules that are on, with the severity that counts. */
  readonly rules: readonly { readonly rule: Rule; readonly severity: RuleSeverity }[];
  /** The worst first, then in the order of files and lines. */
  readonly findings: readonly CheckFinding[];
  readonly undecided: readonly UndecidedRule[];
  /** What exists and the document lacks, a sentence each; nothing is found that it may disprove. */
  readonly leftOut: readonly string[];
  /** Suppressions that have expired or silence nothing. */
  readonly diagnostics: readonly Diagnostic[];
}

const NOTHING: NonNullable<ChecksInput['leftOut']> = new Map();

const RANKS: readonly RuleSeverity[] = ['error', 'warning', 'note'];

/** Runs the rules that are on. */
export async function runChecks(input: ChecksInput): Promise<ChecksResult> {
  const { document, known, departed, today, rangeOf, leftOut = NOTHING } = input;
  const { access = createAccessModel({ resources: [] }) } = input;
  const governed = { ...governedOf(document, today, departed), access, departed: departed ?? NOBODY };
  const suppressions = new Suppressions(document.checks?.suppressions ?? [], today, rangeOf);
  const rules: { rule: Rule; severity: RuleSeverity }[] = [];
  const findings: CheckFinding[] = [];
  const undecided: UndecidedRule[] = [];
  for (const rule of input.rules) {
    const settings = document.checks?.rules?.[rule.id] ?? {};
    const { severity = rule.severity } = settings;
    if (severity === 'off') continue;
    await breathe();
    rules.push({ rule, severity });
    const people = new People(known);
    const options = Object.entries(rule.options ?? {}).map(([name, option]) => [
      name,
      settings[name] ?? option.default,
    ]);
    for (const finding of rule.check({ ...governed, today, people }, Object.fromEntries(options) as never)) {
      if (rule.needsEveryPolicy === true && mayBeDisproved(finding, leftOut)) continue;
      const range = rangeOf(finding.path);
      findings.push({
        ...finding,
        ...(range !== undefined && { range }),
        rule: rule.id,
        severity,
        remedy: rule.remedy,
        ...suppressions.of(rule.id, finding.address),
      });
    }
    const open = [...[...people.unknown].map((key) => parseLookup(key).text), ...people.unread];
    if (open.length > 0) undecided.push({ rule: rule.id, principals: open });
  }
  const open = new Set(undecided.map(({ rule }) => rule));
  return {
    rules,
    findings: findings.sort(byWeight),
    undecided,
    leftOut: [...leftOut].flatMap(([address, phrases]) =>
      phrases.map((each) => `Unknown for ${address}: ${each}`),
    ),
    diagnostics: suppressions.faults(open),
  };
}

/** A policy that is left out can be for any organization and catalog, but is of one package. */
function mayBeDisproved({ address }: RuleFinding, leftOut: NonNullable<ChecksInput['leftOut']>): boolean {
  return address.startsWith('accessPackage.') ? leftOut.has(address) : leftOut.size > 0;
}

function byWeight(a: CheckFinding, b: CheckFinding): number {
  const rank = RANKS.indexOf(a.severity) - RANKS.indexOf(b.severity);
  if (rank !== 0) return rank;
  const [left, right] = [a.range, b.range];
  return (
    compareNames(left?.file ?? '', right?.file ?? '') ||
    (left?.start.offset ?? 0) - (right?.start.offset ?? 0)
  );
}

/** The accepted findings, and which of the entries had something to accept. */
class Suppressions {
  private readonly used = new Set<Suppression>();
  /** Where each rule found something. */
  private readonly asked = new Map<string, string[]>();
  private readonly entries: readonly Suppression[];
  private readonly byTarget = new Map<string, Suppression>();
  private readonly today: string;
  private readonly rangeOf: ChecksInput['rangeOf'];

  constructor(entries: readonly Suppression[], today: string, rangeOf: ChecksInput['rangeOf']) {
    this.entries = entries;
    this.today = today;
    this.rangeOf = rangeOf;
    // Of two entries for one target the one that lasts longest counts.
    for (const entry of entries) {
      const target = targetOf(entry.rule, entry.address);
      const known = this.byTarget.get(target);
      if (known === undefined || known.expires < entry.expires) this.byTarget.set(target, entry);
    }
  }

  of(rule: string, address: string): Pick<CheckFinding, 'suppression'> {
    const places = this.asked.get(rule);
    if (places === undefined) this.asked.set(rule, [address]);
    else places.push(address);
    const entry = this.byTarget.get(targetOf(rule, address));
    if (entry === undefined) return {};
    this.used.add(entry);
    const { reason, expires } = entry;
    return expires < this.today ? {} : { suppression: { reason, expires } };
  }

  /** What is wrong with the entries; nothing can be said of those for rules in `open`. */
  faults(open: ReadonlySet<string>): readonly Diagnostic[] {
    return this.entries.flatMap((entry, index): Diagnostic[] => {
      const { rule, address, expires } = entry;
      const path = ['checks', 'suppressions', index];
      const range = this.rangeOf(path);
      const common = { severity: 'warning', path, ...(range !== undefined && { range }) } as const;
      if (this.used.has(entry)) {
        if (expires >= this.today) return [];
        const summary = `The suppression of ${rule} at ${address} expired on ${expires}, so the finding is reported again`;
        const hint = 'Fix the finding, or set a new date and reason';
        return [{ ...common, code: 'CHECK_SUPPRESSION_EXPIRED', summary, hint }];
      }
      if (open.has(rule)) return [];
      const summary = `The suppression of ${rule} at ${address} does not match a finding`;
      const near = nearAddress(address, this.asked.get(rule) ?? []);
      const hint = near === undefined ? 'Remove it' : `Remove it, or did you mean ${near}?`;
      return [{ ...common, code: 'CHECK_SUPPRESSION_UNUSED', summary, hint }];
    });
  }
}

function targetOf(rule: string, address: string): string {
  return `${rule} ${address}`;
}
