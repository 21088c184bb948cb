/** Entries that an environment means to change, under a name that nothing declares. */
import type { JsonValue } from '../model/value.ts';
import { valueAt } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import type { MapMember, SourceNode } from './yaml/source-node.ts';
import { rangeOfKey } from './yaml/source-node.ts';
import type { SchemaFault } from './validate.ts';

interface Overlaid {
  /** The document without the environment. */
  readonly merged: SourceNode | undefined;
  /** What the environment lays over it; undefined without one. */
  readonly overlay: SourceNode | undefined;
  readonly environment: string | undefined;
  /** A file is not read, and may declare more. */
  readonly incomplete: boolean;
}

/**
 * An entry that only the environment has and that lacks what every entry needs is one that it misnames: told once, in the
 * place of all that is missing. One that a file which is not read may declare is not told at all.
 */
export function misnamedEntries(
  { merged, overlay, environment = '', incomplete }: Overlaid,
  faults: readonly SchemaFault[],
): readonly SchemaFault[] {
  if (overlay === undefined) return faults;
  const told = new Set<MapMember>();
  return faults.flatMap((fault) => {
    const [section = '', key = '', ...inner] = fault.path ?? [];
    if (fault.code !== 'SCHEMA_REQUIRED' || inner.length > 0 || !(section in SECTION_KINDS)) return [fault];
    const member = membersOf(overlay, section)?.get(String(key));
    const declared = membersOf(merged, section);
    if (member === undefined || declared?.has(String(key)) === true) return [fault];
    if (incomplete) return [];
    const near = didYouMean(String(key), declared?.keys() ?? []);
    if (near === undefined) return [fault];
    if (told.has(member)) return [];
    told.add(member);
    const { ofShape: _shape, ...rest } = fault;
    return [
      {
        ...rest,
        code: 'REFERENCE_UNKNOWN',
        summary: `The environment "${environment}" changes ${section}.${key}, which is not declared`,
        hint: `Did you mean "${near}"?`,
        range: rangeOfKey(member),
      },
    ];
  });
}

/** Codes of names that nothing declares. */
const UNDECLARED: readonly string[] = ['REFERENCE_SPONSOR', 'REFERENCE_UNKNOWN'];

/** Faults of names that environments declare which are not chosen: there is what to look at. */
export function withEnvironmentsOf<Fault extends Diagnostic>(
  faults: readonly Fault[],
  { merged, value }: { readonly merged: SourceNode | undefined; readonly value: JsonValue },
): readonly Fault[] {
  const environments = [...(membersOf(merged, 'environments') ?? [])];
  const sections = ['sponsors', ...Object.keys(SECTION_KINDS)];
  return faults.map((fault) => {
    const key = UNDECLARED.includes(fault.code) ? valueAt(value, fault.path ?? []) : undefined;
    if (typeof key !== 'string') return fault;
    const names = environments
      .filter(([, overlay]) =>
        sections.some((section) => membersOf(overlay.value, section)?.has(key) === true),
      )
      .map(([name]) => name);
    const [name, ...others] = names;
    if (name === undefined) return fault;
    const told =
      others.length === 0
        ? `The environment ${name} declares it`
        : `Environments declare it (${names.join(', ')})`;
    return { ...fault, hint: `${told}: declare it outside of environments, or run with --env ${name}` };
  });
}

function membersOf(node: SourceNode | undefined, section: string | number) {
  const found = node?.type === 'map' ? node.members.get(String(section))?.value : undefined;
  return found?.type === 'map' ? found.members : undefined;
}
