import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { formatState, parseState } from '../../src/state/format.ts';
import { decodeLock, encodeLock } from '../../src/state/http-lock.ts';
import { encodeEntry, parseJournal } from '../../src/state/journal.ts';
import type { JournalEntry } from '../../src/state/journal.ts';
import { UNSEEN } from '../support/harmless.ts';
import { HOSTILE } from '../support/hostile.ts';
import { obeyedIn } from '../support/obeyed.ts';
import { lockInfo } from '../support/state-samples.ts';

const document: StateDocument = {
  formatVersion: 1,
  lineage: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  serial: 7,
  tenant: { id: '447c09c7-9dcf-47e7-8c54-2c6fe99d4be7' },
  resources: [
    {
      address: 'catalog.partners',
      kind: 'catalog',
      id: 'c1',
      attributes: { displayName: 'Partners' },
      dependsOn: [],
    },
    {
      address: 'accessPackage.tango',
      kind: 'accessPackage',
      id: 'p1',
      attributes: {},
      dependsOn: ['catalog.partners'],
    },
  ],
  pending: [],
};

function codeOf(text: string): string {
  try {
    parseState(text, 'state.json');
    return 'accepted';
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [fault] = error.diagnostics;
    expect(fault?.hint).toMatch(/not touched|nothing was changed/);
    return fault?.code ?? '';
  }
}

describe('the state file', () => {
  it('keeps creations of unknown outcome', () => {
    const creation = {
      operation: 'o1',
      address: 'policy.first',
      kind: 'policy',
      displayName: 'First',
      parent: 'p1',
      naturalKeys: ['p1|first'],
      digest: '0'.repeat(64),
      serviceDate: null,
      startedAt: '2026-01-01T00:00:00Z',
    };
    const parsed = parseState(formatState({ ...document, uncertain: [creation] }), 'state.json');
    expect(parsed.uncertain).toEqual([creation]);
    expect(parseState(formatState(document), 'state.json').uncertain).toBeUndefined();
  });

  it('is read back as it was written, sorted by address', () => {
    const text = formatState(document);
    const parsed = parseState(text, 'state.json');
    expect(parsed.resources.map(({ address }) => address)).toEqual([
      'accessPackage.tango',
      'catalog.partners',
    ]);
    expect(formatState(parsed)).toBe(text);
    expect(text.split('\n').filter((line) => line.includes('"address"'))).toHaveLength(2);
  });

  it('cut off anywhere is refused, never read in part', () => {
    const text = formatState(document);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.trimEnd().length - 1 }), (length) => {
        expect(codeOf(text.slice(0, length))).toBe('STATE_CORRUPT');
      }),
    );
  });

  it.each([
    ['nothing', '', 'STATE_CORRUPT'],
    ['another file', '{ "hello": 1 }', 'STATE_FOREIGN'],
    ['a list', '[]', 'STATE_FOREIGN'],
    [
      "Terraform's state",
      '{ "version": 4, "terraform_version": "1.9.0", "lineage": "x", "resources": [] }',
      'STATE_FOREIGN',
    ],
    ['a newer format', formatState({ ...document, formatVersion: 2 }), 'STATE_NEWER'],
    ['a wrong type', formatState({ ...document, serial: 'seven' as unknown as number }), 'STATE_INVALID'],
    [
      'an address twice',
      formatState({ ...document, resources: [...document.resources, ...document.resources] }),
      'STATE_INVALID',
    ],
  ])('with %s is refused', (_what, text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});

it('keeps no letter that is hidden or obeyed, in the document, the journal and the lock, and gives each text back', () => {
  for (const text of HOSTILE) {
    const hostile: StateDocument = {
      ...document,
      resources: [
        {
          address: `catalog.${text}`,
          kind: 'catalog',
          id: `id ${text}`,
          attributes: { [text]: text },
          dependsOn: [`catalog.${text}`],
        },
      ],
      lookups: { [text]: text },
    };
    const written = formatState(hostile);
    expect(obeyedIn(written)).toEqual([]);
    expect(written).not.toMatch(UNSEEN);
    expect(parseState(written, 'state.json')).toEqual(hostile);
    const entry: JournalEntry = { type: 'lookups', lookups: { [text]: text } };
    const line = encodeEntry(entry, 0);
    expect(obeyedIn(line)).toEqual([]);
    expect(line).not.toMatch(UNSEEN);
    expect(parseJournal(line)).toMatchObject({ entries: [entry], lost: 0 });
    const lock = encodeLock(lockInfo({ id: 'own', who: text, host: text }), '1.0.0');
    expect(obeyedIn(lock)).toEqual([]);
    expect(lock).not.toMatch(UNSEEN);
    expect(decodeLock(lock)).toMatchObject({ who: text, host: text });
  }
});
