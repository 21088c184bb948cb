/** Guests who hold what no package gave them, as a table. */
import type { SideDoor, SideDoors } from '../../refresh/side-doors.ts';
import { CANNOT_SEE, extent, placeOf } from '../side-doors-text.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Section } from './page.ts';

/** The section; it also says what could not be looked at. */
export function sideDoorsSection(found: SideDoors): Section {
  const { all, doors, unread, invisible, auditUnread } = found;
  return {
    id: 'side-doors',
    title: 'Side doors',
    count: doors.length,
    body: html`<p class="note">
        Guests who hold a ${!all && 'governed '}role that no package gave them. ${extent(found)}
      </p>
      ${doors.length > 0 && tableOf(doors)}
      ${unread.map(
        ({ address, name, reason }) =>
          html`<p class="note">Not looked at: ${name} (<code>${placeOf({ address })}</code>). ${reason}</p>`,
      )}
      ${
        invisible.length > 0 &&
        html`<p class="note">${CANNOT_SEE}</p>
          <ul>
            ${invisible.map((way) => html`<li class="note">${way}</li>`)}
          </ul>`
      }
      ${auditUnread !== null && html`<p class="note">Who added them is not known. ${auditUnread}</p>`}`,
  };
}

function tableOf(doors: readonly SideDoor[]): Html {
  return html`<div class="scroll" role="region" aria-label="Table of side doors" tabindex="0">
    <table class="inventory">
      <thead>
        <tr>
          <th scope="col">Guest</th>
          <th scope="col">Holds</th>
          <th scope="col">Added</th>
        </tr>
      </thead>
      <tbody data-group>
        ${doors.map(rowOf)}
      </tbody>
    </table>
  </div>`;
}

function rowOf({ guest, role, type, resource, address, through, added }: SideDoor): Html {
  return html`<tr data-item>
    <th scope="row">${guest.displayName} (${guest.mail})</th>
    <td>
      ${role} of the ${type} ${resource}${through !== null && html`, through the group ${through}`}
      <code>${placeOf({ address })}</code>
    </td>
    <td>${added === null ? 'unknown' : `by ${added.by} on ${added.at}`}</td>
  </tr> `;
}
