/** Edits of one line each, and where the plan that they lead to says that they were made. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { apply, plan } from '../../../src/index.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { temporaryFolder } from '../cli.ts';

/** One line of a file, edited. */
export interface Edit {
  readonly name: string;
  readonly file: string;
  /** A text that stands once in the file, or the first of several behind `after`. */
  readonly from: string;
  readonly to: string;
  readonly after?: string;
  /** Text on the line that has to be named, where it is not the one that holds `to`. */
  readonly at?: string;
  /** What the plan has to answer for; by default an entry of access. */
  readonly by?: 'access' | 'finding' | 'change';
  readonly env?: string;
}

export interface Base {
  readonly files: Readonly<Record<string, string>>;
  readonly env?: string;
}

/** Where something is said: `governance.yaml:12`. */
type Line = string;

interface Told {
  /** Of each entry of access: its summary and the lines that its causes name. */
  readonly access: readonly { readonly text: string; readonly lines: readonly Line[] }[];
  readonly findings: readonly { readonly text: string; readonly lines: readonly Line[] }[];
  readonly changes: readonly { readonly text: string; readonly lines: readonly Line[] }[];
  readonly plan: Plan;
}

export interface Bench {
  readonly folder: string;
  /** The plan of an edited configuration, as its places. */
  told(edit: Edit): Promise<Told>;
  /** The line that was edited. */
  line(edit: Edit): Line;
  close(): void;
}

/** A folder with a configuration that is applied. */
export async function openBench({ files, env }: Base): Promise<Bench> {
  const folder = temporaryFolder();
  const write = (all: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(all)) writeFileSync(path.join(folder, name), text);
  };
  write(files);
  const host = { cwd: folder, env: {} };
  const options = { file: 'governance.yaml', host, ...(env !== undefined && { env }) };
  const { summary } = await apply({ ...options, autoApprove: true });
  if (summary === undefined || summary.failed > 0) throw new Error(JSON.stringify(summary));
  const textOf = (edit: Edit) => edited(files[edit.file] ?? '', edit);
  return {
    folder,
    async told(edit) {
      write({ ...files, [edit.file]: textOf(edit).text });
      const made = await plan({ ...options, allowAccessLoss: true });
      write(files);
      return toldBy(made.plan);
    },
    line(edit) {
      const { text, offset } = textOf(edit);
      const at = edit.at === undefined ? offset : text.indexOf(edit.at);
      if (at === -1) throw new Error(`"${edit.at}" is not in ${edit.file}`);
      return `${edit.file}:${text.slice(0, at).split('\n').length}`;
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

function edited(text: string, { name, from, to, after }: Edit): { text: string; offset: number } {
  const start = after === undefined ? 0 : text.indexOf(after);
  const offset = start === -1 ? -1 : text.indexOf(from, start);
  if (offset === -1) throw new Error(`${name}: "${from}" is not there`);
  if (after === undefined && text.includes(from, offset + 1))
    throw new Error(`${name}: "${from}" stands twice`);
  const first = to.search(/\S/);
  return {
    text: text.slice(0, offset) + to + text.slice(offset + from.length),
    offset: offset + Math.max(0, first),
  };
}

function toldBy(made: Plan): Told {
  const { access, findings, changes } = made;
  const lineOf = (source: { readonly file: string; readonly line: number } | undefined): Line =>
    source === undefined ? 'nowhere' : `${source.file}:${source.line}`;
  return {
    access: [...access.gained, ...access.lost, ...access.changed].map(({ summary, causes }) => ({
      text: summary,
      lines: causes.map(({ source }) => lineOf(source)),
    })),
    findings: findings.map(({ message, source }) => ({ text: message, lines: [lineOf(source)] })),
    changes: changes
      .filter(({ action }) => action !== 'noop')
      .map(({ address, action, source }) => ({ text: `${action} ${address}`, lines: [lineOf(source)] })),
    plan: made,
  };
}
