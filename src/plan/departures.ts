/** Departed principals where they are used: what keeps naming one goes on with a warning; naming one anew is an error. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import type { PrincipalUse } from '../kinds/principals.ts';
import { principalsIn, propertyAt, roleAt } from '../kinds/principals.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { mapInTurns } from '../model/turns.ts';
import type { Attributes } from '../model/value.ts';
import type { Departed } from '../kinds/departed.ts';
import { calledDeparted, deletionText } from '../kinds/departed.ts';
import type { ResourceSides, Decision } from './decide.ts';
import type { DeclaredPrincipal, Departures } from './input.ts';
import type { PlanFinding } from './plan.ts';
import { placed } from './source.ts';
import type { RangeOf } from './source.ts';

export const DEPARTED_RULE = 'departed-principal';
export const UNRESOLVED_RULE = 'name-not-found';

interface DeparturesInput {
  readonly departures: Departures;
  readonly circumstances: readonly ResourceSides[];
  readonly chosen: readonly Decision[];
  /** Live objects that nothing manages, where they are looked at. */
  readonly unmanaged: readonly { readonly kind: Kind; readonly object: RemoteObject }[];
  readonly rangeOf: RangeOf;
}

interface DepartureFindings {
  readonly findings: readonly PlanFinding[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function findDepartures(input: DeparturesInput): Promise<DepartureFindings> {
  const { departures, chosen } = input;
  const wanted = new Set(chosen.map(({ address }) => address));
  const isWanted = ({ address }: Diagnostic) => address === undefined || wanted.has(address);
  const unresolved = departures.unresolved.filter(isWanted);
  const aside = departures.unresolved.filter((found) => !isWanted(found));
  const uses = await mapInTurns(input.circumstances, (each) => usesOf(each, input));
  const anew = await mapInTurns(chosen, (decision) => namedAnew(decision, input));
  return {
    findings: [
      ...uses.flat(),
      ...input.unmanaged.flatMap((each) => unmanagedUses(each, input)),
      ...aside.map((found) => findingOf(found, input)),
    ],
    diagnostics: [...unresolved, ...anew.flat()],
  };
}

/** Places of an address that name a person for a property; a place that is the resource itself fits any. */
function placesOf(
  { departures }: DeparturesInput,
  address: ResourceAddress,
  desired: { readonly path: AttributePath } | undefined,
  use: PrincipalUse,
): readonly DeclaredPrincipal[] {
  if (desired === undefined) return [];
  const named = departures.declared.filter((each) => each.address === address && each.id === use.id);
  const fitting = named.filter(
    ({ path }) => propertyAt(path.slice(desired.path.length)) === propertyAt(use.path),
  );
  return fitting.length > 0 ? fitting : named.filter(({ path }) => path.length <= desired.path.length + 1);
}

function usesIn(
  kind: Kind,
  attributes: Attributes | undefined,
  { departures }: DeparturesInput,
): PrincipalUse[] {
  const nobody = attributes === undefined || departures.people.size === 0;
  const uses = nobody ? [] : principalsIn(kind, attributes);
  const known = uses.filter(({ id }) => departures.people.has(id));
  return [...new Map(known.map((use) => [`${use.id} ${roleAt(use.path)}`, use])).values()];
}

/** One warning for each place that names a person who is gone: declared, live, or both. */
function usesOf({ kind, desired, prior, live }: ResourceSides, input: DeparturesInput): PlanFinding[] {
  const address = desired?.address ?? prior?.address;
  if (address === undefined) return [];
  const held = usesIn(kind, live?.attributes, input);
  const same = (a: PrincipalUse) => (b: PrincipalUse) => a.id === b.id && roleAt(a.path) === roleAt(b.path);
  const only = usesIn(kind, desired?.attributes, input).filter((use) => !held.some(same(use)));
  return [
    ...held.flatMap((use) => {
      const places = placesOf(input, address, desired, use);
      const [place] = places;
      return [warning(use, address, place?.path ?? desired?.path, input)];
    }),
    ...only.flatMap((use) =>
      placesOf(input, address, desired, use).map(({ path }) => warning(use, address, path, input)),
    ),
  ];
}

function unmanagedUses(
  { kind, object }: DeparturesInput['unmanaged'][number],
  input: DeparturesInput,
): PlanFinding[] {
  return usesIn(kind, object.attributes, input).map((use) =>
    warning(
      use,
      `${kind.name} "${kind.words.displayName(object.attributes)}" (id ${object.id})`,
      undefined,
      input,
    ),
  );
}

function warning(
  use: PrincipalUse,
  owner: string,
  path: AttributePath | undefined,
  { departures, rangeOf }: DeparturesInput,
): PlanFinding {
  const person = departures.people.get(use.id) as Departed;
  const isAddress = !owner.includes('"');
  return {
    rule: DEPARTED_RULE,
    severity: 'warning',
    ...(isAddress && { address: owner }),
    message: `${calledDeparted(person)} is no longer in the directory: ${roleAt(use.path)} of ${owner}`,
    ...placed(path, rangeOf),
    hint: adviceOn(person),
  };
}

function adviceOn({ deletion }: Departed): string {
  const when = deletionText(deletion);
  const restorable = deletion?.restorableUntil !== undefined;
  const advice = restorable ? 'Restore it, or name another in its place' : 'Name another in its place';
  return when === undefined ? advice : `It was ${when}. ${advice}`;
}

/** What a decision would write that names a person who is gone and is not named there yet. */
function namedAnew(decision: Decision, input: DeparturesInput): Diagnostic[] {
  const { kind, action, after, live, address, desired } = decision;
  if (after === undefined || !['create', 'replace', 'update'].includes(action)) return [];
  const held = action === 'update' ? usesIn(kind, live, input) : [];
  const kept = new Set(held.map(({ id, path }) => `${id} ${propertyAt(path)}`));
  const anew = usesIn(kind, after, input).filter(({ id, path }) => !kept.has(`${id} ${propertyAt(path)}`));
  return anew.flatMap((use) => {
    const person = input.departures.people.get(use.id) as Departed;
    const places = placesOf(input, address, desired, use).map(({ path }) => path);
    const wanted = action === 'replace' ? 'is replaced, and the new one' : 'does not name it, and';
    return (places.length > 0 ? places : [desired?.path]).map((path): Diagnostic => ({
      code: 'LOOKUP_DEPARTED',
      severity: 'error',
      summary: `${calledDeparted(person)} is no longer in the directory and cannot become ${roleAt(use.path)}: the live ${address} ${wanted} cannot name it`,
      hint: adviceOn(person),
      address,
      ...(path !== undefined && { path }),
    }));
  });
}

/** A name that matters to nothing that the plan does. */
function findingOf(found: Diagnostic, { rangeOf }: DeparturesInput): PlanFinding {
  const { address, summary, hint, path } = found;
  return {
    rule: UNRESOLVED_RULE,
    severity: 'warning',
    message: summary,
    ...(address !== undefined && { address }),
    ...placed(path, rangeOf),
    ...(hint !== undefined && { hint }),
  };
}
