/** What values of another spelling are taken for, at the edges of what can be told. */
import { describe, expect, it } from 'vitest';
import {
  spelledBoolean,
  spelledDate,
  spelledDateTime,
  spelledDuration,
  spelledEnum,
} from '../../src/config/advice/value-spelling.ts';

describe('a date', () => {
  it.each([
    ['31.12.2027', '2027-12-31'],
    ['13.01.2027', '2027-01-13'],
    ['12/13/2027', '2027-12-13'],
    ['12.12.2027', '2027-12-12'],
    ['1-1-2027', '2027-01-01'],
    ['2027/12/31', '2027-12-31'],
    ['2027-2-28', '2027-02-28'],
    ['29.02.2028', '2028-02-29'],
    ['1 jan 2027', '2027-01-01'],
    ['31. December, 2027', '2027-12-31'],
    ['30 sept 2027', '2027-09-30'],
  ])('%s is %s', (text, value) => {
    expect(spelledDate(text)).toEqual({ value, safe: true });
  });

  it.each([
    // Day and month may be exchanged.
    '11.12.2027',
    '12.11.2027',
    // No such month.
    '13.13.2027',
    '2027-13-05',
    '2027-0-05',
    '31.0.2027',
    // No such day in that month.
    '29.02.2027',
    '31.06.2027',
    '32.12.2027',
    '99.12.2027',
    '2027-04-31',
    '2027-12-32',
    '2027-12-0',
    '0 May 2027',
    '31 April 2027',
    // No such name, or one that is too short to tell.
    '1 Ju 2027',
    '1 Janvier 2027',
    '1 Foo 2027',
    '2027',
    '',
  ])('is not told from "%s"', (text) => {
    expect(spelledDate(text)).toBeUndefined();
  });
});

describe('a date and time', () => {
  it.each([
    ['2027-12-31T23:59:59Z', '2027-12-31T23:59:59Z', true],
    ['2027-12-31 23:59z', '2027-12-31T23:59:00Z', true],
    ['2027-12-31T23:59', '2027-12-31T23:59:00Z', false],
    ['2027-12-31Z', '2027-12-31T00:00:00Z', false],
    ['2027-12-31', '2027-12-31T00:00:00Z', false],
    ['31.12.2027', '2027-12-31T00:00:00Z', false],
  ])('%s is %s', (text, value, safe) => {
    expect(spelledDateTime(text)).toEqual({ value, safe });
  });

  it.each(['13.13.2027', 'tomorrow'])('is not told from "%s"', (text) => {
    expect(spelledDateTime(text)).toBeUndefined();
  });
});

describe('a duration', () => {
  it.each([
    ['90 days', 'P90D'],
    ['2 weeks', 'P2W'],
    ['1 day, 12 hours and 30 min', 'P1DT12H30M'],
    ['36h', 'PT36H'],
    ['45 secs', 'PT45S'],
    ['90.00:00:00', 'P90D'],
    ['p90d', 'P90D'],
    ['P12H', 'PT12H'],
    ['PT90D', 'P90D'],
    ['P1D12H', 'P1DT12H'],
    ['P1WT2H', 'P1WT2H'],
  ])('%s is %s', (text, value) => {
    expect(spelledDuration(text)).toEqual({ value, safe: true });
  });

  it.each(['90.01:00:00', '90.00:01:00', '2 months', '1 year', '90', '12 hours 1 day', 'soon', ''])(
    'is not told from "%s"',
    (text) => {
      expect(spelledDuration(text)).toBeUndefined();
    },
  );
});

describe('a word', () => {
  it.each([
    ['yes', true],
    ['On', true],
    ['y', true],
    ['TRUE }', true],
    ['no', false],
    ['off', false],
    ['N', false],
    ['false', false],
    ['maybe', undefined],
    [1, undefined],
  ])('%s for a switch is %s', (data, expected) => {
    expect(spelledBoolean(data)).toBe(expected);
  });

  it('of a list is safe in another casing, a decision in the words of the portal, and none of two', () => {
    const allowed = ['allMemberUsers', 'allDirectoryUsers', 'noExpiration'];
    expect(spelledEnum('All-member users', allowed)).toEqual({ value: 'allMemberUsers', safe: true });
    expect(spelledEnum('All members', allowed)).toEqual({ value: 'allMemberUsers', safe: false });
    expect(spelledEnum('Never', allowed)).toEqual({ value: 'noExpiration', safe: false });
    expect(spelledEnum('Never', ['noEnd'])).toEqual({ value: 'noEnd', safe: false });
    expect(spelledEnum('All external subjects', allowed)).toBeUndefined();
    expect(spelledEnum('ab', ['a-b', 'A b'])).toBeUndefined();
  });
});
