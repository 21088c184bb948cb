/** What a reviewer agrees to, packed so that it can be kept beside its digest. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AgreedPlan } from '../plan/agreed.ts';
import { agreedPart } from '../plan/agreed.ts';
import type { Plan } from '../plan/plan.ts';
import { planDigest } from '../plan/plan-digest.ts';

/** More than any plan needs, and a bound for what unpacks without end. */
const MOST_BYTES = 100_000_000;

/** Base64 of gzipped JSON. */
export function packAgreed(plan: Plan): string {
  return gzipSync(JSON.stringify(agreedPart(plan))).toString('base64');
}

/** What `packAgreed` packed; undefined when it does not have that digest: its author is not trusted. */
export function unpackAgreed(packed: string, digest: string): AgreedPlan | undefined {
  try {
    const json = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES }).toString('utf8');
    const plan = JSON.parse(json) as AgreedPlan;
    return planDigest(plan) === digest ? plan : undefined;
  } catch {
    return undefined;
  }
}
