/**
 * The contract of a resource kind: one file per kind holds its attribute table, what it reads from the configuration and
 * how it maps to Graph. Only `access` and `checks` name kinds: diff, order of work, adoption and drift follow from this.
 */
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Principal } from '../model/principal.ts';
import type { Unsaid } from '../model/unsaid.ts';
import type { Attributes, JsonObject, JsonValue } from '../model/value.ts';
import type { DirectoryEntry, GraphPort, GraphReader, GraphWrite } from '../graph/port.ts';
import type { Governance } from '../schema/governance.ts';
import type { AttributeTable } from './bearing.ts';

/** One entry of the configuration that stands for one resource. */
export interface Declaration<Spec = unknown> {
  readonly address: ResourceAddress;
  /** Where it stands in the merged document, e.g. `['policies', 'tango-partners']`. */
  readonly path: AttributePath;
  readonly spec: Spec;
}

/** What a catalog offers besides principals. */
export type OtherOrigin = { readonly site: string } | { readonly directoryRole: string };

/** What a declaration can name in the directory; a string is the key of an entry of `sponsors`. */
export type NamedReference = Principal | OtherOrigin | string;

/** A semantic fault that needs no network; config turns it into a diagnostic with a range. */
export interface Finding extends Pick<Diagnostic, 'other'> {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly hint?: string;
  /** Where in the merged document. */
  readonly path: AttributePath;
  /** What a tenant can hold and the service yet refuses: an error once it is created, or on sending what this is `about`. */
  readonly refused?: 'onCreation' | 'onSending';
  /** Of what is refused on sending: the places of the merged document that make it so together. */
  readonly about?: readonly AttributePath[];
}

/** A partner domain looked up in the world's tenants. */
interface PartnerTenant {
  readonly tenantId: string;
  readonly displayName: string;
}

/**
 * Turns names of the configuration into canonical values. `path` is the place in the merged document that an
 * error about the name should point to. `normalize` is run with a recording resolver first (its answers are
 * placeholders) and with the real one after the look-ups; it must look up the same names both times.
 */
export interface ReferenceResolver {
  /** Address of the resource that `keys` name. An unknown one becomes a REFERENCE_UNKNOWN diagnostic. */
  reference(kind: string, keys: readonly string[], path: AttributePath): ResourceAddress;
  /** Id of a directory object. A string is the key of an entry of `sponsors`. */
  principal(principal: Principal | string, path: AttributePath): string;
  /** What sort of directory object a principal is; for `{id}` the look-up tells. Asked with the same arguments. */
  principalType(principal: Principal | string, path: AttributePath): 'user' | 'group' | 'servicePrincipal';
  /** The Entra tenant in which a domain is verified; undefined when it is in none. */
  tenantOfDomain(domain: string, path: AttributePath): PartnerTenant | undefined;
  /** Canonical URL of a SharePoint site. */
  site(url: string, path: AttributePath): string;
  /** Id of the definition of a directory role, named by its display name or that id. */
  directoryRole(name: string, path: AttributePath): string;
}

/** One entry of the configuration as `Kind.declare` writes it. */
export interface Entry {
  /** Where it stands in the document; of a listed one the place of the list. */
  readonly path: AttributePath;
  /** True for an item of the list at `path`, false for the value at `path`. */
  readonly listed: boolean;
  readonly spec: JsonValue;
}

/** Turns canonical values into what the configuration writes: the inverse of `Resolver`. Throws DiagnosticError. */
export interface Naming {
  /** True: members that have their default are written too. */
  readonly explicit: boolean;
  /** True: so are members that are kept when undeclared. */
  readonly kept: boolean;
  /** Key of the resource at an address; throws for what is none. */
  reference(address: string): string;
  /** A directory object as it is named where a principal is wanted: also as the key of an entry of `sponsors`. */
  principal(id: string): Principal | string;
  /** A directory object by itself. */
  named(id: string): Principal;
  /** A domain that is looked up to this Entra tenant; undefined when none is known. */
  domainOf(tenantId: string): string | undefined;
}

/** An object as the tenant has it: canonical attributes with Graph ids at the places of references. */
export interface RemoteObject {
  readonly id: string;
  readonly attributes: Attributes;
  /** By the service's clock, where it tells. */
  readonly createdAt?: string;
  /** As Graph returned it, where a kind's attributes hold less; given to the reader and not kept. */
  readonly entity?: JsonObject;
  /** What the tenant holds of it and no attribute tells. */
  readonly unsaid?: readonly Unsaid[];
}

