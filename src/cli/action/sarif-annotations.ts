/** Findings in SARIF as annotations. */
import type { Annotation } from '../../report/annotations.ts';

/** The open results of SARIF; its places are those that GitHub knows. */
export function sarifAnnotations(text: string): Annotation[] {
  const { runs } = JSON.parse(text) as Sarif;
  return runs.flatMap(({ results }) =>
    results
      .filter(({ suppressions }) => (suppressions ?? []).length === 0)
      .map(({ ruleId, level, message, locations }) => {
        const place = locations?.[0]?.physicalLocation;
        const { startLine, startColumn, endLine, endColumn } = place?.region ?? {};
        return {
          level: level === 'error' || level === 'warning' ? level : 'notice',
          title: ruleId,
          lines: message.text.split('\n'),
          ...(place !== undefined && { file: decodeURIComponent(place.artifactLocation.uri) }),
          ...(startLine !== undefined && { line: startLine }),
          ...(startColumn !== undefined && { column: startColumn }),
          ...(endLine !== undefined && { endLine }),
          ...(endColumn !== undefined && { endColumn }),
        };
      }),
  );
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level?: string;
      readonly message: { readonly text: string };
      readonly suppressions?: readonly unknown[];
      readonly locations?: readonly {
        readonly physicalLocation?: {
          readonly artifactLocation: { readonly uri: string };
          readonly region?: Readonly<
            Partial<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>
          >;
        };
      }[];
    }[];
  }[];
}
