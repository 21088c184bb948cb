/** Changed and drifted resources, folded away: what is done to each on the outside, every attribute inside. */
import type { Actor } from '../../plan/drift-report.ts';
import type { Action, Change, ShownPlan } from '../../plan/plan.ts';
import type { DriftItem } from '../drift-text.ts';
import { actorText, USED_BY_UNKNOWN } from '../drift-text.ts';
import { changedLines, driftedLines, REASONS } from '../plan-text.ts';
import { changeName } from '../change-name.ts';
import { createStyle } from '../style.ts';
import type { Html, Part } from './html.ts';
import { html, trusted } from './html.ts';
import type { Section } from './page.ts';
import { badge, place } from './page.ts';

type RealAction = Exclude<Action, 'noop'>;

/** The most dangerous first. */
export const ACTIONS: readonly RealAction[] = [
  'delete',
  'replace',
  'removeTwin',
  'update',
  'create',
  'adopt',
  'forget',
];

const HEADINGS: Readonly<Record<RealAction, string>> = {
  delete: 'To be deleted',
  replace: 'To be deleted and created again',
  update: 'To be updated in place',
  create: 'To be created',
  adopt: 'To be taken over as they are',
  forget: 'No longer tracked; nothing is deleted',
  removeTwin: 'Twins to be removed',
};

const MARKS: Readonly<Record<RealAction, { readonly tone: string; readonly sign: string }>> = {
  delete: { tone: 'red', sign: '−' },
  replace: { tone: 'red', sign: '−/+' },
  update: { tone: 'amber', sign: '~' },
  create: { tone: 'green', sign: '+' },
  adopt: { tone: 'blue', sign: '=' },
  forget: { tone: 'grey', sign: '·' },
  removeTwin: { tone: 'red', sign: '−' },
};

/** How an action looks, wherever it is shown. */
export function markOf(action: Action): { readonly tone: string; readonly sign: string } {
  return action === 'noop' ? { tone: '', sign: '' } : MARKS[action];
}

/** Anchor of a change's item. */
export function anchorOf(index: number): string {
  return `change-${index}`;
}

/** An address as it is shown, leading to its change when the plan has one. */
export type ShowAddress = (address: string) => Html;

/** Addresses that lead to the changes of a plan. */
export function addressesOf({ changes }: ShownPlan): ShowAddress {
  const indexes = new Map(
    changes.flatMap(({ address, action }, index) => (action === 'noop' ? [] : [[address, index] as const])),
  );
  return (address) => {
    const index = indexes.get(address);
    const code = html`<code>${address}</code>`;
    return index === undefined ? code : html`<a href="#${anchorOf(index)}">${code}</a>`;
  };
}

/** Everything that the plan does, by how dangerous it is; undefined when it does nothing. */
export function changesSection(plan: ShownPlan): Section | undefined {
  const changes = plan.changes.map((change, index) => ({ change, index }));
  const groups = ACTIONS.map((action) => ({
    action,
    of: changes.filter(({ change }) => change.action === action),
  }));
  const real = groups.filter(({ of }) => of.length > 0);
  if (real.length === 0) return undefined;
  return {
    id: 'changes',
    title: 'Changes',
    count: real.reduce((sum, { of }) => sum + of.length, 0),
    body: html`${real.map(
      ({ action, of }) =>
        html`<div data-group>
          <h3>${HEADINGS[action]} <span class="count">${of.length}</span></h3>
          ${of.map(({ change, index }) => changeItem(change, index, plan))}
        </div> `,
    )}`,
  };
}

function changeItem(change: Change, index: number, plan: ShownPlan): Html {
  const { address, action, reason, movedFrom, facts = [], dependsOn, source } = change;
  const { tone, sign } = markOf(action);
  const lines = changedLines(change, 0, { style: createStyle(false), names: plan.names, asDiff: true });
  const because = REASONS[reason];
  return html`<details class="change" id="${anchorOf(index)}" data-item>
    <summary>
      ${badge(tone, `${sign} ${action}`)} <code>${address}</code>
      <span class="name">${changeName(change, plan.names)}</span> ${place(source)}
    </summary>
    <div class="inside">
      ${because !== '' && html`<p>Because ${because}.</p>`}
      ${movedFrom !== undefined && html`<p>Tracked as <code>${movedFrom}</code> until now.</p>`}
      ${facts.map((fact) => html`<p>${fact}</p>`)} ${diffOf(lines)}
      ${dependsOn.length > 0 && html`<p>After ${dependsOn.map((other, at) => html`${at > 0 && ', '}<code>${other}</code>`)}</p>`}
    </div>
  </details> `;
}

const LINES: Readonly<Record<string, string>> = { '+': 'a', '-': 'd', '!': 'u', '#': 'h' };

/** Lines of a diff; the sign at their beginning says what the colour says. */
function diffOf(lines: readonly string[]): Html | undefined {
  if (lines.length === 0) return undefined;
  // Neighbours of one kind share an element: a new policy has fifty lines, and a large plan thousands of policies.
  const runs: { readonly kind: string; readonly lines: Part[] }[] = [];
  for (const line of lines) {
    const kind = LINES[line.charAt(0)] ?? 'k';
    const text = line.startsWith('!') ? `~${line.slice(1)}` : line;
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(BREAK, text);
    else runs.push({ kind, lines: [text] });
  }
  return html`<pre><code>${runs.map((run) => html`<span class="${run.kind}">${run.lines}</span>`)}</code></pre>`;
}

const BREAK = trusted('\n');

/** What changed outside of Entente; undefined when nothing did. */
export function driftSection({
  drift,
  names,
}: {
  readonly drift: readonly DriftItem[];
  readonly names: ShownPlan['names'];
}): Section | undefined {
  if (drift.length === 0) return undefined;
  return {
    id: 'drift',
    title: 'Changed outside of Entente',
    count: drift.length,
    body: html`<div data-group>${drift.map((item) => driftItem(item, names))}</div>`,
  };
}

function driftItem(item: DriftItem, names: ShownPlan['names']): Html {
  const { address, after, by, source } = item;
  const mark = after === null ? badge('red', '− deleted') : badge('amber', '~ changed');
  const lines = driftedLines(item, 0, { style: createStyle(false), names, asDiff: true });
  return html`<details class="change" data-item>
    <summary>
      ${mark} <code>${address}</code> <span class="name">${changeName(item, names)}</span>
      ${by !== undefined && html`<span class="name">${byOf(by)}</span>`} ${place(source)}
    </summary>
    <div class="inside">
      ${by !== undefined && html`<p>The audit log says: ${by.activity}</p>`}
      ${after === null ? html`<p>It is gone from the tenant.</p>` : diffOf(lines)}
    </div>
  </details> `;
}

/** Who and when, for the end of a line. */
export function byOf(by: Actor): Html {
  const { at, application } = by;
  const shown = at.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC');
  const user = application === true && ` (${USED_BY_UNKNOWN})`;
  return html`${actorText(by)} <time datetime="${at}">${shown}</time>${user}`;
}