/** What a read is limited to: some catalogs with what is in them, and what these refer to. */
export interface ReadLimits {
  /** As the service returned them. */
  readonly catalogs: readonly JsonObject[];
  /** Ids of connected organizations that what is in the catalogs may refer to. */
  readonly organizations: readonly string[];
}

/** What a kind reads with. Lists are shared: a path is fetched once per run, for all kinds. */
export interface KindReader {
  readonly graph: GraphReader;
  /** Undefined: the whole tenant is read. Otherwise no list of the whole tenant may be asked for. */
  readonly limits: ReadLimits | undefined;
  /** `graph.list`, fetched once per path and run. A path with the filter of a `collection` lists a part of that. */
  list(path: string): Promise<readonly JsonObject[]>;
  /** What `visit` makes of each entity of a list, in their order; it is called while later pages are on their way. */
  each<T>(path: string, visit: (entity: JsonObject) => Promise<T>): Promise<readonly T[]>;
  /** Objects of another kind, read once per run. */
  objects(kind: string): Promise<readonly RemoteObject[]>;
  /**
   * Whether details of an object are worth further requests: it is tracked by the state, or a declaration has
   * its display name. Objects that are not wanted may be left out of the result.
   */
  wants(kind: string, id: string, displayName: string): boolean;
}

/** How long and for what `KindWriter.poll` waits. */
export interface Patience {
  /** Milliseconds; without it the six minutes that CONTRACT 14 allows. */
  readonly withinMs?: number;
  /** True for an error that time heals. */
  readonly notYet?: (error: unknown) => boolean;
}

/** A POST that makes an object, and how to tell whether one of unknown outcome did. */
export interface Making {
  /** For messages: what is made. */
  readonly what: string;
  readonly request: GraphWrite;
  /** The id of the object, by its natural key; undefined when it is not there. A 404 says the same. */
  find(): Promise<string | undefined>;
  /**
   * True when the service itself refuses a second one, so that nothing is doubled by sending again what a list that
   * lags does not show yet. Otherwise it is looked for several times.
   */
  readonly unique: boolean;
  /** True for a refusal which says that the object is there already, no matter who made it. */
  readonly taken?: (error: unknown) => boolean;
}

/** A live assignment that would be lost, with its holder. */
export interface AssignmentHolder {
  /** Id of the assignment. */
  readonly assignment: string;
  /** Display name and e-mail address of the person who holds it. */
  readonly person: string;
  /** Id of the person, where the service tells it: two people may have one name. */
  readonly personId?: string;
  /** Id of the user in the directory, where the service tells it. */
  readonly userId?: string;
  /** Whether a guest is blocked once the last access ends, where the service tells it: a guest who was there before is not. */
  readonly governed?: boolean;
  /** Display name of the package. */
  readonly package: string;
}

/** An object that a kind sees beside its own and no kind reads, so that an import can name it. */
export interface Beside {
  /** `custom extension`, `role assignment`. */
  readonly noun: string;
  readonly id: string;
  readonly name: string;
  /** Why the configuration cannot express it. */
  readonly reason: string;
}

/**
 * What the objects of a kind are in the question who gets access to what. One kind at most has each part: `organization`
 * are people from outside, who request; `terms` say who can request, who approves and for how long; `requested` is what
 * people request and hold; `resource` is what they reach through it.
 */
export type AccessPart = 'organization' | 'terms' | 'requested' | 'resource';

/** One step on the way from a requestor to a resource: the addresses of both ends. */
export interface AccessLink {
  readonly from: ResourceAddress;
  readonly to: ResourceAddress;
  /** The role that it gives. */
  readonly label?: string;
}

/** What a kind writes with; attributes hold ids at the places of references. */
export interface KindWriter {
  readonly graph: GraphPort;
  /** Milliseconds since the epoch: an older object was not made by this run. */
  readonly notBefore: number;
  /**
   * Whether an object of the name of what is made may be that: no other address has its id, and where the run makes
   * several of that name, it is as this one was sent. Rejects with GraphError.
   */
  mayBe(id: string): Promise<boolean>;
  /**
   * Sends the POST that makes an object and returns its id. When the answer is lost, or the service was out of order,
   * it looks for the object and sends again only what is not there. Rejects with GraphError.
   */
  make(making: Making): Promise<string>;
  /**
   * Called by `create` as soon as the object exists, when more requests are needed to complete it: should one of
   * those fail, the object is recorded and the next plan completes it.
   */
  created(id: string): void;
  /** Shares the result of an idempotent read between the operations of one run; forgotten when it rejects. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>;
  /** Drops a shared result, because a write made it stale. */
  forget(key: string): void;
  /**
   * Tries until `attempt` gives a value, with bounded exponential backoff, for what the service delivers late
   * (CONTRACT 14). "Not yet" is undefined, a 404, or an error that `patience.notYet` knows. Rejects with the last
   * GraphError, or an error naming `what`, when the time is over.
   */
  poll<T>(what: string, attempt: () => Promise<T | undefined>, patience?: Patience): Promise<T>;
}

