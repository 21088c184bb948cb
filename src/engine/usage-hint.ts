/** What was meant by a command line that no command takes. Pure. */
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { PRINTED_SCHEMAS } from '../schema/printed.ts';

/** Options of other tools and of habit, without dashes: what to write instead. */
const OPTIONS: Readonly<Record<string, string>> = {
  e: '--env NAME',
  environment: '--env NAME',
  workspace: '--env NAME',
  c: '--file FILE',
  config: '--file FILE',
  configuration: '--file FILE',
  chdir: '--file FOLDER/governance.yaml',
  t: '--target ADDRESS',
  o: '-o FILE, which entente plan takes',
  q: '--quiet',
  debug: 'ENTENTE_DEBUG=1 before the command',
  format: '--json',
  output: '--json, or --out FILE where a command writes a file',
  var: 'the value below variables, or ${env.NAME} in its place and ENTENTE_VAR_NAME before the command',
  'var-file': 'the values below variables, or below environments.NAME.variables with --env NAME',
};

/** By command, what another one does. */
const OTHER_COMMANDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plan: { 'auto-approve': 'entente apply --auto-approve', yes: 'entente apply --auto-approve' },
  apply: { 'dry-run': 'entente plan', 'what-if': 'entente plan', yes: 'entente apply --auto-approve' },
  fmt: { 'dry-run': 'entente fmt --check', fix: 'entente fmt' },
  check: { fix: 'entente validate --fix' },
};

/** What people call what `entente schema` prints. */
const SCHEMA_WORDS: Readonly<Record<string, string>> = {
  access: 'access-tests',
  config: 'governance',
  configuration: 'governance',
  include: 'included',
  seed: 'directory',
  test: 'access-tests',
  tests: 'access-tests',
};

/** Commander's codes of what a command line can have too much of. */
type UsageCode = 'commander.unknownOption' | 'commander.excessArguments' | 'commander.invalidArgument';

/** How the parser refused a command line. */
interface Refused {
  readonly code: string;
  /** Names the option that is unknown, in quotes. */
  readonly message: string;
}

/** What to write instead of a refused command line; undefined where that is not known. */
export function usageHint({ code, message }: Refused, args: readonly string[]): string | undefined {
  const unknown = /'(--?[^'=]+)/.exec(message)?.[1] ?? '';
  const found: Readonly<Record<UsageCode, () => string | undefined>> = {
    'commander.unknownOption': () => optionMeant(unknown, args) ?? dashes([unknown]),
    'commander.excessArguments': () => dashes(args) ?? argumentMeant(args),
    'commander.invalidArgument': () => (args[0] === 'schema' ? schemaMeant(args[1] ?? '') : undefined),
  };
  return code in found ? found[code as UsageCode]() : undefined;
}

/** An option of a whole word behind a single dash. */
function dashes(args: readonly string[]): string | undefined {
  const option = args.find((arg) => /^-[a-z]{3,}(?:-[a-z]+)*$/i.test(arg));
  return option === undefined ? undefined : `Options of several letters begin with two dashes: -${option}`;
}

function optionMeant(unknown: string, args: readonly string[]): string | undefined {
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  const name = unknown.replace(/^--?/, '');
  const instead = own(own(OTHER_COMMANDS, command), name) ?? own(OPTIONS, name);
  return instead === undefined ? undefined : `Write ${instead}`;
}

/** A file or an address in the place of an option's value. */
function argumentMeant(args: readonly string[]): string | undefined {
  const [command, ...rest] = args.filter((arg) => !arg.startsWith('-'));
  for (const arg of rest) {
    if (/\.access\.ya?ml$/.test(arg)) return `Write entente test ${arg}`;
    if (/\.ya?ml$/.test(arg)) return `Write entente ${command ?? ''} --file ${arg}`;
    if (/^[a-z]\w*\.[\w/-]+$/i.test(arg) && /^(?:plan|apply|destroy)$/.test(command ?? ''))
      return `Write entente ${command ?? ''} --target ${arg}`;
  }
  return undefined;
}

function schemaMeant(name: string): string | undefined {
  const meant = own(SCHEMA_WORDS, name) ?? didYouMean(name, PRINTED_SCHEMAS);
  return meant === undefined ? undefined : `Write entente schema ${meant}`;
}

/** A table's own entry: an option may be called `constructor`. */
function own<Value>(table: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
