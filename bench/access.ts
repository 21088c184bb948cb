/**
 * `npm run bench:access`: the access diff of 1,000 packages × 200 organizations, by what changed, and with it the check for
 * new access, which looks for a person for each entry. Prints a table;
 * never passes or fails.
 */
import {
  accessMatrix,
  compareAccess,
  compareRevision,
  createAccessModel,
  newAccess,
} from '../src/access/index.ts';
import type { AccessResource } from '../src/access/index.ts';
import { recordDeclarations } from '../src/kinds/recorder.ts';
import { KINDS } from '../src/kinds/registry.ts';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import type { Governance } from '../src/schema/governance.ts';

const PACKAGES = 1000;
const ORGANIZATIONS = 200;
const LISTED = 20;
const RUNS = 9;

/** Every external policy lists 20 of 200 organizations. */
function makeGovernance(): Governance {
  const { governance } = makeEnterprise({ packages: PACKAGES });
  const keys = Array.from({ length: ORGANIZATIONS }, (_, index) => `partner-${index}`);
  return {
    ...governance,
    connectedOrganizations: Object.fromEntries(
      keys.map((key) => [
        key,
        {
          displayName: key,
          identitySources: [{ domain: `${key}.example` }],
          internalSponsors: ['desk'],
          externalSponsors: [{ guest: `lead@${key}.example` }],
        },
      ]),
    ),
    policies: Object.fromEntries(
      Object.entries(governance.policies ?? {}).map(([key, policy], index) => [
        key,
        policy.allowedTargetScope === 'specificConnectedOrganizationUsers'
          ? {
              ...policy,
              specificAllowedTargets: Array.from({ length: LISTED }, (_, offset) => ({
                connectedOrganization: keys[(index * 7 + offset) % ORGANIZATIONS] ?? '',
              })),
            }
          : policy,
      ]),
    ),
  };
}

/** Canonical resources in which every name stands for its own id. */
function resourcesOf(document: Governance): readonly AccessResource[] {
  const declarations = [...KINDS.values()].flatMap((kind) =>
    [...kind.yaml.declarations(document)].map((declaration) => ({ ...declaration, kind: kind.name })),
  );
  const { attributes } = recordDeclarations(declarations, document);
  return declarations.map(({ address, kind }) => ({
    address,
    kind,
    attributes: attributes.get(address) ?? {},
  }));
}

/** Median milliseconds of processor time, garbage collection included, so that a busy machine does not show. */
function measure(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

function changed(
  resources: readonly AccessResource[],
  kind: string,
  count: number,
  attributes: AccessResource['attributes'],
): readonly AccessResource[] {
  let left = count;
  return resources.map((resource) =>
    resource.kind === kind && left-- > 0
      ? { ...resource, attributes: { ...resource.attributes, ...attributes } }
      : resource,
  );
}

const before = resourcesOf(makeGovernance());
const duration = { expiration: { type: 'afterDuration', duration: 'P30D' } };
const open = {
  allowedTargetScope: 'allExternalUsers',
  specificAllowedTargets: [],
  requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
};
const cases: readonly [string, readonly AccessResource[]][] = [
  ['nothing', before],
  ...[1, 10, 100, 1000].map((count): [string, readonly AccessResource[]] => [
    `duration of ${count} policies`,
    changed(before, 'policy', count, duration),
  ]),
  ['1 policy opened to anyone', changed(before, 'policy', 1, open)],
  ['1 catalog hidden', changed(before, 'catalog', 1, { isExternallyVisible: false })],
  ['sponsors of 1 organization', changed(before, 'connectedOrganization', 1, { externalSponsors: [] })],
  ['all catalogs hidden', changed(before, 'catalog', PACKAGES, { isExternallyVisible: false })],
];
console.log(`${PACKAGES} packages, ${ORGANIZATIONS} organizations, ${before.length} resources`);
console.log(`${'model'.padEnd(30)} ${measure(() => createAccessModel({ resources: before })).toFixed(1)} ms`);
const model = createAccessModel({ resources: before });
console.log(`${'matrix'.padEnd(30)} ${measure(() => accessMatrix(model)).toFixed(1)} ms`);
for (const [what, after] of cases) {
  const { gained, lost, changed } = compareAccess({ before, after });
  const entries = gained.length + lost.length + changed.length;
  const time = measure(() => compareAccess({ before, after }));
  const check = () => {
    const { diff, revision } = compareRevision({ before, after });
    return newAccess(diff, revision);
  };
  const checking = measure(check).toFixed(1).padStart(7);
  console.log(
    `${what.padEnd(30)} ${time.toFixed(1).padStart(7)} ms  ${entries} entries; checked ${checking} ms  ${check().length} violations`,
  );
}
