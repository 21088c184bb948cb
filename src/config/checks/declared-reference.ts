/** References of sections that hold no resources themselves: what they name has to be declared. */
import type { ResourceAddress } from '../../model/address.ts';
import { formatAddress, parseAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { isObject } from '../../model/value.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
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
    if (declared.has(referredAddress(part, key))) return undefined;
    const kind = kindWithPart(part);
    const known = declarations.flatMap((each) => (each.kind === kind.name ? [keysOf(each)] : []));
    const near = didYouMean(key, known);
    const meant = meantBy({ kind: kind.name, keys: key, written: key }, document, declarations);
    const member = Object.entries(members).find(
      ([each]) => kindWithPart(each as AccessPart).name === meant.other?.kind,
    );
    const instead =
      meant.other === undefined || member === undefined ? undefined : `${member[1]}: ${keysOf(meant.other)}`;
    const hint =
      (instead === undefined ? meant.hint : `Write ${instead}`) ??
      (near === undefined
        ? `Declared: ${known.slice(0, 8).join(', ') || 'none'}`
        : `Did you mean "${near}"?`);
    const summary = `There is no ${kind.words.noun} "${key}"${meant.remark}`;
    return fault('REFERENCE_UNKNOWN', path, summary, hint);
  };
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
