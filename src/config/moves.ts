/** The sections `moved` and `removed`: keys that were renamed, and resources that are let go. */
import type { ResourceAddress } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Governance } from '../schema/governance.ts';
import type { KindDeclaration } from '../kinds/recorder.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Move } from './configuration.ts';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';
import { kindCalled, nearAddress } from '../kinds/near-address.ts';

/** The moves of a valid document, each to the end of its chain. */
export function movesOf({ moved = [] }: Governance): readonly Move[] {
  const next = new Map(moved.map(({ from, to }) => [from, to]));
  return moved.map(({ from }, index) => ({
    from,
    to: chain(from, next).at(-1) ?? from,
    path: ['moved', index],
  }));
}

/** Where an address goes, step by step; ends before an address that it was at already. */
function chain(
  from: ResourceAddress,
  next: ReadonlyMap<ResourceAddress, ResourceAddress>,
): ResourceAddress[] {
  const trail = [from];
  for (let to = next.get(from); to !== undefined && !trail.includes(to); to = next.get(to)) trail.push(to);
  return trail;
}

/** Faults of `moved` and `removed`. */
export function checkMoves(declarations: readonly KindDeclaration[], document: Governance): Placed[] {
  const declared = new Set(declarations.map(({ address }) => address));
  return [...new MoveCheck(declared, document).faults()];
}

class MoveCheck {
  private readonly moved: NonNullable<Governance['moved']>;
  private readonly next: ReadonlyMap<ResourceAddress, ResourceAddress>;
  private readonly declared: ReadonlySet<ResourceAddress>;
  private readonly removed: readonly ResourceAddress[];

  constructor(declared: ReadonlySet<ResourceAddress>, { moved = [], removed = [] }: Governance) {
    this.declared = declared;
    this.moved = moved;
    this.removed = removed;
    this.next = new Map(moved.map(({ from, to }) => [from, to]));
  }

  *faults(): Generator<Placed> {
    for (const [index, entry] of this.moved.entries()) {
      // One complaint of an entry is enough; the others would follow from it.
      const found = this.faultOf(entry.from, entry.to, index);
      if (found !== undefined) yield found;
    }
    for (const [index, address] of this.removed.entries()) {
      const path = ['removed', index];
      const malformed = this.malformed(address, path);
      if (malformed !== undefined) yield malformed;
      else if (this.declared.has(address))
        yield fault(
          'CONFIG_REMOVED',
          path,
          `${address} is removed, but still declared`,
          'Take its declaration out, or this entry',
        );
    }
  }

  private faultOf(from: ResourceAddress, to: ResourceAddress, index: number): Placed | undefined {
    const path = ['moved', index];
    const wrong = (member: 'from' | 'to', summary: string, hint: string) =>
      fault('CONFIG_MOVED', [...path, member], summary, hint);
    const malformed = this.malformed(from, [...path, 'from']) ?? this.malformed(to, [...path, 'to']);
    if (malformed !== undefined) return malformed;
    const [a, b] = [from, to].map((address) => parseAddress(address));
    if (a?.kind !== b?.kind || a?.keys.length !== b?.keys.length)
      return wrong('to', `${from} cannot become ${to}`, `Name another ${a?.kind}`);
    if (this.isRound(from)) return this.circle(from, index);
    if (this.declared.has(from))
      return wrong('from', `${from} is moved, but still declared`, 'Take its declaration out, or this entry');
    if (this.removed.includes(from))
      return wrong('from', `${from} is moved and removed`, 'Keep one of the two entries');
    if (this.moved.slice(0, index).some((other) => other.from === from))
      return wrong('from', `${from} is moved twice`, 'Keep one of the two entries');
    if (this.moved.slice(0, index).some((other) => other.to === to))
      return wrong('to', `Two resources would become ${to}`, 'Keep one of the two entries');
    // A chain is judged once, at the entry that it ends with.
    if (this.next.has(to) || this.declared.has(to)) return undefined;
    const near = nearAddress(to, this.declared);
    const hint = near === undefined ? 'Declare it, or name what it is called now' : `Did you mean "${near}"?`;
    return fault('REFERENCE_UNKNOWN', [...path, 'to'], `There is no resource "${to}"`, hint);
  }

  /** Whether the moves lead from an address back to it. */
  private isRound(from: ResourceAddress): boolean {
    const end = chain(from, this.next).at(-1);
    return end !== undefined && end !== from && this.next.get(end) === from;
  }

  /** Told once: at the move away from what is declared, which is the one too many, or else at the first. */
  private circle(start: ResourceAddress, index: number): Placed | undefined {
    const trail = chain(start, this.next);
    const ofCircle = [...this.moved.entries()].filter(([, { from }]) => trail.includes(from));
    const told = ofCircle.find(([, entry]) => this.declared.has(entry.from)) ?? ofCircle[0];
    if (told?.[0] !== index) return undefined;
    const { from, to } = told[1];
    const round = chain(from, this.next);
    return fault(
      'CONFIG_MOVED',
      ['moved', index, 'from'],
      `The moves go round in a circle: ${[...round, from].join(' -> ')}`,
      this.declared.has(from)
        ? `Remove { from: ${from}, to: ${to} }: ${from} is declared`
        : 'Remove one of them',
    );
  }

  private malformed(address: ResourceAddress, path: AttributePath): Placed | undefined {
    const kind = parseAddress(address)?.kind;
    if (kind !== undefined && KINDS.has(kind)) return undefined;
    const [, word = address, key] = /^([A-Za-z]+)[./](.+)$/s.exec(address) ?? [];
    const meant = kindCalled(word);
    const hint =
      meant === undefined
        ? `Write KIND.KEY; kinds are ${[...KINDS.keys()].join(', ')}`
        : `Write ${meant}.${key ?? 'KEY'}`;
    return fault('REFERENCE_UNKNOWN', path, `"${address}" is not an address`, hint);
  }
}
