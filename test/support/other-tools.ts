/** What other tools leave in a tenant: members that are null or left out, and values that no portal would write. */
import type { Tenant } from '../../src/tenant/open.ts';
import { call } from './portal-made.ts';

const EM = '/v1.0/identityGovernance/entitlementManagement';
const POLICIES = `${EM}/assignmentPolicies?$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)`;

type Row = Record<string, unknown>;
const T = (type: string) => ({ '@odata.type': `#microsoft.graph.${type}` });

/** Sends it, unless the tenant refuses. */
async function tried(tenant: Tenant, method: string, at: string, body: unknown): Promise<boolean> {
  return call(tenant, method, at, body).then(
    () => true,
    () => false,
  );
}

const ODD: readonly ((policy: Row) => Row)[] = [
  ({ questions, ...policy }) => ({
    ...policy,
    questions: [
      ...(questions as Row[]),
      {
        ...T('accessPackageTextInputQuestion'),
        text: 'Odd?',
        sequence: 7,
        regexPattern: '',
        localizations: [{ languageCode: 'x', text: 'x' }],
      },
    ],
  }),
  (policy) => ({
    ...policy,
    requestApprovalSettings: {
      ...(policy['requestApprovalSettings'] as Row),
      isApprovalRequiredForAdd: true,
      stages: [
        {
          durationBeforeAutomaticDenial: 'PT336H',
          primaryApprovers: [
            { ...T('requestorManager'), managerLevel: 7 },
            { ...T('targetManager'), managerLevel: 9 },
            T('internalSponsors'),
          ],
        },
      ],
    },
  }),
  (policy) => ({
    ...policy,
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      isApprovalRequiredForUpdate: true,
      stages: [],
    },
  }),
  (policy) => ({
    ...policy,
    reviewSettings: {
      isEnabled: true,
      primaryReviewers: [{ ...T('targetManager'), managerLevel: 6 }],
      schedule: {
        startDateTime: '2026-01-01T00:00:00Z',
        expiration: { type: 'noExpiration' },
        recurrence: { pattern: { type: 'daily', interval: 0 }, range: { type: 'noEnd' } },
      },
    },
  }),
  (policy) => ({
    ...policy,
    reviewSettings: {
      isEnabled: false,
      isSelfReview: true,
      primaryReviewers: [T('externalSponsors')],
      schedule: { startDateTime: '2026-01-01T00:00:00Z' },
    },
  }),
  (policy) => ({ ...policy, displayName: `${String(policy['displayName'])} ${'long '.repeat(60)}` }),
  (policy) => ({ ...policy, requestorSettings: null }),
];

/** Members that a policy cannot be without. */
const NEEDED = /^(?:id|@odata\..*|accessPackage|displayName|customExtensionStageSettings)$/;

/** Where members stand, at every depth. */
function* placesIn(
  value: unknown,
  at: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value) && NEEDED.test(name)) continue;
    const place = [...at, Array.isArray(value) ? Number(name) : name];
    if (!Array.isArray(value)) yield place;
    yield* placesIn(member, place);
  }
}

/** The same with a member null, or left out. */
function thinned(policy: Row, place: readonly (string | number)[], isLeftOut: boolean): Row {
  const copy = structuredClone(policy);
  const holder = place.slice(0, -1).reduce<unknown>((inner, step) => (inner as Row)[step], copy) as Row;
  const last = String(place.at(-1));
  if (isLeftOut) Reflect.deleteProperty(holder, last);
  else holder[last] = null;
  return copy;
}

/** `chosen` says what is done to which policy; what the tenant refuses stays as it was. Returns how much was done. */
export async function addOdd(tenant: Tenant, chosen: readonly number[]): Promise<number> {
  let done = 0;
  let turn = 0;
  const next = () => chosen[(turn += 1) % chosen.length] ?? 0;
  const { value: policies } = await call(tenant, 'GET', POLICIES);
  for (const { id } of chosen.length === 0 ? [] : policies) {
    for (let time = 0; time < 6; time += 1) {
      const at = `${EM}/assignmentPolicies/${String(id)}`;
      const policy = await call(tenant, 'GET', `${at}${POLICIES.slice(POLICIES.indexOf('?'))}`);
      const places = [...placesIn(policy)];
      const place = places[next() % places.length] ?? [];
      const body =
        next() % 3 === 0 ? ODD[next() % ODD.length]?.(policy) : thinned(policy, place, next() % 2 === 0);
      if (await tried(tenant, 'PUT', at, body)) done += 1;
    }
  }
  if (chosen.length === 0) return done;
  for (const list of ['catalogs', 'accessPackages', 'connectedOrganizations']) {
    const { value } = await call(tenant, 'GET', `${EM}/${list}`);
    for (const { id } of value)
      if (
        next() % 4 === 0 &&
        (await tried(tenant, 'PATCH', `${EM}/${list}/${String(id)}`, { description: null }))
      )
        done += 1;
  }
  const domainName = ['intranet', '*.odd.example', 'ödd.example', 'Odd.Example'][next() % 4];
  const source = { ...T('domainIdentitySource'), domainName };
  const organization = { displayName: 'Odd', identitySources: [source] };
  return (await tried(tenant, 'POST', `${EM}/connectedOrganizations`, organization)) ? done + 1 : done;
}
