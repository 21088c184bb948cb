/** Who can request what as one page: a table of requestors and packages whose headers stay in sight. */
import type { AccessTable, MatrixCell } from '../../engine/access/overviews.ts';
import { cellsByRow, wayText } from '../access-overview-text.ts';
import { counted } from '../style.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Section, Sha256 } from './page.ts';
import { figure, renderPage } from './page.ts';

export interface MatrixPage {
  readonly table: AccessTable;
  /** What the answers rest on. */
  readonly notes: readonly string[];
  /** The configuration file, or the tenant that was asked. */
  readonly about: string;
}

/** The matrix as HTML. */
export function accessMatrixHtml({ table, notes, about }: MatrixPage, sha256: Sha256): string {
  const { requestors, packages, cells } = table;
  const open = cells.filter(({ ways }) => ways.some(({ verdict }) => verdict === 'unknown')).length;
  return renderPage(
    {
      title: `Access matrix · ${about} · Entente`,
      eyebrow: html`<b>Entente access</b> of ${about}`,
      headline: `${counted(requestors.length, 'requestor')}, ${counted(packages.length, 'package')}`,
      intro: html`<ul class="figures">
          ${figure(cells.filter(({ verdict }) => verdict === 'yes').length, 'can request', 'blue')}${figure(open, 'unknown', 'amber')}
        </ul>
        ${notes.map((note) => html`<p class="note">${note}</p>`)}`,
      sections: [tableSection(table), unknownSection(table), withoutSection(table)].filter(
        (section) => section !== undefined,
      ),
      searchable: requestors.length > 0,
      footer: html`<p>Made by Entente. This page loads nothing and sends nothing.</p>`,
    },
    sha256,
  );
}

function tableSection(table: AccessTable): Section {
  const { packages, requestors } = table;
  const rows = cellsByRow(table);
  return {
    id: 'matrix',
    title: 'Access matrix',
    body:
      requestors.length === 0
        ? html`<p class="note">No one can request anything.</p>`
        : html`<div class="scroll" role="region" aria-label="Table of requestors and packages" tabindex="0">
            <table>
              <caption>
                Who can request which package, through which policy, on which terms.
              </caption>
              <thead>
                <tr>
                  <th scope="col">Requestor</th>
                  ${packages.map(({ label, catalog }) => html`<th scope="col">${label} <small>${catalog}</small></th>`)}
                </tr>
              </thead>
              <tbody>
                ${requestors.map(
                  ({ label }, row) =>
                    html`<tr data-item>
                      <th scope="row">${label}</th>
                      ${packages.map((_, column) => cellOf(rows[row]?.get(column)))}
                    </tr> `,
                )}
              </tbody>
            </table>
          </div>`,
  };
}

function cellOf(cell: MatrixCell | undefined): Html {
  if (cell === undefined) return html`<td>no</td>`;
  const { ways, because, unknown } = cell;
  return html`<td>
    ${ways.length === 0 && html`<span class="way red">no${because !== null && `: ${because}`}</span>`}${ways.map(
      (way) =>
        html`<span class="way ${way.verdict === 'yes' ? 'green' : 'amber'}"
          >${way.verdict === 'yes' ? 'yes' : 'unknown'}${way.policy !== null && `, ${wayText(way)}`}</span
        >`,
    )}${unknown.map((each) => html`<span class="way amber">not known: ${each}</span>`)}
  </td>`;
}

function unknownSection({ unknown }: AccessTable): Section | undefined {
  if (unknown.length === 0) return undefined;
  return {
    id: 'unknown',
    title: 'Unknown: others may be able to request',
    count: unknown.length,
    body: html`<ul>
      ${unknown.map(({ package: { displayName }, because }) => html`<li><b>${displayName}</b>: ${because.join('; ')}</li>`)}
    </ul>`,
  };
}

function withoutSection({ without }: AccessTable): Section | undefined {
  if (without.length === 0) return undefined;
  return {
    id: 'without',
    title: 'Connected organizations that can request nothing',
    count: without.length,
    body: html`<ul>
      ${without.map(({ label }) => html`<li>${label}</li>`)}
    </ul>`,
  };
}
