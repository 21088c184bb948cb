/** A plan as one self-contained page: for the people who approve it, and for later questions about it. */
import type { ShownPlan } from '../../plan/plan.ts';
import { nothingToDo, renderPlanSummary } from '../plan-text.ts';
import { counted, createStyle } from '../style.ts';
import { accessSection } from './access-section.ts';
import { addressesOf, changesSection, driftSection } from './change-items.ts';
import { factsOf } from './facts.ts';
import { findingsSection } from './findings-section.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { matrixSection } from './matrix-section.ts';
import type { Sha256 } from './page.ts';
import { figure, renderPage } from './page.ts';
import { pictureSection } from './picture-section.ts';

/** The plan as HTML. */
export function planHtml(plan: ShownPlan, sha256: Sha256): string {
  const show = addressesOf(plan);
  const changes = changesSection(plan);
  const sections = [
    accessSection(plan.access, show),
    findingsSection(plan.findings, show),
    driftSection(plan),
    matrixSection(plan),
    pictureSection(plan),
    changes,
  ].filter((section) => section !== undefined);
  return renderPage(
    {
      title: `${headlineOf(plan)} · ${plan.tenant.displayName} · Entente`,
      eyebrow: html`<b>Entente plan</b> for ${plan.tenant.displayName}`,
      headline: headlineOf(plan),
      intro: html`${figuresOf(plan)}${warningsOf(plan)}${factsOf(plan)}`,
      sections,
      searchable: changes !== undefined,
      footer: footerOf(plan),
    },
    sha256,
  );
}

function headlineOf(plan: ShownPlan): string {
  const { summary, mode, drift } = plan;
  if (mode === 'refresh-only') return `${counted(drift.length, 'change')} to record in the state`;
  if (plan.changes.every(({ action }) => action === 'noop')) return nothingToDo(plan);
  return renderPlanSummary(summary, createStyle(false)).replace(/^Plan: |\.$/g, '');
}

function figuresOf({ summary, access, findings, drift }: ShownPlan): Html {
  const { create, update, replace, delete: deleted, adopt, forget } = summary;
  return html`<ul class="figures">
    ${figure(create, 'to create', 'green')}${figure(update, 'to update', 'amber')}${figure(replace, 'to replace', 'red')}${figure(deleted, 'to delete', 'red')}
    ${adopt > 0 && figure(adopt, 'to take over', 'blue')}${forget > 0 && figure(forget, 'to forget', 'grey')}
    ${figure(access.gained.length, 'access gained', 'blue')}${figure(access.lost.length, 'access lost', 'grey')}
    ${figure(findings.length, findings.length === 1 ? 'finding' : 'findings', 'amber')}
    ${drift.length > 0 && figure(drift.length, 'changed outside', 'amber')}
  </ul>`;
}

function warningsOf({ mode, refreshed, targets }: ShownPlan): Html {
  return html`${mode === 'destroy' && html`<p class="alert red">This plan deletes everything that is managed.</p>`}
  ${!refreshed && html`<p class="alert amber">The tenant was not read. The plan rests on what was last applied.</p>`}
  ${targets.length > 0 && html`<p class="note">Limited to ${targets.map((target, at) => html`${at > 0 && ', '}<code>${target}</code>`)} and what they need.</p>`}`;
}

function footerOf({ tool, unmanaged, createdAt }: ShownPlan): Html {
  const left =
    unmanaged.length === 0
      ? undefined
      : html`<p>
          ${counted(unmanaged.length, 'object')} of the tenant ${unmanaged.length === 1 ? 'is' : 'are'} not
          managed here and will not be touched.
        </p>`;
  return html`${left}
    <p>
      Made by Entente ${tool.version} from the plan of ${createdAt}. This page loads nothing and sends
      nothing.
    </p>`;
}
