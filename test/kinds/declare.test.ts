/** `declare` is the inverse of `normalize`, for every kind. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import type { Kind, Naming, ReferenceResolver } from '../../src/kinds/kind.ts';
import { declarationsOf } from '../../src/kinds/recorder.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { formatAddress, parseAddress } from '../../src/model/address.ts';
import { canonicalAttributes } from '../../src/model/canonical.ts';
import type { JsonValue } from '../../src/model/value.ts';
import { comparable } from '../../src/plan/compare.ts';
import { crossTenantAccess } from '../support/cross-tenant-access-arbitrary.ts';
import { FULL_POLICY } from '../support/full-policy.ts';
import { governance } from '../support/governance-arbitrary.ts';
import { runs, size } from '../support/whole.ts';

/** Principals are their own ids here: what they are called is for the importer to find out. */
const RESOLVER: ReferenceResolver = {
  reference: (kind, keys) => formatAddress(kind, ...keys),
  principal: (named) => JSON.stringify(named).toLowerCase(),
  principalType: (named) =>
    typeof named === 'string' || 'user' in named || 'guest' in named
      ? 'user'
      : 'group' in named
        ? 'group'
        : 'servicePrincipal',
  tenantOfDomain: (domain) =>
    domain.includes('fabrikam') ? { tenantId: 'fabrikam', displayName: 'Fabrikam' } : undefined,
  site: (url) => url,
  directoryRole: (name) => name,
};

function namingOf(explicit: boolean): Naming {
  const principals = [
    'carol',
    'bob',
    { user: 'alice@contoso.com' },
    { user: 'carol@contoso.com' },
    { guest: 'wendy@woodgrove.example' },
    ...['Project Tango', 'Partner Desk', 'Audit'].map((group) => ({ group })),
    { servicePrincipal: 'Tango Tracker' },
  ] as const;
  const named = (id: string) => {
    const found = principals.find((principal) => JSON.stringify(principal).toLowerCase() === id);
    if (found === undefined) throw new Error(`Nobody is ${id}`);
    return found;
  };
  return {
    explicit,
    kept: false,
    reference: (address) => parseAddress(address)?.keys.at(-1) ?? '',
    principal: named,
    named: (id) => named(id) as Exclude<ReturnType<typeof named>, string>,
    domainOf: (tenantId) => `${tenantId}.com`,
  };
}

function roundTrip(kind: Kind, document: Governance, explicit: boolean): number {
  const canonical = (of: Governance, at: string) => {
    const declaration = declarationsOf(of).find(({ address }) => address === at);
    if (declaration === undefined) throw new Error(`${at} is not declared`);
    return canonicalAttributes(kind.attributes, kind.yaml.normalize(declaration, RESOLVER, of));
  };
  const own = [...kind.yaml.declarations(document)];
  for (const { address } of own) {
    const attributes = canonical(document, address);
    const { path, listed, spec } = kind.yaml.declare(
      attributes,
      parseAddress(address)?.keys.at(-1) ?? '',
      namingOf(explicit),
    );
    const again = canonical(replaced(document, path.map(String), listed ? [spec] : spec), address);
    expect(again).toEqual(comparable(kind.attributes, attributes, again));
  }
  return own.length;
}

/** The document with another value at a path; what lives inside a replaced entry stays. */
function replaced(document: Governance, path: readonly string[], value: JsonValue): Governance {
  const copy = structuredClone(document) as unknown as Record<string, JsonValue>;
  let at = copy;
  for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as Record<string, JsonValue>;
  const last = path.at(-1) ?? '';
  const { resources, roles, resourceRoles, customExtensions } = (at[last] ?? {}) as Record<string, JsonValue>;
  const inner = Object.entries({ resources, roles, resourceRoles, customExtensions }).filter(
    ([, part]) => part !== undefined,
  );
  at[last] = Array.isArray(value) ? value : { ...(value as object), ...Object.fromEntries(inner) };
  return copy as unknown as Governance;
}

describe.each([...KINDS.values()].map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  it.each([false, true])('declared and normalized is what it was (explicit: %s)', (explicit) => {
    let compared = 0;
    fc.assert(
      fc.property(governance, crossTenantAccess, (document, doors) => {
        compared += roundTrip(kind, { ...document, crossTenantAccess: doors }, explicit);
      }),
      runs(20, 60),
    );
    expect(compared).toBeGreaterThan(size(2, 10));
  });
});

describe('a policy with everything', () => {
  const document: Governance = {
    version: 1,
    tenant: { embedded: 'unused' },
    policies: {
      all: {
        accessPackage: 'tango',
        displayName: 'All',
        ...FULL_POLICY,
        specificAllowedTargets: [
          { connectedOrganization: 'fabrikam' },
          { attributeRule: '(user.department -eq "Sales")' },
          { targetManager: { managerLevel: 2 } },
          'requestorManager',
        ],
        automaticRequestSettings: { removeAccessWhenTargetLeavesAllowedTargets: false },
        customExtensionStageSettings: [
          {
            stage: 'assignmentRequestApproved',
            customExtension: { id: '3f2504e0-4f89-11d3-9a0c-0305e82c3301', type: 'assignmentWorkflow' },
          },
        ],
      },
    },
  };

  it('is declared without what has its default', () => {
    const kind = KINDS.get('policy');
    if (kind === undefined) throw new Error('no kind');
    expect(roundTrip(kind, document, false)).toBe(1);
    const attributes = canonicalAttributes(kind.attributes, {
      displayName: 'All',
      accessPackage: 'accessPackage.tango',
    });
    expect(kind.yaml.declare(attributes, 'all', namingOf(false))).toEqual({
      path: ['policies', 'all'],
      listed: false,
      spec: { accessPackage: 'tango', displayName: 'All' },
    });
  });
});

describe('what a resource requires', () => {
  it.each([false, true])('is declared as it was (explicit: %s)', (explicit) => {
    const kind = KINDS.get('catalogResource');
    if (kind === undefined) throw new Error('no kind');
    const asked = [
      { name: 'city', question: { type: 'text', text: 'Where?', isRequired: true }, isEditable: true },
      {
        name: 'jobTitle',
        question: { type: 'multipleChoice', text: 'What?', choices: [{ actualValue: 'a', text: 'A' }] },
      },
    ];
    const tracker = { application: 'Tango Tracker', attributes: asked };
    const document = {
      version: 1,
      tenant: { embedded: 'unused' },
      catalogs: { partners: { displayName: 'Partners', resources: { tracker } } },
    } as Governance;
    expect(roundTrip(kind, document, explicit)).toBe(1);
  });
});

it('a review without an end is declared without a range, as one that says nothing of it', () => {
  const policy = KINDS.get('policy') as Kind;
  const recurrence = { pattern: { type: 'weekly' }, range: { type: 'noEnd', numberOfOccurrences: 0 } };
  const attributes = canonicalAttributes(policy.attributes, {
    accessPackage: 'accessPackage.tango',
    displayName: 'Members',
    reviewSettings: { isSelfReview: true, schedule: { recurrence } },
  });
  const { spec } = policy.yaml.declare(attributes, 'members', namingOf(false));
  expect(spec).toMatchObject({ reviewSettings: { isSelfReview: true } });
  expect(JSON.stringify(spec)).toContain('"recurrence":{"pattern":{"type":"weekly"}}');
});
