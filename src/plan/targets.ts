import type { ResourceAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { kindCalled, nearAddress } from '../kinds/near-address.ts';
import type { Decision } from './decide.ts';
import type { Operation } from './operations.ts';

interface Targeted {
  /** The decisions that are carried out. */
  readonly chosen: readonly Decision[];
  /** Targets that nothing has. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The decisions about targets, with those that must be carried out before them; without targets, all. */
export function targetedBy(
  targets: readonly ResourceAddress[],
  decisions: readonly Decision[],
  operations: readonly Operation[],
): Targeted {
  if (targets.length === 0) return { chosen: decisions, diagnostics: [] };
  const known = new Set(decisions.map(({ address }) => address));
  const wanted = closure(targets, operations);
  return {
    chosen: decisions.filter(({ address }) => wanted.has(address)),
    diagnostics: targets
      .filter((target) => !known.has(target))
      .map((target): Diagnostic => {
        const near = nearAddress(target, known);
        const others =
          known.size === 0 ? 'Remove it: nothing is declared' : `Known: ${listed(target, known)}`;
        const hint = near === undefined ? others : `Did you mean "${near}"?`;
        const summary = `Nothing has the address "${target}"`;
        return { code: 'PLAN_TARGET', severity: 'error', summary, hint };
      }),
  };
}

/** Addresses that are shown where none is near to a target. */
const MOST_LISTED = 8;

/** Known addresses: those of the kind that a target names, or else of all. */
function listed(target: ResourceAddress, known: ReadonlySet<ResourceAddress>): string {
  const kind = kindCalled(/^[A-Za-z]+(?=[./])/.exec(target)?.[0] ?? '');
  const ofKind = [...known].filter((address) => address.startsWith(`${kind ?? ''}.`));
  const addresses = ofKind.length > 0 ? ofKind : [...known];
  const more = addresses.length > MOST_LISTED ? ', …' : '';
  return addresses.slice(0, MOST_LISTED).join(', ') + more;
}

function closure(
  targets: readonly ResourceAddress[],
  operations: readonly Operation[],
): ReadonlySet<ResourceAddress> {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const byAddress = groupBy(operations, ({ address }) => address);
  const addresses = new Set<ResourceAddress>();
  const open = [...targets];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (addresses.has(address)) continue;
    addresses.add(address);
    for (const operation of byAddress.get(address) ?? [])
      open.push(...operation.needs.flatMap((id) => byId.get(id)?.address ?? []));
  }
  return addresses;
}
