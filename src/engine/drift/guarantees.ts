/** Guarantees held against what the tenant has, not against what the configuration would make of it. */
import type { AccessModelInput, AccessResource } from '../../access/index.ts';
import { checkGuarantees, createAccessModel } from '../../access/index.ts';
import { createDirectory } from '../../graph/directory.ts';
import { GUARANTEE_RULE } from '../../model/rule-ids.ts';
import type { PlanFinding } from '../../plan/plan.ts';
import { surroundingsOf } from '../access/surroundings.ts';
import { readFacts } from '../access/facts.ts';
import { placesIn } from '../access/places.ts';
import type { Connection } from '../connection/connect.ts';
import { readable } from '../connection/connect.ts';
import type { Host } from '../host.ts';
import type { Project } from '../project.ts';

/** Those that do not hold, with a person for whom it is so. Reads the members of groups. */
export async function brokenGuarantees(
  project: Project,
  { graph }: Connection,
  live: {
    readonly resources: readonly AccessResource[];
    readonly facts: NonNullable<AccessModelInput['directory']>;
  },
  host: Host,
): Promise<readonly PlanFinding[]> {
  const { document } = project.configuration;
  if ((document.guarantees ?? []).length === 0) return [];
  const sources = { graph, directory: createDirectory(graph), addressOf: (id: string) => id };
  const directory = await readable(() => readFacts(sources, live.facts, live.resources));
  const model = createAccessModel({
    resources: live.resources,
    directory,
    ...(await surroundingsOf(project, host)),
  });
  const placeOf = placesIn(project.configuration);
  return checkGuarantees({ model, document, now: host.now(), placeOf })
    .filter(({ failed }) => failed)
    .flatMap(({ name, violations }) =>
      violations.map(({ summary, about, causes, certain, counterexample }): PlanFinding => {
        const source = causes.find((cause) => cause.source !== undefined)?.source;
        const person = counterexample === undefined ? '' : `; for example ${counterexample.text}`;
        return {
          rule: GUARANTEE_RULE,
          severity: 'error',
          address: causes[0]?.address ?? about.address,
          message: `"${name}" is ${certain ? 'broken' : 'not known to hold'} in the tenant: ${summary}${person}`,
          ...(source !== undefined && { source }),
        };
      }),
    );
}
