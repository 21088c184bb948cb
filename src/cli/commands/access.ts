/** `entente access`: who may have what, and why. Changes nothing. */
import type { AccessAnswer, Asker, Requestor, Step } from '../../access/index.ts';
import {
  accessFor,
  accessTo,
  answerFor,
  answerLines,
  compareAccess,
  findPerson,
  organizationsOf,
} from '../../access/index.ts';
import { myAccessLink } from '../../access/my-access.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { printableJson } from '../../model/printable.ts';
import { renderAccessDiff } from '../../report/access-diff-text.ts';
import type { ShownAnswer } from '../../report/access-text.ts';
import { renderExplanation, renderFor, renderWho } from '../../report/access-text.ts';
import { createStyle, printable } from '../../report/style.ts';
import { sidesOf } from '../../engine/access/sides.ts';
import type { Place } from '../../engine/access/places.ts';
import type { AccessOptions as ViewOptions, AccessView } from '../../engine/access/view.ts';
import { openAccess } from '../../engine/access/view.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

interface AccessOptions extends GlobalOptions, ViewOptions {
  readonly json?: boolean;
}

/** `entente access who PACKAGE` */
export async function accessWho(wanted: string, options: AccessOptions): Promise<void> {
  const terminal = new Terminal(options);
  const view = await openAccess(options, terminal);
  const address = packageCalled(view, wanted);
  const answers = whoMay(view, address);
  const unknown = view.model.unknownOf.get(address) ?? [];
  if (options.json === true) {
    print(terminal, view, { package: { address, ...nameOf(view, address) }, unknown, answers });
    return;
  }
  const title = { address, hidden: answers[0]?.hidden === true, ...nameOf(view, address) };
  const shown = answers.map((answer) => show(view, answer));
  terminal.data(renderWho(title, shown, { color: terminal.color, notes: view.notes, unknown }));
}

function nameOf({ model }: AccessView, address: string) {
  return { displayName: model.packages.get(address)?.displayName ?? address };
}

/** Whom the policies tell apart; where one is for a whole class of organizations, each of these too. */
function whoMay({ model }: AccessView, address: string): readonly AccessAnswer[] {
  const classes = accessTo(model, address);
  if (!classes.some(({ requestor }) => requestor.type === 'configuredOrganizations')) return classes;
  const said = new Set(classes.map(({ requestor }) => requestor.id));
  const others = [...model.organizations.keys()].filter((organization) => !said.has(organization));
  return [
    ...classes,
    ...others.map((organization) =>
      answerFor(model, { type: 'connectedOrganization', address: organization }, address),
    ),
  ];
}

/** `entente access for USER|MAIL|DOMAIN` */
export async function accessForPerson(wanted: string, options: AccessOptions): Promise<void> {
  const terminal = new Terminal(options);
  const text = personText(wanted);
  const view = await openAccess(options, terminal, text);
  const asker = personCalled(view, text, wanted);
  const answers = accessFor(view.model, asker);
  if (options.json === true) {
    print(terminal, view, { requestor: asker.person.label, answers });
    return;
  }
  const shown = answers.map((answer) => show(view, answer));
  const notes = notesOn(view, asker);
  terminal.data(renderFor(aboutPerson(view, asker), shown, { color: terminal.color, notes }));
}

/** `entente access explain USER PACKAGE` */
export async function accessExplain(
  wanted: string,
  wantedPackage: string,
  options: AccessOptions,
): Promise<void> {
  const terminal = new Terminal(options);
  const text = personText(wanted);
  const view = await openAccess(options, terminal, text);
  const address = packageCalled(view, wantedPackage);
  const asker = personCalled(view, text, wanted);
  const answer = answerFor(view.model, asker, address);
  if (options.json === true) {
    print(terminal, view, { answers: [answer] });
    return;
  }
  const steps = answer.steps.map((step) => ({ step, place: placeText(stepPlace(view, step)) }));
  const notes = notesOn(view, asker);
  terminal.data(renderExplanation(show(view, answer), steps, { color: terminal.color, notes }));
}

export interface AccessDiffOptions extends AccessOptions {
  readonly from?: string;
  readonly to?: string;
  readonly detailedExitcode?: boolean;
}

/** `entente access diff`: between two revisions, or two files; 2 with `--detailed-exitcode` when access differs. */
export async function accessDiff(files: readonly string[], options: AccessDiffOptions): Promise<number> {
  const terminal = new Terminal(options);
  const { before, after, facts, notes, placeOf, invitationDomains } = await sidesOf(files, options, terminal);
  const diff = compareAccess({ before, after, directory: facts, placeOf, invitationDomains });
  const differs = [diff.gained, diff.lost, diff.changed].some((list) => list.length > 0);
  if (options.json === true) terminal.document(printableJson(`${JSON.stringify(diff, null, 2)}\n`));
  else {
    const style = createStyle(terminal.color);
    const text = differs
      ? renderAccessDiff(diff, style)
      : 'Nobody gains, loses or gets other terms of access.';
    terminal.data(`${[text, ...notes.map((note) => style.dim(printable(note)))].join('\n\n')}\n`);
  }
  return differs && options.detailedExitcode === true ? 2 : 0;
}

/** A domain stands for anybody who has an address there. */
function personText(wanted: string): string {
  return wanted.includes('@') || !wanted.includes('.') ? wanted : `somebody@${wanted}`;
}

