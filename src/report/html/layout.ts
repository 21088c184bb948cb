/** Places for the boxes and lines of a graph that is read from left to right; the one place that knows dagre. */
import * as dagre from '@dagrejs/dagre';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** Room for what is written on it. */
  readonly label?: Size;
}

export interface Layout extends Size {
  /** Where the middle of each box is. */
  readonly boxes: ReadonlyMap<string, Point>;
  /** In the order of the lines that were given: the corners of each, and where the middle of its label is. */
  readonly lines: readonly { readonly points: readonly Point[]; readonly label?: Point }[];
}

/** What we use of dagre: its own declarations name files without their endings, which Node's rules do not resolve. */
interface Graph {
  setGraph(options: object): unknown;
  setNode(name: string, box: object): unknown;
  setEdge(from: string, to: string, line: object, name: string): unknown;
  graph(): Partial<Size>;
  node(name: string): Point;
  edge(ends: { v: string; w: string; name: string }): { points: Point[]; x?: number; y?: number };
}

const { graphlib, layout } = dagre as unknown as {
  readonly graphlib: { readonly Graph: new (options: { readonly multigraph: boolean }) => Graph };
  readonly layout: (graph: Graph) => void;
};

/** Lays out boxes of given sizes; linear in what it is given, with a large constant. */
export function layOut(boxes: ReadonlyMap<string, Size>, lines: readonly Line[]): Layout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 70, marginx: 12, marginy: 12 });
  for (const [name, { width, height }] of boxes) graph.setNode(name, { width, height });
  for (const [index, { from, to, label = { width: 0, height: 0 } }] of lines.entries())
    graph.setEdge(from, to, { ...label, labelpos: 'c' }, String(index));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: new Map([...boxes.keys()].map((name) => [name, graph.node(name)])),
    lines: lines.map(({ from, to }, index) => {
      const { points, x, y } = graph.edge({ v: from, w: to, name: String(index) });
      return { points, ...(x !== undefined && y !== undefined && { label: { x, y } }) };
    }),
  };
}
