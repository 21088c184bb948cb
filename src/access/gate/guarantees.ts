/**
 * Guarantees: what must never be possible, for anyone. Each is held against every sort of people whom it is about and
 * every way of theirs; what breaks it has a person for whom it is so. Pure.
 */
import type { Governance } from '../../schema/governance.ts';
import { formatAddress } from '../../model/address.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { PlaceOf } from '../compare/causes.ts';
import { compareSeverity } from '../compare/severity.ts';
import type { AccessModel } from '../facts/model.ts';
import { TestNames } from '../tests/test-names.ts';
import { testRequestor } from '../tests/test-requestor.ts';
import { packagesGrantingRole } from './granted.ts';
import type { Excepted } from './exceptions.ts';
import { withExceptions } from './exceptions.ts';
import type { GuaranteeSpec } from './guarantee-terms.ts';
import { heldTogether } from './held-together.ts';
import { decidesOwn } from './own-decision.ts';
import { reachedOtherwise } from './reached.ts';
import type { Violation } from './violation.ts';
import type { Guaranteed } from './guaranteed.ts';
import type { Who } from './who.ts';

export interface GuaranteesInput {
  readonly model: AccessModel;
  /** Its guarantees, the keys of its sponsors, and what it accepts. */
  readonly document: Pick<Governance, 'guarantees' | 'sponsors' | 'checks'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly placeOf: PlaceOf;
}

export interface GuaranteeOutcome extends Pick<Excepted, 'accepted' | 'expired'> {
  readonly name: string;
  /** Its place in the section, from 0. */
  readonly index: number;
  /** `unknown`: missing facts leave it open; the violations name them. */
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** Broken, or unknown where that does not pass. */
  readonly failed: boolean;
  /** Those that nothing accepts, the worst first. */
  readonly violations: readonly Violation[];
}

/** Holds each guarantee, in the order of the section. */
export function checkGuarantees(input: GuaranteesInput): readonly GuaranteeOutcome[] {
  const { model, document, now } = input;
  const names = new TestNames(model, document.sponsors ?? {});
  const today = new Date(now).toISOString().slice(0, 10);
  return (document.guarantees ?? []).map((spec, index) => {
    const all = [...violationsOf(input, names, spec)].sort(
      (a, b) => Number(b.certain) - Number(a.certain) || compareSeverity(a.severity, b.severity),
    );
    const { open, accepted, expired } = withExceptions(all, document.checks?.exceptions ?? [], today);
    const verdict = verdictOf(open);
    return {
      ...{ name: spec.name, index, verdict, violations: open, accepted, expired },
      failed: verdict === 'fail' || (verdict === 'unknown' && spec.unknown !== 'allow'),
    };
  });
}

/** What violations that nothing accepts make of a check. */
export function verdictOf(violations: readonly Violation[]): GuaranteeOutcome['verdict'] {
  if (violations.some(({ certain }) => certain)) return 'fail';
  return violations.length > 0 ? 'unknown' : 'pass';
}

function violationsOf(
  { model, now, placeOf }: GuaranteesInput,
  names: TestNames,
  spec: GuaranteeSpec,
): readonly Violation[] {
  const who = whoOf(model, names, spec.nobody);
  const guaranteed: Guaranteed = { model, name: spec.name, who, now, placeOf };
  if (spec.approvesOwn === true) return decidesOwn(guaranteed);
  const { allOf, ...grant } = spec.gets ?? {};
  if (allOf !== undefined)
    return heldTogether(
      guaranteed,
      allOf.map((each) => packagesOf(model, each)),
    );
  return reachedOtherwise(guaranteed, packagesOf(model, grant), spec.unless);
}

/** A name that the directory does not know stands for itself, so that what depends on it is unknown. */
function whoOf(model: AccessModel, names: TestNames, nobody: GuaranteeSpec['nobody']): Who {
  if (nobody === 'anyone') return { type: 'anyone' };
  if (nobody.class !== undefined) return { type: nobody.class };
  if (nobody.organization !== undefined)
    return { type: 'organization', address: formatAddress('connectedOrganization', nobody.organization) };
  if (nobody.group !== undefined) return { type: 'group', id: names.groupId(nobody.group) };
  const { user, guest, mail } = nobody;
  const person = testRequestor(model, names, {
    ...(user !== undefined && { user }),
    ...(guest !== undefined && { guest }),
    ...(mail !== undefined && { mail }),
  });
  if (typeof person !== 'string' && person.type === 'person') return person;
  const id = (user ?? guest ?? mail ?? '').toLowerCase();
  return { type: 'person', person: { id, label: id, mail: id } };
}

interface Grant {
  readonly package?: string;
  readonly resource?: string;
  readonly role?: string;
}

/** All that grant it; none where the model has no such package or resource. */
function packagesOf(model: AccessModel, { package: key, resource, role }: Grant): readonly ResourceAddress[] {
  if (resource !== undefined)
    return packagesGrantingRole(model, formatAddress('catalogResource', ...resource.split('/')), role) ?? [];
  const address = formatAddress('accessPackage', key ?? '');
  return model.packages.has(address) ? [address] : [];
}
