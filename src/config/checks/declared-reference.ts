/** References of sections that hold no resources themselves: what they name has to be declared. */
import type { ResourceAddress } from '../../model/address.ts';
import { formatAddress, parseAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import type { AccessPart } from '../../kinds/kind.ts';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';

/** Hears of a reference to what a kind's part stands for; `key`: keys with slashes between them. Gives its fault. */
export type JudgeReference = (part: AccessPart, key: string, path: AttributePath) => Placed | undefined;

/** Judges references by what is declared. */
export function judging(declared: ReadonlySet<ResourceAddress>): JudgeReference {
  return (part, key, path) => unknownReference(part, key, declared, path);
}

/** The address that a reference leads to. */
export function referredAddress(part: AccessPart, key: string): ResourceAddress {
  return formatAddress(kindWithPart(part).name, ...key.split('/'));
}

/** The fault of a reference to what is not declared. */
function unknownReference(
  part: AccessPart,
  key: string,
  declared: ReadonlySet<ResourceAddress>,
  path: AttributePath,
): Placed | undefined {
  const kind = kindWithPart(part);
  if (declared.has(referredAddress(part, key))) return undefined;
  const known = [...declared].flatMap((address) => {
    const parts = parseAddress(address);
    return parts?.kind === kind.name ? [parts.keys.join('/')] : [];
  });
  const near = didYouMean(key, known);
  const hint =
    near === undefined ? `Declared: ${known.slice(0, 8).join(', ') || 'none'}` : `Did you mean "${near}"?`;
  return fault('REFERENCE_UNKNOWN', path, `There is no ${kind.words.noun} "${key}"`, hint);
}
