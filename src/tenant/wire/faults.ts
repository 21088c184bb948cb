/** Faults that a tenant answers with on request, so that clients are tested against a service on a bad day. */
export type FaultKind = '429' | '503' | '504' | 'reset' | 'lost';

export interface Faults {
  /** Probability in [0, 1] of each fault, per HTTP round trip; 429 also per item of a batch. */
  readonly rates: Partial<Record<FaultKind, number>>;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

const KINDS: readonly FaultKind[] = ['429', '503', '504', 'reset', 'lost'];

/** Parses `429:0.05`; undefined when it is of another form. */
export function parseFault(text: string): { readonly kind: FaultKind; readonly rate: number } | undefined {
  const [name = '', rate = ''] = text.split(':');
  const kind = KINDS.find((known) => known === name);
  const value = Number(rate);
  if (kind === undefined || rate === '' || !(value >= 0 && value <= 1)) return undefined;
  return { kind, rate: value };
}

/** The fault that strikes now, if any. */
export function drawFault(
  faults: Faults | undefined,
  among: readonly FaultKind[] = KINDS,
): FaultKind | undefined {
  if (faults === undefined) return undefined;
  return among.find((kind) => (faults.rates[kind] ?? 0) > 0 && faults.random() < (faults.rates[kind] ?? 0));
}

/** What `fetch` rejects with when the other side resets the connection. */
export function brokenConnection(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return new TypeError('fetch failed', { cause });
}
