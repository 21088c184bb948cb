import { createHash } from 'node:crypto';
import { canonicalAttributes } from '../model/canonical.ts';
import type { Attributes } from '../model/value.ts';
import { canonicalJson } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import { comparable } from '../plan/compare.ts';
import { immediateMembers } from '../plan/kind-order.ts';

/**
 * SHA-256 (hex) of what creating an object sends: the same for the attributes that are sent and for those that are
 * read once it is there. References are addresses where they are managed.
 */
export function attributesDigest(kind: Kind, attributes: Attributes): string {
  const members = immediateMembers(kind);
  const sent = canonicalAttributes(members, kind.graph.sentFirst?.(attributes) ?? attributes);
  return createHash('sha256')
    .update(canonicalJson(comparable(members, sent, undefined)))
    .digest('hex');
}
