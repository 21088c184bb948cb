/** What the checks of access found as SARIF 2.1.0, for code scanning, and as annotations of lines. */
import type { AccessCheck, Violation } from '../access/index.ts';
import type { AccessChecked } from '../engine/access/check.ts';
import type { Annotation } from './annotations.ts';
import type { SarifOptions } from './sarif.ts';
import { fingerprints, MOST_RESULTS, plain, ROOT, sarifLog, uriOf } from './sarif.ts';

const RULES: Readonly<Record<AccessCheck, { readonly title: string; readonly help: string }>> = {
  'no-new-access': {
    title: 'People gain access',
    help: 'The change lets people get what they could not get before, or on looser terms. Tighten it, or accept it under checks.exceptions with a reason and a date.',
  },
  'no-public': {
    title: 'Open to the public',
    help: 'Anyone on the internet can get the package. Narrow its policies to organizations, or accept it under checks.exceptions with a reason and a date.',
  },
  'not-granted': {
    title: 'Granted to those who must not have it',
    help: 'People can get what they must not get. Narrow the policy that lets them, or accept it under checks.exceptions with a reason and a date.',
  },
  guarantee: {
    title: 'A guarantee is broken',
    help: 'What the section guarantees says is never possible is possible, or cannot be ruled out. Narrow the policy that lets it happen, or accept it under checks.exceptions with a reason and a date.',
  },
};

/** The log, as a JSON document with a trailing line break. */
export function renderAccessSarif({ results }: AccessChecked, options: SarifOptions): string {
  const checks = [...new Set(results.map(({ check }) => check))];
  const fingerprint = fingerprints();
  const all = results.flatMap(({ violations, accepted }) => [
    ...violations.map((violation) => ({ violation, reason: undefined })),
    ...accepted.map(({ violation, exception: { reason, expires } }) => ({
      violation,
      reason: `${reason} (until ${expires}; checks.exceptions)`,
    })),
  ]);
  return sarifLog(
    {
      category: 'access-check',
      rules: checks.map((check) => ({
        id: check,
        shortDescription: { text: RULES[check].title },
        fullDescription: { text: RULES[check].help },
        help: { text: RULES[check].help },
        defaultConfiguration: { level: 'error' },
        properties: { tags: ['governance', 'entra', 'access'], precision: 'very-high' },
      })),
      results: all.slice(0, MOST_RESULTS).map(({ violation, reason }) => ({
        ruleId: violation.check,
        ruleIndex: checks.indexOf(violation.check),
        level: violation.certain ? 'error' : 'warning',
        message: { text: plain(messageOf(violation)) },
        locations: locationsOf(violation, options),
        partialFingerprints: {
          'ententeFinding/v1': fingerprint({
            rule: [violation.check, ...(violation.guarantee === undefined ? [] : [violation.guarantee])].join(
              ' ',
            ),
            address: violation.about.address,
          }),
        },
        ...(reason !== undefined && {
          suppressions: [{ kind: 'external', status: 'accepted', justification: plain(reason) }],
        }),
      })),
      notifications: [],
    },
    options,
  );
}

function messageOf({ guarantee, summary, counterexample }: Violation): string {
  const said = guarantee === undefined ? summary : `${guarantee}: ${summary}`;
  return counterexample === undefined ? said : `${said}. For example ${counterexample.text}`;
}

function locationsOf({ causes, about }: Violation, { pathOf }: SarifOptions): object[] {
  const placed = causes.flatMap(({ address, source }) => (source === undefined ? [] : [{ address, source }]));
  if (placed.length === 0)
    return [{ logicalLocations: [{ fullyQualifiedName: about.address, kind: 'resource' }] }];
  return placed.map(({ address, source: { file, line, column } }) => ({
    physicalLocation: {
      artifactLocation: { uri: uriOf(pathOf(file)), uriBaseId: ROOT },
      region: { startLine: line, startColumn: column },
    },
    logicalLocations: [{ fullyQualifiedName: address, kind: 'resource' }],
  }));
}

/** On the line that did it. */
export function violationAnnotation(violation: Violation): Annotation {
  const { check, certain, causes, details } = violation;
  const source = causes.find((cause) => cause.source !== undefined)?.source;
  return {
    level: certain ? 'error' : 'warning',
    title: check,
    lines: [messageOf(violation), ...details],
    ...source,
  };
}
