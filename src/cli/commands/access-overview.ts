/** `entente access` alone, and `entente access matrix`: who can request what, for all packages at once. */
import { listAccess, tabulateAccess } from '../../engine/access/overviews.ts';
import { linkOf } from '../../engine/access/placed.ts';
import { placeText } from '../../engine/access/places.ts';
import type { AccessOptions as ViewOptions } from '../../engine/access/view.ts';
import { jsonDocument } from '../../model/printable.ts';
import { renderAccessList, renderMatrix } from '../../report/access-overview-text.ts';
import { fileOutputs, putPage, sha256 } from '../put-page.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

interface OverviewOptions extends GlobalOptions, ViewOptions {
  readonly json?: boolean;
}

/** `entente access` */
export async function accessList(options: OverviewOptions, terminal: Terminal): Promise<void> {
  const { view, catalogs } = await listAccess(options, terminal);
  const { source, notes, placeOf } = view;
  if (options.json !== true) {
    const placed = (address: string) => placeText(placeOf(address, []));
    terminal.data(renderAccessList(catalogs, { color: terminal.color, notes, placeOf: placed }));
    return;
  }
  const data = catalogs.map(({ packages, ...catalog }) => ({
    ...catalog,
    packages: packages.map((each) => ({
      ...each,
      link: linkOf(view, each.address),
      source: placeOf(each.address, []) ?? null,
    })),
  }));
  terminal.document(jsonDocument({ source, notes, catalogs: data }));
}

export interface MatrixCommandOptions extends OverviewOptions {
  /** Where to write a page; `-` for standard output. */
  readonly html?: string;
}

/** `entente access matrix` */
export async function accessMatrix(options: MatrixCommandOptions, terminal: Terminal): Promise<void> {
  const { view, ...table } = await tabulateAccess(
    { ...options, outputs: fileOutputs(options.html) },
    terminal,
  );
  const { source, notes } = view;
  if (options.html !== undefined) {
    const { accessMatrixHtml } = await import('../../report/html/access-matrix-html.ts');
    const about = source === 'tenant' ? 'the tenant' : options.file;
    await putPage(options.html, accessMatrixHtml({ table, notes, about }, sha256), terminal);
  }
  if (options.html === '-') return;
  if (options.json === true) terminal.document(jsonDocument({ source, notes, ...table }));
  else terminal.data(renderMatrix(table, { color: terminal.color, notes, width: terminal.width }));
}
