/**
 * A whole tenant as a configuration and the state that goes with it. In: everything that the tenant holds. Out: a
 * document that the configuration's rules accept and whose plan is empty, whatever the tenant; an object for which
 * that cannot be reached is left out, with the reason, and so is what refers to it. Writes nothing.
 */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { parseLookup } from '../model/principal.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { links, managedReferences } from '../model/walk.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { checkValue, understand } from '../config/understand.ts';
import { inReadingOrder } from '../config/write-project.ts';
import type { DirectoryPort } from '../graph/port.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { isGuid } from '../model/guid.ts';
import { wantsOf } from '../kinds/recorder.ts';
import { completeAttributes } from '../plan/compare.ts';
import { decideAll } from '../plan/decisions.ts';
import { KINDS_IN_ORDER } from '../plan/kind-order.ts';
import type { PlanOrigin } from '../plan/plan.ts';
import { resolveDesired } from '../refresh/desired.ts';
import type { Departed } from '../kinds/departed.ts';
import type { HeldBeside } from '../refresh/beside.ts';
import { heldPrincipals } from '../refresh/departed.ts';
import type { DesiredResult } from '../refresh/desired.ts';
import { withIds } from '../refresh/with-ids.ts';
import type { LiveSnapshot } from '../refresh/snapshot.ts';
import type { ResourceState, StateDocument } from '../state/document.ts';
import { findNames } from './directory-names.ts';
import { draft, unnamedOf } from './draft.ts';
import type { LeftOut, Placed } from './draft.ts';
import type { LiveObject } from './live-object.ts';
import type { KnownNames } from './known-names.ts';
import { canBeNamed, referredLeftOut, withOutside } from './outside.ts';
import { united } from './united.ts';
import type { NotExpressed } from './not-expressed.ts';
import { notExpressed } from './not-expressed.ts';

export interface ImportInput {
  /** Everything, with every detail. */
  readonly live: LiveSnapshot;
  /** What no kind reads. */
  readonly beside: readonly HeldBeside[];
  readonly directory: DirectoryPort;
  /** What the document says besides: version, tenant, and what it declares already. */
  readonly base: JsonObject;
  readonly tenant: PlanOrigin['tenant'];
  /** What is called something already keeps its name. */
  readonly known: KnownNames;
}

interface ImportedResource extends Placed {
  readonly address: ResourceAddress;
}

export interface Imported {
  /** Sections by name. */
  readonly sections: Readonly<Record<string, JsonValue>>;
  readonly resources: readonly ImportedResource[];
  /** What the state records of them. */
  readonly state: readonly ResourceState[];
  readonly lookups: Readonly<Record<string, string>>;
  readonly leftOut: readonly LeftOut[];
  /** What is left out, and what of the rest the document does not say. */
  readonly notExpressed: readonly NotExpressed[];
  /** Principals by their ids, because the directory does not know them any more. */
  readonly departed: readonly DepartedPlace[];
  /** What is named by its id, because the tenant does not have it any more. */
  readonly gone: readonly GonePlace[];
}

/** Where something names an object that was deleted. */
export interface GonePlace {
  readonly kind: Kind;
  readonly id: string;
  readonly path: AttributePath;
  readonly address: ResourceAddress;
}

export interface DepartedPlace {
  readonly principal: Departed;
  readonly path: AttributePath;
  readonly address: ResourceAddress;
}

/** Imports a tenant. Rejects with DiagnosticError when a fault is of no object, which would be a fault of Entente. */
export async function importTenant(input: ImportInput): Promise<Imported> {
  const objects = KINDS_IN_ORDER.flatMap((kind) =>
    (input.live.objects.get(kind.name) ?? []).map((object): LiveObject => ({ kind, object })),
  );
  const names = await findNames(input.directory, unnamedOf(objects));
  const leftOut = new Map<RemoteObject, LeftOut>();
  for (;;) {
    const kept = objects.filter(({ object }) => !leftOut.has(object));
    const beside = referredLeftOut([...leftOut.values()], kept, input.known);
    const known = { ...input.known, outside: [...input.known.outside, ...beside] };
    const drafted = draft(KINDS_IN_ORDER, kept, names, known);
    const tried =
      drafted.leftOut.length > 0
        ? undefined
        : await attempt({ ...input, known }, drafted.sections, drafted.placed);
    const failed = tried?.leftOut ?? drafted.leftOut;
    // What refers to them can be kept once `existing` names them.
    const named = failed.filter(canBeNamed);
    for (const each of named.length > 0 ? named : failed) leftOut.set(each.object, each);
    if (tried !== undefined && failed.length === 0)
      return {
        ...tried,
        sections: inReadingOrder(withOutside(drafted.sections, known.outside)),
        leftOut: [...leftOut.values()],
        notExpressed: notExpressed({ ...tried, leftOut: [...leftOut.values()], beside: input.beside }),
      };
  }
}

type Attempt = Omit<Imported, 'sections' | 'notExpressed'>;