/** A key of an address that comes from the address of another resource. */
interface AddressKey {
  readonly kind: string;
  /** Index among the other's keys. */
  readonly key: number;
}

/** What the configuration says of a kind's resources. */
interface KindYaml<Spec> {
  /** Every resource of this kind that the document declares. */
  declarations(document: Governance): Iterable<Declaration<Spec>>;
  /** Semantic rules that need no network. */
  check?(declaration: Declaration<Spec>, document: Governance): Iterable<Finding>;
  /**
   * Semantic rules about what look-ups gave (an external sponsor must be a guest): `found`, the entry of a principal, of
   * `sponsors` or of a site; `isUnverified`, that no Entra tenant has a domain.
   */
  verify?(
    declaration: Declaration<Spec>,
    found: (named: NamedReference) => DirectoryEntry | undefined,
    document: Governance,
    isUnverified: (domain: string) => boolean,
  ): Iterable<Finding>;
  /** Desired attributes; the caller brings them to canonical form by `attributes`. Pure. */
  normalize(declaration: Declaration<Spec>, resolve: ReferenceResolver, document: Governance): JsonObject;
  /**
   * What the configuration says of an object with these canonical attributes (references are addresses), under `key`
   * where it has one: the inverse of `normalize`. Throws DiagnosticError for what no configuration can say.
   */
  declare(attributes: Attributes, key: string, naming: Naming): Entry;
}

/** How one object is told from another. */
interface KindIdentity {
  /**
   * How a live object is recognized again: `id` by the id in the state; `naturalKey` because the service gives
   * no stable id; `singleton` because there is exactly one and it cannot be created or deleted; `declared` because the
   * configuration says which one it means, by the natural key.
   */
  readonly by: 'id' | 'naturalKey' | 'singleton' | 'declared';
  /** Its addresses spell names of directory objects: another spelling of one natural key is the same object. */
  readonly spelled?: boolean;
  /**
   * Whose keys the leading keys of an address are; the first is the one that it lives in. The address of a role in a
   * package begins with the package's key and that of the resource within its catalog.
   */
  readonly addressKeys?: readonly AddressKey[];
  /**
   * The attribute that refers to the object it lives in: a package lives in its catalog. Without one it lives in the
   * tenant itself. An entry of the configuration that has a section of its own names its parent by the same word.
   */
  readonly parent?: string;
  /**
   * Keys by which an untracked live object is recognized (display name within its parent; for organizations also
   * each identity source). Works on desired and live attributes alike. Two objects match when they share one.
   */
  naturalKeys(attributes: Attributes): readonly string[];
  /**
   * True for what a declaration wants not to be there. Only that deletes an object of a kind that the tenant has whether
   * it is declared or not (`isOfTenant`).
   */
  isReset?(desired: Attributes): boolean;
  /** True for an object that the service made by itself and does not let go: it is never deleted. */
  builtIn?(attributes: Attributes): boolean;
  /**
   * What two objects with this natural key are: `possible` because the service does not refuse the second, which is
   * then a mistake; `legal` because people make them on purpose, so that the state alone tells declarations apart. A
   * kind without it has no two: the service refuses the second.
   */
  duplicates?(naturalKey: string): 'possible' | 'legal';
}

