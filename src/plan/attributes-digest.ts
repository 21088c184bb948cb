import { canonicalAttributes } from '../model/canonical.ts';
import { sha256 } from '../model/sha256.ts';
import type { Attributes } from '../model/value.ts';
import { canonicalJson } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import { comparable } from './compare.ts';
import { immediateMembers } from './kind-order.ts';

/**
 * SHA-256 (hex) of what creating an object sends: the same for the attributes that are sent and for those that are
 * read once it is there. References are addresses where they are managed.
 */
export function attributesDigest(kind: Kind, attributes: Attributes): string {
  const members = immediateMembers(kind);
  const sent = canonicalAttributes(members, kind.graph.sentFirst?.(attributes) ?? attributes);
  return sha256(canonicalJson(comparable(members, sent, undefined)));
}
