/** What an import says in its files and warnings: ids, and above all what it could not express. */
import type { Remark } from '../../config/yaml/write-yaml.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { DepartedPlace, GonePlace, Imported } from '../../import/import-tenant.ts';
import type { NotExpressed } from '../../import/not-expressed.ts';
import { unsaidOf } from '../../import/not-expressed.ts';
import type { RemoteObject } from '../../kinds/kind.ts';
import { calledDeparted, deletionText, departedRemark } from '../../kinds/departed.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { formatPath } from '../../model/path.ts';
import type { AttributePath } from '../../model/path.ts';
import { counted } from '../../model/counted.ts';

export interface ImportResult {
  /** True when nothing was written, only found out. */
  readonly dryRun: boolean;
  readonly imported: Imported;
  /** What is written, as messages show it. */
  readonly files: readonly string[];
  /** Schemas for editors beside them, shown in the same way. */
  readonly schemas: readonly string[];
  readonly rangeOf: Configuration['rangeOf'];
  /** Policies that say the same: how many, in how many templates, and whether they were written as such. */
  readonly alike?: { readonly policies: number; readonly templates: number; readonly written: boolean };
}

/** Longest value of a property that a message quotes. */
const LONGEST = 120;

export function importWarnings({ imported, rangeOf }: ImportResult): Diagnostic[] {
  const placed = (found: Diagnostic, path: AttributePath | undefined): Diagnostic => {
    const range = path === undefined ? undefined : rangeOf(path);
    return { ...found, ...(range !== undefined && { range }) };
  };
  return [
    ...imported.departed.map((each) => placed(departedWarning(each), each.path)),
    ...imported.gone.map((each) => placed(goneWarning(each), each.path)),
    ...imported.notExpressed.map((each) => placed(notExpressedWarning(each), each.path)),
  ];
}

/** The Graph id before each entry that has a key, and what the entry cannot say. */
export function importRemarks({ resources, departed, gone: lost, notExpressed }: Imported): Remark[] {
  const ids = resources
    .filter(({ kind, path: at }) => kind.identity.by === 'id' && typeof at.at(-1) === 'string')
    .map(({ path: at, object }) => ({ path: at, text: `id ${object.id}` }));
  const gone = departed.map(({ principal, path: at }) => ({
    path: at.at(-1) === 'id' ? at.slice(0, -1) : at,
    text: departedRemark(principal),
  }));
  const deleted = lost.map(({ kind, path: at }) => ({
    path: at,
    text: `${kind.words.noun}: the tenant no longer has it`,
  }));
  const unsaid = notExpressed.flatMap((each): Remark[] =>
    each.imported && each.path !== undefined ? [{ path: each.path, text: unsaidRemark(each) }] : [],
  );
  return [...ids, ...gone, ...deleted, ...unsaid];
}

/** A comment on what could not be expressed of an object. */
export function unsaidRemark({ property, value }: Pick<NotExpressed, 'property' | 'value'>): string {
  return `Not expressed, and left as it is in the tenant: ${property ?? ''}${valueText(value)}`;
}

/** The first comment of the root file. */
export function importHeader(all: readonly NotExpressed[]): string {
  const count = countOf(all);
  if (count === undefined) return '';
  const lines = all
    .filter(({ imported }) => !imported)
    .map((each) => `- ${calledIn(each)}: ${reasonOf(each)}`);
  return lines.length === 0
    ? count
    : [count, 'Not imported, and left as it is in the tenant:', ...lines].join('\n');
}

/** How much the files do not say; undefined when that is nothing. */
export function countOf(all: readonly NotExpressed[]): string | undefined {
  if (all.length === 0) return undefined;
  const objects = all.filter(({ imported }) => !imported).length;
  const properties = all.length - objects;
  return `Not expressed: ${counted(objects, 'object')} left out, ${properties} ${properties === 1 ? 'property' : 'properties'} of imported objects. They stay as they are in the tenant.`;
}

/** What the address cannot say of one object. */
export function unsaidWarnings(address: ResourceAddress, object: RemoteObject): Diagnostic[] {
  return unsaidOf(object).map(({ property, value }) => ({
    code: 'IMPORT_NOT_EXPRESSED',
    severity: 'warning',
    summary: `${address} has ${property}, which the configuration cannot express; it stays as it is`,
    detail: `${property}${valueText(value)}`,
    address,
  }));
}

function departedWarning({ principal, path: at, address }: DepartedPlace): Diagnostic {
  const when = deletionText(principal.deletion);
  return {
    code: 'IMPORT_DEPARTED',
    severity: 'warning',
    summary: `${calledDeparted(principal)} is no longer in the directory and is written as its id: ${formatPath(at)}`,
    hint: when === undefined ? 'Name another in its place' : `It was ${when}`,
    address,
  };
}

function goneWarning({ kind, id, path: at, address }: GonePlace): Diagnostic {
  return {
    code: 'IMPORT_DEPARTED',
    severity: 'warning',
    summary: `The ${kind.words.noun} with the id ${id} is no longer in the tenant and is written as its id: ${formatPath(at)}`,
    hint: 'Name another in its place, or take it out',
    address,
  };
}

function notExpressedWarning(each: NotExpressed): Diagnostic {
  const { address, imported, property, value } = each;
  return imported
    ? {
        code: 'IMPORT_NOT_EXPRESSED',
        severity: 'warning',
        summary: `${calledIn(each)} has ${property ?? ''}, which the configuration cannot express; it stays as it is`,
        ...(value !== undefined && { detail: `${property ?? ''}${valueText(value)}` }),
        ...(address !== undefined && { address }),
      }
    : {
        code: 'IMPORT_LEFT_OUT',
        severity: 'warning',
        summary: `${calledIn(each)} is not imported and stays as it is`,
        detail: reasonOf(each),
      };
}

/** `policy "People" (id ...) of package "Orders" in catalog "Databases"`. */
function calledIn({ kind, name, id, within }: NotExpressed): string {
  const places = within.map(
    (container) => ` ${container.outermost ? 'in' : 'of'} ${container.noun} "${container.name}"`,
  );
  return `${kind} "${name}" (id ${id})${places.join('')}`;
}

function reasonOf({ property, reason }: NotExpressed): string {
  return property === undefined ? reason : `${property}: ${reason}`;
}

function valueText(value: NotExpressed['value']): string {
  if (value === undefined) return '';
  const text = JSON.stringify(value);
  return `: ${text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text}`;
}
