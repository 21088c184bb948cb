/** Entries by which people get a role on a catalog that lets them decide about their own access (ACCESS §4). */
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { userOf } from '../facts/requestor.ts';
import type { SelfDecision } from '../paths/path.ts';
import { roleDecision } from '../paths/roles.ts';
import { selfDecisionText } from '../paths/words.ts';
import { whyIdle } from '../relation/approver-list.ts';
import type { Duty } from '../relation/duties.ts';
import { assignability } from '../relation/eligibility.ts';
import type { AccessChange } from './access-change.ts';
import { deciding } from './own-decisions.ts';

/** Roles of one actor over one catalog, or over one package that comes to another catalog. */
export interface RolesHeld {
  readonly past: readonly Duty[];
  readonly present: readonly Duty[];
  /** Of a catalog that comes with it: its owners make it, there is nothing in it yet. */
  readonly isNew: boolean;
}

/** The entry about them, critical where it lets people decide about their own access who did not before. */
export function withRoleDecisions(entry: AccessChange, held: RolesHeld, model: AccessModel): AccessChange {
  const had = new Set(held.past.map(({ role }) => roleDecision(role)));
  const isOfGuests = held.present.some(({ external }) => external);
  if (held.isNew && !isOfGuests) return entry;
  const actor = peopleOf(model, entry.requestor);
  if (actor === undefined) return entry;
  const types = [...new Set(held.present.map(({ role }) => roleDecision(role)))].filter(
    (type): type is SelfDecision =>
      type !== undefined &&
      // Who changes policies can assign as well.
      !had.has(type) &&
      !(type === 'assignment' && had.has('policy')) &&
      (type === 'policy' || assignsSelf(model, entry.package.address, actor)),
  );
  const { address, displayName } = entry.package;
  const of = model.packages.has(address) ? 'package' : 'catalog';
  return deciding(
    entry,
    types.map((type) => ({ type, text: selfDecisionText(type, displayName, of) })),
  );
}

/** The people who hold the role; undefined for applications, and for those who cannot sign in. */
function peopleOf(model: AccessModel, { type, id }: RequestorName): Requestor | undefined {
  if (id === undefined || whyIdle(model, id) !== undefined) return undefined;
  if (type === 'group') return { type, id };
  return type === 'user' ? { type: 'person', person: userOf(model.directory, id) } : undefined;
}

/** Only people whom a policy has in its scope can be assigned a package, by themselves as well. */
function assignsSelf(model: AccessModel, about: string, actor: Requestor): boolean {
  const packages = model.packages.has(about) ? [about] : (model.packagesIn.get(about) ?? []);
  return packages.some((address) =>
    (model.policiesOf.get(address) ?? []).some((policy) => assignability(model, policy, actor) !== 'no'),
  );
}
