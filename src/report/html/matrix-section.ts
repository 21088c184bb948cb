/**
 * Who can request which package, and on which terms, before and after: every policy that the plan touches, as a table of
 * requestors and packages.
 */
import type { Kind } from '../../kinds/kind.ts';
import { parentIn } from '../../kinds/parents.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { Attributes } from '../../model/value.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';
import type { ShownPlan } from '../../plan/plan.ts';
import { changeName } from '../change-name.ts';
import { counted } from '../style.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Section } from './page.ts';
import { compareNames } from '../../model/natural-order.ts';

/** More cells than this slow the page down for a table that nobody reads. */
const MOST_CELLS = 20_000;

/** One policy in one cell: its terms before and after the plan. */
interface Way {
  readonly name: string;
  readonly before: Terms | undefined;
  readonly after: Terms | undefined;
}

/** How one gets in, for how long, and whether that is reviewed; in words. */
type Terms = readonly [approval: string, lifetime: string, review: string];

const CLASSES: Readonly<Record<string, string>> = {
  notSpecified: 'administrators only, by direct assignment',
  specificDirectoryServicePrincipals: 'listed applications',
  allMemberUsers: 'all members',
  allDirectoryUsers: 'all members and guests',
  allDirectoryServicePrincipals: 'all applications',
  allConfiguredConnectedOrganizationUsers: 'all configured organizations',
  allExternalUsers: 'anyone on the internet',
  allDirectoryAgentIdentities: 'all agents',
};

