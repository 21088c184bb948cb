/** Who holds access packages, and taking them away (CONTRACT 10, 14). */
import { odataString, query } from '../model/odata.ts';
import { asString, isObject } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { AssignmentHolder, KindWriter } from './kind.ts';
import { EM, expandedId, idOf } from './wire.ts';

const ASSIGNMENTS = `${EM}/assignments`;
const LIVE = ['delivering', 'partiallyDelivered', 'delivered'];
/** Stands for a holder of whom the service gives neither name nor address. */
const UNNAMED = 'an unnamed account';

/** Assignments of a package that give access now. */
export async function assignmentsOfPackage(
  graph: GraphReader,
  packageId: string,
): Promise<readonly JsonObject[]> {
  const filter = `accessPackage/id eq ${odataString(packageId)}`;
  return liveOf(
    await graph.list(query(ASSIGNMENTS, { filter, expand: 'target,accessPackage,assignmentPolicy' })),
  );
}

/** Those of a package that were given through one of its policies. */
export async function assignmentsOfPolicy(
  graph: GraphReader,
  packageId: string,
  policyId: string,
): Promise<readonly JsonObject[]> {
  const all = await assignmentsOfPackage(graph, packageId);
  return all.filter(({ assignmentPolicy }) => expandedId(assignmentPolicy) === policyId.toLowerCase());
}

/** Assignments of people of a connected organization. No filter tells them apart, so every assignment is read. */
export async function assignmentsOfOrganization(
  graph: GraphReader,
  organizationId: string,
): Promise<readonly JsonObject[]> {
  const expand = 'target($expand=connectedOrganization),accessPackage';
  const all = liveOf(await graph.list(query(ASSIGNMENTS, { expand })));
  return all.filter(
    ({ target }) =>
      isObject(target) && expandedId(target['connectedOrganization']) === organizationId.toLowerCase(),
  );
}

/** Graph ids of the packages that a user holds now. */
export async function packagesHeldBy(graph: GraphReader, userId: string): Promise<readonly string[]> {
  const filter = `target/objectid eq ${odataString(userId)}`;
  const all = liveOf(await graph.list(query(ASSIGNMENTS, { filter, expand: 'accessPackage' })));
  return all.flatMap(({ accessPackage }) =>
    isObject(accessPackage) ? (asString(accessPackage['id']) ?? []) : [],
  );
}

/** Every assignment that gives access now, with its target and its package. The service filters by one state at a time. */
export async function liveAssignments(graph: GraphReader): Promise<readonly JsonObject[]> {
  const lists = LIVE.map((state) => {
    const filter = `state eq ${odataString(state)}`;
    return graph.list(query(ASSIGNMENTS, { filter, expand: 'target,accessPackage' }));
  });
  return (await Promise.all(lists)).flat();
}

function liveOf(assignments: readonly JsonObject[]): readonly JsonObject[] {
  return assignments.filter(({ state }) => LIVE.includes(asString(state) ?? ''));
}

/** People as a plan names them. */
export function holdersOf(assignments: readonly JsonObject[]): readonly AssignmentHolder[] {
  return assignments.map((assignment) => {
    const { target } = assignment;
    const personId = expandedId(target);
    const userId = isObject(target) ? asString(target['objectId']) : undefined;
    return {
      assignment: idOf(assignment, 'an assignment'),
      person: nameOf(target),
      ...(personId !== undefined && { personId }),
      ...(userId !== undefined && { userId: userId.toLowerCase() }),
      ...governedOf(target),
      package: isObject(assignment['accessPackage'])
        ? (asString(assignment['accessPackage']['displayName']) ?? '')
        : '',
    };
  });
}

/** Of neither it is unknown, as of a target of an earlier service. */
function governedOf(target: JsonValue | undefined): Pick<AssignmentHolder, 'governed'> {
  const lifecycle = isObject(target) ? target['subjectLifecycle'] : undefined;
  return lifecycle === 'governed' || lifecycle === 'notGoverned'
    ? { governed: lifecycle === 'governed' }
    : {};
}

function nameOf(target: JsonValue | undefined): string {
  if (!isObject(target)) return UNNAMED;
  const [name, mail] = [target['displayName'], target['email'] ?? target['principalName']].map(asString);
  if (mail === undefined || mail === '' || mail === name) return name ?? UNNAMED;
  return name === undefined || name === '' ? mail : `${name} (${mail})`;
}

/** Asks for the end of every assignment that `list` still shows, until it shows none. `what` is for messages. */
export async function endAssignments(
  writer: KindWriter,
  what: string,
  list: () => Promise<readonly JsonObject[]>,
): Promise<void> {
  const asked = new Set<string>();
  await writer.poll(`the end of all assignments of ${what}`, async () => {
    const live = await list();
    if (live.length === 0) return true;
    const ids = live.map((assignment) => idOf(assignment, 'an assignment'));
    await Promise.all(
      ids
        .filter((id) => !asked.has(id))
        .map(async (id) => {
          if (await askForEnd(writer, id)) asked.add(id);
        }),
    );
    return undefined;
  });
}

/** False when the answer was lost: the next look at the list tells whether it must be asked for again. */
async function askForEnd(writer: KindWriter, id: string): Promise<boolean> {
  try {
    const body = { requestType: 'adminRemove', assignment: { id } };
    await writer.graph.write({ method: 'POST', path: `${EM}/assignmentRequests`, body });
    return true;
  } catch (error) {
    if (error instanceof GraphError && error.outcome === 'unknown') return false;
    throw error;
  }
}
