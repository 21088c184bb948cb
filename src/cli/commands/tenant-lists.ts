/** What the embedded tenant lists: requests, assignments, and the audit log. */
import { listAssignments, listAuditEntries, listRequests } from '../../engine/tenant-life/events.ts';
import type { ActorOptions } from '../../engine/tenant-life/session.ts';
import { jsonDocument } from '../../model/printable.ts';
import type { JsonObject } from '../../model/value.ts';
import { createStyle } from '../../report/style.ts';
import type { Style } from '../../report/style.ts';
import { renderAssignment, renderAuditEntry, renderRequest } from '../../report/tenant-text.ts';
import type { Terminal } from '../terminal.ts';
import type { Json } from './tenant-life.ts';

/** `entente tenant requests` */
export async function tenantRequests(
  options: ActorOptions & Json & { readonly open?: boolean },
  terminal: Terminal,
): Promise<void> {
  const rows = await listRequests(options, terminal);
  showRows(rows, renderRequest, options, terminal);
  if (rows.length === 0) terminal.progress('There are no such requests.');
}

/** `entente tenant assignments` */
export async function tenantAssignments(
  options: ActorOptions & Json & { readonly all?: boolean },
  terminal: Terminal,
): Promise<void> {
  const rows = await listAssignments(options, terminal);
  showRows(rows, renderAssignment, options, terminal);
  if (rows.length === 0) terminal.progress('Nobody holds a package.');
}

/** `entente tenant audit` */
export async function tenantAudit(options: ActorOptions & Json, terminal: Terminal): Promise<void> {
  showRows(await listAuditEntries(options, terminal), renderAuditEntry, options, terminal);
}

function showRows(
  rows: readonly JsonObject[],
  render: (row: JsonObject, style: Style) => string,
  options: Json,
  terminal: Terminal,
): void {
  const style = createStyle(terminal.color);
  const shown = options.json === true ? jsonDocument(rows) : rows.map((row) => render(row, style)).join('');
  terminal.data(shown, options);
}
