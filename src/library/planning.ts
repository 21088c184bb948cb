/** From configuration to tenant: validate, plan, apply. */
import type { ApplyEvent } from '../apply/events.ts';
import type { Configuration } from '../config/configuration.ts';
import type { OwnFiles } from '../config/own-files.ts';
import type { ApplyResult } from '../engine/apply/apply-options.ts';
import { apply as applyOf } from '../engine/apply/apply.ts';
import type { Ask, Host } from '../engine/host.ts';
import type { Planned } from '../engine/plan/plan.ts';
import { plan as planOf } from '../engine/plan/plan.ts';
import { openProject } from '../engine/project.ts';
import type { Plan } from '../plan/plan.ts';
import type { OperationOptions, Warned, WritingOptions } from './operation.ts';
import { operate, OPERATION_RULES, WRITING_RULES } from './operation.ts';
import type { OptionRules } from './options.ts';
import { madeFrom } from './plan-files.ts';
import { callback, digest, flag, optionFailure, text, texts, wholeNumber } from './options.ts';

export interface Validated extends Warned {
  readonly configuration: Configuration;
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Reads and checks a configuration with all its files; needs no network.
 *
 * Rejects with DiagnosticError: `CONFIG_*` and `KIND_*`, each with file, line and column.
 */
export function validate(options: OperationOptions): Promise<Validated> {
  return operate('validate', options, OPERATION_RULES, async (host) => {
    const { configuration, sources } = await openProject(options, host);
    return { configuration, sources };
  });
}

/** What a plan is about. */
interface PlanningOptions {
  /** Addresses such as `policy.project-partners`: only these, and what they need. Empty or left out: everything. */
  readonly target?: readonly string[] | undefined;
  /** False: the tenant is not read; the plan relies on what was last applied. By default true. */
  readonly refresh?: boolean | undefined;
  /** Delete everything that is managed. */
  readonly destroy?: boolean | undefined;
  /** Record what the tenant holds, and nothing else. */
  readonly refreshOnly?: boolean | undefined;
  /** Take over objects that exist under the declared names. */
  readonly adopt?: boolean | undefined;
  /** People may lose access; otherwise that is an error of the plan. */
  readonly allowAccessLoss?: boolean | undefined;
  /** Remove what an interrupted run created twice. */
  readonly removeTwins?: boolean | undefined;
  /** `ADDRESS=ID` or `ADDRESS=none`: the object that a run which was cut off made. */
  readonly settle?: readonly string[] | undefined;
}

const PLANNING_RULES: OptionRules<PlanningOptions> = {
  target: texts('a list of addresses, such as ["policy.project-partners"]'),
  refresh: flag,
  destroy: flag,
  refreshOnly: flag,
  adopt: flag,
  allowAccessLoss: flag,
  removeTwins: flag,
  settle: texts('a list of texts ADDRESS=ID or ADDRESS=none'),
};

/** Options of {@link plan}. */
export interface PlanOptions extends OperationOptions, PlanningOptions {
  /** Seconds to wait for a run that writes the state to end; left out: such a run does not matter. */
  readonly lockTimeout?: number | undefined;
}

const PLAN_RULES: OptionRules<PlanOptions> = {
  ...OPERATION_RULES,
  ...PLANNING_RULES,
  lockTimeout: WRITING_RULES.lockTimeout,
};

/**
 * Works out what an apply would do, with who gains or loses access (`plan.access`) and what governance rules say
 * (`plan.findings`). Changes nothing.
 *
 *     const { plan: made, errors } = await plan({ file: 'governance.yaml' });
 *
 * `errors` that are not empty: this plan cannot be applied, as when people would lose access. Rejects with
 * DiagnosticError when there is no plan: `CONFIG_*`, `LOOKUP_*`, `PLAN_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function plan(options: PlanOptions): Promise<Planned & Warned> {
  return operate('plan', options, PLAN_RULES, async (host) => {
    const [watching, keep] = keepingOff(host);
    const planned = await planOf(planningOf(options), watching);
    keep(planned.plan);
    return planned;
  });
}

/** Options of {@link apply}: with exactly one of `approve`, or any of `autoApprove`, `planFile` and `expectDigest`. */
export interface ApplyOptions extends WritingOptions, PlanningOptions {
  /** Asked once about the plan, before anything is done; only `true` approves. */
  readonly approve?: ((plan: Plan) => boolean | Promise<boolean>) | undefined;
  /** Nobody is asked. */
  readonly autoApprove?: boolean | undefined;
  /** A saved plan, absolute or relative to `host.cwd`: exactly this is done, or nothing. */
  readonly planFile?: string | undefined;
  /** `digest` of a plan that was shown before: exactly this is done, or nothing. */
  readonly expectDigest?: string | undefined;
  /** The most resources that may be deleted; GUARD_DELETES otherwise. */
  readonly maxDeletes?: number | undefined;
  /** Creations of unknown outcome may be sent again within the first hour. */
  readonly createAgain?: boolean | undefined;
  /** Roles of the directory may be handed out; GUARD_PRIVILEGED otherwise. */
  readonly allowPrivileged?: boolean | undefined;
  /** Called with the plan before it is approved. */
  readonly onPlan?: ((plan: Plan) => Promise<void> | void) | undefined;
  /** Told of each change as it begins and ends. */
  readonly onEvent?: ((event: ApplyEvent) => void) | undefined;
}

const APPLY_RULES: OptionRules<ApplyOptions> = {
  ...WRITING_RULES,
  ...PLANNING_RULES,
  approve: callback('a function of the plan that returns true or false, or a promise of it'),
  autoApprove: flag,
  planFile: text('the path of a saved plan'),
  expectDigest: digest,
  maxDeletes: wholeNumber,
  createAgain: flag,
  allowPrivileged: flag,
  onPlan: callback('a function of the plan'),
  onEvent: callback('a function of an event'),
};

/**
 * Plans under the lock of the state, has the plan approved, and carries it out. The lock is released and the tenant closed
 * when the promise settles, whatever happens.
 *
 *     const { summary, failures } = await apply({ file: 'governance.yaml', approve: (plan) => ask(plan) });
 *
 * `summary` undefined: it was not approved, and nothing was done. `failures`: what was not done, and why; run it again and
 * it continues. `interruption`: `signal` ended it before all was done. Rejects with DiagnosticError when nothing was done:
 * as `plan` does, and `APPLY_*`, `GUARD_*`, `PLAN_*`, `STATE_LOCKED`.
 */
export function apply(options: ApplyOptions): Promise<ApplyResult & Warned> {
  return operate('apply', options, APPLY_RULES, (host) => {
    requireConsent(options, host);
    const { approve, signal: _, onPlan, onEvent, ...rest } = options;
    const [watching, keep] = keepingOff(host);
    return applyOf(
      {
        ...planningOf(rest),
        lockTimeout: options.lockTimeout ?? 0,
        onPlan: (made) => {
          keep(made);
          return onPlan?.(made);
        },
        ...(onEvent !== undefined && { onEvent }),
      },
      approve === undefined ? watching : { ...watching, ask: asking(approve, host.ask) },
    );
  });
}

/** A host, and what makes `savePlan` keep a plan off the files of the project that an operation of that host opens. */
function keepingOff(host: Host): [Host, (made: Plan) => void] {
  let opened: OwnFiles | undefined;
  const keepOff = (own: OwnFiles) => (opened = own);
  return [{ ...host, keepOff }, (made) => opened && madeFrom(made, opened)];
}

/** The options that say what a plan is about as the engine takes them. */
function planningOf<O extends PlanningOptions>(options: O) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const { target = [], refresh = true } = options;
  return { ...(Object.fromEntries(given) as Given<O>), target, refresh };
}