/** What comes of a draft: everything, or what must be left out of the next one. */
async function attempt(
  input: ImportInput,
  sections: Readonly<Record<string, JsonValue>>,
  placed: readonly Placed[],
): Promise<Attempt> {
  const { outside } = input.known;
  const value = united(input.base, withOutside(sections, outside));
  const failed = (faults: readonly Diagnostic[]): Attempt => {
    const leftOut = faults.map((fault) => blame(fault, placed));
    return { resources: [], state: [], lookups: {}, leftOut, departed: [], gone: [] };
  };
  const refused = errorsOf(checkValue(value));
  if (refused.length > 0) return failed(refused);
  const byPath = new Map(placed.map((each) => [JSON.stringify(each.path), each]));
  const { document, ...understood } = understand(value);
  const declarations = understood.declarations.filter(({ path }) => byPath.has(JSON.stringify(path)));
  const own = new Set(declarations.map(({ address }) => address));
  const lookups = understood.recording.lookups.filter(({ address }) => own.has(address));
  const wants = wantsOf(declarations, { ...understood.recording, lookups });
  const { directory } = input;
  const held = heldPrincipals(input.live);
  const resolved = await resolveDesired({ document, declarations, wants, directory, held });
  const ids = new Map(outside.map(({ address, id }) => [address, id]));
  const desired = { ...resolved, desired: resolved.desired.map((each) => withIds(each, ids)) };
  const unresolved = errorsOf(desired.diagnostics);
  if (unresolved.length > 0) return failed(unresolved);
  const resources = declarations.map(({ address, path }): ImportedResource => {
    const each = byPath.get(JSON.stringify(path));
    if (each === undefined) throw new Error(`${address} was not drafted`);
    return { ...each, address };
  });
  const state = stateOf(resources, desired);
  const faults = await planFaults(input, desired, state);
  if (faults.length > 0) return failed(faults);
  const gone = new Map(desired.departed.map((each) => [each.id, each]));
  const departed = wants.lookups.flatMap(({ key, path, address }): DepartedPlace[] => {
    const { type, text } = parseLookup(key);
    const principal = type === 'id' ? gone.get(text.toLowerCase()) : undefined;
    return principal === undefined ? [] : [{ principal, path, address }];
  });
  const lost = goneIn(resources, state, input.live, new Set(ids.values()));
  return { resources, state, lookups: desired.lookups, leftOut: [], departed, gone: lost };
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}

/** The object that a fault is about: the innermost entry around its path. */
function blame(fault: Diagnostic, placed: readonly Placed[]): LeftOut {
  const around = placed
    .filter(({ path }) => isWithin(fault.path ?? [], path))
    .sort((a, b) => b.path.length - a.path.length);
  const [innermost] = around;
  if (innermost === undefined) throw new DiagnosticError([fault]);
  return { ...innermost, reason: reasonOf(fault), property: fault.path?.slice(innermost.path.length) ?? [] };
}

/** Two declarations would be one object, but what is imported are two. */
function reasonOf({ code, summary }: Diagnostic): string {
  return code === 'REFERENCE_COLLISION'
    ? 'The tenant holds another with the same name, domain or tenant, and a configuration tells the two apart by nothing else'
    : summary;
}

function isWithin(path: AttributePath, outer: AttributePath): boolean {
  return outer.every((step, index) => String(path[index]) === String(step));
}

/** What an apply of the document would record. */
function stateOf(resources: readonly ImportedResource[], { desired }: DesiredResult): ResourceState[] {
  const wanted = new Map(desired.map(({ address, attributes }) => [address, attributes]));
  return resources.map(({ address, kind, object }) => {
    const attributes = completeAttributes(kind.attributes, wanted.get(address) ?? {}, object.attributes);
    const dependsOn = managedReferences(kind.attributes, attributes, (value) => wanted.has(value));
    return { address, kind: kind.name, id: object.id, attributes, dependsOn };
  });
}

/**
 * References by id to what the tenant does not have; of a kind that was not read nothing is known. What is `outside` of
 * what is imported was not read with it, and is there.
 */
function goneIn(
  resources: readonly ImportedResource[],
  state: readonly ResourceState[],
  { objects }: LiveSnapshot,
  outside: ReadonlySet<string>,
): GonePlace[] {
  const paths = new Map(resources.map(({ address, path }) => [address, path]));
  return state.flatMap(({ address, kind, attributes }) =>
    [...links(KINDS.get(kind)?.attributes ?? {}, attributes)].flatMap(
      ({ shape, value, path: at }): GonePlace[] => {
        const to = shape.type === 'reference' && isGuid(value) ? KINDS.get(shape.to) : undefined;
        const read = to === undefined ? undefined : objects.get(to.name);
        const within = paths.get(address);
        if (to === undefined || within === undefined || outside.has(value)) return [];
        if (read === undefined || read.some(({ id }) => id.toLowerCase() === value)) return [];
        return [{ kind: to, id: value, path: [...within, ...at.slice(0, -1)], address }];
      },
    ),
  );
}

/** Everything that the next plan would say or do. */
async function planFaults(
  { live, tenant }: ImportInput,
  { desired }: DesiredResult,
  resources: readonly ResourceState[],
): Promise<Diagnostic[]> {
  const prior: StateDocument = {
    formatVersion: 1,
    lineage: tenant.id,
    serial: 1,
    tenant: { id: tenant.id },
    resources,
    pending: [],
  };
  const { binding, decisions } = await decideAll({
    desired,
    prior,
    live,
    guards: { lifecycle: new Map(), removed: [] },
    options: { mode: 'normal', adopt: false, answers: new Map() },
  });
  const paths = new Map(desired.map(({ address, path }) => [address, path]));
  const changes = decisions.filter(({ action, stale }) => action !== 'noop' || stale);
  return [
    ...errorsOf(binding.diagnostics),
    ...changes.map(({ address, action, changedPaths }): Diagnostic => {
      const path = paths.get(address);
      const what = changedPaths.length > 0 ? `: ${changedPaths.join(', ')}` : '';
      return {
        code: 'IMPORT_INEXACT',
        severity: 'error',
        summary: `What the configuration can say of it is not what it is (the plan would ${action} it${what})`,
        ...(path !== undefined && { path }),
      };
    }),
  ];
}
