/** Where what stands at a cursor is defined. */
import path from 'node:path';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import type { Stretch } from '../../config/references.ts';
import { rangeOfSpan } from '../../config/yaml/source-node.ts';
import type { Question } from './complete.ts';
import type { Known } from './known.ts';
import { knownOf } from './known.ts';
import type { EditorHost, EditorOptions, OpenTexts } from './workspace.ts';
import { configurationOf } from './workspace.ts';

/** The address that the word at a cursor stands for, as a reference or where it is defined. */
export function namedAt(known: Known, { file, offset }: Question, cwd: string): string | undefined {
  const isHere = (each: Stretch) =>
    path.resolve(cwd, each.file.name) === file && each.start <= offset && offset <= each.end;
  return known.references.find(isHere)?.to ?? known.definitions.find(isHere)?.address;
}

/** Places of the definition: more than one where environments say something of it as well. */
export async function definitionsAt(
  question: Question,
  options: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<readonly SourceRange[]> {
  const examined = await configurationOf(question.file, options, host, texts);
  if (examined === undefined) return [];
  const known = await knownOf(examined, options, host, texts);
  const wanted = namedAt(known, question, host.cwd);
  return known.definitions
    .filter(({ address }) => address === wanted)
    .map(({ file, start, end }) => rangeOfSpan(file, [start, end]));
}
