/** What a tenant knows of the people whom access depends on: members of groups, managers, the requestor, assignments. */
import type { AccessComparison, DirectoryFacts, GroupFacts, Person } from '../../access/index.ts';
import { domainOf, isOfOuterDoor, NO_FACTS, personOf, takingPart } from '../../access/index.ts';
import type { AccessResource } from '../../access/index.ts';
import type { DirectoryEntry, DirectoryPort, GraphReader, LookupResult } from '../../graph/port.ts';
import { GraphError } from '../../graph/port.ts';
import { packagesHeldBy } from '../../kinds/assignments.ts';
import { KINDS } from '../../kinds/registry.ts';
import { asString, objectsOf } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import { links } from '../../model/walk.ts';

/** Levels of managers that a stage can name. */
const MANAGERS = 4;
/** Groups within groups that are followed. */
const NESTING = 10;
/** Only who was invited has such a state. */
const INVITED_MEMBERS = `/users?$filter=${encodeURIComponent(
  "userType eq 'Member' and externalUserState in ('Accepted','PendingAcceptance')",
)}&$select=id&$top=999`;

export interface FactSources {
  readonly graph: GraphReader;
  readonly directory: DirectoryPort;
  /** Address of a package by its Graph id. */
  readonly addressOf: (packageId: string) => string;
}

/** Adds what the resources depend on to `known`, and what is known of the requestor, if there is one. */
export async function readFacts(
  sources: FactSources,
  known: DirectoryFacts,
  resources: readonly AccessResource[],
  requestor?: string,
): Promise<DirectoryFacts> {
  const reading = new Reading(sources, known);
  await reading.principals(resources);
  await reading.ownDomains();
  await reading.tenantsOfGuests();
  if (requestor !== undefined) await reading.requestor(requestor);
  return reading.facts();
}

/**
 * Adds whom a comparison depends on to what it knows: the principals that take part in a change, with the members of those
 * that are groups. Asks nothing where nothing changes; a tenant that refuses to tell leaves unknown what is unknown.
 */
export async function readTakingPart(
  { graph, directory }: Omit<FactSources, 'addressOf'>,
  comparison: AccessComparison,
): Promise<DirectoryFacts> {
  const { directory: known = NO_FACTS } = comparison;
  const reading = new Reading({ graph, directory, addressOf: (id) => id }, known);
  try {
    const taking = () => takingPart({ ...comparison, directory: reading.facts() });
    const read = () => {
      const { resources, people } = taking();
      return reading.principals(resources, people);
    };
    // Groups within groups can show that more take part.
    while ((await read()) > 0);
    const hasDoor = [...comparison.before, ...comparison.after].some(isOfOuterDoor);
    // Whose people the guests are decides which of them a door concerns, and so whose managers are asked for.
    if (hasDoor) await reading.tenantsOfGuests();
    if (taking().atDoor) await reading.membersFromElsewhere();
    const { managed, managing, levels } = taking();
    await reading.managersOf(managed);
    await reading.reportsOf(managing, levels);
    if (hasDoor) {
      await reading.tenantsOfGuests();
      await reading.ownDomainsForMembers();
    }
  } catch (error) {
    if (!(error instanceof GraphError) || error.status !== 403) throw error;
  }
  return reading.facts();
}

/** The user whom one of these look-ups found, else the only one with that address: a member may have another name than it. */
function userNamed(text: string, results: readonly LookupResult[]): DirectoryEntry | undefined {
  const found = results.flatMap((result) => (result.status === 'found' ? [result.entry] : []));
  const named = found.find(({ type }) => type === 'user');
  if (named !== undefined) return named;
  const others = results.flatMap((result) => (result.status === 'found' ? [] : result.candidates));
  const [only, another] = new Map(
    others
      .filter(({ type, properties }) => type === 'user' && isAddress(properties['mail'], text))
      .map((entry) => [entry.id, entry]),
  ).values();
  return another === undefined ? only : undefined;
}

function isAddress(mail: JsonValue | undefined, text: string): boolean {
  return asString(mail)?.toLowerCase() === text.toLowerCase();
}

/** Who they are stays unknown where the service does not filter by that, or refuses to tell. */
function unlessUnserved(error: unknown): readonly never[] {
  if (error instanceof GraphError && (error.status === 400 || error.status === 403)) return [];
  throw error;
}