/** Options without those that are undefined. */
type Given<O> = { readonly [K in keyof O]: Exclude<O[K], undefined> };

/** Throws OPTION_INVALID for an apply that nobody approves, or that would not ask whom it is to ask. */
function requireConsent({ approve, autoApprove, planFile, expectDigest }: ApplyOptions, { ask }: Host): void {
  const others = Object.entries({ autoApprove: autoApprove === true || undefined, planFile, expectDigest });
  const [other] = others.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (approve !== undefined && other !== undefined)
    throw optionFailure(
      `apply: the options "approve" and "${other}" exclude each other`,
      `With "${other}" nobody is asked; leave one of the two out`,
    );
  if (approve === undefined && other === undefined && ask === undefined)
    throw optionFailure(
      'apply: nobody approves the plan: the option "approve" is missing',
      'It takes a function of the plan that returns true or false; or give autoApprove: true, planFile or expectDigest',
    );
}

function asking(approve: NonNullable<ApplyOptions['approve']>, ask: Ask | undefined): Ask {
  return {
    async approve(made) {
      const answer: unknown = await approve(made);
      if (typeof answer === 'boolean') return answer;
      throw optionFailure(
        'apply: the function "approve" answered neither true nor false; nothing was done',
        'Return true to carry the plan out, and false to leave it',
      );
    },
    settle: (questions) => ask?.settle(questions) ?? Promise.resolve(new Map()),
  };
}
