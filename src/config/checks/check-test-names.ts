/** Names in access tests and guarantees, held against a seed that says who there is: what leads nowhere is a mistake of the file, not a test that fails or a guarantee that holds. Pure. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import type { AttributePath } from '../../model/path.ts';
import type { Directory } from '../../schema/directory.ts';
import type { AccessTestExpectation, Governance } from '../../schema/governance.ts';
import type { LoadedTest } from '../access-tests.ts';
import type { Configuration } from '../configuration.ts';
import { fault } from './placed.ts';

interface Named {
  readonly what: 'approver' | 'group' | 'user' | 'requestor';
  readonly name: string;
  readonly path: AttributePath;
}

/** What to do about a name that is like no other. */
const INSTEAD: Readonly<Record<Named['what'], string>> = {
  requestor: 'Write the address of a person, or { organization: KEY }, { group: NAME } or { class: CLASS }',
  approver: 'Write a key of sponsors, the address of a person, the name of a group, or nobody',
  group: 'Add it to groups in the seed, or write the name of another',
  user: 'Add them to users in the seed, or write the address of another; { mail: ADDRESS } is of people who are not in the directory, too',
};

/** Unknown names of approvers, groups and members, each with its place; `seed` is all that the directory holds. */
export function checkTestNames(
  tests: readonly LoadedTest[],
  sponsors: Governance['sponsors'],
  seed: Directory,
): readonly Diagnostic[] {
  return tests.flatMap(({ spec, placeOf }) => unknownNames(namesIn(spec), placeOf, { sponsors, seed }));
}

/** The same of those whom guarantees are about. */
export function checkGuaranteeNames(
  { document, rangeOf }: Pick<Configuration, 'document' | 'rangeOf'>,
  seed: Directory,
): readonly Diagnostic[] {
  const { guarantees = [], sponsors } = document;
  return guarantees.flatMap(({ nobody }, index) => {
    const names = typeof nobody === 'string' ? [] : whoIn(nobody, ['guarantees', index, 'nobody']);
    return unknownNames(names, rangeOf, { sponsors, seed });
  });
}

function unknownNames(
  names: Iterable<Named>,
  placeOf: LoadedTest['placeOf'],
  { sponsors = {}, seed }: { readonly sponsors: Governance['sponsors']; readonly seed: Directory },
): readonly Diagnostic[] {
  const groups = (seed.groups ?? []).flatMap(({ id, displayName }) => [
    displayName,
    ...(id === undefined ? [] : [id]),
  ]);
  const people = (seed.users ?? []).flatMap(({ id, userPrincipalName, mail }) =>
    [userPrincipalName, mail, id].filter((name) => name !== undefined),
  );
  const known: Readonly<Record<Named['what'], readonly string[]>> = {
    group: groups,
    user: people,
    requestor: people,
    approver: [...Object.keys(sponsors), ...people, ...groups],
  };
  const folded = Object.fromEntries(
    Object.entries(known).map(([what, names]) => [what, new Set(names.map((name) => name.toLowerCase()))]),
  );
  return [...names].flatMap(({ what, name, path }) => {
    if (folded[what]?.has(name.toLowerCase()) === true) return [];
    // Someone of elsewhere need not be in the directory yet.
    if (what === 'user' && !isOfOwn(name, seed)) return [];
    const isGroup = what === 'requestor' && folded['group']?.has(name.toLowerCase()) === true;
    const near = didYouMean(name, known[what]);
    // A sort of people goes by its words, such as the requestor's manager.
    if (what === 'approver' && (name === 'nobody' || (near === undefined && /\s/.test(name)))) return [];
    const sponsor = what === 'approver' ? undefined : bySort(sponsors[name])[what];
    const listed = near === undefined ? INSTEAD[what] : `Did you mean "${near}"?`;
    const meant = isGroup ? `Write { group: ${name} }` : listed;
    const hint = sponsor === undefined ? meant : `Write ${sponsor}, which the key ${name} of sponsors names`;
    const { path: _path, ...found } = fault('REFERENCE_UNKNOWN', path, `There is no ${what} "${name}"`, hint);
    const range = placeOf(path);
    return [range === undefined ? found : { ...found, range }];
  });
}

/** What an entry of sponsors names, by its sort. */
function bySort(sponsor: object = {}): Readonly<Partial<Record<Named['what'], string>>> {
  return sponsor;
}

function isOfOwn(name: string, { tenant }: Directory): boolean {
  const domain = name.slice(name.lastIndexOf('@') + 1).toLowerCase();
  return tenant.domains.some((each) => each.toLowerCase() === domain);
}

function* namesIn({ requestor, can, expect }: LoadedTest['spec']): Generator<Named> {
  // An address of elsewhere need not be known; a name without one leads to nobody.
  if (typeof requestor === 'string') {
    if (!requestor.includes('@')) yield { what: 'requestor', name: requestor, path: ['requestor'] };
  } else {
    const { groups = [], manager } = requestor;
    yield* whoIn(requestor, ['requestor']);
    for (const [index, name] of groups.entries())
      yield { what: 'group', name, path: ['requestor', 'groups', index] };
    if (manager !== undefined) yield { what: 'user', name: manager, path: ['requestor', 'manager'] };
  }
  yield* approversIn(expect, ['expect']);
  if (can === undefined || Array.isArray(can)) return;
  for (const [key, expected] of Object.entries(can as Readonly<Record<string, AccessTestExpectation>>))
    yield* approversIn(expected, ['can', key]);
}

function* whoIn(
  who: { readonly group?: string; readonly user?: string },
  path: AttributePath,
): Generator<Named> {
  const { group, user } = who;
  if (group !== undefined) yield { what: 'group', name: group, path: [...path, 'group'] };
  // Those who are described are not looked up.
  const isDescribed = Object.keys(who).length > 1;
  if (user !== undefined && !isDescribed) yield { what: 'user', name: user, path: [...path, 'user'] };
}

function* approversIn(expected: AccessTestExpectation | undefined, path: AttributePath): Generator<Named> {
  for (const [stage, names] of (expected?.approvers ?? []).entries())
    for (const [index, name] of names.entries())
      yield { what: 'approver', name, path: [...path, 'approvers', stage, index] };
}
