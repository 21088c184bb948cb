/** Holds what the panel sees against what the access diff says: what is silent, and what is false. */
import type { AccessDiff, Person, RequestorName } from '../../../src/access/index.ts';
import { hasDoors, isOfSomeAtDoors, namesSomeAtDoor } from './doors.ts';
import type { View } from './panel.ts';
import { dutiesIn, DOUBTED } from './panel.ts';
import type { See } from './seen.ts';
import { keyOf, known, seen } from './seen.ts';
import type { Side } from './side.ts';
import { renamesBetween } from './side.ts';
import { Meant } from './meant.ts';
import { hypotheticals } from './hypotheticals.ts';
import type { Listed } from './unsaid.ts';
import { differing, shown, unsaid } from './unsaid.ts';

export interface Fault {
  readonly sort: 'silent' | 'false';
  readonly capability: string;
  /** What kind of difference: `gained`, `lost`, or the facet that nothing tells. */
  readonly of: string;
  readonly detail: string;
}

const LISTS = ['gained', 'lost', 'changed'] as const;

export class Judge {
  private readonly before: Side;
  private readonly after: Side;
  private readonly entries: readonly Listed[];
  private readonly renamed: ReadonlyMap<string, string>;
  private readonly original: ReadonlyMap<string, string>;
  private readonly past = new Map<string, View>();
  private readonly present = new Map<string, View>();
  private readonly see: See;
  readonly meant: Meant;

  constructor(before: Side, after: Side, diff: AccessDiff, see: See = seen) {
    this.see = see;
    this.before = before;
    this.after = after;
    // What takes several steps is judged by test/access/paths*.test.ts: the panel has made none of them yet.
    this.entries = LISTS.flatMap((list) =>
      diff[list].filter(({ path }) => path === undefined).map((change) => ({ ...change, list })),
    );
    this.renamed = renamesBetween(before, after);
    this.original = new Map([...this.renamed].map(([from, to]) => [to, from]));
    this.meant = new Meant(before, after, this.renamed);
  }

  faults(): Fault[] {
    return [
      ...this.silentRequests(),
      ...this.silentHolding(),
      ...this.silentDuties(),
      ...this.falseEntries(),
    ];
  }

  /** How many pairs of a person and a package have another answer after. */
  differing = 0;

  private sides(person: Person, address: string): readonly [View, View] {
    const key = `${keyOf(person)} ${address}`;
    const [was, is] = [this.past.get(key), this.present.get(key)];
    if (was !== undefined && is !== undefined) return [was, is];
    const { original } = this;
    const [earlier, later] = [known(this.before, person), known(this.after, person)];
    // What is held is told by address, and the address is another where a key was renamed.
    const holds = earlier?.holds?.map((each) => original.get(each) ?? each);
    const holding = later?.holds?.map((each) => this.renamed.get(each) ?? each);
    const first = this.see(
      this.before,
      earlier && { ...earlier, ...(holds && { holds }) },
      original.get(address) ?? address,
    );
    const second = this.see(this.after, later && { ...later, ...(holding && { holds: holding }) }, address);
    this.past.set(key, first);
    this.present.set(key, second);
    return [first, second];
  }

  private packages(): string[] {
    const past = [...this.before.model.packages.keys()].map(
      (address) => this.renamed.get(address) ?? address,
    );
    return [...new Set([...past, ...this.after.model.packages.keys()])];
  }

  private panel(): Person[] {
    return [
      ...new Map(
        [...this.before.panel, ...this.after.panel].map((person) => [keyOf(person), person]),
      ).values(),
    ];
  }

  /** Differences in who can request what and how that no entry tells. */
  silentRequests(): Fault[] {
    const faults: Fault[] = [];
    for (const person of this.panel())
      for (const address of this.packages()) {
        const [was, is] = this.sides(person, address);
        const facets = differing(was, is);
        if (facets.length === 0) {
          const isTold =
            this.saysAssigned(person, address) ||
            (was.assigned.declared === is.assigned.declared && this.saysApprovers(person, address));
          if (was.assigned.whole !== is.assigned.whole && !isTold)
            faults.push({
              sort: 'silent',
              capability: 'assign',
              of: is.assigned.certain > was.assigned.certain ? 'gained' : 'lost or changed',
              detail: `${person.label} -> ${address}: ${was.assigned.whole} -> ${is.assigned.whole}; said: ${this.said(address)}`,
            });
          continue;
        }
        this.differing += 1;
        const covering = this.entries.filter((entry) => this.covers(entry, person, address));
        const detail = `${person.label} -> ${address}: ${shown(was, facets)} -> ${shown(is, facets)}`;
        const approvers =
          was.declared === is.declared ? ['approval', 'extension', 'several'] : ['approval', 'extension'];
        const silent = unsaid(was, is, facets, covering).filter(
          (facet) => !approvers.includes(facet) || !this.saysApprovers(person, address),
        );
        for (const of of silent)
          faults.push({
            sort: 'silent',
            capability: 'request',
            of,
            detail: `${detail}; said: ${this.said(address)}`,
          });
      }
    return faults;
  }

