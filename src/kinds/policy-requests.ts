/** How a policy is read from Graph and written to it: replaced whole, one at a time (CONTRACT 9.2, 9.11). */
import { bodyOver, liveAttributes, withoutAnnotations } from './policy-wire.ts';
import { objectsOf, isObject, asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { EM, firstThere, refusedWith } from './wire.ts';
import type { KindWriter } from './kind.ts';

export const POLICIES = `${EM}/assignmentPolicies`;
export const POLICY_EXPAND =
  '$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)';

/** Parallel policy writes are refused with 409 DuplicateKey (CONTRACT 9.11). */
export const POLICY_LANE = 'assignmentPolicies';

/** Sends a policy whole. */
async function replace(writer: KindWriter, id: string, body: JsonObject): Promise<void> {
  const put = (content: JsonObject) =>
    writer.graph.write({ method: 'PUT', path: `${POLICIES}/${id}`, body: content, lane: POLICY_LANE });
  try {
    await put(body);
  } catch (error) {
    if (!reviewIsLost(error)) throw error;
    // Without review settings first, so that the service makes a new review (CONTRACT 9.9).
    await put({ ...body, reviewSettings: null });
    if (body['reviewSettings'] !== null) await put(body);
  }
}

/** The review that the service made for the policy was deleted, and the service does not find it any more. */
function reviewIsLost(error: unknown): boolean {
  return refusedWith(error, [404], '') && error instanceof Error && error.message.includes('BusinessFlow');
}

/** A PUT replaces everything, so it carries what the policy holds and nobody declares (CONTRACT 9.2). */
export async function overlayPolicy(
  writer: KindWriter,
  id: string,
  live: JsonObject,
  after: JsonObject,
): Promise<void> {
  await writer.poll(
    `the policy ${id}`,
    async () => {
      await replace(writer, id, bodyOver(live, after, id));
      return true;
    },
    { withinMs: 15000, notYet: (error) => refusedWith(error, [409], 'DuplicateKey') },
  );
}

/** Switches automatic assignment off, which would fill up again what is being drained (CONTRACT 9.11). */
export async function stopAutomaticAssignment(writer: KindWriter, id: string): Promise<void> {
  const live = await writer.graph.get(`${POLICIES}/${id}?${POLICY_EXPAND}`);
  const { automaticRequestSettings: automatic } = live;
  if (!isObject(automatic) || automatic['requestAccessForAllowedTargets'] !== true) return;
  const automaticRequestSettings = { ...automatic, requestAccessForAllowedTargets: false };
  await overlayPolicy(writer, id, live, {
    ...withoutAnnotations(liveAttributes(live)),
    automaticRequestSettings,
  });
}

/** The policy of that name in its package, read by the package's id: lists lag behind. */
export async function findPolicy(writer: KindWriter, desired: JsonObject): Promise<string | undefined> {
  const id = asString(desired['accessPackage']) ?? '';
  const entity = await writer.graph.get(`${EM}/accessPackages/${id}?$expand=assignmentPolicies`);
  const name = asString(desired['displayName'])?.toLowerCase();
  const found = objectsOf(entity['assignmentPolicies']).filter(
    (policy) => asString(policy['displayName'])?.toLowerCase() === name,
  );
  return firstThere(writer, POLICIES, found);
}
