/** How an embedded tenant is to behave, as it is told on a command line: faults, throttling, members of a later Graph. */
import { failure } from '../../diagnostics/failure.ts';
import { readFaultOf, readRegularText } from '../../files/read-regular.ts';
import { parseFault, parseFutureMembers, parseThrottle, REPORTED_THROTTLE } from '../../tenant/index.ts';
import type { Faults, FutureMembers, ThrottleProfile } from '../../tenant/index.ts';

/** Faults from `KIND:RATE`, each. */
export function faultsOf(specs: readonly string[], random: () => number): Faults {
  const rates: Record<string, number> = {};
  for (const spec of specs) {
    const fault = parseFault(spec);
    if (fault === undefined) {
      throw failure(
        'TENANT_FAULT',
        `"${spec}" is not a fault`,
        'Write KIND:RATE, such as 429:0.05; kinds are 429, 503, 504, reset, lost',
      );
    }
    rates[fault.kind] = fault.rate;
  }
  return { rates, random };
}

/** A profile from its text; `true` is the one that was reported of the service. */
export function throttleOf(given: string | true): ThrottleProfile {
  const profile = given === true ? REPORTED_THROTTLE : parseThrottle(given);
  if (profile !== undefined) return profile;
  throw failure(
    'TENANT_THROTTLE',
    `"${String(given)}" is not a profile of throttling`,
    'Write reported, or such as capacity=6,refill=1,penalty=315,seed=1',
  );
}

/** A file of members that a later Graph may have, by the type that they belong to. */
export async function readFutureMembers(file: string): Promise<FutureMembers> {
  const wrong = (why: string) =>
    failure(
      'TENANT_FUTURE',
      `${file} names no members of a later Graph: ${why}`,
      'Write {"accessPackageAssignmentPolicy": ["laterMember"]}: names by the type that they belong to',
    );
  const text = await readRegularText(file, 1024 * 1024).catch((error: unknown) => {
    throw wrong(readFaultOf(error));
  });
  if (text === undefined) throw wrong('it does not exist');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const members = parseFutureMembers(value);
  if (members === undefined) throw wrong('it needs a type of the service, and a list of names for each');
  return members;
}
