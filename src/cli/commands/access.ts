/** `entente access`: who may have what, and why. */
import type { AccessAnswer, RequestorName } from '../../access/index.ts';
import { answerLines, personText } from '../../access/index.ts';
import { accessFor, accessWho as whoOf, diffAccessOf, explainAccess } from '../../engine/access/answers.ts';
import { linkOf, placedAnswer, placeOfWay } from '../../engine/access/placed.ts';
import { placeText } from '../../engine/access/places.ts';
import type { SideOptions } from '../../engine/access/sides.ts';
import type { AccessOptions as ViewOptions, AccessView } from '../../engine/access/view.ts';
import { jsonDocument } from '../../model/printable.ts';
import { renderAccessDiff } from '../../report/access-diff-text.ts';
import type { ShownAnswer } from '../../report/access-text.ts';
import { renderExplanation, renderFor, renderWho } from '../../report/access-text.ts';
import { createStyle, printable } from '../../report/style.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

interface AccessOptions extends GlobalOptions, ViewOptions {
  readonly json?: boolean;
}

/** `entente access who PACKAGE` */
export async function accessWho(wanted: string, options: AccessOptions, terminal: Terminal): Promise<void> {
  const found = await whoOf({ ...options, package: wanted }, terminal);
  const { view, package: about, unknown, answers, notes } = found;
  if (options.json === true) {
    print(terminal, view, { package: about, unknown, answers, notes });
    return;
  }
  const title = { ...about, hidden: answers[0]?.hidden === true };
  const shown = answers.map((answer) => show(view, answer));
  terminal.data(renderWho(title, shown, { color: terminal.color, notes, unknown }));
}

/** `entente access for USER|MAIL|DOMAIN` */
export async function accessForPerson(
  person: string,
  options: AccessOptions,
  terminal: Terminal,
): Promise<void> {
  const { view, requestor, answers, notes } = await accessFor({ ...options, person }, terminal);
  if (options.json === true) {
    print(terminal, view, { requestor: requestor.person.label, answers, notes });
    return;
  }
  const shown = answers.map((answer) => show(view, answer));
  terminal.data(
    renderFor([personText(view.model, requestor.person)], shown, { color: terminal.color, notes }),
  );
}

/** `entente access explain USER PACKAGE` */
export async function accessExplain(
  person: string,
  wanted: string,
  options: AccessOptions,
  terminal: Terminal,
): Promise<void> {
  const explained = await explainAccess({ ...options, person, package: wanted }, terminal);
  const { view, answer, answers, notes } = explained;
  if (options.json === true) {
    print(terminal, view, { answers, notes });
    return;
  }
  const steps = placedAnswer(view, answer).steps.map((step) => ({ step, place: placeText(step.source) }));
  terminal.data(renderExplanation(show(view, answer), steps, { color: terminal.color, notes }));
}

export interface AccessDiffOptions extends GlobalOptions, SideOptions {
  readonly json?: boolean;
  readonly detailedExitcode?: boolean;
}

/** `entente access diff`: between two revisions, or two files; 2 with `--detailed-exitcode` when access differs. */
export async function accessDiff(
  files: readonly string[],
  options: AccessDiffOptions,
  terminal: Terminal,
): Promise<number> {
  const { diff, differs, notes } = await diffAccessOf({ ...options, files }, terminal);
  if (options.json === true) terminal.document(jsonDocument(diff));
  else {
    const style = createStyle(terminal.color);
    const text = differs
      ? renderAccessDiff(diff, style, terminal)
      : 'Nobody gains, loses or gets other terms of access.';
    terminal.data(`${[text, ...notes.map((note) => style.dim(printable(note)))].join('\n\n')}\n`);
  }
  return differs && options.detailedExitcode === true ? 2 : 0;
}

function show(view: AccessView, answer: AccessAnswer): ShownAnswer {
  return {
    answer,
    lines: answerLines(answer),
    place: placeText(placeOfWay(view, answer)),
    link: linkOf(view, answer.package.address) ?? undefined,
  };
}

interface Printed {
  readonly package?: { readonly address: string; readonly displayName: string };
  readonly requestor?: RequestorName['label'];
  /** What is not known of the package's policies. */
  readonly unknown?: readonly string[];
  readonly answers: readonly AccessAnswer[];
  readonly notes: readonly string[];
}

function print(terminal: Terminal, view: AccessView, { answers, notes, ...about }: Printed): void {
  const placed = answers.map((answer) => placedAnswer(view, answer));
  terminal.document(jsonDocument({ source: view.source, ...about, notes, answers: placed }));
}
