import type { Surroundings } from '../access/index.ts';
import type { Lifecycle } from '../config/configuration.ts';
import type { Refusal } from '../config/checks/placed.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { DesiredResource, LiveSnapshot } from '../refresh/snapshot.ts';
import type { StateDocument } from '../state/document.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Departed } from '../kinds/departed.ts';
import type { AttributePath } from '../model/path.ts';
import type { Principal } from '../model/principal.ts';
import type { PlanMode, PlanOrigin } from './plan.ts';
import type { Answers } from './settle.ts';
import type { EditOf, RangeOf } from './source.ts';

/** A place of the configuration that names a directory object. */
export interface DeclaredPrincipal {
  readonly address: ResourceAddress;
  readonly path: AttributePath;
  readonly id: string;
}

export interface Departures {
  /** By id in lower case. */
  readonly people: ReadonlyMap<string, Departed>;
  /** Where the configuration names them. */
  readonly declared: readonly DeclaredPrincipal[];
  /** Names that nothing answers, an error for what the plan would do with them. */
  readonly unresolved: readonly Diagnostic[];
}

/** What is decided from. */
export interface DecisionInput {
  readonly desired: readonly DesiredResource[];
  /** The state under the addresses that the configuration gives (`state/rename.ts`). */
  readonly prior: StateDocument | undefined;
  readonly live: LiveSnapshot;
  readonly guards: Guards;
  readonly options: DecisionOptions;
}

/** What the configuration says of resources besides what they are. */
export interface Guards {
  readonly lifecycle: ReadonlyMap<ResourceAddress, Lifecycle>;
  /** No longer tracked and not deleted, with what lives inside. */
  readonly removed: readonly ResourceAddress[];
  /** What the service refuses of them when they are sent. */
  readonly refusals?: readonly Refusal[];
}

interface DecisionOptions {
  readonly mode: PlanMode;
  /** Take over untracked live objects at the natural keys of declared ones. */
  readonly adopt: boolean;
  /** Which objects creations of earlier runs made whose outcome is not clear. */
  readonly answers: Answers;
}

export interface PlanInput extends DecisionInput {
  readonly options: PlanOptions;
  readonly origin: PlanOrigin;
  readonly directory: DirectoryAnswers;
  readonly places: Places;
  readonly surroundings: Surroundings;
}

export interface PlanOptions extends DecisionOptions {
  /** False when the tenant was not read. */
  readonly refreshed: boolean;
  /** Empty: everything. */
  readonly targets: readonly ResourceAddress[];
  /** Twins are to be removed; otherwise they are errors. */
  readonly removeTwins: boolean;
}

/** What the tenant's directory said about the names that the configuration uses. */
interface DirectoryAnswers {
  /** Ids → what people call them. */
  readonly names: Readonly<Record<string, string>>;
  /** Look-up key → id. */
  readonly lookups: Readonly<Record<string, string>>;
  /** Who is gone; undefined where nobody was looked for. */
  readonly departures: Departures | undefined;
  /** What the directory does not offer, though the tenant may hold it so still. */
  readonly refusals?: readonly Refusal[];
}

/** What tells which line of the files was edited. */
export interface Edits {
  /** Where everything stands that is declared, whether the run is about it or not. */
  readonly declared: readonly Pick<DesiredResource, 'address' | 'path'>[];
  readonly editOf: EditOf;
  /** The section `sponsors`. */
  readonly sponsors: Readonly<Record<string, Principal>>;
}

/** Where resources stand. */
interface Places {
  readonly rangeOf: RangeOf;
  /** Absent where no files hold the configuration. */
  readonly edits?: Edits;
  /** Former address by present one, of what `prior` holds under its present one already. */
  readonly moved: ReadonlyMap<ResourceAddress, ResourceAddress>;
}
