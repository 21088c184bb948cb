/** The closure of access in several steps against one that asks everything again until nothing is added. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAccessModel } from '../../src/access/index.ts';
import { PathGraph } from '../../src/access/paths/path-graph.ts';
import { sortsOfPeople, startOf } from '../../src/access/paths/start.ts';
import { walk } from '../../src/access/paths/walk.ts';
import { naiveClosure } from '../support/proof/naive-closure.ts';
import { resourcesIn } from '../support/proof/side.ts';
import { factsIn, proofWorld } from '../support/proof/world.ts';
import { runs } from '../support/whole.ts';

/** Worlds that the suite looks at. */
const FEWEST = 15;
/** What a walk tells and the other closure does not, by the first word. */
const OTHER = ['resource'];

it('reaches what the naive closure reaches, from every sort of people', async () => {
  let farther = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), async (seed) => {
      const world = proofWorld(seed);
      const directory = factsIn(world);
      const resources = await resourcesIn(world.document, directory);
      if (resources === undefined) return;
      const graph = new PathGraph(createAccessModel({ resources, directory }));
      for (const requestor of sortsOfPeople(graph.model)) {
        // A person has what their class and their groups have: test/access/paths.test.ts.
        if (requestor.type === 'person') continue;
        const start = startOf(graph, requestor);
        const found = [...walk(graph, start).keys()].map((node) => graph.nodeAt(node));
        const said = new Set(
          found
            .map(({ kind, id }) => `${kind} ${id}`)
            .filter((each) => !OTHER.includes(each.split(' ')[0] ?? '')),
        );
        if (start.nodes.length + start.first.length === 0) continue;
        const known = (each: string) => {
          const [kind = ''] = each.split(' ');
          const id = each.slice(kind.length + 1);
          return graph.nodes.some((node) => node.kind === kind && node.id === id);
        };
        const naive = [...naiveClosure(resources, directory, requestor)].filter(known);
        expect({ requestor, reached: [...said].sort() }).toEqual({ requestor, reached: naive.sort() });
        if (naive.some((each) => /^(?:approve|review|catalog) /.test(each))) farther += 1;
      }
    }),
    runs(FEWEST, 60),
  );
  // Worlds in which no one comes farther would prove nothing.
  expect(farther).toBeGreaterThan(runs(FEWEST, 60).numRuns / 4);
});
