/** What the governance rules found as SARIF 2.1.0, in the shape that GitHub code scanning takes. */
import type { CheckFinding, ChecksResult } from '../checks/run-checks.ts';
import type { Rule, RuleSeverity } from '../checks/rule.ts';
import { jsonDocument } from '../model/printable.ts';
import { printable } from './style.ts';

export interface SarifOptions {
  readonly version: string;
  /** Where the documentation is on the web, without a trailing slash; without it rules carry their help in full only. */
  readonly documentation: string | undefined;
  /** A shown file name as a path from the root of the repository, with forward slashes. */
  readonly pathOf: (file: string) => string;
}

/** GitHub refuses a run with more; errors come first, so what is left out matters least. */
export const MOST_RESULTS = 25_000;
export const ROOT = '%SRCROOT%';

const LEVELS: Readonly<Record<RuleSeverity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
};

/** The log, as a JSON document with a trailing line break. */
export function renderSarif(result: ChecksResult, options: SarifOptions): string {
  const indexes = new Map(result.rules.map(({ rule }, index) => [rule.id, index]));
  const fingerprint = fingerprints();
  const results = result.findings
    .slice(0, MOST_RESULTS)
    .map((finding) => resultOf(finding, indexes.get(finding.rule) ?? -1, fingerprint(finding), options));
  return sarifLog(
    {
      category: 'check',
      rules: result.rules.map(({ rule, severity }) => ruleOf(rule, severity, options)),
      results,
      notifications: notifications(result),
    },
    options,
  );
}

/** What one run has to say, in SARIF's own terms. */
export interface SarifRun {
  /** Tells this run from the others of a commit: `check`. */
  readonly category: string;
  readonly rules: readonly object[];
  readonly results: readonly object[];
  readonly notifications: readonly object[];
}

/** The log of one run, as a JSON document with a trailing line break. */
export function sarifLog(
  { category, rules, results, notifications }: SarifRun,
  { version, documentation }: SarifOptions,
): string {
  return jsonDocument({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Entente',
            semanticVersion: version,
            ...(documentation !== undefined && { informationUri: documentation }),
            rules,
          },
        },
        automationDetails: { id: `entente/${category}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
        results,
      },
    ],
  });
}

/** Text in which nothing is hidden, and nothing is taken for the link to a place that SARIF allows in messages. */
export function plain(text: string): string {
  return printable(text).replace(/[[\]\\]/g, '\\$&');
}

function ruleOf(rule: Rule, severity: RuleSeverity, { documentation }: SarifOptions): object {
  const { id, title, rationale, remedy } = rule;
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    ...(documentation !== undefined && { helpUri: `${documentation}/checks.md#${id}` }),
    help: { text: `${rationale}\n\n${remedy}`, markdown: `${rationale}\n\n**What to do:** ${remedy}` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['governance', 'entra'], precision: 'very-high' },
  };
}

function resultOf(
  finding: CheckFinding,
  ruleIndex: number,
  fingerprint: string,
  options: SarifOptions,
): object {
  const { rule, severity, message, address, remedy, suppression } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: plain(`${message}. ${remedy}`) },
    locations: [locationOf(finding, options)],
    partialFingerprints: { 'ententeFinding/v1': fingerprint },
    ...(suppression !== undefined && {
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: plain(
            `${suppression.reason} (until ${suppression.expires}; checks.suppressions, ${address})`,
          ),
        },
      ],
    }),
  };
}

/** A path as a URI; a lone surrogate, which no URI can hold, is replaced. */
export function uriOf(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}

function locationOf({ range, address }: CheckFinding, { pathOf }: SarifOptions): object {
  const logicalLocations = [{ fullyQualifiedName: address, kind: 'resource' }];
  if (range === undefined) return { logicalLocations };
  const { file, start, end } = range;
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(pathOf(file)), uriBaseId: ROOT },
      region: {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        // A region of no length would be refused.
        endColumn: end.line === start.line ? Math.max(end.column, start.column + 1) : end.column,
      },
    },
    logicalLocations,
  };
}

/**
 * What makes a finding the same tomorrow: rule and resource, and which of several at that resource it is. Lines move
 * and messages are reworded.
 */
export function fingerprints(): (finding: { readonly rule: string; readonly address: string }) => string {
  const seen = new Map<string, number>();
  return ({ rule, address }) => {
    const name = `${rule}/${address}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name}/${count}`;
  };
}

function notifications({ undecided, findings }: ChecksResult): object[] {
  const left = findings.length - MOST_RESULTS;
  const cut = left > 0 ? [`${left} more findings are left out; run entente check --json for all`] : [];
  const open = undecided.map(
    ({ rule, principals }) => `${rule} could not be judged: not looked up: ${principals.join(', ')}`,
  );
  return [...cut, ...open].map((text) => ({ level: 'warning', message: { text: plain(text) } }));
}
