/** The tables of inputs and outputs in docs/github.md, from action.yml. */
import { parse } from 'yaml';

interface Description {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** The page with its tables as `action` has them; each stands between its marker and the next heading or sentence. */
export function withActionTables(page: string, action: string): string {
  const { inputs, outputs } = parse(action) as Description;
  const inputRows = Object.entries(inputs).map(
    ([name, { description, default: fallback }]) =>
      `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${cell(description)} |`,
  );
  const outputRows = Object.entries(outputs).map(
    ([name, { description }]) => `| \`${name}\` | ${cell(description)} |`,
  );
  const tables = {
    inputs: ['| input | default | |', '| --- | --- | --- |', ...inputRows],
    outputs: ['| output | |', '| --- | --- |', ...outputRows],
  };
  return Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: [^\n]*-->\n)\n(?:\\|[^\n]*\n)*\n?`),
        (_, marker: string) => `${marker}\n${table.join('\n')}\n\n`,
      ),
    page,
  );
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
