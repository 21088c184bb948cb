/** What follows from decisions and people may not expect, and what the configuration forbids. */
import { AddressBook } from '../model/address-book.ts';
import type { ResourceAddress } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import { isWithin, parsePath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes } from '../model/value.ts';
import type { Refusal } from '../config/checks/placed.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { collisions } from '../kinds/collisions.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Kind } from '../kinds/kind.ts';
import { tellingKeys } from '../kinds/telling-keys.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';
import type { Binding } from './bind.ts';
import type { Decision, ResourceSides } from './decide.ts';
import type { Guards } from './input.ts';
import type { PlanFinding } from './plan.ts';
import type { RangeOf } from './source.ts';
import { placed } from './source.ts';

/** What deleting and renaming comes to; `all` decisions say what people call things. */
export function findingsOf(
  decisions: readonly Decision[],
  all: readonly Decision[],
  rangeOf: RangeOf,
): PlanFinding[] {
  const named = new Map<string, Decision>(all.map((decision) => [decision.address, decision]));
  const calledAs = (address: string) => {
    const { kind, live, after } = named.get(address) ?? {};
    return kind?.words.displayName(live ?? after ?? {}) || address;
  };
  return [
    ...decisions.flatMap((decision) => consequence(decision, calledAs, rangeOf)),
    ...renames(decisions),
  ];
}

function consequence(
  { address, kind, action, live, desired }: Decision,
  calledAs: (address: string) => string,
  rangeOf: RangeOf,
): PlanFinding[] {
  if (action !== 'delete' && action !== 'replace') return [];
  const message = kind.words.consequence?.(action, live ?? {}, calledAs);
  if (message === undefined) return [];
  return [
    {
      rule: `${action}-takes-access`,
      severity: 'warning',
      address,
      message,
      ...placed(desired?.path, rangeOf),
    },
  ];
}

/** An address that means another object than before lets go of the former one, unless another address means that now. */
export function lettingGo(
  decisions: readonly Decision[],
  circumstances: readonly ResourceSides[],
  rangeOf: RangeOf,
): PlanFinding[] {
  const left = circumstances.filter(({ former }) => former !== undefined);
  if (left.length === 0) return [];
  const chosen = new Set(decisions.map(({ address }) => address));
  const kept = new AddressBook(
    circumstances.flatMap(({ kind, desired, live }) =>
      desired === undefined || live === undefined
        ? []
        : [{ kind: kind.name, id: live.id, address: desired.address }],
    ),
  );
  return left.flatMap(({ kind, desired, former }): PlanFinding[] => {
    if (desired === undefined || former === undefined || !chosen.has(desired.address)) return [];
    if (kept.has(kind.name, former.id)) return [];
    const called = ({ attributes }: { readonly attributes: Attributes }) =>
      `${kind.words.noun} ${kind.words.displayName(attributes)}`;
    const message = `Its key stood for ${called(former)}, which is let go: it stays in the tenant as it is, and nothing here governs it any more. Now it stands for ${called(desired)}`;
    const hint = 'To govern both, give one of them another key';
    const { address, path } = desired;
    return [{ rule: 'let-go', severity: 'warning', address, message, hint, ...placed(path, rangeOf) }];
  });
}

/** What is made beside a live object of which people should know. */
export function standingBeside(
  decisions: readonly Decision[],
  { bound, unbound }: Binding,
  rangeOf: RangeOf,
): PlanFinding[] {
  const made = decisions.filter(
    ({ action, kind }) => action === 'create' && kind.access?.beside !== undefined,
  );
  if (made.length === 0) return [];
  const kinds = new Set(made.map(({ kind }) => kind));
  const book = new AddressBook(
    [...bound].map(([address, { id }]) => ({ kind: parseAddress(address)?.kind ?? '', id, address })),
  );
  const parentOf = (kind: Kind, attributes: Attributes) => String(attributes[kind.identity.parent ?? '']);
  const live = groupBy(
    [...kinds].flatMap((kind) =>
      [
        ...decisions.flatMap(({ kind: of, action, live: known }) =>
          of === kind && known !== undefined && action !== 'delete' ? [known] : [],
        ),
        ...(unbound.get(kind.name) ?? []).map(({ attributes }) =>
          book.withAddresses(kind.attributes, attributes),
        ),
      ].map((attributes) => ({ kind, attributes })),
    ),
    ({ kind, attributes }) => `${kind.name} ${parentOf(kind, attributes)}`,
  );
  return made.flatMap(({ address, kind, after, desired }): PlanFinding[] => {
    const beside = live.get(`${kind.name} ${parentOf(kind, after ?? {})}`) ?? [];
    const message = beside
      .map(({ attributes }) => kind.access?.beside?.(after ?? {}, attributes))
      .find((each) => each !== undefined);
    if (message === undefined) return [];
    return [
      { rule: 'beside-live', severity: 'warning', address, message, ...placed(desired?.path, rangeOf) },
    ];
  });
}

