/** What the governance rules and the plan itself say of what changes: a card for each rule, what to do about it once. */
import { groupBy } from '../../model/group-by.ts';
import type { PlanFinding } from '../../plan/plan.ts';
import { counted } from '../style.ts';
import type { ShowAddress } from './change-items.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Section } from './page.ts';
import { badge, place } from './page.ts';

/** So many of one rule are shown, the others are folded away. */
const FEW = 5;

/** The section; undefined when there is nothing to say. */
export function findingsSection(findings: readonly PlanFinding[], show: ShowAddress): Section | undefined {
  if (findings.length === 0) return undefined;
  const rank = ({ severity }: PlanFinding) => (severity === 'error' ? 0 : 1);
  const sorted = [...findings].sort((a, b) => rank(a) - rank(b));
  const rules = [
    ...groupBy(sorted, ({ rule, severity, hint }) => JSON.stringify([severity, rule, hint])).values(),
  ];
  return {
    id: 'findings',
    title: 'Findings',
    count: findings.length,
    body: html`<ul class="items">
      ${rules.map((of) => cardOf(of, show))}
    </ul>`,
  };
}

function cardOf(findings: readonly PlanFinding[], show: ShowAddress): Html {
  const items = findings.map((finding) => itemOf(finding, show));
  const { rule, severity = 'warning', hint } = findings[0] ?? {};
  const tone = severity === 'error' ? 'red' : 'amber';
  const rest = items.slice(FEW);
  return html`<li class="card ${tone}" data-group>
    <p class="what">
      ${badge(tone, severity)}
      <code>${rule}</code> ${findings.length > 1 && html`<span class="count">${findings.length}</span>`}<span
      ></span>
    </p>
    <ul class="plain">
      ${items.slice(0, FEW)}
    </ul>
    ${
      rest.length > 0 &&
      html`<details class="words">
        <summary>${counted(rest.length, 'more', 'more')}</summary>
        <ul class="plain">
          ${rest}
        </ul>
      </details>`
    }
    ${hint !== undefined && html`<p class="todo">→ ${hint}</p>`}
  </li>`;
}

function itemOf({ address, message, source, causes = [] }: PlanFinding, show: ShowAddress): Html {
  return html`<li data-item>
    ${message}
    <span class="at">${address !== undefined && html`${show(address)} `}${place(source)}</span>
    ${
      causes.length > 0 &&
      html`<span class="at">because of ${causes.map((cause) => html`${show(cause)} `)}</span>`
    }
  </li>`;
}
