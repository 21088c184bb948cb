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
        const summary = `Nothing has the address "${target}"`;
        return { code: 'PLAN_TARGET', severity: 'error', summary, hint: insteadOf(target, known) };
      }),
  };
}

/** Addresses that are shown where none is near to a target. */
const MOST_LISTED = 8;

function insteadOf(target: ResourceAddress, known: ReadonlySet<ResourceAddress>): string {
  if (known.size === 0) return 'Remove it: nothing is declared';
  const several = severalMeant(target, known);
  if (several.length > 0) return `Write ${several.map((each) => `--target ${each}`).join(' ')}`;
  const near = target.includes('*') ? undefined : nearAddress(target, known);
  return near === undefined ? `Known: ${listed(target, known)}` : `Did you mean "${near}"?`;
}

/** Each option names one address: those that a list with commas, or a pattern with stars, would stand for. */
function severalMeant(target: ResourceAddress, known: ReadonlySet<ResourceAddress>): readonly string[] {
  const parts = target.split(',').map((part) => part.trim());
  const found = parts.map((part) => addressesMeant(part, known));
  const all = [...new Set(found.flat())];
  const isSeveral = parts.length > 1 || target.includes('*');
  return isSeveral && found.every((each) => each.length > 0) && all.length <= MOST_LISTED ? all : [];
}

function addressesMeant(part: string, known: ReadonlySet<ResourceAddress>): readonly string[] {
  if (!part.includes('*')) {
    const near = known.has(part) ? part : nearAddress(part, known);
    return near === undefined ? [] : [near];
  }
  const letters = part.split(/\*+/).map((each) => each.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${letters.join('.*')}$`);
  return [...known].filter((address) => pattern.test(address));
}

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