class Reading {
  private readonly users: Map<string, Person>;
  private readonly groups: Map<string, GroupFacts>;
  private readonly tenantOfDomain: Map<string, string>;
  private readonly names: Record<string, string>;
  private readonly departed: DirectoryFacts['departed'];
  private domains: ReadonlySet<string> | undefined;
  /** Ids of the groups whose members have been asked for. */
  private readonly read = new Set<string>();
  private readonly sources: FactSources;

  constructor(sources: FactSources, known: DirectoryFacts) {
    this.sources = sources;
    this.users = new Map(known.users);
    this.groups = new Map(known.groups);
    this.tenantOfDomain = new Map(known.tenantOfDomain);
    this.names = { ...known.names };
    this.departed = known.departed;
  }

  facts(): DirectoryFacts {
    const { users, groups, tenantOfDomain, names, domains } = this;
    const { departed } = this;
    return {
      ...{ users, groups, tenantOfDomain, names },
      ...(domains !== undefined && { ownDomains: domains }),
      ...(departed !== undefined && { departed }),
    };
  }

  /** Names of all principals and of other people, and the members of those that are groups: how many groups were read for it. */
  async principals(resources: readonly AccessResource[], people: readonly string[] = []): Promise<number> {
    const ids = new Set(people);
    for (const { kind, attributes } of resources) {
      const known = KINDS.get(kind);
      if (known?.access?.principalsDecide !== true) continue;
      for (const { shape, value } of links(known.attributes, attributes))
        if (shape.type === 'principal') ids.add(value);
    }
    if (ids.size === 0) return 0;
    const found = [...(await this.sources.directory.describe(ids)).values()];
    for (const entry of found) this.take(entry);
    const groups = found.filter(({ type, id }) => type === 'group' && !this.read.has(id));
    for (const { id } of groups) this.read.add(id);
    await Promise.all(groups.map(({ id }) => this.members(id)));
    return groups.length;
  }

  private take(entry: DirectoryEntry): void {
    if (entry.type === 'user') this.users.set(entry.id, { ...this.users.get(entry.id), ...personOf(entry) });
    else if (entry.type === 'group')
      this.groups.set(entry.id, { ...this.groups.get(entry.id), label: entry.label });
    else this.names[entry.id] = entry.label;
  }

  private async members(id: string): Promise<void> {
    const found = new Set<string>();
    const seen = new Set([id]);
    let open = [id];
    for (let level = 0; open.length > 0 && level < NESTING; level += 1) {
      const lists = await Promise.all(open.map((group) => this.directMembers(group)));
      const next = lists.flat().filter(({ type, id: member }) => type === 'group' && !seen.has(member));
      for (const entry of lists.flat()) {
        if (entry.type !== 'user') continue;
        found.add(entry.id);
        if (!this.users.has(entry.id)) this.take(entry);
      }
      for (const { id: group } of next) seen.add(group);
      open = next.map(({ id: group }) => group);
    }
    const known = this.groups.get(id) ?? { label: id };
    const memberGroups = [...seen].filter((group) => group !== id).sort();
    this.groups.set(id, {
      ...known,
      members: [...found].sort(),
      ...(memberGroups.length > 0 && { memberGroups }),
    });
  }

  private async directMembers(group: string): Promise<readonly DirectoryEntry[]> {
    const members = await this.sources.graph.list(`/groups/${group}/members`);
    const ids = members.flatMap((member) => asString(member['id']) ?? []);
    return [...(await this.sources.directory.describe(ids)).values()];
  }

  /** Members of the directory who were invited, and so sign in with another tenant, with that tenant. */
  async membersFromElsewhere(): Promise<void> {
    const invited = await this.sources.graph.list(INVITED_MEMBERS).catch(unlessUnserved);
    const ids = invited.flatMap(({ id }) => asString(id)?.toLowerCase() ?? []);
    for (const entry of (await this.sources.directory.describe(ids)).values()) this.take(entry);
    await this.ownDomainsForMembers();
    const isElsewhere = ({ mail }: Person) => this.domains?.has(domainOf(mail) ?? '') === false;
    await this.tenantsOf([...this.users.values()].filter(isElsewhere).map(({ mail }) => mail));
  }

  /** Own domains, where it depends on them whether a member of the directory meets the outer door. */
  async ownDomainsForMembers(): Promise<void> {
    const isOpen = ({ userType, mail, userPrincipalName }: Person) =>
      userType === 'Member' && mail !== undefined && domainOf(mail) !== domainOf(userPrincipalName);
    if ([...this.users.values()].some(isOpen)) await this.ownDomains();
  }

