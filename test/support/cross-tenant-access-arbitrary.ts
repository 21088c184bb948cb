/** Entries of `crossTenantAccess` that a configuration may have. */
import fc from 'fast-check';
import type { Governance } from '../../src/schema/governance.ts';

type Entries = NonNullable<Governance['crossTenantAccess']>;

const accessType = fc.constantFrom('allowed' as const, 'blocked' as const);
const person = fc.oneof(fc.record({ user: fc.uuid() }), fc.record({ group: fc.uuid() })) as fc.Arbitrary<{
  user: string;
}>;
const application = fc.record({ application: fc.oneof(fc.uuid(), fc.constant('Office365')) });
const targets = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });
const blocks = fc
  .record(
    {
      b2bCollaborationInbound: fc.record({
        usersAndGroups: fc.record({ accessType, targets: targets(person) }, { requiredKeys: ['accessType'] }),
        applications: fc.record(
          { accessType, targets: targets(application) },
          { requiredKeys: ['accessType'] },
        ),
      }),
      inboundTrust: fc.record({
        isMfaAccepted: fc.boolean(),
        isCompliantDeviceAccepted: fc.boolean(),
        isHybridAzureADJoinedDeviceAccepted: fc.boolean(),
      }),
      automaticUserConsentSettings: fc.record({ inboundAllowed: fc.boolean() }),
    },
    { requiredKeys: [] },
  )
  .filter((entry) => Object.keys(entry).length > 0);

/** The default and one partner. */
export const crossTenantAccess: fc.Arbitrary<Entries> = fc
  .tuple(blocks, blocks, fc.uuid())
  .map(([usual, partner, tenantId]) => ({
    default: usual,
    partner: { ...partner, tenantId },
  }));