  /** Of whom it is told that they come to approve, or no longer can: also of the sponsors of the person's organizations. */
  private saysApprovers(person: Person, address: string): boolean {
    const about = [address, ...this.meant.organizations(person, person).map((each) => each.address)];
    return this.entries.some(
      (entry) => entry.capability === 'approve' && about.includes(entry.package.address),
    );
  }

  /** Of whom it is said, or of whom more is said, that they can be assigned a package. */
  private saysAssigned(person: Person, address: string): boolean {
    return this.entries.some(
      ({ capability = 'request', package: about, requestor }) =>
        ['assign', 'request', 'receive'].includes(capability) &&
        about.address === address &&
        (requestor.type === 'unknown' || this.meant.isOf(person, requestor)),
    );
  }

  /** Packages that grant other roles to those who hold them. */
  private granting(): string[] {
    const grants = ({ model }: Side, address: string) =>
      [...new Set((model.grantsOf.get(address) ?? []).map(({ resourceId, role }) => `${resourceId} ${role}`))]
        .sort()
        .join('|');
    return [...this.after.model.packages.keys()].filter((address) => {
      const earlier = this.original.get(address) ?? address;
      return (
        this.before.model.packages.has(earlier) &&
        grants(this.before, earlier) !== grants(this.after, address)
      );
    });
  }

  private silentHolding(): Fault[] {
    return this.granting()
      .filter((address) =>
        this.entries.every(
          ({ capability, package: about }) => capability !== 'hold' || about.address !== address,
        ),
      )
      .map((detail) => ({ sort: 'silent', capability: 'hold', of: 'grants', detail }));
  }

  private said(address: string): string {
    const said = this.entries.filter(({ package: about }) => about.address === address);
    return said.map(({ list, summary }) => `${list} ${summary}`).join(' | ') || 'nothing';
  }

  private covers(entry: Listed, person: Person, address: string): boolean {
    const requests = entry.capability === 'request' || entry.capability === 'receive';
    if (!requests) return false;
    if (entry.package.address === 'settings') return person.id === undefined || person.userType !== 'Member';
    return entry.package.address === address && this.meant.isOf(person, entry.requestor);
  }

  private silentDuties(): Fault[] {
    const [was, is] = [dutiesIn(this.before), dutiesIn(this.after)];
    const faults: Fault[] = [];
    for (const who of new Set([...was.keys(), ...is.keys()])) {
      const past = new Set([...(was.get(who) ?? [])].map((duty) => this.follow(duty)));
      const present = is.get(who) ?? new Set<string>();
      const moved = [
        ...[...present].filter((duty) => !past.has(duty)).map((duty) => ({ duty, list: 'gained' })),
        ...[...past]
          // What becomes certain is gained, and not lost besides.
          .filter((duty) => !present.has(duty) && !present.has(duty.replace(DOUBTED, '')))
          .map((duty) => ({ duty, list: 'lost' })),
      ];
      for (const { duty, list } of moved) {
        const [capability = '', about = ''] = duty.split(' ');
        if (capability === 'administer' && !this.isOfBoth(about)) continue;
        if (this.saidOfDuty(who, capability, about, list)) continue;
        faults.push({
          sort: 'silent',
          capability,
          of: list,
          detail: `${who} ${list} ${duty}; said: ${this.said(about)}`,
        });
      }
    }
    return faults;
  }

  private follow(duty: string): string {
    const [capability = '', about = '', role = ''] = duty.split(' ');
    return `${capability} ${this.renamed.get(about) ?? about} ${role}`;
  }

  private saidOfDuty(who: string, capability: string, about: string, list: string): boolean {
    return this.entries.some((entry) => {
      const fits = entry.list === list || entry.list === 'changed';
      return (
        fits &&
        entry.capability === capability &&
        this.within(about).has(entry.package.address) &&
        this.acts(entry.requestor, who)
      );
    });
  }

  /** A package is administered through its catalog. */
  private within(about: string): ReadonlySet<string> {
    const { original, renamed } = this;
    const past = this.before.model.packages.get(original.get(about) ?? about)?.catalog ?? about;
    const present = this.after.model.packages.get(about)?.catalog ?? about;
    return new Set([about, renamed.get(past) ?? past, present]);
  }

