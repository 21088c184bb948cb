/** The contract of a governance rule: one file per rule holds what it looks for, why, and what to do about it. */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Governed } from './governed.ts';

/** `error` makes `entente check` exit with 2; a note is worth knowing and nothing more. */
export type RuleSeverity = 'note' | 'warning' | 'error';

/** One place that breaks a rule. Names in the message are the configuration's: escape them when printing. */
export interface RuleFinding {
  /** The resource, or `sponsor.KEY` for an entry of `sponsors`; what a suppression names. */
  readonly address: ResourceAddress;
  /** Where in the merged document. */
  readonly path: AttributePath;
  /** One sentence without a trailing full stop. */
  readonly message: string;
  /** What makes it the same finding before and after a change, where that is not what stands at the place. */
  readonly identity?: string;
  /** Of a finding that stands for several: an id of each, by which a plan tells which of them is new. */
  readonly about?: readonly string[];
}

/** A knob of a rule, set under `checks.rules.RULE`. */
type RuleOption =
  | {
      readonly type: 'integer';
      readonly description: string;
      readonly default: number;
      readonly minimum: number;
    }
  | { readonly type: 'strings'; readonly description: string; readonly default: readonly string[] };

type RuleOptions = Readonly<Record<string, RuleOption>>;

type OptionValues<O extends RuleOptions> = {
  readonly [K in keyof O]: O[K] extends { type: 'integer' } ? number : readonly string[];
};

export interface Rule<O extends RuleOptions = RuleOptions> {
  /** Kebab-case; the file's name, the key under `checks.rules`, the anchor in docs/checks.md. */
  readonly id: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Unless `checks.rules` says otherwise. */
  readonly severity: RuleSeverity;
  /** Why it matters, for a reader who has to be convinced. */
  readonly rationale: string;
  /** What to do, for a reader who is convinced. */
  readonly remedy: string;
  /** It finds what no policy does; policies that the configuration lacks may do it. */
  readonly needsEveryPolicy?: boolean;
  readonly options?: O;
  check(governed: Governed, options: OptionValues<O>): Iterable<RuleFinding>;
}

/** Erases the types of the options for the registry; `runChecks` passes what the rule itself declares. */
export function defineRule<const O extends RuleOptions = RuleOptions>(rule: Rule<O>): Rule {
  return rule;
}
