/**
 * `npm run bench:paths`: access in several steps over 1,250, 2,500 and 5,000 packages × 200 organizations, where each tenth
 * package makes its holders members of a group that others are for; and the diff of one change. Prints a table; never
 * passes or fails.
 */
import { compareAccess, createAccessModel, findPaths } from '../src/access/index.ts';
import type { AccessResource } from '../src/access/index.ts';
import { PathGraph } from '../src/access/paths/path-graph.ts';
import { sortsOfPeople, startOf } from '../src/access/paths/start.ts';
import { walk } from '../src/access/paths/walk.ts';

const ORGANIZATIONS = 200;
const LISTED = 20;
const GRANTING = 10;

const at = (index: number) => `accessPackage.p${index}`;

/** Packages for 20 organizations each; of ten, one grants a group that the next ones are for, and that approves one. */
function resourcesOf(packages: number): readonly AccessResource[] {
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, index): AccessResource => ({
    address: `connectedOrganization.o${index}`,
    kind: 'connectedOrganization',
    attributes: {
      displayName: `Partner ${index}`,
      state: 'configured',
      identitySources: [{ '@odata.type': 'domainIdentitySource', domainName: `o${index}.example` }],
    },
  }));
  const each = Array.from({ length: packages }, (_, index) => packageOf(index)).flat();
  const catalog = { displayName: 'Main', state: 'published', isExternallyVisible: true };
  return [{ address: 'catalog.main', kind: 'catalog', attributes: catalog }, ...organizations, ...each];
}

function packageOf(index: number): readonly AccessResource[] {
  const group = `group-${Math.floor(index / GRANTING)}`;
  const grants = index % GRANTING === 0;
  const targets = grants
    ? Array.from({ length: LISTED }, (_, offset) => ({
        '@odata.type': 'connectedOrganizationMembers',
        connectedOrganizationId: `connectedOrganization.o${(index * 7 + offset) % ORGANIZATIONS}`,
      }))
    : [{ '@odata.type': 'groupMembers', groupId: group }];
  const resource = `catalogResource.main/${group}`;
  const stages = [{ primaryApprovers: [{ '@odata.type': 'groupMembers', groupId: group }] }];
  return [
    {
      address: at(index),
      kind: 'accessPackage',
      attributes: { displayName: `P ${index}`, catalog: 'catalog.main' },
    },
    {
      address: `policy.p${index}`,
      kind: 'policy',
      attributes: {
        displayName: `Policy ${index}`,
        accessPackage: at(index),
        allowedTargetScope: grants ? 'specificConnectedOrganizationUsers' : 'specificDirectoryUsers',
        specificAllowedTargets: targets,
        ...(index % GRANTING === 1 && {
          requestApprovalSettings: { isApprovalRequiredForAdd: true, stages },
        }),
      },
    },
    ...(grants
      ? [
          {
            address: resource,
            kind: 'catalogResource',
            attributes: { catalog: 'catalog.main', originSystem: 'AadGroup', originId: group },
          },
          {
            address: `packageResourceRole.p${index}/${group}/Member`,
            kind: 'packageResourceRole',
            attributes: { accessPackage: at(index), resource, role: 'Member' },
          },
        ]
      : []),
  ];
}

/** Milliseconds of processor time, the best of three, so that a busy machine does not show. */
function measure(work: () => unknown): string {
  const times = Array.from({ length: 3 }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return `${Math.min(...times)
    .toFixed(0)
    .padStart(6)} ms`;
}

for (const packages of [1250, 2500, 5000]) {
  const model = createAccessModel({ resources: resourcesOf(packages) });
  const closure = measure(() => {
    const graph = new PathGraph(model);
    for (const requestor of sortsOfPeople(model)) walk(graph, startOf(graph, requestor));
  });
  const paths = findPaths(model);
  console.log(
    `${packages} packages  closure ${closure}  judged ${measure(() => findPaths(model))}  ${paths.length} paths`,
  );
}

const before = resourcesOf(1000);
const edited = (kind: string, attributes: AccessResource['attributes']) => {
  let left = 1;
  return before.map((resource) =>
    resource.kind === kind && left-- > 0
      ? { ...resource, attributes: { ...resource.attributes, ...attributes } }
      : resource,
  );
};
const cases: readonly (readonly [string, readonly AccessResource[]])[] = [
  ['duration of 1 policy', edited('policy', { expiration: { type: 'afterDuration', duration: 'P30D' } })],
  [
    '1 catalog role',
    [
      ...before,
      {
        address: 'catalogRole.r',
        kind: 'catalogRole',
        attributes: { catalog: 'catalog.main', role: 'owner', principal: 'group-0' },
      },
    ],
  ],
  [
    '1 role of a package removed',
    before.filter(({ address }) => address !== 'packageResourceRole.p0/group-0/Member'),
  ],
];
for (const [what, after] of cases)
  console.log(
    `1000 packages, ${what.padEnd(30)} ${measure(() => compareAccess({ before, after, identified: true }))}`,
  );
