/** Who can get in after the plan and could not before, and the other way round: the first thing that a reviewer reads. */
import type { AccessChange, AccessDiff, AccessSeverity } from '../../access/compare/access-change.ts';
import { bySeverity } from '../by-severity.ts';
import { counted } from '../style.ts';
import type { ShowAddress } from './change-items.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Section } from './page.ts';
import { badge, place } from './page.ts';

const TONES: Readonly<Record<AccessSeverity, string>> = {
  critical: 'red',
  high: 'red',
  medium: 'amber',
  low: 'grey',
};
/** So many are in sight. */
const FEW = 40;
const VERBS = { gained: 'gains access', changed: 'other terms', lost: 'loses access' } as const;

/** The section; says so when the plan lists no change of access. */
export function accessSection({ gained, lost, changed }: AccessDiff, show: ShowAddress): Section {
  const items = [
    ...gained.map((change) => ({ verb: 'gained' as const, change })),
    ...changed.map((change) => ({ verb: 'changed' as const, change })),
    ...lost.map((change) => ({ verb: 'lost' as const, change })),
  ].sort(bySeverity);
  const critical = items.filter(({ change }) => change.severity === 'critical').length;
  const warning = `${counted(critical, 'change')} of access ${critical === 1 ? 'is' : 'are'} critical. Read ${critical === 1 ? 'it' : 'them'} before you approve.`;
  return {
    id: 'access',
    title: 'Who can get in',
    count: items.length,
    body: html`${critical > 0 && html`<p class="alert red">${warning}</p>`}
    ${
      items.length === 0
        ? html`<p class="note">The plan lists no change of who may get access.</p>`
        : listOf(items.map(({ verb, change }) => itemOf(verb, change, show)))
    }`,
  };
}

/** The most severe are in sight, the others folded away. */
function listOf(cards: readonly Html[]): Html {
  const rest = cards.slice(FEW);
  return html`<ul class="items" data-group>
      ${cards.slice(0, FEW)}
    </ul>
    ${
      rest.length > 0 &&
      html`<details class="words" data-group>
        <summary>${counted(rest.length, 'more', 'more')}, none more severe</summary>
        <ul class="items">
          ${rest}
        </ul>
      </details>`
    }`;
}

function itemOf(
  verb: keyof typeof VERBS,
  { severity, summary, details, causes, package: to }: AccessChange,
  show: ShowAddress,
): Html {
  const why = causes.map(
    ({ address, called, path, source }, index) =>
      html`${index > 0 && ', '}${called !== undefined && html`${called} `}${show(address)}${path !== undefined && html` <code>${path}</code>`}${source !== undefined && html` ${place(source)}`}`,
  );
  const verbTone = verb === 'lost' ? 'grey' : 'blue';
  return html`<li class="card ${TONES[severity]}" data-item>
    <p class="what">
      ${badge(TONES[severity], severity)} ${badge(verbTone, VERBS[verb])} <span>${summary}</span>
    </p>
    ${
      details.length > 0 &&
      html`<ul>
        ${details.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }
    <p class="why">${show(to.address)}${why.length > 0 && html`, because of ${why}`}</p>
  </li>`;
}
