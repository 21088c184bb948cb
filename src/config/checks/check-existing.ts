/** What stands against `existing` and `scope`: names said in two ways, keys of what is owned too, catalogs of nothing. */
import { parseAddress } from '../../model/address.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { catalogAddress, existingOf } from '../../kinds/existing.ts';
import type { KindDeclaration } from '../../kinds/recorder.ts';
import type { Governance } from '../../schema/governance.ts';
import { meantBy } from './declared-reference.ts';
import { besides, fault } from './placed.ts';
import type { Placed } from './placed.ts';

export function checkExisting(declarations: readonly KindDeclaration[], document: Governance): Placed[] {
  const owned = new Map(declarations.map(({ address, path }) => [address, path]));
  return [
    ...requiredOfOthers(document),
    ...existingOf(document).flatMap(({ address, path, sought }): Placed[] => [
      ...(Object.keys(sought).length === 1
        ? []
        : [
            fault(
              'CONFIG_EXISTING',
              path,
              `${address} needs exactly one of displayName and id`,
              'Write the id where a name is not unique',
              address,
            ),
          ]),
      ...(owned.has(address)
        ? [
            besides(
              fault(
                'CONFIG_EXISTING',
                path,
                `${address} is declared as owned and as existing`,
                'Remove one of the two, or give one another key',
                address,
              ),
              'owned here',
              owned.get(address),
            ),
          ]
        : []),
    ]),
  ];
}

/** What a resource requires is for the owner of its catalog to say. */
function requiredOfOthers({ existing = {} }: Governance): Placed[] {
  return Object.entries(existing.catalogs ?? {}).flatMap(([catalog, { resources = {} }]) =>
    Object.entries(resources)
      .filter(([, resource]) => 'attributes' in resource)
      .map(([key]) =>
        fault(
          'CONFIG_EXISTING',
          ['existing', 'catalogs', catalog, 'resources', key, 'attributes'],
          'A resource under existing belongs to others, who say which attributes it requires',
          'Remove attributes, or declare the catalog under catalogs',
        ),
      ),
  );
}

/** Keys of the catalogs that a scope can name. */
export function catalogKeys({ catalogs = {}, existing = {} }: Governance): readonly string[] {
  return [...Object.keys(catalogs), ...Object.keys(existing.catalogs ?? {})];
}

export function checkScope(declarations: readonly KindDeclaration[], document: Governance): Placed[] {
  const known = catalogKeys(document);
  const catalogs = [document, document.existing].flatMap((each) => Object.entries(each?.catalogs ?? {}));
  return (document.scope?.catalogs ?? []).flatMap((key, index) => {
    if (known.includes(key)) return [];
    const near = didYouMean(key, known);
    const [named] = catalogs.find(([, { displayName }]) => displayName === key) ?? [];
    const kind = parseAddress(catalogAddress(key))?.kind ?? '';
    const { hint: meant, remark } = meantBy({ kind, keys: key, written: key }, document, declarations);
    const guess =
      near === undefined ? 'Name a key of catalogs or of existing.catalogs' : `Did you mean "${near}"?`;
    const hint = named === undefined ? (meant ?? guess) : `Write ${named}, the key of "${key}"`;
    return [
      fault(
        'CONFIG_SCOPE',
        ['scope', 'catalogs', index],
        `The scope names the catalog "${key}", which is not declared${remark}`,
        hint,
      ),
    ];
  });
}
