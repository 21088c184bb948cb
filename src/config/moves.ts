/** The sections `moved` and `removed`: keys that were renamed, and resources that are let go. */
import type { ResourceAddress } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Governance } from '../schema/governance.ts';
import type { KindDeclaration } from '../kinds/recorder.ts';
import type { Move } from './configuration.ts';
import { kindOf, malformedAddress } from './checks/address-form.ts';
import { besides, fault } from './checks/placed.ts';
import type { Placed } from './checks/placed.ts';
import { nearAddress } from '../kinds/near-address.ts';

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
  const declared = new Map(declarations.map(({ address, path }) => [address, path]));
  return [...new MoveCheck(declared, document).faults()];
}

const STILL_DECLARED = 'Take its declaration out, or this entry';

class MoveCheck {
  private readonly moved: NonNullable<Governance['moved']>;
  private readonly next: ReadonlyMap<ResourceAddress, ResourceAddress>;
  private readonly declared: ReadonlyMap<ResourceAddress, AttributePath>;
  private readonly removed: readonly ResourceAddress[];

  constructor(
    declared: ReadonlyMap<ResourceAddress, AttributePath>,
    { moved = [], removed = [] }: Governance,
  ) {
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
      const malformed = malformedAddress(address, path);
      if (malformed !== undefined) yield malformed;
      else if (this.declared.has(address))
        yield this.stillDeclared(
          address,
          fault('CONFIG_REMOVED', path, `${address} is removed, but still declared`, STILL_DECLARED),
        );
    }
  }

  private faultOf(from: ResourceAddress, to: ResourceAddress, index: number): Placed | undefined {
    const path = ['moved', index];
    const wrong = (member: 'from' | 'to', summary: string, hint: string) =>
      fault('CONFIG_MOVED', [...path, member], summary, hint);
    const malformed = this.malformed(from, to, path);
    if (malformed !== undefined) return malformed;
    const [a, b] = [from, to].map((address) => parseAddress(address));
    if (a?.kind !== b?.kind || a?.keys.length !== b?.keys.length)
      return wrong('to', `${from} cannot become ${to}`, `Name another ${a?.kind}`);
    if (from === to)
      return wrong('to', `${from} is moved to itself`, 'Remove this entry, or name the other address');
    if (this.isRound(from)) return this.circle(from, index);
    if (this.declared.has(from)) {
      const summary = `${from} is moved, but still declared`;
      return this.stillDeclared(from, wrong('from', summary, this.adviceWhereDeclared(from, to)));
    }
    if (this.removed.includes(from))
      return wrong('from', `${from} is moved and removed`, 'Keep one of the two entries');
    const before = this.moved.slice(0, index);
    const twice = (member: 'from' | 'to', first: number, summary: string) =>
      besides(wrong(member, summary, 'Keep one of the two entries'), 'first here', ['moved', first, member]);
    const sameFrom = before.findIndex((other) => other.from === from);
    if (sameFrom !== -1) return twice('from', sameFrom, `${from} is moved twice`);
    const sameTo = before.findIndex((other) => other.to === to);
    if (sameTo !== -1) return twice('to', sameTo, `Two resources would become ${to}`);
    // A chain is judged once, at the entry that it ends with.
    if (this.next.has(to) || this.declared.has(to)) return undefined;
    const near = nearAddress(to, [...this.declared.keys()]);
    const hint = near === undefined ? 'Declare it, or name what it is called now' : `Did you mean "${near}"?`;
    return fault('REFERENCE_UNKNOWN', [...path, 'to'], `There is no resource "${to}"`, hint);
  }

  /** What to do where the old address is declared: perhaps the two are exchanged. */
  private adviceWhereDeclared(from: ResourceAddress, to: ResourceAddress): string {
    if (this.declared.has(to) || this.next.has(to)) return STILL_DECLARED;
    return `Rename its declaration to ${to}, or write { from: ${to}, to: ${from} } if it is called ${from} now`;
  }

  /** The fault of an end that is a key alone: of the kind of the other end, or of what is declared under it. */
  private malformed(from: string, to: string, path: AttributePath): Placed | undefined {
    const kind = kindOf(from) ?? kindOf(to) ?? this.kindKeyed(to) ?? this.kindKeyed(from);
    return (
      malformedAddress(from, [...path, 'from'], { kind }) ?? malformedAddress(to, [...path, 'to'], { kind })
    );
  }

  /** The only kind of which something is declared under a key. */
  private kindKeyed(key: string): string | undefined {
    const ending = `.${key}`;
    const kinds = [...this.declared.keys()].flatMap((address) => {
      const kind = address.endsWith(ending) ? kindOf(address) : undefined;
      return kind === undefined ? [] : [kind];
    });
    return new Set(kinds).size === 1 ? kinds[0] : undefined;
  }

  private stillDeclared(address: ResourceAddress, told: Placed): Placed {
    return besides(told, 'declared here', this.declared.get(address));
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
}
