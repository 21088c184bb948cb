/** A map with faults, and a cause that explains several of them. */
import type { AttributePath } from '../../model/path.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import type { Explanation } from './explanation.ts';

/** One fault as the validator tells it. */
export interface PartFault {
  readonly keyword: string;
  readonly path: AttributePath;
  /** The member that is unknown or missing. */
  readonly member: string;
}

/** A map with faults, and what the schema says of it. */
export interface FaultyMap {
  readonly path: AttributePath;
  readonly value: JsonObject;
  readonly root: SchemaNode;
  readonly node: SchemaNode;
  /** Members that it may not have, in the order of the file. */
  readonly unknown: readonly string[];
  /** Members that it must have. */
  readonly missing: readonly string[];
  readonly document: JsonValue;
}

/** A cause, and the parts that follow from it. */
export interface JoinedFault extends Explanation {
  readonly path: AttributePath;
  readonly covers: (fault: PartFault) => boolean;
}
