/** What holds for a class of people is said of the class, not again of each of its members. */
import type { AccessModel } from '../facts/model.ts';
import type { AccessPath } from './path.ts';

/** A path of an organization whose class has the same one is left out. */
export function withoutMembersOfClasses(
  model: AccessModel,
  paths: readonly AccessPath[],
): readonly AccessPath[] {
  const ofClasses = new Set(
    paths
      .filter(({ from }) => from.id === undefined && from.guests !== true)
      .map((path) => `${path.from.type}\n${courseOf(path)}`),
  );
  const isSaid = (type: string, path: AccessPath) => ofClasses.has(`${type}\n${courseOf(path)}`);
  return paths.filter((path) => {
    const { type, id = '' } = path.from;
    if (type === 'configuredOrganizations') return !isSaid('anyExternalUser', path);
    if (type !== 'connectedOrganization') return true;
    const configured = model.organizations.get(id)?.state === 'configured';
    return !isSaid('anyExternalUser', path) && !(configured && isSaid('configuredOrganizations', path));
  });
}

/** The steps by id, with what is known of them. */
export function courseOf({ steps, certain, selfDecision }: AccessPath): string {
  return JSON.stringify([
    certain,
    selfDecision.map(({ type }) => type),
    steps.map(({ kind, id, role, by }) => [kind, id, role, by]),
  ]);
}
