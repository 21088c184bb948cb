/** Exceptions to guarantees are to one of them: another one at the same package stays broken. */
import { expect, it } from 'vitest';
import type { Violation } from '../../src/access/index.ts';
import { withExceptions } from '../../src/access/index.ts';

const violation = (guarantee: string): Violation => ({
  check: 'guarantee',
  guarantee,
  capability: 'request',
  requestor: { type: 'members', label: 'all members' },
  about: { address: 'accessPackage.tango', displayName: 'Tango' },
  severity: 'high',
  certain: true,
  summary: 'all members can get Tango',
  details: [],
  causes: [],
});

it('accepts the guarantee that it names alone', () => {
  const exception = {
    check: 'guarantee',
    guarantee: 'One',
    address: 'accessPackage.tango',
    reason: 'The pilot',
    expires: '2199-12-31',
  } as const;
  const { open, accepted } = withExceptions(
    [violation('One'), violation('Other')],
    [exception],
    '2026-01-01',
  );
  expect(accepted.map(({ violation: { guarantee } }) => guarantee)).toEqual(['One']);
  expect(open.map(({ guarantee }) => guarantee)).toEqual(['Other']);
});
