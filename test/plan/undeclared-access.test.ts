/** What nothing declares and counts for who can get into what is managed, by what its kind says to bear on. */
import { expect, it } from 'vitest';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Attributes } from '../../src/model/value.ts';
import { undeclaredBearing } from '../../src/plan/undeclared-access.ts';

type Basis = Parameters<typeof undeclaredBearing>[0];

/** What is managed, as the part of its circumstances that counts here. */
function managed(...all: readonly [kind: string, address: string, attributes: Attributes][]) {
  return all.map(([name, address, attributes]) => {
    const kind = KINDS.get(name);
    if (kind === undefined) throw new Error(`No kind ${name}`);
    return { kind, live: { id: `id-${address}`, attributes }, desired: { address, kind: name, attributes } };
  }) as unknown as Basis['circumstances'];
}

const CATALOGS = ['one', 'two'].map((key) => ['catalog', `catalog.${key}`, {}] as const);
const PACKAGE = ['accessPackage', 'accessPackage.p', { catalog: 'id-catalog.one' }] as const;

function counting(unbound: Readonly<Record<string, readonly { id: string; attributes: Attributes }[]>>) {
  const circumstances = managed(...CATALOGS.map(([...each]) => each), [...PACKAGE]);
  return [...undeclaredBearing({ circumstances, unbound: new Map(Object.entries(unbound)) })].sort();
}

const role = (id: string, catalog: string, principal: string, name = 'owner') => ({
  id,
  attributes: { catalog: `id-catalog.${catalog}`, role: name, principal },
});

it('counts roles on what is managed but those of its creator', () => {
  const created = [role('r1', 'one', 'app'), role('r2', 'two', 'app')];
  expect(counting({ catalogRole: created })).toEqual([]);
  expect(counting({ catalogRole: [...created, role('r3', 'one', 'testers')] })).toEqual(['catalogRole r3']);
  expect(counting({ catalogRole: [role('r4', 'two', 'ann', 'reader')] })).toEqual(['catalogRole r4']);
});

it('counts what lies in what is managed, and partners; not what lies elsewhere, nor what opens nothing', () => {
  const inPackage = (id: string, accessPackage: string) => ({ id, attributes: { accessPackage } });
  expect(
    counting({
      policy: [inPackage('mine', 'id-accessPackage.p'), inPackage('other', 'elsewhere')],
      packageResourceRole: [inPackage('scope', 'id-accessPackage.p')],
      accessPackage: [{ id: 'within', attributes: { catalog: 'id-catalog.two' } }],
      catalog: [{ id: 'general', attributes: {} }],
      connectedOrganization: [{ id: 'partner', attributes: { identitySources: [] } }],
    }),
  ).toEqual(['connectedOrganization partner', 'packageResourceRole scope', 'policy mine']);
});
