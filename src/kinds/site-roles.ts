/** What can be said of a site's roles before the site is in a catalog, which alone tells what they are (CONTRACT 6). */
import type { AttributePath } from '../model/path.ts';
import { doubt } from './findings.ts';
import type { Finding } from './kind.ts';

/** The groups that SharePoint makes with a site: the title of the site, and one of these words. */
const OWN_GROUP = /^(?:(?<title>.+) )?(?<word>owner|member|visitor)s?$/i;

/** A bare `Members` is hardly a group of a site. `granted`: the roles on the site that packages name. */
export function* checkSiteRole(
  role: string,
  path: AttributePath,
  granted: readonly string[],
): Generator<Finding> {
  const { title, word } = OWN_GROUP.exec(role)?.groups ?? {};
  if (word === undefined || title !== undefined) return;
  const [known] = granted.flatMap((each) => OWN_GROUP.exec(each)?.groups?.['title'] ?? []);
  const group = `${known ?? 'TITLE'} ${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}s`;
  yield doubt(
    'KIND_ROLE_UNKNOWN',
    `A site has most likely no group "${role}": SharePoint puts the title of the site before it`,
    path,
    known === undefined ? `Write ${group} with the title of the site` : `Write ${group}`,
  );
}
