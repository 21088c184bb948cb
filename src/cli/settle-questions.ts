/** Asks which object an earlier run made, where the journal does not tell. */
import { createInterface } from 'node:readline/promises';
import type { ResourceAddress } from '../model/address.ts';
import type { Answers, Question } from '../plan/settle.ts';
import { describeCandidate, NONE } from '../plan/settle.ts';
import { printable } from '../report/style.ts';
import { failure } from './failure.ts';

/** Answers given as `ADDRESS=ID` or `ADDRESS=none`. Throws PLAN_SETTLE for another form. */
export function givenAnswers(settle: readonly string[]): Answers {
  return new Map(
    settle.map((text): [ResourceAddress, string] => {
      const at = text.lastIndexOf('=');
      if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1).toLowerCase()];
      throw failure(
        'PLAN_SETTLE',
        `--settle takes an address and what it is, not ${printable(text)}`,
        'For example --settle catalog.partners=3f2504e0-4f89-11d3-9a0c-0305e82c3301, or catalog.partners=none',
      );
    }),
  );
}

/** Answers of whoever sits at the terminal; without one of every question that is left without an answer. */
export async function askedAnswers(questions: readonly Question[]): Promise<Answers> {
  const answers = new Map<ResourceAddress, string>();
  if (!process.stdin.isTTY) return answers;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  // A terminal that is asked gives Ctrl-C to the question; it is meant for the command.
  terminal.once('SIGINT', () => {
    process.kill(process.pid, 'SIGINT');
    left.abort();
  });
  // The end of the input is an answer too; without this the question would wait for ever.
  terminal.once('close', () => left.abort());
  try {
    for (const question of questions) {
      const answer = (await terminal.question(asked(question), { signal: left.signal })).trim();
      const chosen = question.candidates[Number(answer) - 1]?.id;
      if (chosen !== undefined) answers.set(question.address, chosen.toLowerCase());
      else if (answer === '0') answers.set(question.address, NONE);
    }
  } catch (error) {
    if (!left.signal.aborted) throw error;
  } finally {
    terminal.close();
  }
  return answers;
}

function asked({ address, since, candidates }: Question): string {
  const lines = candidates.map((candidate, index) => `  ${index + 1}  ${describeCandidate(candidate)}`);
  return printableLines([
    '',
    `A run that began to create ${address} at ${since} was cut off. Which of these did it make?`,
    ...lines,
    '  0  none of them',
    'Number: ',
  ]);
}

function printableLines(lines: readonly string[]): string {
  return lines.map((line) => printable(line)).join('\n');
}
