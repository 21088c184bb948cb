/** Questions to the person at the terminal. */
import { createInterface } from 'node:readline/promises';
import type { Ask } from '../engine/host.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { Plan } from '../plan/plan.ts';
import type { Answers, Question } from '../plan/settle.ts';
import { describeCandidate, NONE } from '../plan/settle.ts';
import { printable, quoted } from '../report/style.ts';
import type { Shell } from './shell.ts';

export function asking(shell: Shell): Ask {
  return { approve: (plan) => approve(plan, shell), settle: (questions) => settle(questions, shell) };
}

async function approve(plan: Plan, shell: Shell): Promise<boolean> {
  const what = plan.mode === 'destroy' ? 'delete all of this' : 'do this';
  let approved = false;
  await questioning(shell, async (question) => {
    const answer = await question(
      `\nShall Entente ${what} in the tenant ${quoted(plan.tenant.displayName)}? Only "yes" is accepted: `,
    );
    approved = answer === 'yes';
  });
  return approved;
}

async function settle(questions: readonly Question[], shell: Shell): Promise<Answers> {
  const answers = new Map<ResourceAddress, string>();
  await questioning(shell, async (question) => {
    for (const each of questions) {
      const answer = await question(settlementText(each));
      const chosen = each.candidates[Number(answer) - 1]?.id;
      if (chosen !== undefined) answers.set(each.address, chosen.toLowerCase());
      else if (answer === '0') answers.set(each.address, NONE);
    }
  });
  return answers;
}

/** Runs `talk` with a function that asks; ends early with the input, and with Ctrl-C, which is meant for the command. */
async function questioning(
  shell: Shell,
  talk: (question: (text: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const terminal = createInterface({ input: shell.stdin, output: shell.stderr });
  const left = new AbortController();
  // A terminal that is asked gives Ctrl-C to the question.
  terminal.once('SIGINT', () => {
    shell.interrupt();
    left.abort();
  });
  // The end of the input is an answer too; without this the question would wait for ever.
  terminal.once('close', () => left.abort());
  try {
    await talk(async (text) => (await terminal.question(text, { signal: left.signal })).trim());
  } catch (error) {
    if (!left.signal.aborted) throw error;
  } finally {
    terminal.close();
  }
}

function settlementText({ address, since, candidates }: Question): string {
  const lines = candidates.map((candidate, index) => `  ${index + 1}  ${describeCandidate(candidate)}`);
  return [
    '',
    `A run that began to create ${address} at ${since} was cut off. Which of these did it make?`,
    ...lines,
    '  0  none of them',
    'Number: ',
  ]
    .map((line) => printable(line))
    .join('\n');
}
