/** Lines of documents for a POSIX shell and for PowerShell, read to what they do, so that the two can be compared. */

/** One line: what it sets, defines or runs. Commands of one `run` follow each other as long as each succeeds. */
export type Line =
  | { readonly set: string; readonly value: string }
  | { readonly define: string; readonly words: readonly string[] }
  | { readonly run: readonly (readonly string[])[] };

/** The lines of a block without comments, continued ones as one; `continues` is the sign at their ends. */
function logicalLines(block: string, continues: string): string[] {
  return block
    .replaceAll(`${continues}\n`, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** Words of one command; the working directory is `{cwd}`. Throws for what only one of the shells would understand. */
function wordsOf(text: string): string[] {
  const words = text.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? [];
  return words.map((word) => {
    const bare = word.replace(/^(['"])(.*)\1$/, '$2').replaceAll('$PWD', '{cwd}');
    const isQuoted = bare.length < word.length && /^['"]/.test(word);
    // A comma makes a list in PowerShell, `@` before a word takes a table apart; the rest is known to both as signs.
    if (bare.includes('$') || (!isQuoted && /[,;&|<>(){}`*?~\\]|^@/.test(bare.replaceAll('{cwd}', ''))))
      throw new Error(`"${word}" is not the same word in every shell`);
    return bare;
  });
}

export function posixLines(block: string): Line[] {
  return logicalLines(block, '\\').map((line): Line => {
    const [, set, value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (set !== undefined) return { set, value: only(wordsOf(value)) };
    const [, define, body = ''] = /^alias ([\w-]+)="(.*)"$/.exec(line) ?? [];
    if (define !== undefined) return { define, words: wordsOf(body) };
    return { run: line.split(' && ').map(wordsOf) };
  });
}

export function powerShellLines(block: string): Line[] {
  return logicalLines(block, '`').map((line): Line => {
    const [, set, value = ''] = /^\$env:(\w+) = (.*)$/.exec(line) ?? [];
    if (set !== undefined) return { set, value: only(wordsOf(value)) };
    // A function reads variables when it is called, an alias when it is made: the folder is kept in one of its own.
    const [, kept = '', folder = '', define, body = ''] =
      /^\$(\w+) = ("[^"]*"); function ([\w-]+) \{ (.*) @args \}$/.exec(line)?.map(String) ?? [];
    if (define !== undefined) return { define, words: wordsOf(body.replace(`$${kept}`, folder)) };
    const run: string[][] = [];
    let rest = line;
    for (let found; (found = /^([^;]*); if \(\$\?\) \{ (.*) \}$/.exec(rest)) !== null; rest = found[2] ?? '')
      run.push(wordsOf(found[1] ?? ''));
    return { run: [...run, wordsOf(rest)] };
  });
}

function only(words: readonly string[]): string {
  if (words.length !== 1) throw new Error(`One word is wanted, not ${JSON.stringify(words)}`);
  return words[0] ?? '';
}

/** A document's blocks for a POSIX shell, each with the PowerShell block that follows it with at most one sentence between. */
export function shellBlocks(text: string): { readonly posix: string; readonly powerShell?: string }[] {
  const blocks = [...text.matchAll(/```(\w*)\n([^]*?)```([^`]*(?:`[^`\n]+`[^`]*)*)/g)];
  return blocks.flatMap(([, language, posix = ''], index) => {
    const next = blocks[index + 1];
    if (language !== 'sh') return [];
    return [{ posix, ...(next?.[1] === 'powershell' && { powerShell: next[2] ?? '' }) }];
  });
}