/** How a kind maps to Graph. */
interface KindGraph {
  /** Graph's type, for error messages and the contract test. */
  readonly type: `microsoft.graph.${string}`;
  /** Members of its entities whose loss does not matter where no attribute has them; see `unsaidMembers`. */
  readonly elsewhere?: RegExp;
  /**
   * The list that `read` fetches, when its entities are this kind's objects: a path whose objects are also found by
   * their id, with the same query. The reader then asks for those of which a list that lags may say the wrong thing.
   */
  readonly collection?: string;
  /** True where reading needs a permission of its own: it is read where it is declared or tracked, and not with everything. */
  readonly unasked?: true;
  /** How many of them a tenant takes by default (CONTRACT 15); support can raise it. */
  readonly limit?: number;
  /** What the object `id` holds that no kind reads. Rejects with GraphError when anything could not be read. */
  beside?(graph: GraphReader, id: string): Promise<readonly Beside[]>;
  /** What of the attributes the request that makes an object brings, when others complete it; all by default. */
  sentFirst?(attributes: Attributes): Attributes;
  /** Every live object of this kind in the tenant (see `KindReader.wants`). */
  read(reader: KindReader): Promise<readonly RemoteObject[]>;
  /** Creates it and returns its id. */
  create(writer: KindWriter, desired: Attributes): Promise<string>;
  /** The attributes of what a write answered, where the service fills in some that are watched. */
  answered?(entity: JsonObject): JsonObject;
  /** Brings the object `id` from `before` (live) to `after` (complete: undeclared kept members filled in). */
  update(writer: KindWriter, id: string, before: Attributes, after: Attributes): Promise<void>;
  /** Why the service would refuse to delete the object `id`; undefined where nothing is in the way. Rejects with GraphError. */
  obstacle?(graph: GraphReader, id: string): Promise<Pick<Finding, 'summary' | 'hint'> | undefined>;
  /** Deletes it. The caller treats 404 as done. */
  delete(writer: KindWriter, id: string, live: Attributes): Promise<void>;
}

/** What an object of a kind has to do with access. A deletion takes access only from kinds with `holders`. */
interface KindAccess {
  readonly part?: AccessPart;
  /** True for an object that, or whose use, is more than access to one resource: it wants a consent of its own. */
  privileged?(attributes: Attributes): boolean;
  /** What people should know when an object is made beside a live one of its parent; undefined for nothing. */
  beside?(made: Attributes, live: Attributes): string | undefined;
  /** Steps on the way to a resource that an object with these attributes makes; they hold addresses. */
  links?(address: ResourceAddress, attributes: Attributes): readonly AccessLink[];
  /** Its principals decide who can request and who approves: as sponsors, approvers, administrators, members of groups. */
  readonly principalsDecide?: true;
  /** Who has access through it now; `live` holds ids. */
  holders?(graph: GraphReader, id: string, live: Attributes): Promise<readonly AssignmentHolder[]>;
  /** True when the holders keep their access when it is deleted. */
  readonly holdersKeepAccess?: true;
  /**
   * What uses it, read anew, as reasons not to remove it as a twin: assignments and requests in any state, what is in
   * it. Empty when nothing does. Kinds without it have no twins.
   */
  uses?(graph: GraphReader, id: string, live: Attributes): Promise<readonly string[]>;
  /** Deleting it takes a role from the holders of what it belongs to, and ends no assignment. */
  readonly takesRole?: true;
  /** Whether the service may have made one with these attributes by itself, for who created what it belongs to. */
  byCreation?(attributes: Attributes): boolean;
  /** Takes that access away, before it and what refers to it are deleted; until then the service refuses that. */
  drain?(writer: KindWriter, id: string, live: Attributes): Promise<void>;
}

/** What people are told of an object. */
interface KindWords {
  /** What one of them is called in a sentence: `package`. */
  readonly noun: string;
  /** What a person calls it. */
  displayName(attributes: Attributes): string;
  /** What people lose when it is deleted or replaced, as a warning in the plan; undefined when nobody does; `calledAs` says what people call an address. */
  consequence?(
    action: 'delete' | 'replace',
    attributes: Attributes,
    calledAs: (address: string) => string,
  ): string | undefined;
  /** What the portal hides of an object and people need to know, a sentence each; `lookups` are those of the run. */
  facts?(attributes: Attributes, lookups: Readonly<Record<string, string>>): readonly string[];
}

export interface Kind<Spec = unknown> {
  /** Also the prefix of addresses. */
  readonly name: string;
  /** The attribute table; see `Shape`, `Mutability` and `Bearing`. */
  readonly attributes: AttributeTable;
  readonly yaml: KindYaml<Spec>;
  readonly identity: KindIdentity;
  readonly graph: KindGraph;
  readonly access?: KindAccess;
  readonly words: KindWords;
}

/** True for settings that the tenant has anyhow: declared, they are changed in place without adoption; undeclared, let alone. */
export function isOfTenant({ identity: { by } }: Pick<Kind, 'identity'>): boolean {
  return by === 'singleton' || by === 'declared';
}

/** Erases the spec type for the registry. A kind only ever sees declarations that it made itself. */
export function defineKind<Spec>(kind: Kind<Spec>): Kind {
  return kind;
}
