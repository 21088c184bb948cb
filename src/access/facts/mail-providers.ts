/** Domains of public mail providers: anyone can get an address there in a minute. */
import providers from 'email-providers/all.json' with { type: 'json' };

/** Providers that the list of the package lacks. */
const UNLISTED = ['fastmail.com', 'hushmail.com', 'posteo.de', 'tuta.com', 'tutanota.com'];

const PROVIDERS: ReadonlySet<string> = new Set([...providers, ...UNLISTED]);

/** `domain` in lower case. */
export function isPublicMailDomain(domain: string): boolean {
  return PROVIDERS.has(domain);
}
