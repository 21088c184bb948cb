import { login as signIn } from '../../engine/login.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface LoginOptions extends GlobalOptions {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly deviceCode?: boolean;
}

/** `entente login` */
export async function login(options: LoginOptions, terminal: Terminal): Promise<void> {
  const { tenant, clientId } = await signIn(options, terminal);
  terminal.data(
    `Signed in to ${tenant}; the system's keychain keeps it. Commands use it where ENTENTE_CLIENT_ID=${clientId} is set.\n`,
  );
}
