/** `access check`: whether a configuration opens what must stay closed, with a person for whom it is so. Changes nothing. */
import path from 'node:path';
import type {
  AccessCheck,
  AccessComparison,
  AccessModel,
  PlaceOf,
  Step,
  Violation,
} from '../../access/index.ts';
import {
  checkGuarantees,
  compareSeverity,
  compareRevision,
  granted,
  isPublicMailDomain,
  newAccess,
  publicAccess,
  verdictOf,
  whoText,
  withExceptions,
} from '../../access/index.ts';
import type { AccessException } from '../../access/index.ts';
import { failure } from '../../diagnostics/failure.ts';
import { accessComparison } from '../../plan/complete-plan.ts';
import { readingOf } from '../connection/reading.ts';
import { makePlanOfLive } from '../plan/make-plan.ts';
import { isPlan } from '../plan/plan-files.ts';
import { parsePlan } from '../../apply/plan-file.ts';
import { readRegularText } from '../../files/read-regular.ts';
import { isList } from '../../model/value.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Host } from '../host.ts';
import type { Project } from '../project.ts';
import { openProject } from '../project.ts';
import { packagesCalled, whoCalled } from './named.ts';
import { placesIn } from './places.ts';
import type { Place } from './places.ts';
import { isFile, sidesAgainst } from './sides.ts';
import type { AccessOptions } from './view.ts';
import { viewOf } from './view.ts';

export interface AccessCheckOptions extends AccessOptions {
  /** Nobody may get what they could not get before, as `against` says it. */
  readonly noNewAccess?: boolean;
  /** `state`, `live`, a file (configuration, state or plan), or a git revision. */
  readonly against?: string;
  /** Nothing may be open to anyone on the internet. */
  readonly noPublic?: boolean;
  /** A package, or the address of a resource, that must not be granted. */
  readonly notGranted?: string;
  /** To whom; without it to anyone. */
  readonly to?: string;
  /** What is not known passes. */
  readonly allowUnknown?: boolean;
}

/** One check that was made. */
export interface AccessCheckResult {
  readonly check: AccessCheck;
  /** What was asked, in words: `nobody gains access against main`. */
  readonly title: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** A guarantee that says so passes where it is unknown. */
  readonly allowsUnknown?: true;
  /** The worst first. */
  readonly violations: readonly Violation[];
  readonly accepted: readonly { readonly violation: Violation; readonly exception: AccessException }[];
  readonly expired: readonly AccessException[];
}

export interface AccessChecked {
  readonly results: readonly AccessCheckResult[];
  /** A check failed; one that is unknown fails too, unless that was allowed. */
  readonly failed: boolean;
  /** What the answers rest on. */
  readonly notes: readonly string[];
  readonly placeOf: (step: Step) => Place | undefined;
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Makes the checks that the options name; rejects with ACCESS_CHECK where they name none. */
export async function checkAccess(options: AccessCheckOptions, host: Host): Promise<AccessChecked> {
  const { against, noNewAccess, noPublic, notGranted, to } = options;
  const wantsNew = noNewAccess === true || against !== undefined;
  const project = await openProject(options, host);
  const hasGuarantees = (project.configuration.document.guarantees ?? []).length > 0;
  if (!wantsNew && noPublic !== true && notGranted === undefined && !hasGuarantees)
    throw failure('ACCESS_CHECK', 'There is nothing to check', USAGE);
  if (wantsNew && against === undefined)
    throw failure('ACCESS_AGAINST', 'What the configuration is held against is not named', USAGE);
  if (to !== undefined && notGranted === undefined)
    throw failure(
      'ACCESS_CHECK',
      '--to says to whom something is not granted',
      `Add --not-granted with a package or resource: entente access check --not-granted PACKAGE --to ${to}`,
    );
  const judge = new Judge(project, options, host);
  if (against !== undefined) await judge.newAccess(against);
  if (noPublic === true || notGranted !== undefined || hasGuarantees) await judge.grants();
  const { results, notes } = judge;
  const placeOf = placesIn(project.configuration);
  return {
    results,
    failed: results.some(
      ({ verdict, allowsUnknown }) =>
        verdict === 'fail' ||
        (verdict === 'unknown' && options.allowUnknown !== true && allowsUnknown !== true),
    ),
    notes: [...notes],
    placeOf: ({ at }) => at && placeOf(at.address, at.path),
    sources: project.sources,
  };
}

const USAGE =
  'For example: entente access check --no-new-access --against main, or --no-public; without options it holds the section guarantees';

/** Makes one check after the other. */
class Judge {
  readonly results: AccessCheckResult[] = [];
  readonly notes = new Set<string>();
  private readonly project: Project;
  private readonly options: AccessCheckOptions;
  private readonly host: Host;

