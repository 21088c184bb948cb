/** Findings of one kind's own rules, by how much is known of what the service does with what they are about. */
import type { AttributePath } from '../model/path.ts';
import type { Finding } from './kind.ts';

export function fault(code: Finding['code'], summary: string, path: AttributePath, hint: string): Finding {
  return { code, severity: 'error', summary, hint, path };
}

/** Of what the service is not known to refuse. */
export function doubt(...[code, summary, path, hint]: Parameters<typeof fault>): Finding {
  return { code, severity: 'warning', summary, hint, path };
}

/** What the tenant can hold, and most likely is a slip where it is written anew. */
export function refusedWhenMade(...told: Parameters<typeof fault>): Finding {
  return { ...doubt(...told), refused: 'onCreation' };
}

/** The same, also where one of the places is changed that it is `about`: without them, its own place. */
export function refusedWhenSent(
  code: Finding['code'],
  summary: string,
  path: AttributePath,
  { hint, about }: { readonly hint: string; readonly about?: readonly AttributePath[] },
): Finding {
  return { ...doubt(code, summary, path, hint), refused: 'onSending', about: about ?? [path] };
}
