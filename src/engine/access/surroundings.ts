/** What access depends on beside resources and directory: the list of partner domains, what is worth more, the clock. */
import path from 'node:path';
import { isGuid } from '../../model/guid.ts';
import type { Surroundings } from '../../access/index.ts';
import type { Directory } from '../../schema/directory.ts';
import { readSeed } from '../connection/connect.ts';
import type { Host } from '../host.ts';
import type { Project } from '../project.ts';

/** As the configuration states it; the list of an embedded tenant that it does not state is that of the seed. */
export async function surroundingsOf(project: Project, host: Host): Promise<Surroundings> {
  const { document, folder } = project.configuration;
  const { seed, invitationDomains } = document.tenant;
  const isKnown = seed === undefined || invitationDomains !== undefined;
  const read = isKnown ? undefined : readSeed(path.resolve(folder, seed), host, project);
  // A tenant that was filled long ago goes on without its seed; then the list is not known.
  return surroundingsWith(project, await read?.catch(() => undefined), host);
}

/** The same with a seed that was read already. */
export function surroundingsWith(
  { configuration: { document } }: Project,
  seed: Directory | undefined,
  { now }: Host,
): Surroundings {
  return {
    invitationDomains: document.tenant.invitationDomains ?? seed?.tenant.invitationDomains,
    home: seed?.tenant.id ?? (isGuid(document.tenant.id ?? '') ? document.tenant.id : undefined),
    privileged: new Set(document.privileged),
    now: now(),
  };
}
