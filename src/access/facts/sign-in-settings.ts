/**
 * How people of another Entra tenant sign in here, as cross-tenant access has it: whether the first sign-in asks for their
 * consent, and what of the sign-in at home counts. It changes nothing of what they can request.
 */
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { isObject } from '../../model/value.ts';
import type { OuterDoor } from './outer-door.ts';

interface SignInSettings {
  /** Whether this side asks for no consent, and the setting that says so, as Graph has its path. */
  readonly consent: { readonly isAutomatic: boolean; readonly setting: string };
  /** What counts here, in words, and the setting; undefined where nothing does. */
  readonly trust: { readonly claims: readonly string[]; readonly setting: string } | undefined;
}

const CLAIMS: Readonly<Record<string, string>> = {
  isMfaAccepted: 'multifactor authentication',
  isCompliantDeviceAccepted: 'compliant devices',
  isHybridAzureADJoinedDeviceAccepted: 'hybrid joined devices',
};

/** Undefined for the governed tenant's own people, and where cross-tenant access was not read whole. */
export function signInSettings(
  { home, crossTenantAccess }: OuterDoor,
  tenantId: string,
): SignInSettings | undefined {
  const tenant = tenantId.toLowerCase();
  if (tenant === home || crossTenantAccess === undefined || crossTenantAccess.partial === true)
    return undefined;
  const own = crossTenantAccess.partners.get(tenant) ?? {};
  const sides: readonly Side[] = [
    { from: `partners/${tenant}`, blocks: own },
    { from: 'default', blocks: crossTenantAccess.default },
  ];
  const consent = decided(sides, 'automaticUserConsentSettings', 'inboundAllowed');
  const trust = sides.find(({ blocks }) => isObject(blocks['inboundTrust']));
  const accepted = trust?.blocks['inboundTrust'];
  const claims = Object.entries(CLAIMS).flatMap(([name, claim]) =>
    isObject(accepted) && accepted[name] === true ? [claim] : [],
  );
  return {
    consent: { isAutomatic: consent.value === true, setting: consent.setting },
    trust:
      trust === undefined || claims.length === 0
        ? undefined
        : { claims, setting: `${POLICY}/${trust.from}/inboundTrust` },
  };
}

const POLICY = 'crossTenantAccessPolicy';

/** The partner's configuration or the default. */
interface Side {
  readonly from: string;
  readonly blocks: JsonObject;
}

/** A member that is null is the default's. */
function decided(
  sides: readonly Side[],
  block: string,
  member: string,
): { readonly value: JsonValue | undefined; readonly setting: string } {
  const valueIn = ({ blocks }: Side) => {
    const values = blocks[block];
    return (isObject(values) ? values[member] : undefined) ?? undefined;
  };
  const side = sides.find((each) => valueIn(each) !== undefined);
  const setting = `${POLICY}/${side?.from ?? 'default'}/${block}/${member}`;
  return { value: side && valueIn(side), setting };
}