type PersonAsker = Extract<Asker, { type: 'person' }>;

function personCalled({ model }: AccessView, text: string, wanted: string): PersonAsker {
  const person = findPerson(model, text);
  const domain = text.slice(text.lastIndexOf('@') + 1).toLowerCase();
  const ours = person?.id === undefined && model.directory.ownDomains?.has(domain) === true;
  if (ours && wanted !== text) return { type: 'person', person: colleague(text, wanted) };
  if (person === undefined || ours) {
    const names = [...model.directory.users.values()].flatMap(({ mail, userPrincipalName }) => [
      ...(mail === undefined ? [] : [mail]),
      ...(userPrincipalName === undefined ? [] : [userPrincipalName]),
    ]);
    const near = didYouMean(text, names);
    throw failure(
      'ACCESS_PERSON',
      `Nobody in the directory is called "${wanted}"`,
      near === undefined
        ? 'Give a user principal name, an e-mail address or a domain'
        : `Did you mean "${near}"?`,
    );
  }
  return { type: 'person', person: wanted === text ? person : { ...person, label: `somebody of ${wanted}` } };
}

/** Somebody of the tenant's own domain of whom nothing else is known: a member, in no group. */
function colleague(id: string, domain: string): PersonAsker['person'] {
  return { label: `somebody of ${domain}`, id, userType: 'Member', groups: [], holds: [] };
}

function packageCalled({ model }: AccessView, wanted: string): string {
  const name = wanted.toLowerCase();
  const packages = [...model.packages.values()];
  const exact = packages.filter(({ address }) => [wanted, `accessPackage.${wanted}`].includes(address));
  const found =
    exact.length > 0 ? exact : packages.filter(({ displayName }) => displayName.toLowerCase() === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.address;
  if (found.length > 1) {
    const addresses = found.map(({ address }) => address).join(', ');
    throw failure(
      'ACCESS_PACKAGE',
      `${found.length} packages are called "${wanted}"`,
      `Name one of ${addresses}`,
    );
  }
  const known = packages.flatMap(({ address, displayName }) => [
    displayName,
    address.replace(/^accessPackage\./, ''),
  ]);
  const near = didYouMean(wanted, known);
  throw failure(
    'ACCESS_PACKAGE',
    `There is no access package "${wanted}"`,
    near === undefined ? 'Name it by its key, its address or its display name' : `Did you mean "${near}"?`,
  );
}

function notesOn({ notes, asked }: AccessView, { person }: PersonAsker): readonly string[] {
  if (asked || person.id !== undefined) return notes;
  return [...notes, `Taken to be not in the directory yet: ${person.label}. To ask the tenant: --refresh`];
}

function aboutPerson({ model }: AccessView, asker: PersonAsker): string[] {
  const { person } = asker;
  const { certain, signIn } = organizationsOf(model, asker);
  const departure = model.directory.departed?.get(person.id ?? '');
  const type =
    person.id === undefined
      ? 'not in the directory yet'
      : departure !== undefined
        ? `no longer in the directory${departure === '' ? '' : ` (${departure})`}`
        : `a ${person.userType?.toLowerCase() ?? 'user'} in the directory${person.accountEnabled === false ? ', disabled' : ''}`;
  const how = signIn === undefined ? [] : [`signs in by ${SIGN_IN[signIn.kind]}`];
  const of = certain.length === 0 ? [] : [`of ${certain.map(({ displayName }) => displayName).join(', ')}`];
  return [`${person.label}: ${[type, ...of, ...how].join(', ')}`];
}

const SIGN_IN = {
  entra: 'Microsoft Entra ID',
  oneTimePasscode: 'one-time passcode',
  federation: 'federation',
  social: 'a social identity',
} as const;

function show(view: AccessView, answer: AccessAnswer): ShownAnswer {
  const policy = [...answer.ways, ...answer.automatic][0]?.policy.address;
  return {
    answer,
    lines: answerLines(answer),
    place: policy === undefined ? undefined : placeText(view.placeOf(policy, [])),
    link: linkOf(view, answer.package.address),
  };
}

function linkOf({ cloud, domain, packageId }: AccessView, address: string): string | undefined {
  const id = packageId(address);
  return id === undefined || domain === undefined ? undefined : myAccessLink(cloud, domain, id);
}

function stepPlace({ placeOf }: AccessView, { at }: Step): Place | undefined {
  return at === undefined ? undefined : placeOf(at.address, at.path);
}

function placeText(place: Place | undefined): string | undefined {
  return place === undefined ? undefined : `${place.file}:${place.line}`;
}

interface Printed {
  readonly package?: { readonly address: string; readonly displayName: string };
  readonly requestor?: Requestor['label'];
  /** What is not known of the package's policies. */
  readonly unknown?: readonly string[];
  readonly answers: readonly AccessAnswer[];
}

/** The answers as data, each step and policy with its place, each package with its link. */
function print(terminal: Terminal, view: AccessView, { answers, ...about }: Printed): void {
  const data = {
    source: view.source,
    ...about,
    notes: view.notes,
    answers: answers.map((answer) => ({
      ...answer,
      link: linkOf(view, answer.package.address) ?? null,
      steps: answer.steps.map((step) => ({ ...step, source: stepPlace(view, step) ?? null })),
    })),
  };
  terminal.document(printableJson(`${JSON.stringify(data, null, 2)}\n`));
}
