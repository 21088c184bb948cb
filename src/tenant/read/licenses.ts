/**
 * What the tenant has bought, and what of it each user has. Purchases are not kept: a licensed tenant has a product that
 * entitlement management comes with, beside whatever was assigned to users, and enough of each.
 */
import type { Call } from '../context.ts';
import { derivedId, guidBytes } from '../guid.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import type { Navigation } from './kind.ts';
import { directGroups } from './links.ts';

interface Product {
  readonly skuPartNumber: string;
  /** Ids of plans by their names. */
  readonly plans: Readonly<Record<string, string>>;
}

/** The product that a licensed tenant has: Enterprise Mobility + Security E5. */
const GOVERNANCE = 'b05e124f-c7cc-45a0-a6aa-8cf78c946968';

/** Products that the documentation's examples name, with the plans that they name of each. */
const PRODUCTS: Readonly<Record<string, Product>> = {
  [GOVERNANCE]: {
    skuPartNumber: 'EMSPREMIUM',
    plans: {
      AAD_PREMIUM_P2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
      EXCHANGE_S_FOUNDATION: '113feb6c-3fe4-4440-bddc-54d774bf0318',
    },
  },
  'c7df2760-2c81-4ef7-b578-5b5392b571df': {
    skuPartNumber: 'ENTERPRISEPREMIUM',
    plans: {
      ADALLOM_S_O365: '8c098270-9dd4-4350-9b30-ba4703f3b36b',
      LOCKBOX_ENTERPRISE: '9f431833-0334-42de-a7dc-70aa40db46db',
      SHAREPOINTENTERPRISE: '5dbe027f-2339-4123-9542-606e4d348a72',
      THREAT_INTELLIGENCE: '8e0c0a52-6a6c-4d40-8370-dd62790dcd70',
    },
  },
  '725422ed-e205-400e-ab0a-3899d8a398ca': {
    skuPartNumber: 'SCHOOL_DATA_SYNC_P2',
    plans: { SCHOOL_DATA_SYNC_P2: '500b6a2a-7a50-4f40-b5f9-160e5b8c2f48' },
  },
};

/** Licenses of other products have a name and plans that are not known. */
function product(skuId: string, disabled: ReadonlySet<string> = new Set()): Entity {
  const { skuPartNumber = null, plans = {} } = PRODUCTS[skuId] ?? {};
  return {
    skuId,
    skuPartNumber,
    servicePlans: Object.entries(plans).map(([servicePlanName, servicePlanId]) => ({
      servicePlanId,
      servicePlanName,
      provisioningStatus: disabled.has(servicePlanId) ? 'Disabled' : 'Success',
      appliesTo: 'User',
    })),
  };
}

/** Licenses of a user with what is switched off of each: their own, and those of groups that they are in. */
function licensesOf(call: Call, user: Entity): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { assignedLicenses } of [user, ...directGroups.rows(call, user)])
    for (const { skuId, disabledPlans } of entitiesOf(assignedLicenses)) {
      const id = textOf(skuId).toLowerCase();
      const off = new Set(textsOf(disabledPlans));
      const before = found.get(id);
      // What one assignment switches off and another leaves on is on.
      found.set(id, before === undefined ? off : new Set([...off].filter((plan) => before.has(plan))));
    }
  return found;
}

const idOfTenant = ({ store }: Call) => textOf(store.get('meta', 'tenant')?.['id']);

export const licenseDetails: Navigation = {
  kind: 'licenseDetails',
  many: true,
  rows: (call, user) =>
    [...licensesOf(call, user)].map(([skuId, disabled]) => ({
      id: Buffer.concat([idOfTenant(call), skuId].map(guidBytes)).toString('base64url'),
      ...product(skuId, disabled),
    })),
};

const ENOUGH = 25;

export function subscribedSkus(call: Call): Entity[] {
  const tenant = call.store.get('meta', 'tenant');
  const used = new Map<string, number>();
  if (tenant?.['licensed'] !== false) used.set(GOVERNANCE, 0);
  const holders = call.store.all('users').map((user) => [...licensesOf(call, user).keys()]);
  for (const skuId of holders.flat()) used.set(skuId, (used.get(skuId) ?? 0) + 1);
  return [...used].map(([skuId, consumedUnits]) => ({
    accountId: idOfTenant(call),
    accountName: tenant?.['displayName'],
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits,
    id: `${idOfTenant(call)}_${skuId}`,
    prepaidUnits: { enabled: Math.max(ENOUGH, consumedUnits), lockedOut: 0, suspended: 0, warning: 0 },
    subscriptionIds: [derivedId('subscription', idOfTenant(call), skuId)],
    ...product(skuId),
  }));
}
