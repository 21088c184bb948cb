/** What keeps an organization that may be a twin from being removed: its own users' doings, and nobody else's. */
import { describe, expect, it } from 'vitest';
import type { GraphReader } from '../../src/graph/port.ts';
import { usesOfOrganization } from '../../src/kinds/twin-uses.ts';
import type { JsonObject } from '../../src/model/value.ts';

const OWN = '3F2504E0-4F89-41D3-9A0C-0305E82C3301';
const person = (organization: string): JsonObject => ({ connectedOrganization: { id: organization } });
const OTHERS = [person('9f1c1c53-6a1c-4e3c-8b8e-5a1f6f0f1a11'), { connectedOrganization: null }];

/** Answers each list by what its path names; what is not given is empty. */
function reader(lists: Readonly<Record<string, readonly JsonObject[]>>): GraphReader {
  const name = (path: string) => path.split('?')[0]?.split('/').at(-1) ?? '';
  return {
    get: (path) => Promise.reject(new Error(`${path} is not read`)),
    list: (path) => Promise.resolve(lists[name(path)] ?? []),
  };
}

describe('an organization is used', () => {
  it('by assignments and requests of its own users, and by no others', async () => {
    const assignments = OTHERS.map((target) => ({ target }));
    const requests = OTHERS.map((requestor) => ({ requestor }));
    expect(await usesOfOrganization(reader({ assignments, assignmentRequests: requests }), OWN)).toEqual([]);
    const own = person(OWN.toLowerCase());
    const used = reader({
      assignments: [...assignments, { target: own }],
      assignmentRequests: [...requests, { requestor: own }, { requestor: own }],
    });
    expect(await usesOfOrganization(used, OWN)).toEqual([
      'one of its users holds an assignment',
      'its users made 2 requests',
    ]);
  });

  it('by policies that name it, and by no others', async () => {
    const naming = (id: string) => ({ id: 'p', specificAllowedTargets: [{ connectedOrganizationId: id }] });
    const assignmentPolicies = [naming(OWN.toLowerCase()), naming('9f1c1c53-6a1c-4e3c-8b8e-5a1f6f0f1a11')];
    expect(await usesOfOrganization(reader({ assignmentPolicies }), OWN)).toEqual(['a policy names it']);
  });
});