  /** What comes or goes with its package is said of the package. */
  private isOfBoth(about: string): boolean {
    const [past, present] = [this.before.model, this.after.model];
    const earlier = this.original.get(about) ?? about;
    return !(present.packages.has(about) !== past.packages.has(earlier));
  }

  private acts({ type, id = '' }: RequestorName, who: string): boolean {
    switch (type) {
      case 'manager':
        return who === `requestorManager ${id}` || who === `targetManager ${id}`;
      case 'sponsors':
        return who === id;
      case 'holder':
        return who === 'holder';
      case 'group':
        return [this.before, this.after].some(
          ({ facts }) => facts.groups.get(id)?.members?.includes(who) === true,
        );
      default:
        return who === id;
    }
  }

  private falseEntries(): Fault[] {
    return this.entries.flatMap((entry): Fault[] => {
      const { capability = 'request', list, summary, details } = entry;
      if (this.isTrueOf(capability, entry)) return [];
      const of = list === 'changed' ? (entry.differences ?? []).map(({ facet }) => facet).join('+') : list;
      return [{ sort: 'false', capability, of, detail: `${list}: ${summary} (${details.join('; ')})` }];
    });
  }

  private isTrueOf(capability: NonNullable<Listed['capability']>, entry: Listed): boolean {
    // What is not worked out claims nothing of people.
    if (entry.requestor.type === 'unknown') return true;
    switch (capability) {
      case 'request':
      case 'receive':
      case 'assign':
        return this.isTrue(entry);
      case 'hold':
        return this.granting().includes(entry.package.address);
      default:
        return this.isTrueDuty(entry);
    }
  }

  private isTrue(entry: Listed): boolean {
    if (
      entry.package.address === 'settings' ||
      isOfSomeAtDoors(entry, this.before.resources, this.after.resources)
    )
      return true;
    const { address } = entry.package;
    const people = this.panel().filter((person) => this.meant.isOf(person, entry.requestor));
    const imagined = () =>
      hypotheticals({
        requestor: entry.requestor,
        people,
        sides: [this.before, this.after],
        address,
        original: this.original,
      });
    if (people.some((person) => this.differs(entry, person, address))) return true;
    const others = imagined();
    // Of people whom nobody can imagine here (applications, rules that match nobody) nothing is known.
    if (people.length + others.length === 0) return true;
    // What opens to a class opens to those who join it, though a door keeps out all who are in it.
    if (entry.requestor.type === 'configuredOrganizations' && hasDoors(this.after.resources)) return true;
    return others.some((person) => this.differs(entry, person, address));
  }

  private differs({ list, capability }: Listed, person: Person, address: string): boolean {
    const [past, present] = this.sides(person, address);
    const [was, is] = capability === 'assign' ? [past.assigned, present.assigned] : [past, present];
    // Who can request it may get it without a request besides; of some whom a door names each only may come in.
    const isOther = was.whole !== is.whole;
    if (
      isOther &&
      (capability === 'receive' || namesSomeAtDoor([...this.before.resources, ...this.after.resources]))
    )
      return true;
    // Who gets it by rule may come to request it, or no longer can.
    const steps = [
      is.certain - was.certain,
      ...(capability === undefined || capability === 'request' ? [present.requested - past.requested] : []),
    ];
    if (list === 'gained') return steps.some((step) => step > 0);
    if (list === 'lost') return steps.some((step) => step < 0);
    return isOther || steps.some((step) => step !== 0) || past.facets['reach'] !== present.facets['reach'];
  }

  private isTrueDuty({ capability, package: { address }, requestor, list }: Listed): boolean {
    // Sponsors: the duty is about an organization, and shows in the terms of its people.
    if (this.after.model.organizations.has(address) || this.before.model.organizations.has(address))
      return true;
    const [was, is] = [dutiesIn(this.before), dutiesIn(this.after)];
    const actors = [...new Set([...was.keys(), ...is.keys()])].filter((who) => this.acts(requestor, who));
    if (actors.length === 0) return requestor.type === 'group' || list === 'changed';
    const duties = (of: ReadonlyMap<string, ReadonlySet<string>>, who: string) =>
      [...(of.get(who) ?? [])]
        .map((duty) => (of === was ? this.follow(duty) : duty))
        .filter((duty) => duty.startsWith(`${capability ?? ''} ${address} `))
        .sort()
        .join('|');
    // One list of several names them still: what they can do is the same only for groups' members.
    return (
      actors.some((who) => duties(was, who) !== duties(is, who)) ||
      requestor.type === 'group' ||
      list === 'changed'
    );
  }
}
