/** What changed outside of Entente as one page: by whom and when, what nothing manages, and how much is managed. */
import type { Coverage, DriftReport } from '../../plan/drift-report.ts';
import { isDrifted } from '../../model/drifted.ts';
import type { SideDoors } from '../../refresh/side-doors.ts';
import { hasAccessChanges, criticalTexts } from '../access-diff-text.ts';
import { asApplied, headlineOf, nextSteps, NO_AUDIT_LOG, scopeLines, shareText } from '../drift-text.ts';
import { accessSection } from './access-section.ts';
import { changeName } from '../change-name.ts';
import { counted } from '../style.ts';
import { byOf, driftSection } from './change-items.ts';
import { factsOf } from './facts.ts';
import { findingsSection } from './findings-section.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Section, Sha256 } from './page.ts';
import { figure, renderPage } from './page.ts';
import { sideDoorsSection } from './side-doors-section.ts';

/** The report as HTML, with the side doors where they were looked for. */
export function driftHtml(report: DriftReport, doors: SideDoors | undefined, sha256: Sha256): string {
  const { access, drift, tenant, tool, createdAt } = report;
  const headline = isDrifted(report)
    ? drift.length === 0 || criticalTexts(access).length > 0
      ? sentenceCase(headlineOf(report))
      : `${counted(drift.length, 'resource')} changed outside of Entente`
    : 'No drift';
  const sections = [
    hasAccessChanges(access) ? accessSection(access, (address) => html`<code>${address}</code>`) : undefined,
    driftSection(report),
    findingsSection(report.findings, (address) => html`<code>${address}</code>`),
    doors === undefined ? undefined : sideDoorsSection(doors),
    unmanagedSection(report),
    coverageSection(report),
  ].filter((section) => section !== undefined);
  return renderPage(
    {
      title: `${headline} · ${tenant.displayName} · Entente`,
      eyebrow: html`<b>Entente drift</b> of ${tenant.displayName}`,
      headline,
      intro: introOf(report, doors),
      sections,
      searchable: sections.length > 0,
      footer: html`<p>
        Made by Entente ${tool.version} on ${createdAt}. This page loads nothing and sends nothing.
      </p>`,
    },
    sha256,
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function introOf(report: DriftReport, doors: SideDoors | undefined): Html {
  const { drift, unmanaged, coverage, auditLog } = report;
  const gone = drift.filter(({ after }) => after === null).length;
  const found = drift.length + unmanaged.length > 0;
  return html`<ul class="figures">
      ${figure(drift.length - gone, 'changed', 'amber')}${figure(gone, 'deleted', 'red')}${doors !== undefined && figure(doors.doors.length, doors.doors.length === 1 ? 'side door' : 'side doors', 'red')}${figure(unmanaged.length, 'not managed', 'grey')}${figure(coverage.percent, '% managed', 'blue')}
    </ul>
    <p class="note">${isDrifted(report) ? nextSteps(report) : asApplied(report)}</p>
    ${scopeLines(report).map((line) => html`<p class="note">${line}</p>`)}
    ${found && auditLog === 'unknown' && html`<p class="note">${NO_AUDIT_LOG}</p>`} ${factsOf(report)}`;
}

function unmanagedSection({ unmanaged, names }: DriftReport): Section | undefined {
  if (unmanaged.length === 0) return undefined;
  const rows = unmanaged.map(
    (object) =>
      html`<tr data-item>
        <th scope="row">
          ${changeName(object, names)}${object.within !== undefined && ` in ${object.within}`}
        </th>
        <td>${object.kind}</td>
        <td><code>${object.id}</code></td>
        <td>${object.by === undefined ? 'unknown' : byOf(object.by)}</td>
      </tr> `,
  );
  return {
    id: 'unmanaged',
    title: 'Not managed',
    count: unmanaged.length,
    body: html`<p class="note">
        In the tenant, and neither declared nor tracked here. Entente does not touch them;
        <code>entente import ADDRESS ID</code> takes one in.
      </p>
      ${table('Objects that are not managed', ['Name', 'Kind', 'Id', 'Last written'], rows)}`,
  };
}

function coverageSection({ coverage }: DriftReport): Section {
  const { kinds, ...all } = coverage;
  const row = ([kind, { managed, unmanaged, percent }]: readonly [string, Coverage]) =>
    html`<tr>
      <th scope="row">${kind}</th>
      <td>${managed}</td>
      <td>${unmanaged}</td>
      <td>${percent} %</td>
    </tr> `;
  const rows = [...Object.entries(kinds), ['all', all] as const].map(row);
  return {
    id: 'coverage',
    title: 'Coverage',
    body: html`<p class="note">Managed: ${shareText(coverage)}.</p>
      ${table('How much is managed', ['Kind', 'Managed', 'Not managed', 'Share'], rows)}`,
  };
}

function table(label: string, columns: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table class="inventory">
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody data-group>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
