/** A plan as one page that works from a disk: for whoever has to agree to it, and for whoever asks later. */
import type { Plan } from '../../plan/plan.ts';
import type { SideDoors } from '../../refresh/side-doors.ts';
import { renderPlanSummary } from '../plan-text.ts';
import { counted, createStyle } from '../style.ts';
import { accessSection } from './access-section.ts';
import { addressesOf, changesSection, driftSection } from './change-items.ts';
import { findingsSection } from './findings-section.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { matrixSection } from './matrix-section.ts';
import type { Section, Sha256 } from './page.ts';
import { figure, renderPage } from './page.ts';
import { pictureSection } from './picture-section.ts';
import { sideDoorsSection } from './side-doors-section.ts';

/** The plan as HTML. */
export function planHtml(plan: Plan, sha256: Sha256): string {
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

function headlineOf(plan: Plan): string {
  const { summary, mode, drift } = plan;
  if (mode === 'refresh-only') return `${counted(drift.length, 'change')} to record in the state`;
  if (plan.changes.every(({ action }) => action === 'noop')) return 'No changes';
  return renderPlanSummary(summary, createStyle(false)).replace(/^Plan: |\.$/g, '');
}

function figuresOf({ summary, access, findings, drift }: Plan): Html {
  const { create, update, replace, delete: deleted, adopt, forget } = summary;
  return html`<ul class="figures">
    ${figure(create, 'to create', 'green')}${figure(update, 'to update', 'amber')}${figure(replace, 'to replace', 'red')}${figure(deleted, 'to delete', 'red')}
    ${adopt > 0 && figure(adopt, 'to take over', 'blue')}${forget > 0 && figure(forget, 'to forget', 'grey')}
    ${figure(access.gained.length, 'access gained', 'blue')}${figure(access.lost.length, 'access lost', 'grey')}
    ${figure(findings.length, findings.length === 1 ? 'finding' : 'findings', 'amber')}
    ${drift.length > 0 && figure(drift.length, 'changed outside', 'amber')}
  </ul>`;
}

function warningsOf({ mode, refreshed, targets }: Plan): Html {
  return html`${mode === 'destroy' && html`<p class="alert red">This plan deletes everything that is managed.</p>`}
  ${!refreshed && html`<p class="alert amber">The tenant was not read. The plan rests on what was last applied.</p>`}
  ${targets.length > 0 && html`<p class="note">Limited to ${targets.map((target, at) => html`${at > 0 && ', '}<code>${target}</code>`)} and what they need.</p>`}`;
}

function factsOf({ tenant, createdAt, digest, configuration, state }: Plan): Html {
  const { files, environment } = configuration;
  const facts: (readonly [string, Html | string] | undefined)[] = [
    ['Tenant', html`${tenant.displayName} <code>${tenant.id}</code>`],
    environment === null ? undefined : ['Environment', environment],
    ['Planned', createdAt.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC')],
    ['Files', files.length > 3 ? `${files.length} files` : files.map(({ name }) => name).join(', ')],
    ['State', state.lineage === null ? 'none yet' : `serial ${state.serial}`],
    digest === undefined ? undefined : ['Digest', html`<code>${digest}</code>`],
  ];
  return html`<dl class="facts">
    ${facts.map(
      (fact) =>
        fact !== undefined &&
        html`<div>
          <dt>${fact[0]}</dt>
          <dd>${fact[1]}</dd>
        </div>`,
    )}
  </dl>`;
}

function footerOf({ tool, unmanaged, createdAt }: Plan): Html {
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

/** What changed outside of Entente as one page. */
export function driftHtml(plan: Plan, doors: SideDoors | undefined, sha256: Sha256): string {
  const { drift, tenant, unmanaged } = plan;
  const gone = drift.filter(({ after }) => after === null).length;
  const headline =
    drift.length === 0 ? 'No drift' : `${counted(drift.length, 'resource')} changed outside of Entente`;
  const next = 'To undo it, run entente apply. To keep it, write it into the configuration.';
  const sections = [
    driftSection(plan),
    doors === undefined ? undefined : sideDoorsSection(doors),
    unmanagedSection(unmanaged),
  ].filter((section) => section !== undefined);
  return renderPage(
    {
      title: `${headline} · ${tenant.displayName} · Entente`,
      eyebrow: html`<b>Entente drift</b> of ${tenant.displayName}`,
      headline,
      intro: html`<ul class="figures">
          ${figure(drift.length - gone, 'changed', 'amber')}${figure(gone, 'deleted', 'red')}${doors !== undefined && figure(doors.doors.length, doors.doors.length === 1 ? 'side door' : 'side doors', 'red')}${figure(unmanaged.length, 'not managed', 'grey')}
        </ul>
        <p class="note">${drift.length === 0 ? 'The tenant is as it was last applied.' : next}</p>
        ${factsOf(plan)}`,
      sections,
      searchable: sections.length > 0,
      footer: html`<p>
        Made by Entente ${plan.tool.version} on ${plan.createdAt}. This page loads nothing and sends nothing.
      </p>`,
    },
    sha256,
  );
}

function unmanagedSection(unmanaged: Plan['unmanaged']): Section | undefined {
  if (unmanaged.length === 0) return undefined;
  const rows = unmanaged.map(
    ({ kind, displayName, id }) =>
      html`<tr data-item>
        <th scope="row">${displayName}</th>
        <td>${kind}</td>
        <td><code>${id}</code></td>
      </tr> `,
  );
  return {
    id: 'unmanaged',
    title: 'Not managed',
    count: unmanaged.length,
    body: html`<p class="note">
        In the tenant, and neither declared nor tracked here. Entente does not touch them.
      </p>
      <div class="scroll" role="region" aria-label="Objects that are not managed" tabindex="0">
        <table class="inventory">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col">Id</th>
            </tr>
          </thead>
          <tbody data-group>
            ${rows}
          </tbody>
        </table>
      </div>`,
  };
}
