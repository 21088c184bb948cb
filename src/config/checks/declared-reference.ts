/** References of sections that hold no resources themselves: what they name has to be declared. */
import type { ResourceAddress } from '../../model/address.ts';
import { formatAddress, parseAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { isObject } from '../../model/value.ts';
import { didYouMean, renamedKey } from '../../diagnostics/did-you-mean.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { catalogAddress } from '../../kinds/existing.ts';
import type { AccessPart } from '../../kinds/kind.ts';
import { keyOfNamed } from '../../kinds/property-places.ts';
import type { KindDeclaration } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { Governance } from '../../schema/governance.ts';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';

/** Members beside the one that is judged, by the part that they name. */
type MembersByPart = Readonly<Partial<Record<AccessPart, string>>>;

/** Hears of a reference to what a kind's part stands for; `key`: keys with slashes between them. Gives its fault. */
export type JudgeReference = (
  part: AccessPart,
  key: string,
  path: AttributePath,
  members?: MembersByPart,
) => Placed | undefined;

/** Judges references by what is declared. */
export function judging(declarations: readonly KindDeclaration[], document: Governance): JudgeReference {
  const declared = new Set(declarations.map(({ address }) => address));
  return (part, key, path, members = {}) => {
    const address = referredAddress(part, key);
    if (declared.has(address)) return undefined;
    const kind = kindWithPart(part);
    const bare = key.startsWith(`${kind.name}.`) ? key.slice(kind.name.length + 1) : undefined;
    if (bare !== undefined && declared.has(referredAddress(part, bare)))
      return fault(
        'REFERENCE_UNKNOWN',
        path,
        `"${key}" is an address; here a ${kind.words.noun} goes by its key`,
        `Write ${bare}`,
      );
    const known = declarations.flatMap((each) => (each.kind === kind.name ? [keysOf(each)] : []));
    const holder = part === 'resource' ? unknownHolder(key, path, document, declarations) : undefined;
    if (holder !== undefined) return holder;
    const near = nearKeys(key, known);
    const meant = meantBy({ kind: kind.name, keys: key, written: key }, document, declarations);
    const member = Object.entries(members).find(
      ([each]) => kindWithPart(each as AccessPart).name === meant.other?.kind,
    );
    const written =
      meant.other === undefined || member === undefined ? undefined : `${member[1]}: ${keysOf(meant.other)}`;
    const sure = written === undefined ? meant.hint : `Write ${written}`;
    const guess =
      near === undefined ? `Declared: ${known.slice(0, 8).join(', ') || 'none'}` : `Did you mean "${near}"?`;
    const summary = `There is no ${kind.words.noun} "${key}"${meant.remark}`;
    const told = fault('REFERENCE_UNKNOWN', path, summary, sure ?? guess);
    return sure === undefined ? { ...told, missing: address } : told;
  };
}

/** What to do about a key that is not declared, by those that are. */
export function instead(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known) ?? renamedKey(key, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  const more = known.length > 8 ? ', …' : '';
  const listed = known.length === 0 ? 'none is declared' : `declared: ${known.slice(0, 8).join(', ')}${more}`;
  return `Declare it, or use another; ${listed}`;
}

/** The known keys that are near: of what stands in the same holder, near in what comes last. */
function nearKeys(keys: string, known: readonly string[]): string | undefined {
  const at = keys.lastIndexOf('/') + 1;
  const [holder, key] = [keys.slice(0, at), keys.slice(at)];
  const beside = known.flatMap((each) => (each.startsWith(holder) ? [each.slice(at)] : []));
  if (at === 0 || beside.length === 0) return didYouMean(keys, known) ?? renamedKey(keys, known);
  const near = didYouMean(key, beside) ?? renamedKey(key, beside);
  return near === undefined ? undefined : holder + near;
}

/** The fault of a resource whose catalog nothing declares: that is the cause, and has other uses. */
function unknownHolder(
  keys: string,
  path: AttributePath,
  document: Governance,
  declarations: readonly Declared[],
): Placed | undefined {
  const holder = keys.slice(0, keys.lastIndexOf('/'));
  const address = catalogAddress(holder);
  const kind = parseAddress(address)?.kind ?? '';
  const owned = declarations.flatMap((each) => (each.kind === kind ? [keysOf(each)] : []));
  const known = [...owned, ...Object.keys(document.existing?.catalogs ?? {})];
  if (!keys.includes('/') || known.length === 0 || known.includes(holder)) return undefined;
  const meant = meantBy({ kind, keys: holder, written: holder }, document, declarations);
  if (meant.hint !== undefined || meant.other !== undefined) return undefined;
  const summary = `There is no ${nounOf(kind)} "${holder}"`;
  return { ...fault('REFERENCE_UNKNOWN', path, summary, instead(holder, known)), missing: address };
}

/** The address that a reference leads to. */
export function referredAddress(part: AccessPart, key: string): ResourceAddress {
  return formatAddress(kindWithPart(part).name, ...key.split('/'));
}

/** What is declared, as far as it is known: of what exists already, no more than its address. */
type Declared = Pick<KindDeclaration, 'kind' | 'address'> & Partial<KindDeclaration>;

/** What a text stands for where nothing of its kind has it as a key. */
export interface Meant {
  /** What is declared under that key and of another kind. */
  readonly other?: Declared;
  /** What that is, to be put behind a message; empty when nothing has the key. */
  readonly remark: string;
  /** What to write for it; absent when that cannot be told. */
  readonly hint?: string;
}

/** A reference that leads nowhere: the kind that it wants, keys with slashes between them, and what the file says. */
interface Unknown {
  readonly kind: string;
  readonly keys: string;
  readonly written: string;
}

/** An entry that has the text as its name or domain, or one of another kind that has it as its key. */
export function meantBy(
  { kind, keys, written }: Unknown,
  document: Governance,
  declarations: readonly Declared[],
): Meant {
  const name = written.split('/').at(-1) ?? written;
  const named = keyOfNamed(kind, name, document);
  const before = written.slice(0, written.length - name.length);
  if (named !== undefined) return { remark: '', hint: `Write ${before}${named}, the key of "${name}"` };
  const other =
    declarations.find((each) => keysOf(each) === keys) ??
    declarations.find(
      (each) => each.kind === kindWithPart('resource').name && keysOf(each).endsWith(`/${keys}`),
    );
  if (other === undefined) return { remark: '' };
  const noun = nounOf(other.kind);
  const related = relatedTo(other, kind, declarations);
  return {
    other,
    remark: `: that is a ${noun}`,
    ...(related.length > 0 && {
      hint: `Write ${related.join(' or ')}, the ${nounOf(kind)} of that ${noun}`,
    }),
  };
}

/** Keys of the kind that the other declaration refers to, or that refer to it, by a member called like the kind. */
function relatedTo(other: Declared, kind: string, declarations: readonly Declared[]): readonly string[] {
  const holder = saidOf(other, kind);
  if (holder !== undefined) return [holder];
  return declarations.flatMap((each) =>
    each.kind === kind && saidOf(each, other.kind) === keysOf(other) ? [keysOf(each)] : [],
  );
}

function saidOf({ spec }: Declared, member: string): string | undefined {
  const said = isObject(spec) ? spec[member] : undefined;
  return typeof said === 'string' ? said : undefined;
}

function keysOf({ address }: Declared): string {
  return parseAddress(address)?.keys.join('/') ?? '';
}

function nounOf(kind: string): string {
  return KINDS.get(kind)?.words.noun ?? kind;
}
