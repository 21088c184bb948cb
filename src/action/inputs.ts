/** What a workflow asks of the action: the inputs of action.yml, as GitHub passes them in the environment. */
import { durationOption } from '../engine/duration-option.ts';
import { failure } from '../diagnostics/failure.ts';

const COMMANDS = ['plan', 'apply', 'drift', 'check', 'access-check', 'test'] as const;
type ActionCommand = (typeof COMMANDS)[number];

export interface Inputs {
  readonly command: ActionCommand;
  readonly file: string;
  readonly environment: string | undefined;
  readonly workingDirectory: string;
  readonly targets: readonly string[];
  readonly refresh: 'auto' | 'true' | 'false';
  readonly planFile: string | undefined;
  readonly expectDigest: string | undefined;
  readonly maxDeletes: number | undefined;
  readonly allowAccessLoss: boolean;
  readonly allowPrivileged: boolean;
  /** Seconds. */
  readonly lockTimeout: number;
  /** Milliseconds that the command may take. */
  readonly timeoutMs: number;
  readonly sarifFile: string | undefined;
  /** Of `access-check`: as the options of the command line. */
  readonly against: string | undefined;
  readonly noPublic: boolean;
  readonly notGranted: string | undefined;
  readonly to: string | undefined;
  readonly allowUnknown: boolean;
  readonly comment: boolean;
  readonly issue: boolean;
  readonly annotations: boolean;
  readonly token: string;
}

/** Seconds. */
function duration(name: string, value: string): number {
  const seconds = durationOption(value);
  if (seconds !== undefined) return seconds;
  throw failure('ACTION_INPUT', `The input ${name} is "${value}"`, 'Write a duration such as 30s, 45m or 2h');
}

/** Undefined when it is not given. */
function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined || /^\d+$/.test(value)) return value === undefined ? undefined : Number(value);
  throw failure('ACTION_INPUT', `The input ${name} is "${value}"`, 'Write a whole number');
}

/** Reads the inputs; throws a DiagnosticError ACTION_INPUT for one that cannot be. */
export function readInputs(env: NodeJS.ProcessEnv): Inputs {
  const text = (name: string) => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const optional = (name: string) => (text(name) === '' ? undefined : text(name));
  const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T): T => {
    const given = optional(name) ?? fallback;
    const found = values.find((value) => value === given.toLowerCase());
    if (found !== undefined) return found;
    throw failure('ACTION_INPUT', `The input ${name} is "${given}"`, `It can be ${values.join(', ')}`);
  };
  const flag = (name: string, fallback: boolean) =>
    oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  return {
    command: oneOf('command', COMMANDS, 'plan'),
    file: optional('file') ?? 'governance.yaml',
    environment: optional('env'),
    workingDirectory: optional('working-directory') ?? '.',
    targets: text('target')
      .split(/\s+/)
      .filter((target) => target !== ''),
    refresh: oneOf('refresh', ['auto', 'true', 'false'], 'auto'),
    planFile: optional('plan-file'),
    expectDigest: optional('expect-digest'),
    maxDeletes: wholeNumber('max-deletes', optional('max-deletes')),
    allowAccessLoss: flag('allow-access-loss', false),
    allowPrivileged: flag('allow-privileged', false),
    lockTimeout: duration('lock-timeout', optional('lock-timeout') ?? '5m'),
    timeoutMs: duration('timeout', optional('timeout') ?? '1h') * 1000,
    sarifFile: optional('sarif-file'),
    against: optional('against'),
    noPublic: flag('no-public', false),
    notGranted: optional('not-granted'),
    to: optional('to'),
    allowUnknown: flag('allow-unknown', false),
    comment: flag('comment', true),
    issue: flag('issue', true),
    annotations: flag('annotations', true),
    token: text('github-token'),
  };
}
