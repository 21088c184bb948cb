/**
 * What nobody declares goes back as it is, and what it refers to may go or stay behind: an object that is made anew in
 * another container cannot take along what lies in the former one. The service refuses such a reference only once the
 * former object is gone, so a plan leaves it out and shows that it does.
 */
import type { ResourceAddress } from '../model/address.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { equalValues, isList } from '../model/value.ts';
import type { Shape } from '../model/shape.ts';
import { links } from '../model/walk.ts';
import { parentIn, parentKind } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import type { StateDocument } from '../state/document.ts';
import { liveResources } from './access.ts';
import type { AccessBasis } from './access.ts';
import type { Decision } from './decide.ts';

interface Lying {
  readonly address: string;
  readonly kind: string;
  readonly attributes: Attributes;
}

interface Sides {
  /** What the tenant holds, and what was recorded of that which it does not hold any more. */
  readonly before: ReadonlyMap<string, Lying>;
  readonly after: ReadonlyMap<string, Lying>;
  readonly wasRead: (kind: string) => boolean;
}

type Surrounding = Pick<AccessBasis, 'circumstances' | 'unbound'> & {
  readonly prior: StateDocument | undefined;
  readonly wasRead: Sides['wasRead'];
};

/** Decisions whose undeclared values refer only to what can be there. */
export function withoutLeftBehind(
  decisions: readonly Decision[],
  surrounding: Surrounding,
): readonly Decision[] {
  if (!decisions.some(({ action }) => isMade(action) || action === 'delete')) return decisions;
  const sides = sidesOf(decisions, surrounding);
  return decisions.map((decision) => carried(decision, sides));
}

/** Made with what another object held: the one that it replaces, or the one that the state remembers. */
function isMade(action: Decision['action']): boolean {
  return action === 'replace' || action === 'create';
}

function sidesOf(
  decisions: readonly Decision[],
  { circumstances, unbound, prior, wasRead }: Surrounding,
): Sides {
  const live = liveResources({ circumstances, unbound });
  const byAddress = (each: Lying): [string, Lying] => [each.address, each];
  const after = new Map(live.map(byAddress));
  for (const { address, kind, action, after: attributes } of decisions) {
    if (action === 'delete') after.delete(address);
    else if (attributes !== undefined) after.set(address, { address, kind: kind.name, attributes });
  }
  return { before: new Map([...(prior?.resources ?? []), ...live].map(byAddress)), after, wasRead };
}

function carried(decision: Decision, sides: Sides): Decision {
  const { kind, after, desired } = decision;
  if (after === undefined || desired === undefined) return decision;
  return Object.entries(kind.attributes).reduce((result, [name, member]) => {
    const value = after[name];
    if (!isList(value) || links({ [name]: member }, { [name]: value }).length === 0) return result;
    const declared = desired.attributes[name];
    const left = value.filter(
      (item) =>
        (isList(declared) && declared.some((other) => equalValues(other, item))) ||
        !refersToLost({ [name]: member }, { [name]: [item] }, decision, sides),
    );
    return left.length === value.length ? result : changedTo(result, name, left);
  }, decision);
}

function changedTo(decision: Decision, name: string, value: JsonValue): Decision {
  const { action, after, changedPaths } = decision;
  const changed = { ...decision, after: { ...after, [name]: value } };
  if (action === 'create') return changed;
  const paths = { changedPaths: [...new Set([...changedPaths, name])] };
  if (action === 'replace' || action === 'update') return { ...changed, ...paths };
  return { ...changed, ...paths, action: 'update', reason: 'reference-deleted', stale: false };
}

function refersToLost(
  members: Readonly<Record<string, Shape & object>>,
  attributes: Attributes,
  decision: Decision,
  sides: Sides,
): boolean {
  return links(members, attributes).some(
    ({ shape, value }) => shape.type === 'reference' && isLost(value, shape.to, decision, sides),
  );
}

function isLost(to: string, kindName: string, { address, action }: Decision, sides: Sides): boolean {
  const { before, after, wasRead } = sides;
  const found = after.get(to);
  if (found === undefined && before.has(to)) return true;
  const kind = KINDS.get(kindName);
  const container = kind && parentKind(kind)?.name;
  if (kind === undefined || container === undefined || !isMade(action)) return false;
  const home = containerOf(address, container, after);
  if (found !== undefined) return home !== undefined && parentIn(kind, found.attributes) !== home;
  // Where it lies is not known, and it lay where the former object did.
  return wasRead(kindName) || containerOf(address, container, before) !== home;
}

/** The object of a kind that another lies in, at whatever depth. */
function containerOf(
  address: ResourceAddress,
  kindName: string,
  side: ReadonlyMap<string, Lying>,
): string | undefined {
  for (let at = side.get(address); at !== undefined;) {
    if (at.kind === kindName) return at.address;
    const kind = KINDS.get(at.kind);
    const parent = kind && parentIn(kind, at.attributes);
    if (kind !== undefined && parent !== undefined && parentKind(kind)?.name === kindName) return parent;
    at = parent === undefined ? undefined : side.get(parent);
  }
  return undefined;
}
