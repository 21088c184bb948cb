/** All rules over two configurations as they are met in practice: a careful one, and one with known defects. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/registry.ts';
import type { ChecksResult } from '../../src/checks/run-checks.ts';
import { readFixture } from '../support/checked.ts';

const here = path.join(import.meta.dirname, 'practice');

const said = ({ findings }: ChecksResult) => findings.map(({ rule, address }) => `${rule} ${address}`).sort();

describe('the governance rules', () => {
  it('find nothing in a careful configuration', async () => {
    const { configuration, result } = await readFixture(path.join(here, 'careful.yaml'), RULES);
    expect(configuration.declarations.length).toBeGreaterThanOrEqual(30);
    expect(result.findings.map(({ rule, address, message }) => ({ rule, address, message }))).toEqual([]);
    expect(result.undecided).toEqual([]);
  });

  it('find each defect of a careless configuration once, and nothing else', async () => {
    const { result } = await readFixture(path.join(here, 'careless.yaml'), RULES);
    expect(said(result)).toEqual([...DEFECTS].sort());
    expect(result.undecided).toEqual([]);
  });
});

/** As the comments of careless.yaml tell them. */
const DEFECTS: readonly string[] = [];
