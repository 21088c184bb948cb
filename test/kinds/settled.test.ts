/** What a recording calls settled is what any answers of the directory would make of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReferenceResolver } from '../../src/kinds/kind.ts';
import { declarationsOf, recordDeclarations } from '../../src/kinds/recorder.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { formatAddress } from '../../src/model/address.ts';
import { canonicalAttributes } from '../../src/model/canonical.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { governance } from '../support/governance-arbitrary.ts';

/** A directory that answers everything with one object of a type. */
function answering(type: 'user' | 'group' | 'servicePrincipal'): ReferenceResolver {
  return {
    reference: (kind, keys) => formatAddress(kind, ...keys),
    principal: () => `the-${type}`,
    principalType: () => type,
    tenantOfDomain: () => (type === 'user' ? undefined : { tenantId: `t-${type}`, displayName: type }),
    site: () => `https://${type}.example`,
    directoryRole: () => `role-${type}`,
  };
}

function attributesWith(document: Governance, resolver: ReferenceResolver) {
  return declarationsOf(document).map((declaration) => {
    const kind = KINDS.get(declaration.kind);
    if (kind === undefined) throw new Error(`There is no kind ${declaration.kind}`);
    return canonicalAttributes(kind.attributes, kind.yaml.normalize(declaration, resolver, document));
  });
}

describe('settled declarations', () => {
  it('are the same whatever the directory answers, and none that looks something up is among them', () => {
    const counted = { settled: 0, others: 0 };
    fc.assert(
      fc.property(governance, (document) => {
        const declarations = declarationsOf(document);
        const { settled, lookups } = recordDeclarations(declarations, document);
        const asking = new Set(lookups.map(({ address }) => address));
        const answers = (['user', 'group', 'servicePrincipal'] as const).map((type) =>
          attributesWith(document, answering(type)),
        );
        for (const [index, declaration] of declarations.entries()) {
          const attributes = settled.get(declaration);
          if (attributes === undefined) {
            counted.others += 1;
            continue;
          }
          counted.settled += 1;
          expect(asking.has(declaration.address)).toBe(false);
          for (const answer of answers) expect(answer[index]).toEqual(attributes);
        }
      }),
      { numRuns: 100 },
    );
    expect(counted.settled).toBeGreaterThan(0);
    expect(counted.others).toBeGreaterThan(0);
  });
});
