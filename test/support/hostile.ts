/** Names that somebody could give to a package, a group or a partner in order to make a report say or do something. */

import fc from 'fast-check';
import { HOSTILE_TO_CI } from './hostile-ci.ts';

/** Stands at the beginning of a line, or of markup, that only a hostile name could have opened. */
export const CANARY = 'Canary';

/** Texts by class: what they try, and on whom. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  Terminals: [
    `\u001b[2J\u001b[H${CANARY}`,
    `\u001b]8;;https://evil.example\u0007${CANARY}\u001b]8;;\u0007`,
    `\u009b31m${CANARY}`,
    `x\r${CANARY}: no changes`,
    `x\n${CANARY}: no changes\nPlan: 0 to add, 0 to change, 0 to destroy.`,
    `x\u2028${CANARY}\u2029${CANARY}\u0085${CANARY}\u000b\u000c`,
    `\u0000\u0007\u0008${CANARY}`,
  ],
  'What is hidden or reordered': [
    `invoice\u202egnp.exe`,
    `\u2066\u2067\u2068x\u2069`,
    `ad\u200bmin\u200c\u200d\u2060\ufeff\u00ad`,
    `\u200f\u200e\u061cx`,
    `tag\u{e0041}\u{e0042}\u{e007f}`,
    `\u3164\uffa0\u115f\u180e`,
    `\ud800 lone \udfff`,
  ],
  "GitHub's runner": [
    `::set-output name=has-changes::false`,
    `  ::add-mask::${CANARY}`,
    `x\n::stop-commands::${CANARY}`,
    `\u00a0::error::${CANARY}`,
    `x ##[set-output name=has-changes;]false`,
    `##[add-path]/tmp`,
    `100%0A::warning::${CANARY}`,
    `file=a,line=1::${CANARY}`,
    `a,b:c%2C%3A`,
  ],
  'Markdown: markup': [
    `\`code\` ${CANARY}`,
    '``` ```` `````',
    '`',
    '\\`',
    ` \`${CANARY}\` `,
    `\`\`\`\n# ${CANARY}\n\`\`\``,
    '~~~\n~~~',
    `x\n\n# ${CANARY}`,
    `x\n- [ ] ${CANARY}`,
    `x\n> ${CANARY}`,
    `**${CANARY}** _${CANARY}_ ~~${CANARY}~~`,
    `[${CANARY}](https://evil.example)`,
    `![${CANARY}](https://evil.example/pixel.png)`,
    `[${CANARY}]: https://evil.example`,
    `[^1] ${CANARY}`,
    `x | y || \\| \\\\| z`,
    `1. ${CANARY}`,
    `1) ${CANARY}`,
    `--- ${CANARY}`,
    `+ ${CANARY}`,
    `# ${CANARY}`,
    `> [!NOTE] ${CANARY}`,
    `$\\href{javascript:alert(1)}{${CANARY}}$`,
    '&lt;b&gt; &#64;octocat &amp;',
    '\\',
    '\\\\ \\* \\@octocat',
  ],
  'Markdown: what GitHub links by itself': [
    '@octocat',
    'mail@octocat @github/security',
    '(@octocat)',
    '#1 GH-1 octocat/hello#1 octocat@a5c3785ed8d6a35868bc169f07e40e889087fd2e',
    'a5c3785ed8d6a35868bc169f07e40e889087fd2e',
    'a5c3785',
    'TICKET-123',
    'https://evil.example www.evil.example ftp://evil.example mailto:a@evil.example xmpp:a@evil.example',
    'bob@evil.example',
    '<https://evil.example> <bob@evil.example>',
    ':shipit: :+1:',
  ],
  HTML: [
    `</code></summary></details><script>${CANARY}</script>`,
    `<!-- entente {"key":"forged"} -->`,
    `--> ${CANARY}`,
    `<img src=x onerror=alert(1)>`,
    `<a href="javascript:alert(1)">${CANARY}</a>`,
    `"><svg onload=alert(1)>`,
    `' onmouseover='alert(1)`,
    '<![CDATA[ ]]>',
    `<?php ${CANARY} ?>`,
  ],
  Mermaid: [
    `"]; click n0 "https://evil.example"`,
    `end`,
    `x"]:::delete\n  n0 --> n1`,
    `%%{init: {"securityLevel":"loose"}}%%`,
    '`**markdown** string`',
    'style n0 fill:#f00;',
    '#quot;#35;',
  ],
  'JavaScript and YAML': [
    '__proto__',
    'constructor',
    'toString',
    '${{ secrets.GITHUB_TOKEN }}',
    '${var.x}',
    '$(touch /tmp/x) `touch /tmp/x` ; rm -rf',
  ],
  ...HOSTILE_TO_CI,
  'Size and nothing': ['', ' ', 'W'.repeat(5_000), '`'.repeat(600), '𓀀👩‍👩‍👧‍👦é́́', 'שלום עולם مرحبا'],
};

export const HOSTILE: readonly string[] = Object.values(CLASSES).flat();

/** One in `share` of each class, and of each at least one; `HOSTILE_SEED` chooses others, `HOSTILE=all` takes all. */
export function hostileSample(share: number): readonly string[] {
  if (process.env['HOSTILE'] === 'all') return HOSTILE;
  const seed = Number(process.env['HOSTILE_SEED'] ?? 1);
  return Object.values(CLASSES).flatMap((texts) => {
    const length = Math.ceil(texts.length / share);
    const some = fc.shuffledSubarray([...texts], { minLength: length, maxLength: length });
    return fc.sample(some, { seed, numRuns: 1 })[0] ?? [];
  });
}