/** A key that was renamed in the configuration reads like a deletion and a creation; say what it really is. */
function renames(decisions: readonly Decision[]): PlanFinding[] {
  const leaving = new Map<string, ResourceAddress>();
  for (const { action, kind, live, address } of decisions) {
    if (action !== 'delete') continue;
    for (const key of kind.identity.naturalKeys(live ?? {})) leaving.set(`${kind.name} ${key}`, address);
  }
  return decisions.flatMap(({ action, kind, after, address }): PlanFinding[] => {
    if (action !== 'create') return [];
    const keys = kind.identity.naturalKeys(after ?? {});
    const old = keys.map((key) => leaving.get(`${kind.name} ${key}`)).find((found) => found !== undefined);
    if (old === undefined) return [];
    const message = `It has the name of ${old}, which is deleted first`;
    // The two lines as they are to be written.
    const hint = `If only the key was renamed, keep the object with:\nmoved:\n  - { from: ${old}, to: ${address} }`;
    return [{ rule: 'renamed-key', severity: 'warning', address, message, hint }];
  });
}

/** An error when `preventDestroy` forbids what was decided. */
export function preventDestroy(
  { address, action, desired }: Decision,
  lifecycle: Guards['lifecycle'],
): Diagnostic[] {
  if (lifecycle.get(address)?.preventDestroy !== true || (action !== 'delete' && action !== 'replace'))
    return [];
  return [
    {
      code: 'PLAN_PREVENT_DESTROY',
      severity: 'error',
      summary: `${address} would be ${action === 'delete' ? 'deleted' : 'replaced'}, but its lifecycle says preventDestroy`,
      hint: `${desired === undefined ? `Declare it again, let it go without deleting it (removed: [${address}]),` : 'Undo the change,'} or remove preventDestroy from lifecycle["${address}"] first`,
      address,
      path: desired?.path ?? ['lifecycle', address],
    },
  ];
}

/** Errors for what is sent and the service refuses; `refusals` are about resources as they are declared. */
export function refusedOnSending(
  decisions: readonly Decision[],
  refusals: readonly Refusal[] = [],
): Diagnostic[] {
  const sent = sentAs(decisions, refusals);
  return refusals.flatMap((refusal): Diagnostic[] => {
    const how = sent(refusal);
    const { refused: _, about: __, ...told } = refusal;
    const summary = `${refusal.summary} (an error, for it would be ${how ?? ''} so)`;
    return how === undefined ? [] : [{ ...told, summary, severity: 'error' }];
  });
}

/**
 * Errors for declarations that would be one object in the tenant, unless it holds two of that key already and each is
 * one of them: a second one is most likely a slip, and the service may refuse it.
 */
export function madeTwice(desired: readonly DesiredResource[], decisions: readonly Decision[]): Diagnostic[] {
  const byAddress = new Map(decisions.map((decision) => [decision.address, decision]));
  const keysOf = (address: ResourceAddress): readonly string[] => {
    const { kind, live } = byAddress.get(address) ?? {};
    return kind === undefined || live === undefined ? [] : tellingKeys(kind, live);
  };
  // Of a kind without duplicates the service refuses the second: that is told before.
  const doubtful = desired.filter(({ kind }) => KINDS.get(kind)?.identity.duplicates !== undefined);
  return collisions(doubtful).flatMap(({ code, address, path, two, first, hint }): Diagnostic[] => {
    const held = new Set(keysOf(first));
    if (two !== 'possible' || !byAddress.has(address)) return [];
    if (keysOf(address).some((key) => held.has(key))) return [];
    const summary = `${address} and ${first} would be the same object in the tenant, which does not hold both`;
    return [{ code, severity: 'error', summary, ...(hint !== undefined && { hint }), address, path }];
  });
}

/** What `Plan.findings` calls what the tenant holds although the directory does not offer it any more. */
export const NOT_OFFERED = 'not-offered';

/** What the directory does not offer is an error for what would be made so, and of what is there already a warning. */
export function notOffered(
  decisions: readonly Decision[],
  refusals: readonly Refusal[],
  rangeOf: RangeOf,
): { readonly diagnostics: readonly Diagnostic[]; readonly findings: readonly PlanFinding[] } {
  const sent = sentAs(decisions, refusals);
  const refused = refusals.filter((refusal) => sent(refusal) !== undefined);
  const held = refusals.filter((refusal) => !refused.includes(refusal));
  return {
    diagnostics: refused.map(({ refused: _, about: __, ...told }) => ({ ...told, severity: 'error' })),
    findings: held.map(({ address, summary: message, hint, path }) => ({
      rule: NOT_OFFERED,
      severity: 'warning',
      address,
      message,
      ...(hint !== undefined && { hint }),
      ...placed(path, rangeOf),
    })),
  };
}

/** How the resource of a refusal would be sent so that the service refuses it; undefined where it is not. */
function sentAs(
  decisions: readonly Decision[],
  refusals: readonly Refusal[],
): (refusal: Refusal) => 'made' | 'sent' | undefined {
  if (refusals.length === 0) return () => undefined;
  const actions = new Map(decisions.map(({ address, action }) => [address, action]));
  const changed = decisions.flatMap(changedPlaces);
  return ({ refused, about = [], address }) => {
    const action = actions.get(address);
    if (action === 'create' || action === 'replace') return 'made';
    if (refused !== 'onSending' || action !== 'update') return undefined;
    // What the tenant holds so already is sent back as it is.
    const isChanged = (path: AttributePath) =>
      changed.some((place) => isWithin(place, path) || isWithin(path, place));
    return about.some(isChanged) ? 'sent' : undefined;
  };
}

/** Where in the merged document a decision changes something. */
function changedPlaces({ action, desired, changedPaths }: Decision): AttributePath[] {
  if (desired === undefined) return [];
  if (action === 'create' || action === 'replace') return [desired.path];
  return changedPaths.map((path) => [...desired.path, ...(parsePath(path) ?? [])]);
}
