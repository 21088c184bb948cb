/** Access that takes several steps. Changes nothing. */
import type { AccessPath } from '../../access/index.ts';
import { CLASS_KEYS, classCalled, findPathsSteps, targetsCalled } from '../../access/index.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { failure } from '../../diagnostics/failure.ts';
import { inTurns } from '../../model/turns.ts';
import type { Host } from '../host.ts';
import { peopleCalled, personText } from './named.ts';
import type { AccessOptions, AccessView } from './view.ts';
import { openAccess } from './view.ts';

export interface PathOptions extends AccessOptions {
  /** A person by mail, a domain, an organization, a group or a class of people. */
  readonly from?: string;
  /** A package, catalog, resource or group. */
  readonly to?: string;
}

export interface FoundPaths {
  readonly view: AccessView;
  readonly paths: readonly AccessPath[];
  /** What the answer rests on. */
  readonly notes: readonly string[];
}

/** Paths of more than one step; with `to` all that lead there. */
export async function accessPaths({ from, to, ...options }: PathOptions, host: Host): Promise<FoundPaths> {
  const person = from?.includes('@') === true || from?.includes('.') === true ? personText(from) : undefined;
  const view = await openAccess(options, host, person);
  const question = {
    ...(from !== undefined && { from: [classCalled(from) ?? peopleCalled(view, from, CLASS_KEYS)] }),
    ...(to !== undefined && { to: targetCalled(view, to) }),
  };
  const paths = await inTurns(findPathsSteps(view.model, question));
  return { view, paths, notes: [...view.notes, ...notesOnUnknown(view)] };
}

function targetCalled(view: AccessView, wanted: string): ReadonlySet<string> {
  const found = targetsCalled(view.model, wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    const ids = found.flatMap((each) => [...each]);
    throw failure(
      'ACCESS_PACKAGE',
      `${found.length} are called "${wanted}"`,
      `Name one of ${ids.join(', ')}`,
    );
  }
  const near = didYouMean(wanted, namesIn(view));
  throw failure(
    'ACCESS_PACKAGE',
    `No package, catalog, resource or group is called "${wanted}"`,
    near === undefined ? 'Name it by its key, its address or its display name' : `Did you mean "${near}"?`,
  );
}

function namesIn({ model }: AccessView): readonly string[] {
  const named = [...model.packages.values(), ...model.catalogs.values(), ...model.organizations.values()];
  return [
    ...named.map(({ displayName }) => displayName),
    ...[...model.directory.groups.values()].map(({ label }) => label),
  ];
}

/** Policies that could not be read may admit anyone, and paths through them are not found. */
function notesOnUnknown({ model }: AccessView): readonly string[] {
  const names = [...model.unknownOf.keys()].map(
    (address) => model.packages.get(address)?.displayName ?? address,
  );
  return names.length === 0
    ? []
    : [`Not followed, because not all of their policies are known: ${names.join(', ')}`];
}
