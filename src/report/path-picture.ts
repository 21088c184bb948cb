/** Paths as one graph: what several of them share is one node. */
import type { AccessPath } from '../access/index.ts';

export interface PathNode {
  readonly label: string;
  readonly part: 'people' | 'step' | 'end';
  /** The end of a path that lets people decide about their own access, or is critical otherwise. */
  readonly critical: boolean;
}

interface PathEdge {
  readonly from: string;
  readonly to: string;
  /** Of a path that is certain. */
  readonly certain: boolean;
}

export interface PathPicture {
  /** By a key that is not to be shown. */
  readonly nodes: ReadonlyMap<string, PathNode>;
  readonly edges: readonly PathEdge[];
}

export function pathPicture(paths: readonly AccessPath[]): PathPicture {
  const nodes = new Map<string, PathNode>();
  const edges = new Map<string, PathEdge>();
  for (const { from, steps, certain, severity } of paths) {
    let before = JSON.stringify([from.type, from.id, from.guests, from.label]);
    nodes.set(before, { label: from.label, part: 'people', critical: false });
    for (const [index, { kind, id, role, label }] of steps.entries()) {
      const end = index === steps.length - 1;
      const key = JSON.stringify([end, kind, id, role]);
      const critical = nodes.get(key)?.critical === true || (end && severity === 'critical');
      nodes.set(key, { label, part: end ? 'end' : 'step', critical });
      const edge = JSON.stringify([before, key]);
      edges.set(edge, { from: before, to: key, certain: certain || edges.get(edge)?.certain === true });
      before = key;
    }
  }
  return { nodes, edges: [...edges.values()] };
}
