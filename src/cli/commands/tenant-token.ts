import type { TokenOptions } from '../../engine/tenant-life/token.ts';
import { issueToken } from '../../engine/tenant-life/token.ts';
import { jsonDocument } from '../../model/printable.ts';
import type { Terminal } from '../terminal.ts';

/** `entente tenant token --as WHO | --app [NAME]` */
export async function tenantToken(
  options: TokenOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const issued = await issueToken(options, terminal);
  terminal.document(options.json === true ? jsonDocument(issued) : `${String(issued['token'])}\n`);
}
