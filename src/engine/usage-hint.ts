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

const IMPORT = 'entente import, which takes what a tenant holds into files';

/** Commands of other tools: what does the same here. */
const COMMANDS: Readonly<Record<string, string>> = {
  audit: 'entente drift, which says who changed what, or entente check for the rules',
  console: 'entente access explain WHO PACKAGE, which answers for one person',
  diff: 'entente plan, or entente access diff for who can get in',
  export: IMPORT,
  'force-unlock': 'entente state unlock ID',
  format: 'entente fmt',
  generate: IMPORT,
  graph: 'entente access paths --mermaid',
  lint: 'entente check',
  list: 'entente state list',
  output: 'entente state show ADDRESS',
  preview: 'entente plan',
  pull: IMPORT,
  refresh: 'entente drift, and entente drift --accept to keep what it shows',
  status: 'entente drift',
  sync: 'entente apply',
  up: 'entente apply',
  unlock: 'entente state unlock ID',
  verify: 'entente validate',
  workspace: '--env NAME, for an entry of environments',
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
type UsageCode =
  | 'commander.unknownOption'
  | 'commander.unknownCommand'
  | 'commander.excessArguments'
  | 'commander.invalidArgument';

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
    'commander.unknownCommand': () => commandMeant(args),
    'commander.unknownOption': () => optionMeant(asTyped(unknown, args), args) ?? dashes([unknown]),
    'commander.excessArguments': () => dashes(args) ?? argumentMeant(args),
    'commander.invalidArgument': () => (args[0] === 'schema' ? schemaMeant(args[1] ?? '') : undefined),
  };
  return code in found ? found[code as UsageCode]() : undefined;
}

/** The whole of an option behind a single dash: the parser takes `-v` off `-var` before it reports the rest. */
function asTyped(unknown: string, args: readonly string[]): string {
  const options = args.map((arg) => arg.replace(/=.*$/, ''));
  const isWhole = (arg: string) => /^-[a-z]{3,}/i.test(arg) && arg.endsWith(unknown.replace(/^-/, ''));
  return (unknown.startsWith('--') ? undefined : options.find(isWhole)) ?? unknown;
}

/** For a command of another tool, at the top. */
function commandMeant(args: readonly string[]): string | undefined {
  const [first = ''] = args.filter((arg) => !arg.startsWith('-'));
  const instead = own(COMMANDS, first);
  return instead === undefined ? undefined : `Write ${instead}`;
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
