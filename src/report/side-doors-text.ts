/** Side doors as text and Markdown; as JSON they are what they are. */
import type { SideDoor, SideDoors } from '../refresh/side-doors.ts';
import { inlineCode, prose } from './markdown.ts';
import type { MarkdownOptions } from './markdown-report.ts';
import { MarkdownReport } from './markdown-report.ts';
import { counted, createStyle, printable } from './style.ts';

const NEXT =
  'To close one: take the guest out, or give them the package instead (assign it, then take them out of the group).';
/** Above the ways in that cannot be seen. */
export const CANNOT_SEE = 'What this cannot see:';
const NO_HISTORY =
  'Who added them is not known: the caller needs AuditLog.Read.All, the tenant a Premium licence.';

/** Each guest who holds what no package gave them, and what could not be looked at. */
export function renderSideDoors(found: SideDoors, options: { readonly color: boolean }): string {
  const style = createStyle(options.color);
  const items = found.doors.map((door) => {
    const { guest, role, type, resource } = door;
    const who = `${printable(guest.displayName)} (${printable(guest.mail)})`;
    const what = `${printable(role)} of the ${type} ${printable(resource)}`;
    return [
      `${style.yellow('!')} ${style.bold(who)} is ${what}, and no package gave them that`,
      `    ${printable([placeOf(door), ...histories(door)].join('; '))}`,
    ].join('\n');
  });
  const unread = found.unread.map(
    ({ address, name, reason }) =>
      `  ${printable(placeOf({ address }))} ${printable(name)}\n    ${printable(reason)}`,
  );
  return `${[
    ...items,
    `${style.bold(found.doors.length === 0 ? 'No side doors.' : `${counted(found.doors.length, 'side door')}.`)} ${extent(found)}`,
    ...(unread.length === 0 ? [] : [['Not looked at:', ...unread].join('\n')]),
    ...(found.invisible.length === 0
      ? []
      : [[CANNOT_SEE, ...found.invisible.map((way) => `  ${way}`)].join('\n')]),
    ...(found.auditUnread === null ? [] : [`${NO_HISTORY}\n  ${printable(found.auditUnread)}`]),
    ...(found.doors.length === 0 ? [] : [NEXT]),
  ].join('\n\n')}\n`;
}

/** Where a group or application is declared, or that it is not. */
export function placeOf({ address }: { readonly address: string | null }): string {
  return address ?? 'not governed';
}

function histories({ through, added }: SideDoor): readonly string[] {
  return [
    ...(through === null ? [] : [`through the group ${through}`]),
    added === null ? 'the audit log does not tell who added them' : `added by ${added.by} on ${added.at}`,
  ];
}

/** How many were looked at. */
export function extent({ all, checked, guests }: SideDoors): string {
  const places = all
    ? counted(checked, 'group or application', 'groups and applications')
    : counted(checked, 'governed group or application', 'governed groups and applications');
  return `${counted(guests, 'guest')} and ${places} were compared with the assignments.`;
}

/** The same for an issue or a job summary, at most `bytes` long. */
export function sideDoorsMarkdown(found: SideDoors, options: MarkdownOptions): string {
  const report = new MarkdownReport(options);
  const { doors, unread, auditUnread } = found;
  report.put(`## Entente: ${doors.length === 0 ? 'no side doors' : counted(doors.length, 'side door')}`);
  report.put(extent(found));
  if (doors.length > 0) {
    const items = doors.map((door) => {
      const { guest, role, type, resource } = door;
      const what = `${inlineCode(role)} of the ${type} ${inlineCode(resource)} (${inlineCode(placeOf(door))})`;
      return `- ${inlineCode(`${guest.displayName} (${guest.mail})`)} is ${what}: ${prose(histories(door).join('; '))}`;
    });
    report.putSome(items, 0.8, '\n', 'side door');
    report.put(NEXT);
  }
  if (unread.length > 0) {
    report.put('Not looked at:');
    const items = unread.map(
      ({ address, name, reason }) =>
        `- ${inlineCode(placeOf({ address }))} ${inlineCode(name)}: ${prose(reason)}`,
    );
    report.putSome(items, 1, '\n', 'resource');
  }
  if (found.invisible.length > 0)
    report.put([CANNOT_SEE, ...found.invisible.map((way) => `- ${way}`)].join('\n'));
  if (auditUnread !== null) report.put(`${NO_HISTORY} ${inlineCode(auditUnread)}`);
  return report.text();
}
