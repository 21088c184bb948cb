/**
 * Drift written back: the edits that make the configuration say what the tenant holds, and what the state records then.
 * Only what drifted changes; other changes that the configuration declares stay. Pure.
 */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { isWithin } from '../model/path.ts';
import type { LookupKey, Principal } from '../model/principal.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { valueAt } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../config/configuration.ts';
import { editEntries, writtenPath } from '../config/edits/edit-templated.ts';
import type { EntryEdit, SourceTree } from '../config/edits/edit-yaml.ts';
import { removeEntries } from '../config/edits/edit-yaml.ts';
import { applyEdits, overlapping } from '../config/edits/text-edits.ts';
import { rangeOfSpan } from '../config/yaml/source-node.ts';
import type { TextEdit } from '../config/edits/text-edits.ts';
import type { Naming } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { comparable, diffAttributes } from '../plan/compare.ts';
import type { Drift } from '../plan/plan.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';
import type { StateEffect } from '../state/backend.ts';
import type { StateDocument } from '../state/document.ts';
import type { DirectoryNames, Unnamed } from './directory-names.ts';
import { strictNaming, unnamedOf } from './draft.ts';

export interface AcceptInput {
  readonly tree: SourceTree;
  readonly configuration: Configuration;
  /** As the configuration resolves before anything is written. */
  readonly desired: readonly DesiredResource[];
  /** Look-up key → id. */
  readonly lookups: Readonly<Record<string, string>>;
  readonly prior: StateDocument;
  /** What is to be accepted. */
  readonly drift: readonly Drift[];
  /** Of all ids that `unnamedIn` returns. */
  readonly names: DirectoryNames;
}

export interface Accepted {
  /** New texts of files, by the name that messages show. */
  readonly texts: ReadonlyMap<string, string>;
  /** What could not be placed; not to be written when there is any. */
  readonly refusals: readonly Diagnostic[];
  /** What the configuration must resolve to once the texts are written. */
  readonly expected: ReadonlyMap<ResourceAddress, Attributes>;
  /** What the state records of that. */
  readonly effect: StateEffect;
}

/** Ids that the accepted values may want names for. */
export function unnamedIn(drift: readonly Drift[]): Unnamed {
  return unnamedOf(
    drift.flatMap(({ kind: name, id, after }) => {
      const kind = KINDS.get(name);
      return kind === undefined || after === null ? [] : [{ kind, object: { id, attributes: after } }];
    }),
  );
}

export function acceptDrift(input: AcceptInput): Accepted {
  return new Acceptance(input).run();
}

class Acceptance {
  private readonly edits: TextEdit[] = [];
  private readonly entries: { readonly address: ResourceAddress; readonly edit: EntryEdit }[] = [];
  private readonly refusals: Diagnostic[] = [];
  private readonly expected: Map<ResourceAddress, Attributes>;
  private readonly desired: ReadonlyMap<ResourceAddress, DesiredResource>;
  private readonly input: AcceptInput;

  constructor(input: AcceptInput) {
    this.input = input;
    this.desired = new Map(input.desired.map((resource) => [resource.address, resource]));
    this.expected = new Map(input.desired.map(({ address, attributes }) => [address, attributes]));
  }

  run(): Accepted {
    const { drift, tree } = this.input;
    for (const item of drift) {
      const resource = this.desired.get(item.address);
      if (item.after !== null && resource !== undefined) this.take(item, item.after, resource);
    }
    const entries = this.entries.map(({ edit }) => edit);
    for (const { index, edits, refusals } of editEntries(tree, entries)) {
      const address = this.entries[index]?.address;
      this.edits.push(...edits);
      this.refusals.push(
        ...refusals.map((refusal) => ({ ...refusal, ...(address !== undefined && { address }) })),
      );
    }
    const deleted = drift.filter(({ after }) => after === null).map(({ address }) => address);
    const paths = deleted.flatMap((address): AttributePath[] => {
      const resource = this.desired.get(address);
      return resource === undefined ? [] : [writtenPath(tree, resource.path)];
    });
    // What stands inside of a removed entry goes with it.
    const outermost = paths.filter((path) => !paths.some((other) => other !== path && isInside(path, other)));
    const removed = removeEntries(tree, outermost);
    this.edits.push(...removed.edits);
    this.refusals.push(...removed.refusals);
    const twice = overlapping(this.edits);
    if (twice !== undefined) this.refusals.push(refusedTwice(twice));
    for (const [address, { path: resolved }] of this.desired) {
      const path = writtenPath(tree, resolved);
      const isRemoved = outermost.some((outer) => isInside([...path, ''], outer));
      if (isRemoved) this.expected.delete(address);
    }
    const put = drift.flatMap((item) => this.recorded(item));
    return {
      texts: this.refusals.length > 0 ? new Map() : applyEdits(this.edits),
      refusals: this.refusals,
      expected: this.expected,
      effect: { put, remove: deleted },
    };
  }

