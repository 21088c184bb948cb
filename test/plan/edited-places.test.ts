/** What is asked of the files about an edit: whether the value after it is one that needs no line. */
import { expect, it } from 'vitest';
import type { JsonValue } from '../../src/model/value.ts';
import { editedPlaces } from '../../src/plan/edited-places.ts';

const ADDRESS = 'accessPackage.tango';

function mayBeUnsaid(attribute: string, after: JsonValue | undefined): boolean | undefined {
  let asked: boolean | undefined;
  const placeOf = editedPlaces({
    declared: [{ address: ADDRESS, path: ['packages', 'tango'] }],
    sidesOf: () => ({
      kind: 'accessPackage',
      before: { [attribute]: 'before' },
      after: after === undefined ? {} : { [attribute]: after },
    }),
    rangeOf: () => undefined,
    editOf(_path, question) {
      asked = question.mayBeUnsaid;
      return undefined;
    },
    lookups: {},
    pastLookups: {},
    sponsors: {},
  });
  placeOf(ADDRESS, [attribute]);
  return asked;
}

it.each([
  ['nothing', 'displayName', undefined, true],
  ['null', 'displayName', null, true],
  ['an empty text', 'displayName', '', true],
  ['an empty list', 'incompatibleAccessPackages', [], true],
  ['the default', 'isHidden', false, true],
  ['a text', 'displayName', 'Tango', false],
  ['a list with one item', 'incompatibleAccessPackages', ['accessPackage.waltz'], false],
  ['another value than the default', 'isHidden', true, false],
])('%s after an edit may go without a line, or not', (_what, attribute, after, expected) => {
  expect(mayBeUnsaid(attribute, after)).toBe(expected);
});
