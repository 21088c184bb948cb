/** What Entente notes about its own comments and issues, in a first line that is invisible on the page. */

/** Which run of a workflow wrote something; later runs have greater numbers. */
export interface Run {
  readonly id: number;
  readonly attempt: number;
}

export interface Marker {
  /** Tells reports in one place apart: one comment, one issue for each. */
  readonly key: string;
  readonly run: Run;
  /** What the report is about, as a digest; empty when there is none. */
  readonly digest: string;
  /** Digests that stood here before, the latest last. */
  readonly history?: readonly string[];
  /** A later comment has taken the place of this one. */
  readonly superseded?: boolean;
}

const LINE = /^<!-- entente (\{.*\}) -->\r?\n/;

/** A body with its marker before it. */
export function marked(marker: Marker, body: string): string {
  // Inside a comment of HTML, neither its end nor another beginning may occur.
  const json = JSON.stringify(marker).replace(
    /[<>-]/g,
    (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`,
  );
  return `<!-- entente ${json} -->\n${body}`;
}

/** The marker of a body; undefined when it has none. The author of the body may have forged it: check the author. */
export function markerOf(body: string | null | undefined): Marker | undefined {
  const json = LINE.exec(body ?? '')?.[1];
  if (json === undefined) return undefined;
  try {
    const { key, run, digest, history, superseded } = JSON.parse(json) as Partial<Marker>;
    if (typeof key !== 'string' || typeof run?.id !== 'number' || typeof run.attempt !== 'number')
      return undefined;
    return {
      key,
      run,
      digest: typeof digest === 'string' ? digest : '',
      ...(Array.isArray(history) && { history: history.filter((each) => typeof each === 'string') }),
      superseded: superseded === true,
    };
  } catch {
    return undefined;
  }
}

/** True when `a` began after `b`. */
export function isLater(a: Run, b: Run): boolean {
  return a.id > b.id || (a.id === b.id && a.attempt > b.attempt);
}