  private take(item: Drift, live: Attributes, { address, path, attributes }: DesiredResource): void {
    const kind = KINDS.get(item.kind);
    if (kind === undefined) return;
    const merged = comparable(kind.attributes, withDrift(attributes, item, live), attributes);
    this.expected.set(address, merged);
    const key = String(path.at(-1));
    const said = (of: Attributes, explicit: boolean) =>
      kind.yaml.declare(of, key, this.naming(address, explicit)).spec;
    try {
      const edit = {
        path,
        shape: kind.attributes,
        from: { explicit: said(comparable(kind.attributes, attributes, attributes), true) },
        to: { explicit: said(merged, true), sparse: said(merged, false) },
      };
      this.entries.push({ address, edit });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const range = this.input.configuration.rangeOf(path);
      this.refusals.push(
        ...error.diagnostics.map((found) => ({
          ...found,
          address,
          path,
          ...(range !== undefined && { range }),
        })),
      );
    }
  }

  /** The state as it will be: what drifted as it is now, the rest as it was last applied. */
  private recorded(item: Drift): NonNullable<StateEffect['put']> {
    const known = this.input.prior.resources.find(({ address }) => address === item.address);
    if (known === undefined || item.after === null) return [];
    return [{ ...known, id: item.id, attributes: withDrift(known.attributes, item, item.after) }];
  }

  /** Names as this declaration writes them already, then those of `sponsors`, then what people say. */
  private naming(address: ResourceAddress, explicit: boolean): Naming {
    const { names, configuration, lookups } = this.input;
    const { document, wants } = configuration;
    const own = wants.lookups.filter((lookup) => lookup.address === address);
    const spelled = new Map(
      own.map(({ key, path }) => [idOf(key, lookups), valueAt(document as unknown as JsonValue, path)]),
    );
    const sponsors = new Map(
      wants.lookups.flatMap(({ key, path }): [string, JsonValue][] => {
        const value = valueAt(document as unknown as JsonValue, path);
        return typeof value === 'string' && document.sponsors?.[value] !== undefined
          ? [[idOf(key, lookups), value]]
          : [];
      }),
    );
    const strict = strictNaming(names);
    return {
      ...strict,
      explicit,
      kept: true,
      principal(id) {
        const name = spelled.get(id.toLowerCase()) ?? sponsors.get(id.toLowerCase());
        return name === undefined ? strict.principal(id) : (name as Principal | string);
      },
      domainOf(id) {
        const domain = spelled.get(id.toLowerCase());
        return typeof domain === 'string' ? domain : strict.domainOf(id);
      },
    };
  }
}

/** Attributes with those that drifted as they are now; a drifted attribute is taken whole. */
function withDrift(attributes: Attributes, { changedPaths }: Drift, live: Attributes): Attributes {
  const names = changedPaths.map((path) => /^[^.[]+/.exec(path)?.[0] ?? path);
  return { ...attributes, ...Object.fromEntries(names.map((name) => [name, live[name]])) };
}

/** Addresses that do not resolve to what is expected; empty when everything was placed as it was meant. */
export function misplaced(
  expected: ReadonlyMap<ResourceAddress, Attributes>,
  desired: readonly DesiredResource[],
): ResourceAddress[] {
  const found = new Map(desired.map(({ address, attributes }) => [address, attributes]));
  const differing = [...expected].filter(([address, attributes]) => {
    const now = found.get(address);
    const members = KINDS.get(address.split('.')[0] ?? '')?.attributes ?? {};
    if (now === undefined) return true;
    const { changedPaths } = diffAttributes(
      members,
      comparable(members, attributes, now),
      comparable(members, now, now),
    );
    return changedPaths.length > 0;
  });
  const unexpected = [...found.keys()].filter((address) => !expected.has(address));
  return [...differing.map(([address]) => address), ...unexpected];
}

function refusedTwice({ file, start, end }: TextEdit): Diagnostic {
  return {
    code: 'ACCEPT_REFUSED',
    severity: 'error',
    summary: 'Two resources change between the same brackets, and cannot be written at once',
    hint: 'Accept one of them by its address, and then the other',
    range: rangeOfSpan(file, [start, end]),
  };
}

function isInside(path: AttributePath, outer: AttributePath): boolean {
  return path.length > outer.length && isWithin(path, outer);
}

function idOf(key: LookupKey, lookups: Readonly<Record<string, string>>): string {
  const id = lookups[key] ?? '';
  return (key.startsWith('id:') ? (id.split(':').at(-1) ?? '') : id).toLowerCase();
}
