/** What the governance rules say of a plan. */
import type { LookupKey, Principal } from '../../model/principal.ts';
import { parseLookup, principalLookup } from '../../model/principal.ts';
import { parseAddress } from '../../model/address.ts';
import { breathe } from '../../model/turns.ts';
import { canonicalJson } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { RULES } from '../../checks/registry.ts';
import { runChecks } from '../../checks/run-checks.ts';
import type { CheckFinding } from '../../checks/run-checks.ts';
import type { Surroundings } from '../../access/index.ts';
import type { DirectoryEntry, DirectoryPort, GraphReader } from '../../graph/port.ts';
import { declaredPaths, documentBefore, membersInside } from '../../import/document-before.ts';
import type { Governance } from '../../schema/governance.ts';
import type { Naming } from '../../kinds/kind.ts';
import { KINDS_IN_ORDER } from '../../plan/kind-order.ts';
import { GUARANTEE_RULE } from '../../model/rule-ids.ts';
import type { Change, PlanDraft, PlanFinding } from '../../plan/plan.ts';
import { sourceOf } from '../../plan/source.ts';
import { accessModelOf, readAccess, understandAccess } from '../check-access.ts';
import { causesOfFindings } from './finding-causes.ts';
import { readable } from '../connection/connect.ts';
import { factsOf } from '../principal-facts.ts';
import type { Project } from '../project.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { ruleCode } from '../../diagnostics/diagnostic.ts';

export interface PlanFindings {
  /** Warnings and errors that the plan answers for; notes are for `entente check`. */
  readonly findings: readonly PlanFinding[];
  /** The errors among them, when `checks.enforce` makes them stop the plan. */
  readonly enforced: readonly Diagnostic[];
}

/** What the configuration and the directory do not show, and how more is asked. */
interface Beside {
  readonly surroundings: Surroundings;
  readonly graph: GraphReader;
  readonly directory: DirectoryPort;
  /** As in `ChecksInput`. */
  readonly leftOut: ReadonlyMap<ResourceAddress, readonly string[]>;
  readonly departed: ReadonlySet<LookupKey>;
}

/**
 * Runs the rules. A plan answers for the findings about what it creates or changes, and for those that its changes
 * bring about elsewhere: a new role can break a rule about its catalog, a deletion one about what is left. A guarantee
 * that does not hold is told by every plan: it may be what is new.
 */
export async function planFindings(
  { configuration }: Project,
  plan: PlanDraft,
  entries: ReadonlyMap<LookupKey, DirectoryEntry>,
  { leftOut, departed, surroundings, graph, directory }: Beside,
): Promise<PlanFindings> {
  const changes = plan.changes.filter(({ action }) => action !== 'noop' && action !== 'removeTwin');
  const isGuaranteed = (configuration.document.guarantees ?? []).length > 0;
  if (changes.length === 0 && !isGuaranteed) return { findings: [], enforced: [] };
  const rules = changes.length === 0 ? RULES.filter(({ id }) => id === GUARANTEE_RULE) : RULES;
  const touched = new Set(changes.filter(({ after }) => after !== null).map(({ address }) => address));
  const { document } = configuration;
  const known = factsOf(entries);
  // Who is in a group decides about a guarantee, and about nothing else that a plan is told.
  const understood = (judged: Governance) =>
    (judged.guarantees ?? []).length > 0
      ? readable(() => readAccess(judged, graph, directory, { entries, departed }))
      : understandAccess(judged, entries, departed);
  const findingsIn = async (judged: Governance) => {
    const { findings } = await runChecks({
      rules,
      document: judged,
      known,
      departed,
      access: accessModelOf(await understood(judged), {
        ...surroundings,
        privileged: new Set(judged.privileged),
        now: Date.parse(plan.createdAt),
      }),
      today: plan.createdAt.slice(0, 10),
      rangeOf: (path) => configuration.rangeOf(path),
      leftOut,
    });
    return findings;
  };
  const naming = namingOf(document, entries);
  // What is no longer tracked stays in the tenant, so that no finding comes of it.
  const undo = (undone: readonly Change[]) =>
    documentBefore(
      document,
      undone.filter(({ action }) => action !== 'forget'),
      KINDS_IN_ORDER,
      naming,
    );
  const before = await undo(changes);
  const outer = membersInside([...declaredPaths(document, KINDS_IN_ORDER).values()]);
  const past = await findingsIn(before);
  await breathe();
  const isNew = newSince(
    past.flatMap((finding) => identitiesOf(finding, before, outer)),
    (finding: CheckFinding) => identitiesOf(finding, document, outer),
  );
  // A destroy deletes what the configuration goes on declaring: nothing is to be mended there.
  const deleted = new Set(changes.filter(({ action }) => action === 'delete').map(({ address }) => address));
  const present = (await findingsIn(document)).filter(({ address }) => !deleted.has(address));
  await breathe();
  const open = present
    .filter(({ suppression, severity }) => suppression === undefined && severity !== 'note')
    .map((finding) => ({ finding, brought: isNew(finding) }))
    .filter(
      ({ finding, brought }) => brought || touched.has(finding.address) || finding.rule === GUARANTEE_RULE,
    );
  const elsewhere = open.filter(({ finding, brought }) => brought && !touched.has(finding.address));
  const causes = await causesOfFindings(
    elsewhere.map(({ finding }) => finding),
    changes,
    {
      undo,
      identitiesIn: async (judged) =>
        new Set((await findingsIn(judged)).flatMap((finding) => identitiesOf(finding, judged, outer))),
      identitiesOf: (finding) => identitiesOf(finding, document, outer),
    },
  );
  const enforce = document.checks?.enforce === true;
  return {
    findings: open.map(({ finding, brought }) =>
      findingOfPlan(
        isStanding(finding, brought)
          ? { ...finding, message: `${finding.message}; it was so before` }
          : finding,
        causes.get(finding),
      ),
    ),
    enforced: open
      .filter(
        ({ finding, brought }) => enforce && finding.severity === 'error' && !isStanding(finding, brought),
      )
      .map(({ finding }) => enforcedFinding(finding, causes.get(finding))),
  };
}