/** The section; undefined when the plan touches no policy. */
export function matrixSection(plan: ShownPlan): Section | undefined {
  const cells = cellsOf(plan);
  if (cells.size === 0) return undefined;
  const requestors = [...new Set([...cells.values()].flatMap((row) => [...row.keys()]))].sort(compareNames);
  const most = Math.max(1, Math.floor(MOST_CELLS / requestors.length));
  const packages = [...cells.keys()].sort(compareNames);
  const shown = packages.slice(0, most);
  const left = packages.length - shown.length;
  return {
    id: 'matrix',
    title: 'Access matrix',
    body: html`${left > 0 && html`<p class="note">${counted(left, 'more package')} would make the table too large. All of them are listed under Changes.</p>`}
      <div class="scroll" role="region" aria-label="Table of packages and requestors" tabindex="0">
        <table>
          <caption>
            Through which policies people can request packages, for the policies that the plan touches.
            <b>+</b>
            comes,
            <b>−</b>
            goes,
            <b>~</b>
            changes its terms,
            <b>=</b>
            keeps them.
          </caption>
          <thead>
            <tr>
              <th scope="col">Package</th>
              ${requestors.map((requestor) => html`<th scope="col">${requestor}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${shown.map((name) => rowOf(name, cells.get(name) ?? new Map(), requestors))}
          </tbody>
        </table>
      </div>`,
  };
}

type Row = ReadonlyMap<string, readonly Way[]>;

function rowOf(name: string, row: Row, requestors: readonly string[]): Html {
  const cells = requestors.map((requestor) => html`<td>${(row.get(requestor) ?? []).map(wayOf)}</td>`);
  return html`<tr data-item>
    <th scope="row">${name}</th>
    ${cells}
  </tr> `;
}

function wayOf({ name, before, after }: Way): Html {
  if (before === undefined) return html`<span class="way green">+ ${name}: ${after?.join(', ')}</span>`;
  if (after === undefined) return html`<span class="way red">− ${name}: ${before.join(', ')}</span>`;
  const terms = after.map((term, index) =>
    before[index] === term ? term : `${before[index] ?? ''} → ${term}`,
  );
  const same = before.join() === after.join();
  return html`<span class="way ${same ? 'grey' : 'amber'}"
    >${same ? '=' : '~'} ${name}: ${terms.join(', ')}</span
  >`;
}

/** Ways by package and requestor, both as people call them. */
function cellsOf(plan: ShownPlan): ReadonlyMap<string, Row> {
  const names = namesOf(plan);
  const cells = new Map<string, Map<string, Way[]>>();
  for (const change of plan.changes) {
    const kind = KINDS.get(change.kind);
    if (kind?.access?.part !== 'terms' || change.action === 'noop' || change.action === 'forget') continue;
    const name = changeName(change, plan.names);
    const before = sideOf(change.address, kind, change.before, names);
    const after = sideOf(change.address, kind, change.after, names);
    for (const [package_, requestor] of pairs(before, after)) {
      const row = cells.get(package_) ?? new Map<string, Way[]>();
      cells.set(package_, row);
      const terms = (side: Side | undefined) =>
        side?.package === package_ && side.requestors.includes(requestor) ? side.terms : undefined;
      const way = { name, before: terms(before), after: terms(after) };
      row.set(requestor, [...(row.get(requestor) ?? []), way]);
    }
  }
  return cells;
}

function* pairs(...sides: readonly (Side | undefined)[]): Generator<readonly [string, string]> {
  const seen = new Set<string>();
  for (const side of sides) {
    for (const requestor of side?.requestors ?? []) {
      const key = JSON.stringify([side?.package, requestor]);
      if (side !== undefined && !seen.has(key)) yield [side.package, requestor];
      seen.add(key);
    }
  }
}

/** A policy on one side of the plan. */
interface Side {
  readonly package: string;
  readonly requestors: readonly string[];
  readonly terms: Terms;
}

type Names = (address: string) => string;

function sideOf(
  address: ResourceAddress,
  kind: Kind,
  policy: Attributes | null,
  names: Names,
): Side | undefined {
  if (policy === null) return undefined;
  const listed = (kind.access?.links?.(address, policy) ?? []).filter(({ to }) => to === address);
  return {
    package: names(parentIn(kind, policy) ?? ''),
    requestors: requestorsOf(
      policy,
      listed.map(({ from }) => from),
      names,
    ),
    terms: termsOf(policy),
  };
}

/** Display names by address; an address that the plan does not have stands for itself. */
function namesOf(plan: ShownPlan): Names {
  const known = new Map(plan.changes.map((change) => [change.address, changeName(change, plan.names)]));
  return (address) => known.get(address) ?? plan.names[address] ?? address;
}

function requestorsOf(policy: Attributes, organizations: readonly string[], names: Names): readonly string[] {
  const scope = asString(policy['allowedTargetScope']) ?? 'notSpecified';
  if (scope === 'specificConnectedOrganizationUsers') return organizations.map(names);
  if (scope === 'specificDirectoryUsers') {
    return objectsOf(policy['specificAllowedTargets']).map((target) => {
      const id = asString(target['groupId']) ?? asString(target['userId']);
      return id === undefined
        ? `users who match ${asString(target['membershipRule']) ?? 'a rule'}`
        : names(id);
    });
  }
  return [CLASSES[scope] ?? scope];
}

function termsOf(policy: Attributes): Terms {
  const approval = isObject(policy['requestApprovalSettings']) ? policy['requestApprovalSettings'] : {};
  const requestor = isObject(policy['requestorSettings']) ? policy['requestorSettings'] : {};
  const stages = approval['isApprovalRequiredForAdd'] === true ? objectsOf(approval['stages']).length : 0;
  const asked = requestor['enableTargetsToSelfAddAccess'] !== false;
  const automatic = isObject(policy['automaticRequestSettings']);
  const first = automatic
    ? 'automatic'
    : asked
      ? stages === 0
        ? 'no approval'
        : counted(stages, 'approval')
      : 'accepts no requests';
  return [first, lifetimeOf(policy), isObject(policy['reviewSettings']) ? 'reviewed' : 'not reviewed'];
}

function lifetimeOf(policy: Attributes): string {
  const expiration = isObject(policy['expiration']) ? policy['expiration'] : {};
  const duration = asString(expiration['duration']);
  const end = asString(expiration['endDateTime']);
  if (duration !== undefined)
    return /^P(\d+)D$/.test(duration) ? counted(Number(duration.slice(1, -1)), 'day') : duration;
  return end === undefined ? 'no end' : `until ${end.slice(0, 10)}`;
}
