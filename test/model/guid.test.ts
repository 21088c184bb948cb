import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { guidsIn, isGuid, replaceGuids } from '../../src/model/guid.ts';
import { changeName } from '../../src/report/change-name.ts';

const ID = '2897ab04-9273-4ed3-814f-83d18c817029';

describe('a GUID', () => {
  it.each([
    [ID, true],
    [ID.toUpperCase(), true],
    [`${ID}0`, false],
    [` ${ID}`, false],
    [`${ID}\n`, false],
    [ID.replaceAll('-', ''), false],
    [ID.replace('a', 'g'), false],
    ['', false],
  ])('%j: %s', (text, is) => {
    expect(isGuid(text)).toBe(is);
  });

  it('is found within a text, in either case', () => {
    const text = `user ${ID} and group ${ID.toUpperCase()}`;
    expect(guidsIn(text)).toEqual([ID, ID.toUpperCase()]);
    expect(guidsIn('user')).toEqual([]);
    expect(replaceGuids(text, (id) => id.slice(0, 4))).toBe('user 2897 and group 2897');
  });

  it('is shown by name in a plan, in either case', () => {
    expect(changeName({ displayName: `reader ${ID.toUpperCase()}` }, { [ID]: 'Alice' })).toBe('reader Alice');
  });

  it('is told by one expression; the embedded tenant, which shares no code, has its own', () => {
    const own = globSync('src/**/*.ts').filter((file) =>
      /0-9a-f(?:A-F)?\]\{12\}/i.test(readFileSync(file, 'utf8')),
    );
    expect(own.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([
      'src/model/guid.ts',
      'src/tenant/guid.ts',
    ]);
  });
});
