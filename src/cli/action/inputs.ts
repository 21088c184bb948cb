/** What a workflow asks of the action: the inputs of action.yml, as GitHub passes them in the environment. */
import { durationFlag } from '../duration-flag.ts';
import { failure } from '../../diagnostics/failure.ts';

const COMMANDS = ['plan', 'apply', 'drift', 'check', 'test'] as const;
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
  readonly maxDeletes: string | undefined;
  readonly allowAccessLoss: boolean;
  readonly lockTimeout: string;
  /** Milliseconds that the command may take. */
  readonly timeoutMs: number;
  readonly sarifFile: string | undefined;
  readonly comment: boolean;
  readonly issue: boolean;
  readonly annotations: boolean;
  readonly token: string;
}

function duration(value: string): number {
  try {
    return durationFlag(value) * 1000;
  } catch {
    throw failure(
      'ACTION_INPUT',
      `The input timeout is "${value}"`,
      'Write a duration such as 30s, 45m or 2h',
    );
  }
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
    maxDeletes: optional('max-deletes'),
    allowAccessLoss: flag('allow-access-loss', false),
    lockTimeout: optional('lock-timeout') ?? '5m',
    timeoutMs: duration(optional('timeout') ?? '1h'),
    sarifFile: optional('sarif-file'),
    comment: flag('comment', true),
    issue: flag('issue', true),
    annotations: flag('annotations', true),
    token: text('github-token'),
  };
}