  constructor(project: Project, options: AccessCheckOptions, host: Host) {
    this.project = project;
    this.options = options;
    this.host = host;
  }

  async newAccess(against: string): Promise<void> {
    const plan = await planIn(against, this.host);
    if (plan !== undefined) {
      this.add('no-new-access', `no new access by the plan ${against}`, newAccess(plan.access));
      return;
    }
    if (against === 'live') {
      const comparison = await againstLive(this.project, this.host);
      this.compare('what the tenant holds', comparison);
      return;
    }
    const sides = await sidesAgainst(against, this.project, this.options, this.host);
    const { before, after, facts, placeOf, surroundings } = sides;
    this.note(sides.notes);
    this.compare(sides.shown, { before, after, directory: facts, placeOf, ...surroundings });
  }

  private compare(shown: string, comparison: AccessComparison): void {
    const { diff, revision } = compareRevision(comparison);
    this.add('no-new-access', `no new access against ${shown}`, newAccess(diff, revision));
  }

  async grants(): Promise<void> {
    const { noPublic, notGranted, to = 'anyone' } = this.options;
    const options = { ...this.options, supposesOpenDoor: true };
    const view = await viewOf(this.project, options, this.host, to.includes('@') ? to : undefined);
    const { model } = view;
    const placeOf: PlaceOf = (address, at) => view.placeOf(address, at);
    this.note(view.notes);
    if (noPublic === true)
      this.add(
        'no-public',
        'nothing open to the public',
        publicAccess(model, this.isPublicDomain(), placeOf),
      );
    this.guarantees(model, placeOf);
    if (notGranted === undefined) return;
    const who = whoCalled(view, to);
    const packages = packagesCalled(view, notGranted);
    const found = granted(model, { check: 'not-granted', packages, who }, placeOf);
    this.add('not-granted', `${notGranted} not granted to ${whoText(model, who)}`, found);
  }

  private guarantees(model: AccessModel, placeOf: PlaceOf): void {
    const { document } = this.project.configuration;
    const found = checkGuarantees({ model, document, now: this.host.now(), placeOf });
    for (const { name, verdict, failed, violations, accepted, expired } of found)
      this.results.push({
        ...{ check: 'guarantee', title: name, verdict, violations, accepted, expired },
        ...(verdict === 'unknown' && !failed && { allowsUnknown: true }),
      });
  }

  /** As the rule about such domains has it. */
  private isPublicDomain(): (domain: string) => boolean {
    const settings = this.project.configuration.document.checks?.rules?.['consumer-mail-domain'] ?? {};
    const listed = (value: unknown) => (isList(value) ? (value as unknown[]).map(lower) : []);
    const [more, except] = [listed(settings['domains']), listed(settings['except'])];
    return (domain) => !except.includes(domain) && (isPublicMailDomain(domain) || more.includes(domain));
  }

  private note(notes: readonly string[]): void {
    for (const each of notes) this.notes.add(each);
  }

  private add(check: AccessCheck, title: string, violations: readonly Violation[]): void {
    const exceptions = this.project.configuration.document.checks?.exceptions ?? [];
    const today = new Date(this.host.now()).toISOString().slice(0, 10);
    const { open, accepted, expired } = withExceptions(violations, exceptions, today);
    const worst = [...open].sort((a, b) => compareSeverity(a.severity, b.severity));
    this.results.push({
      ...{ check, title, verdict: verdictOf(open), accepted, expired },
      violations: worst,
    });
  }
}

/** As a plan has it: what the service fills in by itself makes none. */
function againstLive(project: Project, host: Host): Promise<AccessComparison> {
  return readingOf(project, {}, host, async ({ connection, prior }) => {
    const flags = { target: [], refresh: true, allowAccessLoss: true };
    const made = await makePlanOfLive(project, connection, prior, flags, host);
    return accessComparison(made.accessBasis, made.plan.changes, made.facts, made.held);
  });
}

const lower = (value: unknown): string => String(value).toLowerCase();

/** The plan that a file holds; undefined for what is none. */
async function planIn(against: string, host: Host): Promise<Plan | undefined> {
  const file = path.resolve(host.cwd, against);
  if (/\.ya?ml$/i.test(file) || !(await isFile(file))) return undefined;
  const text = await readRegularText(file, MOST_BYTES).catch(() => undefined);
  return text !== undefined && isPlan(text) ? parsePlan(text, against) : undefined;
}

/** Of a plan of more than 100,000 changes. */
const MOST_BYTES = 256 * 1024 * 1024;
