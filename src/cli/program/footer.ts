/** What every help ends with, and the manual: exit codes and the environment. */

type Rows = readonly (readonly [name: string, meaning: string])[];

export const EXIT_CODES: Rows = [
  ['0', 'success'],
  ['1', 'error; what was done until then is recorded'],
  ['2', 'changes (plan --detailed-exitcode), drift, findings, failed tests, files to format (fmt --check)'],
  ['130, 143, 129', 'interrupted by Ctrl-C, SIGTERM, SIGHUP'],
  ['141', 'what is printed could not be written any more'],
];

export const ENVIRONMENT: Rows = [
  ['AZURE_TENANT_ID, AZURE_CLIENT_ID, ...', 'credentials; entente doctor says which are used'],
  ['ENTENTE_VAR_NAME', 'value of the variable NAME of the configuration'],
  ['ENTENTE_TIMEOUT, ENTENTE_MAX_WAIT', 'as --timeout and --max-wait'],
  ['TF_HTTP_USERNAME, TF_HTTP_PASSWORD', 'sign-in of a state over HTTP'],
  ['ENTENTE_PAGER, PAGER', 'what shows text that is longer than the screen: less by default, cat for none'],
  ['NO_COLOR, FORCE_COLOR', 'no colours; colours although the output is not a terminal'],
  ['ENTENTE_DEBUG', 'with any value: where a bug of Entente happened'],
];

/** The last lines of a help. */
export function footer(): string {
  return `\nExit codes:\n${table(EXIT_CODES)}\n\nEnvironment:\n${table(ENVIRONMENT)}`;
}

function table(rows: Rows): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`).join('\n');
}
