/** The steps of an answer: what stands in the way, and what nobody knows. */
import { expect, it } from 'vitest';
import { accessFor, answerFor } from '../../src/access/index.ts';
import type { AccessAnswer, Person, Requestor } from '../../src/access/index.ts';
import type { People } from '../support/access.ts';
import { modelOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const DOCUMENT = governed({
  catalogs: { partners: { displayName: 'Partners' } },
  packages: {
    tango: { catalog: 'partners', displayName: 'Tango' },
    audit: { catalog: 'partners', displayName: 'Audit' },
    empty: { catalog: 'partners', displayName: 'Empty' },
  },
  policies: {
    desk: {
      accessPackage: 'tango',
      displayName: 'Desk',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ group: 'Desk' }],
    },
    all: { accessPackage: 'audit', displayName: 'All', allowedTargetScope: 'allMemberUsers' },
  },
});
const PEOPLE: People = {
  users: [{ id: 'alice@contoso.com', label: 'Alice' }],
  groups: { Desk: ['alice@contoso.com'] },
};
const alice = (more: Partial<Person> = {}): Requestor => ({
  type: 'person',
  person: {
    id: 'alice@contoso.com',
    label: 'Alice',
    userType: 'Member',
    accountEnabled: true,
    manager: null,
    ...more,
  },
});

const said = ({ steps }: AccessAnswer) =>
  steps.map(({ result, text, at }) => [result, text, ...(at === undefined ? [] : [at.address])]);
const verdicts = (answers: readonly AccessAnswer[]) =>
  answers.map((answer) => [answer.package.displayName, answer.verdict]);

it('a package that is held says so as the last step, with the package as its place', async () => {
  const model = await modelOf(DOCUMENT, PEOPLE);
  const answer = answerFor(model, alice({ holds: ['accessPackage.tango'] }), 'accessPackage.tango');
  expect(answer).toMatchObject({ verdict: 'no', reason: 'holdsAlready' });
  expect(said(answer).at(-1)).toEqual([
    'no',
    'Alice holds it already and can only request an extension',
    'accessPackage.tango',
  ]);
});

it('a package without a policy says that it has none, and that nobody can request it', async () => {
  const model = await modelOf(DOCUMENT, PEOPLE);
  const answer = answerFor(model, alice(), 'accessPackage.empty');
  expect(answer.verdict).toBe('no');
  expect(said(answer).slice(-2)).toEqual([
    ['no', 'It has no policy', 'accessPackage.empty'],
    ['no', 'Alice cannot request it'],
  ]);
});

it('a group can request what is open to it, and what is open to all members', async () => {
  const model = await modelOf(DOCUMENT, PEOPLE);
  expect(verdicts(accessFor(model, { type: 'group', id: 'desk' }))).toEqual([
    ['Audit', 'yes'],
    ['Tango', 'yes'],
  ]);
});

it.each<[string, Requestor, string[]]>([
  ['a group', { type: 'group', id: 'desk' }, ['Audit', 'Everyone']],
  ['all members', { type: 'members' }, ['Audit', 'Everyone']],
  ['everyone in the directory', { type: 'directoryUsers' }, ['Everyone']],
])('%s can request what is open to everyone in the directory', async (_who, requestor, names) => {
  const open = governed({
    ...DOCUMENT,
    packages: { ...DOCUMENT.packages, every: { catalog: 'partners', displayName: 'Everyone' } },
    policies: {
      all: { accessPackage: 'audit', displayName: 'All', allowedTargetScope: 'allMemberUsers' },
      every: { accessPackage: 'every', displayName: 'Every', allowedTargetScope: 'allDirectoryUsers' },
    },
  });
  const answers = accessFor(await modelOf(open, PEOPLE), requestor);
  expect(answers.filter(({ verdict }) => verdict === 'yes').map((each) => each.package.displayName)).toEqual(
    names,
  );
});

it('a person whose groups are unknown may or may not be able to request what is open to a group', async () => {
  const unknown = await modelOf(DOCUMENT, { users: [{ id: 'alice@contoso.com' }], complete: false });
  expect(verdicts(accessFor(unknown, alice()))).toEqual([
    ['Audit', 'yes'],
    ['Tango', 'unknown'],
  ]);
  expect(verdicts(accessFor(unknown, alice({ groups: ['desk'] })))).toEqual([
    ['Audit', 'yes'],
    ['Tango', 'yes'],
  ]);
  expect(verdicts(accessFor(unknown, alice({ groups: [] })))).toEqual([['Audit', 'yes']]);
});
