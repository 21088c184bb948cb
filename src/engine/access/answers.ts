/** Who may have what, and why; changes nothing. */
import type { AccessAnswer, AccessDiff } from '../../access/index.ts';
import { accessFor as accessOf, accessToEach, answerFor, compareAccess } from '../../access/index.ts';
import type { Host } from '../host.ts';
import type { PersonRequestor } from './named.ts';
import { packageCalled, personCalled, personText } from './named.ts';
import type { SideOptions } from './sides.ts';
import { sidesOf } from './sides.ts';
import type { AccessOptions, AccessView } from './view.ts';
import { openAccess } from './view.ts';

export interface WhoAnswers {
  readonly view: AccessView;
  readonly package: { readonly address: string; readonly displayName: string };
  /** What is not known of its policies, so that others than those in the answers may request it. */
  readonly unknown: readonly string[];
  readonly answers: readonly AccessAnswer[];
  /** What the answers rest on. */
  readonly notes: readonly string[];
}

export interface PersonAnswers {
  readonly view: AccessView;
  readonly requestor: PersonRequestor;
  readonly answers: readonly AccessAnswer[];
  /** What the answers rest on. */
  readonly notes: readonly string[];
}

/** Who may have a package, by its key, address or display name. */
export async function accessWho(
  options: AccessOptions & { readonly package: string },
  host: Host,
): Promise<WhoAnswers> {
  const view = await openAccess(options, host);
  const address = packageCalled(view, options.package);
  const displayName = view.model.packages.get(address)?.displayName ?? address;
  const unknown = view.model.unknownOf.get(address) ?? [];
  const notes = view.notesOn(address);
  return {
    view,
    package: { address, displayName },
    unknown,
    answers: accessToEach(view.model, address),
    notes,
  };
}

/** What a person can request. They are named by user principal name, e-mail address, or domain: anyone from there. */
export async function accessFor(
  options: AccessOptions & { readonly person: string },
  host: Host,
): Promise<PersonAnswers> {
  const text = personText(options.person);
  const view = await openAccess(options, host, text);
  const requestor = personCalled(view, text, options.person);
  return {
    view,
    requestor,
    answers: accessOf(view.model, requestor),
    notes: withPerson(view.notes, view, requestor),
  };
}

/** Whether a person can request a package, and each step that leads there. */
export async function explainAccess(
  options: AccessOptions & { readonly person: string; readonly package: string },
  host: Host,
): Promise<PersonAnswers & { readonly answer: AccessAnswer }> {
  const text = personText(options.person);
  const view = await openAccess(options, host, text);
  const address = packageCalled(view, options.package);
  const requestor = personCalled(view, text, options.person);
  const answer = answerFor(view.model, requestor, address);
  return {
    view,
    requestor,
    answer,
    answers: [answer],
    notes: withPerson(view.notesOn(address), view, requestor),
  };
}

export interface AccessDifference {
  readonly diff: AccessDiff;
  readonly differs: boolean;
  /** What the comparison rests on. */
  readonly notes: readonly string[];
}

/** Access of two revisions of one configuration, or of two files. */
export async function diffAccessOf(
  options: SideOptions & { readonly files: readonly string[] },
  host: Host,
): Promise<AccessDifference> {
  const { before, after, facts, notes, placeOf, surroundings } = await sidesOf(options.files, options, host);
  const diff = compareAccess({ before, after, directory: facts, placeOf, ...surroundings });
  const differs = [diff.gained, diff.lost, diff.changed].some((list) => list.length > 0);
  return { diff, differs, notes };
}

function withPerson(
  notes: readonly string[],
  { asked }: AccessView,
  { person }: PersonRequestor,
): readonly string[] {
  if (asked || person.id !== undefined) return notes;
  return [...notes, `Taken to be not in the directory yet: ${person.label}. To ask the tenant: --refresh`];
}
