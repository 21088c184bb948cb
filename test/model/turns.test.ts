import { describe, expect, it } from 'vitest';
import { chunksInTurns, mapInTurns } from '../../src/model/turns.ts';
import { countTurns } from '../support/turns.ts';

const MANY = Array.from({ length: 1_001 }, (_, index) => index);

describe('long computations', () => {
  it('map a list in its order, and let others have their turn', async () => {
    const { result, turns } = await countTurns(() => mapInTurns(MANY, (item) => 2 * item));
    expect(result).toEqual(MANY.map((item) => 2 * item));
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  it('reject with what the function throws', async () => {
    const failing = mapInTurns(MANY, (item) => {
      if (item === 700) throw new Error('700');
    });
    await expect(failing).rejects.toThrow('700');
  });

  it('give every item of an iterable in chunks, whether it ends with a full one or not', async () => {
    for (const length of [0, 1, 250, 500, 1_001]) {
      const { result, turns } = await countTurns(async () => {
        const chunks: (readonly number[])[] = [];
        for await (const chunk of chunksInTurns(MANY.slice(0, length).values())) chunks.push(chunk);
        return chunks.flat();
      });
      expect(result).toEqual(MANY.slice(0, length));
      expect(turns).toBeGreaterThanOrEqual(Math.floor(length / 250));
    }
  });
});