  async ownDomains(): Promise<void> {
    const organizations = await this.sources.graph.list('/organization');
    const domains = organizations.flatMap(({ verifiedDomains }) => objectsOf(verifiedDomains));
    this.domains = new Set(domains.map(({ name }) => String(name).toLowerCase()));
  }

  /** The user with their managers and assignments; of a person outside the directory, the tenant of their domain. */
  async requestor(text: string): Promise<void> {
    const { directory } = this.sources;
    const keys = [`user:${text}`, `guest:${text}`, `id:${text}`] as const;
    const found = await directory.resolve(keys);
    const user = userNamed(
      text,
      keys.flatMap((key) => found.get(key) ?? []),
    );
    if (user !== undefined) await this.user(user);
    const mail = user === undefined ? text : (asString(user.properties['mail']) ?? text);
    await this.tenantsOf([mail]);
  }

  /** Whose people the guests are who are known so far: that decides which part of the outer door they meet. */
  async tenantsOfGuests(): Promise<void> {
    const guests = [...this.users.values()].filter(({ userType }) => userType !== 'Member');
    await this.tenantsOf(guests.map(({ mail }) => mail));
  }

  private async tenantsOf(mails: readonly (string | undefined)[]): Promise<void> {
    const domains = new Set(mails.flatMap((mail) => domainOf(mail) ?? []));
    const keys = new Map(
      [...domains]
        .filter((domain) => !this.tenantOfDomain.has(domain))
        .map((domain) => [`domain:${domain}` as const, domain]),
    );
    if (keys.size === 0) return;
    const found = await this.sources.directory.resolve([...keys.keys()]);
    for (const [key, domain] of keys) {
      const tenant = found.get(key);
      const id = tenant?.status === 'found' ? tenant.entry.id : '';
      if (tenant?.status === 'found') this.names[id] = tenant.entry.label;
      this.tenantOfDomain.set(domain, id);
    }
  }

  private async user(entry: DirectoryEntry): Promise<void> {
    this.take(entry);
    const holds = await this.held(entry.id);
    this.users.set(entry.id, { ...personOf(entry), holds });
    await this.managersOf([entry.id]);
  }

  /** Who manages each of the people, and who manages those. */
  async managersOf(people: readonly string[]): Promise<void> {
    let open = new Set(people);
    for (let level = 0; open.size > 0 && level < MANAGERS; level += 1) {
      const found = await Promise.all([...open].map((id) => this.manager(id)));
      open = new Set(
        found.flatMap((id) => (id === null || this.users.get(id)?.manager !== undefined ? [] : [id])),
      );
    }
  }

  /** Whose manager each of the people is, and whose of so many levels. */
  async reportsOf(managers: readonly string[], levels = 1): Promise<void> {
    const found = await Promise.all(
      managers.map(async (manager) => {
        const reports = await this.sources.graph.list(`/users/${manager}/directReports`);
        const ids = reports.flatMap((report) => asString(report['id'])?.toLowerCase() ?? []);
        for (const entry of (await this.sources.directory.describe(ids)).values()) {
          this.take(entry);
          const person = this.users.get(entry.id);
          if (person !== undefined) this.users.set(entry.id, { ...person, manager });
        }
        return ids;
      }),
    );
    const next = [...new Set(found.flat())].filter((id) => !managers.includes(id));
    if (levels > 1 && next.length > 0) await this.reportsOf(next, levels - 1);
  }

  private async manager(of: string): Promise<string | null> {
    const manager = await this.ifThere(`/users/${of}/manager`);
    const id = manager === undefined ? null : (asString(manager['id'])?.toLowerCase() ?? null);
    const person = this.users.get(of);
    if (person !== undefined) this.users.set(of, { ...person, manager: id });
    if (id !== null)
      for (const entry of (await this.sources.directory.describe([id])).values()) this.take(entry);
    return id;
  }

  private async held(user: string): Promise<readonly string[]> {
    const packages = await packagesHeldBy(this.sources.graph, user);
    return packages.map((id) => this.sources.addressOf(id));
  }

  private async ifThere(path: string) {
    try {
      return await this.sources.graph.get(path);
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return undefined;
      throw error;
    }
  }
}
