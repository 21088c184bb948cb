/** The commands of the action. */
import { createHash } from 'node:crypto';
import { checkAccess } from '../engine/access/check.ts';
import { test as testOf } from '../engine/access/test.ts';
import { check as checkOf } from '../engine/check.ts';
import { maskedSources } from '../diagnostics/shown.ts';
import { drift as driftOf } from '../engine/drift/drift.ts';
import { putSarif } from '../engine/put-file.ts';
import { pathFromRepository } from '../engine/repository.ts';
import { homepage, toolVersion } from '../engine/version.ts';
import { printable } from '../model/printable.ts';
import { isDrifted } from '../model/drifted.ts';
import { canonicalJson } from '../model/value.ts';
import type { DriftReport } from '../plan/drift-report.ts';
import { renderAccessSarif, violationAnnotation } from '../report/access-check-sarif.ts';
import { accessCheckConclusion, renderAccessCheck } from '../report/access-check-text.ts';
import { failedTests, renderTests, testsConclusion } from '../report/access-tests-text.ts';
import { checkAnnotation, testAnnotation } from '../report/annotations.ts';
import { outputMarkdown } from '../report/apply-markdown.ts';
import { checksConclusion, renderChecks } from '../report/check-text.ts';
import { driftMarkdown, headlineOf } from '../report/drift-text.ts';
import { renderSarif } from '../report/sarif.ts';
import type { MarkdownOptions } from '../report/markdown-report.ts';
import { counted, createStyle } from '../report/style.ts';
import type { Expected } from './apply.ts';
import { apply } from './apply.ts';
import { log } from './job-host.ts';
import type { Job, Outcome } from './outcome.ts';
import { plan } from './plan.ts';
import { outputFile, projectOf, running } from './running.ts';

const PLAIN = createStyle(false);
const FAILED = 2;

/** Runs the command that the inputs name. */
export async function runCommand(job: Job, expected: Expected): Promise<Outcome> {
  switch (job.inputs.command) {
    case 'plan':
      return plan(job);
    case 'apply':
      return apply(job, expected);
    case 'drift':
      return drift(job);
    case 'check':
      return check(job);
    case 'access-check':
      return accessCheck(job);
    case 'test':
      return test(job);
  }
}

function drift(job: Job): Promise<Outcome> {
  return running(job, 'drift', async ({ host }) => {
    const { report, twins, sources, drifted } = await driftOf({ ...projectOf(job), lockTimeout: 0 }, host);
    await host.diagnostics(twins, sources);
    const { drift: items, tenant } = report;
    const digest = digestOf(report);
    const what = items.length > 0 ? counted(items.length, 'resource') : headlineOf(report);
    log(drifted ? `${printable(headlineOf(report))}.` : 'No drift.');
    const text = driftMarkdown(report, { bytes: Infinity });
    return {
      exitCode: drifted ? FAILED : 0,
      // What was found is an outcome, and no failure of the job.
      failed: false,
      summary: text.split('\n')[0]?.replace(/^#+ Entente: /, '') ?? '',
      hasChanges: isDrifted(report),
      markdown: (options) => driftMarkdown(report, options),
      digest: isDrifted(report) ? digest : '',
      drift: { tenant: tenant.displayName, what },
    };
  });
}

/** Another for another drift: the issue tells that it is one. */
function digestOf({ drift, access }: DriftReport): string {
  const people = Object.values(access).flatMap((list: DriftReport['access']['gained']) =>
    list.map(({ capability = null, requestor, package: about }) => [
      capability,
      requestor.type,
      requestor.id ?? null,
      about.address,
    ]),
  );
  const attributes = drift.map(({ address, after }) => ({ address, after }));
  return createHash('sha256')
    .update(canonicalJson([attributes, people]))
    .digest('hex');
}

function check(job: Job): Promise<Outcome> {
  const sarifFile = outputFile(job, job.inputs.sarifFile, '.sarif');
  return running(job, 'check', async ({ host }) => {
    const { result, sources, online, departed, failed } = await checkOf(
      { ...projectOf(job), outputs: [sarifFile] },
      host,
    );
    const pathOf = pathFromRepository(host.cwd);
    const sarif = renderSarif(result, { version: toolVersion(), documentation: homepage(), pathOf });
    await putSarif(sarifFile, sarif, sarifFile);
    const open = result.findings.filter(({ suppression }) => suppression === undefined);
    const lookUp = online ? undefined : 'To have them looked up in the tenant: entente check --refresh';
    const text = renderChecks(result, { color: false, sources: maskedSources(sources), lookUp, departed });
    log(text.trimEnd());
    return {
      ...reported('check', text, failed),
      summary: checksConclusion(result, PLAIN),
      hasChanges: open.length > 0,
      annotations: open.map(checkAnnotation),
      sarifFile,
    };
  });
}

/** Made to be a required check: what tightens passes, what opens stops. */
function accessCheck(job: Job): Promise<Outcome> {
  const { sarifFile: named, against = job.context.base, noPublic, allowUnknown, notGranted, to } = job.inputs;
  const sarifFile = outputFile(job, named, '.sarif');
  return running(job, 'access-check', async ({ host }) => {
    const checked = await checkAccess(
      {
        ...projectOf(job),
        ...{ noPublic, allowUnknown, outputs: [sarifFile] },
        // Without one of the others it is about new access, and says so where there is nothing to compare with.
        noNewAccess: against !== undefined || !(noPublic || notGranted !== undefined),
        ...(against !== undefined && { against }),
        ...(notGranted !== undefined && { notGranted }),
        ...(to !== undefined && { to }),
      },
      host,
    );
    const pathOf = pathFromRepository(host.cwd);
    const sarif = renderAccessSarif(checked, { version: toolVersion(), documentation: homepage(), pathOf });
    await putSarif(sarifFile, sarif, sarifFile);
    const text = renderAccessCheck(checked, { color: false });
    log(text.trimEnd());
    const open = checked.results.flatMap(({ violations }) => violations);
    return {
      ...reported('access check', text, checked.failed),
      summary: accessCheckConclusion(checked),
      hasChanges: open.length > 0,
      annotations: open.map(violationAnnotation),
      sarifFile,
    };
  });
}

function test(job: Job): Promise<Outcome> {
  return running(job, 'test', async ({ host }) => {
    const tested = await testOf({ ...projectOf(job), files: [] }, host);
    const text = renderTests(tested, { color: false });
    log(text.trimEnd());
    return {
      ...reported('test', text, tested.failed),
      summary: testsConclusion(tested, PLAIN),
      hasChanges: false,
      annotations: failedTests(tested).map(testAnnotation),
    };
  });
}

/** A command whose report is its text. */
function reported(what: string, text: string, failed: boolean) {
  return {
    exitCode: failed ? FAILED : 0,
    failed,
    markdown: (options: MarkdownOptions) =>
      outputMarkdown(`${what} ${failed ? 'failed' : 'passed'}`, text, options),
    digest: '',
  };
}
