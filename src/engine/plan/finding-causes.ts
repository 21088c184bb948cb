/** Which changes of a plan bring a finding about that is on something else. */
import type { ResourceAddress } from '../../model/address.ts';
import { breathe } from '../../model/turns.ts';
import type { CheckFinding } from '../../checks/run-checks.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Governance } from '../../schema/governance.ts';
import type { Change } from '../../plan/plan.ts';

/** Each change is undone and the rules are asked again; in a plan of more changes nothing is said. */
const MOST_CHANGES = 20;

interface Undone {
  /** The document as it would read had these changes not been made. */
  readonly undo: (changes: readonly Change[]) => Promise<Governance>;
  /** The findings of a document, as texts that are equal for the same finding. */
  readonly identitiesIn: (document: Governance) => Promise<ReadonlySet<string>>;
  readonly identitiesOf: (finding: CheckFinding) => readonly string[];
}

/** Addresses of the changes without any one of which a finding would not be there; none where no single one decides. */
export async function causesOfFindings(
  findings: readonly CheckFinding[],
  changes: readonly Change[],
  { undo, identitiesIn, identitiesOf }: Undone,
): Promise<ReadonlyMap<CheckFinding, readonly ResourceAddress[]>> {
  const causes = new Map<CheckFinding, ResourceAddress[]>();
  if (findings.length === 0 || changes.length > MOST_CHANGES) return causes;
  for (const change of changes) {
    await breathe();
    const without = await identitiesWithout([change, ...dependantsOf(change, changes)]);
    if (without === undefined) continue;
    for (const finding of findings)
      if (identitiesOf(finding).some((identity) => !without.has(identity)))
        causes.set(finding, [...(causes.get(finding) ?? []), change.address]);
  }
  return causes;

  /** Undefined where what is left does not fit together. */
  async function identitiesWithout(undone: readonly Change[]): Promise<ReadonlySet<string> | undefined> {
    try {
      return await identitiesIn(await undo(undone));
    } catch (error) {
      if (error instanceof DiagnosticError) return undefined;
      throw error;
    }
  }
}

/** What can only be done after a change is not done without it. */
function dependantsOf(change: Change, changes: readonly Change[]): readonly Change[] {
  const found = new Set<Change>();
  const open = [change.address];
  for (let address = open.pop(); address !== undefined; address = open.pop())
    for (const other of changes)
      if (other !== change && !found.has(other) && other.dependsOn.includes(address)) {
        found.add(other);
        open.push(other.address);
      }
  return [...found];
}