/** What is told apart by more than its place and stood before is not brought about by the plan, whatever it touches there. */
function isStanding({ identity }: CheckFinding, brought: boolean): boolean {
  return identity !== undefined && !brought;
}

function findingOfPlan(
  { rule, severity, address, message, remedy, range }: CheckFinding,
  causes: readonly ResourceAddress[] = [],
): PlanFinding {
  return {
    rule,
    severity: severity === 'error' ? 'error' : 'warning',
    address,
    message,
    ...(range !== undefined && {
      source: sourceOf(range),
    }),
    ...(causes.length > 0 && { causes }),
    hint: remedy,
  };
}

function enforcedFinding(
  { rule, address, path, message, remedy, range }: CheckFinding,
  causes: readonly ResourceAddress[] = [],
): Diagnostic {
  return {
    code: ruleCode(rule),
    severity: 'error',
    summary: message,
    detail: [
      ...(causes.length > 0 ? [`Brought about by the change of ${causes.join(', ')}`] : []),
      'checks.enforce is true, so a plan with this finding is refused',
    ].join('\n'),
    hint: remedy,
    address,
    path,
    ...(range !== undefined && { range }),
  };
}

/** One for each of the findings that a finding stands for. */
function identitiesOf(
  finding: CheckFinding,
  document: Governance,
  outer: ReadonlyMap<string, unknown>,
): readonly string[] {
  const { about } = finding;
  if (about === undefined) return [identityOf(finding, document, outer)];
  return about.map((each) => `${finding.rule} ${each}`);
}

/**
 * What makes two findings the same one: the rule, the resource and what stands at the place, unless other resources
 * are declared inside of that, whose changes would make an old finding look new.
 */
function identityOf(
  { rule, address, path, identity }: CheckFinding,
  document: Governance,
  outer: ReadonlyMap<string, unknown>,
): string {
  if (identity !== undefined) return `${rule} ${identity}`;
  if (outer.has(JSON.stringify(path))) return `${rule} ${address}`;
  let value: unknown = document;
  for (const step of path)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  return `${rule} ${address} ${canonicalJson((value ?? null) as JsonValue)}`;
}

/**
 * Tells what has an identity that is not in `before`; of several that are the same, as many as stood there before are old.
 */
function newSince<T>(
  before: readonly string[],
  identities: (item: T) => readonly string[],
): (item: T) => boolean {
  const left = new Map<string, number>();
  for (const each of before) left.set(each, (left.get(each) ?? 0) + 1);
  const isNew = (identity: string) => {
    const count = left.get(identity) ?? 0;
    left.set(identity, count - 1);
    return count <= 0;
  };
  // Each is counted, so all are asked.
  return (item) => identities(item).filter(isNew).length > 0;
}

/** Names objects as the document does, so that the rules know them again. */
function namingOf(document: Governance, entries: ReadonlyMap<LookupKey, DirectoryEntry>): Naming {
  const principals = new Map<string, Principal>();
  const domains = new Map<string, string>();
  for (const [key, { id }] of entries) {
    const { type, text } = parseLookup(key);
    if (type === 'domain') domains.set(id.toLowerCase(), text);
    else if (type !== 'site' && type !== 'tenant')
      principals.set(id.toLowerCase(), { [type]: text } as unknown as Principal);
  }
  const sponsors = new Map(
    Object.entries(document.sponsors ?? {}).flatMap(([key, sponsor]) => {
      const id = entries.get(principalLookup(sponsor))?.id.toLowerCase();
      return id === undefined ? [] : [[id, key] as const];
    }),
  );
  const named = (id: string): Principal => principals.get(id.toLowerCase()) ?? { id };
  return {
    explicit: false,
    kept: false,
    reference: (address) => parseAddress(address)?.keys.at(-1) ?? address,
    principal: (id) => sponsors.get(id.toLowerCase()) ?? named(id),
    named,
    domainOf: (tenantId) => domains.get(tenantId.toLowerCase()),
  };
}
