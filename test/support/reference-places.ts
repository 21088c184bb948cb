/** Where a file refers to what is defined elsewhere, found by the names of members and without the product. */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Scalar } from 'yaml';

interface ReferencePlace {
  readonly path: string;
  /** The same for all that refer alike. */
  readonly kind: string;
  readonly word: string;
  /** Offsets of the word; of a key without its colon. */
  readonly start: number;
  readonly end: number;
}

/** Members by path, with `*` for keys and indexes. A path that ends with `!` names the key itself. */
const PLACES: readonly RegExp[] = [
  /^packages\.\w[\w-]*\.(?:catalog|incompatibleAccessPackages\.\d+|incompatibleGroups\.\d+)$/,
  /^packages\.[\w-]+\.resourceRoles\.\d+\.(?:resource|role)$/,
  /^policies\.[\w-]+\.(?:accessPackage|template)$/,
  /^packages\.[\w-]+\.policies\.[\w-]+\.template$/,
  /^(?:policies\.[\w-]+|policyTemplates\.[\w-]+\.policy)\..*(?:Approvers|Reviewers|Targets)\.\d+(?:\.connectedOrganization)?$/,
  /^connectedOrganizations\.[\w-]+\.(?:internal|external)Sponsors\.\d+$/,
  /^catalogs\.[\w-]+\.roles\.\w+\.\d+$/,
  /^lifecycle\.\w+\.[\w/-]+!$/,
  /^(?:privileged|removed)\.\d+$/,
  /^moved\.\d+\.to$/,
  /^scope\.catalogs\.\d+$/,
  /^defaults\.catalogs\.[\w-]+!$/,
  /^defaults\.(?:catalogs\.[\w-]+\.)?policies\.template$/,
  /^tests\.\d+\.(?:can|cannot)\.(?:\d+|[\w-]+!)$/,
  /^tests\.\d+\.(?:can\.[\w-]+|expect)\.policy$/,
  /^tests\.\d+\.requestor\.(?:organization|holds\.\d+)$/,
];

/** How many sorts of references there are; the number begins a place's kind. */
export const SORTS = PLACES.length;

export function referencePlaces(text: string): readonly ReferencePlace[] {
  const found: ReferencePlace[] = [];
  const add = (path: string, { value, range }: Scalar) => {
    const at = PLACES.findIndex((place) => place.test(path));
    if (typeof value !== 'string' || range == null || at < 0) return;
    // The key itself is a name that somebody chose.
    const member = path.endsWith('!') ? '!' : path.replace(/\.\d+$/, '').replace(/^.*\./, '');
    found.push({ path, kind: `${at} ${member}`, word: value, start: range[0], end: range[1] });
  };
  const walk = (node: unknown, path: string): void => {
    if (isScalar(node)) add(path, node);
    else if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, `${path}.${index}`);
    else if (isMap(node))
      for (const { key, value } of node.items) {
        const at = `${path}${path === '' ? '' : '.'}${String((key as Scalar).value)}`;
        add(`${at}!`, key as Scalar);
        walk(value, at);
      }
  };
  walk(parseDocument(text).contents, '');
  return found;
}
