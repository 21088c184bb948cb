/** What guarantees may not say. */
import type { AttributePath } from '../../model/path.ts';
import { groupBy } from '../../model/group-by.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import type { Governance } from '../../schema/governance.ts';
import type { JudgeReference } from './declared-reference.ts';
import { inline } from '../advice/shape-advice.ts';
import { besides, fault } from './placed.ts';
import type { Placed } from './placed.ts';

type Spec = NonNullable<Governance['guarantees']>[number];

interface Grant {
  readonly package?: string;
  readonly resource?: string;
  readonly role?: string;
}

/** Guarantees that name what is not declared, say too little or too much, or share a name. */
export function checkGuaranteesOf(
  specs: readonly Spec[],
  judge: JudgeReference,
  packages: Governance['packages'] = {},
): Placed[] {
  const granted = grantedRoles(packages);
  const first = new Map<string, number>();
  return specs.flatMap((spec, index) => {
    const path = ['guarantees', index];
    const known = first.get(spec.name);
    if (known === undefined) first.set(spec.name, index);
    const repeated =
      known === undefined
        ? []
        : [
            besides(
              wrong(
                [...path, 'name'],
                `Two guarantees are called "${spec.name}"`,
                'Give each a name of its own: reports and exceptions go by it',
              ),
              'first here',
              ['guarantees', known, 'name'],
            ),
          ];
    return [...repeated, ...faultsOf(spec, path, judge), ...misspeltRoles(spec, path, granted)];
  });
}

/** By CATALOG/RESOURCE, the roles that packages grant on it. */
function grantedRoles(packages: NonNullable<Governance['packages']>): ReadonlyMap<string, readonly string[]> {
  const granted = Object.values(packages).flatMap(({ catalog, resourceRoles = [] }) =>
    resourceRoles.map(({ resource, role }) => ({ at: `${catalog}/${resource}`, role })),
  );
  return new Map(
    [...groupBy(granted, ({ at }) => at)].map(([at, each]) => [at, each.map(({ role }) => role)]),
  );
}

/** A role that nothing grants cannot be had, so that a slip of its name lets the guarantee hold whatever happens. */
function* misspeltRoles(
  { gets }: Spec,
  path: AttributePath,
  granted: ReadonlyMap<string, readonly string[]>,
): Generator<Placed> {
  const grants: readonly (readonly [Grant, AttributePath])[] = [
    [gets ?? {}, [...path, 'gets']],
    ...(gets?.allOf ?? []).map((each, index) => [each, [...path, 'gets', 'allOf', index]] as const),
  ];
  for (const [{ resource, role }, at] of grants) {
    const roles = granted.get(resource ?? '') ?? [];
    const near = role === undefined || roles.includes(role) ? undefined : didYouMean(role, roles);
    // Read and ReadWrite are two roles, Write and Writer are most likely one.
    if (near === undefined || Math.abs(near.length - (role ?? '').length) > 2) continue;
    const summary = `No package grants the role "${role ?? ''}" of ${resource ?? ''}, so that this always holds`;
    yield { ...wrong([...at, 'role'], summary, `Did you mean "${near}"?`), severity: 'warning' };
  }
}

type Exception = NonNullable<NonNullable<Governance['checks']>['exceptions']>[number];

/** Exceptions that do not say of which guarantee they are, or name one that there is not. */
export function checkExceptionsOf(
  exceptions: readonly Exception[],
  guarantees: readonly Spec[],
): readonly Placed[] {
  return exceptions.flatMap(({ check, guarantee }, index) => {
    const path = ['checks', 'exceptions', index];
    if (check !== 'guarantee')
      return guarantee === undefined
        ? []
        : [wrong([...path, 'guarantee'], `guarantee does not go with check: ${check}`, 'Remove guarantee')];
    const names = guarantees.map(({ name }) => name);
    if (guarantee === undefined) {
      const hint = `Add ${names.map((name) => `guarantee: ${inline(name)}`).join(' or ')}`;
      const known = names.length === 0 || names.length > 3 ? 'Add guarantee: with its name' : hint;
      return [wrong(path, 'The exception does not say to which guarantee', known)];
    }
    if (names.includes(guarantee)) return [];
    const near = didYouMean(guarantee, names);
    return [
      wrong(
        [...path, 'guarantee'],
        `There is no guarantee "${guarantee}"`,
        near === undefined ? 'Name it as under guarantees' : `Did you mean "${near}"?`,
      ),
    ];
  });
}

function* faultsOf(
  { nobody, gets, approvesOwn, unless }: Spec,
  path: AttributePath,
  judge: JudgeReference,
): Generator<Placed> {
  if (typeof nobody === 'object' && nobody.organization !== undefined) {
    const at = [...path, 'nobody', 'organization'];
    const unknown = judge('organization', nobody.organization, at);
    if (unknown !== undefined) yield unknown;
  }
  if ((gets === undefined) === (approvesOwn === undefined)) {
    yield gets === undefined
      ? wrong(path, 'The guarantee has neither gets nor approvesOwn', 'Add gets: { package: KEY }')
      : wrong(
          [...path, 'approvesOwn'],
          'The guarantee has gets and approvesOwn',
          'Remove one of the two, or write approvesOwn as a second guarantee',
        );
  }
  if (unless !== undefined && (approvesOwn !== undefined || gets?.allOf !== undefined)) {
    const what = approvesOwn === undefined ? 'allOf' : 'approvesOwn';
    yield wrong(
      [...path, 'unless'],
      `unless does not go with ${what}`,
      'Remove unless, or write a second guarantee',
    );
  }
  if (gets === undefined) return;
  yield* grantFaults(gets, gets.allOf, [...path, 'gets'], judge);
  for (const [index, each] of (gets.allOf ?? []).entries())
    yield* grantFaults(each, undefined, [...path, 'gets', 'allOf', index], judge);
}

function* grantFaults(
  grant: Grant,
  allOf: readonly Grant[] | undefined,
  path: AttributePath,
  judge: JudgeReference,
): Generator<Placed> {
  const { package: key, resource, role } = grant;
  const said = [
    ...(key === undefined ? [] : ['package']),
    ...(resource === undefined ? [] : ['resource']),
    ...(allOf === undefined ? [] : ['allOf']),
  ];
  if (said.length !== 1)
    yield wrong(
      path,
      said.length === 0 ? 'What is not to be had is missing' : `${said.join(' and ')} are said at once`,
      path.includes('allOf') ? 'Say one of package and resource' : 'Say one of package, resource and allOf',
    );
  if (role !== undefined && resource === undefined)
    yield wrong([...path, 'role'], 'role goes with resource only', 'Remove role, or name the resource');
  for (const [part, member, text] of [
    ['requested', 'package', key],
    ['resource', 'resource', resource],
  ] as const) {
    const unknown =
      text === undefined
        ? undefined
        : judge(part, text, [...path, member], { requested: 'package', resource: 'resource' });
    if (unknown !== undefined) yield unknown;
  }
}

function wrong(path: AttributePath, summary: string, hint: string): Placed {
  return fault('CONFIG_GUARANTEE', path, summary, hint);
}
