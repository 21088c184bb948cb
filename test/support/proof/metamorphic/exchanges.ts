/** Ids that change places under equal labels: what differs for people is told, of the right ones. */
import type { AccessDiff } from '../../../../src/access/index.ts';
import type { Governance } from '../../../../src/schema/governance.ts';
import { Judge } from '../judge.ts';
import type { Side } from '../side.ts';
import { resourcesIn, sideOf } from '../side.ts';
import type { Relation, Subject } from './relations.ts';
import { diffOf } from './relations.ts';
import { exchanged } from './rewrites.ts';

function judged(before: Side, after: Side): string[] {
  const diff = diffOf(before, after, true);
  const judge = new Judge(before, after, diff);
  return [
    ...judge.faults().map(({ sort, capability, of, detail }) => `${sort} ${capability} ${of}: ${detail}`),
    ...namesakesIn(diff),
  ];
}

/** Entries of two people, groups or organizations that a reader cannot tell apart. */
function namesakesIn({ gained, lost, changed }: AccessDiff): string[] {
  return [gained, lost, changed].flatMap((list) => {
    const ids = new Map<string, string>();
    return list.flatMap(({ requestor, package: of, summary }) => {
      const key = `${of.address} ${requestor.type} ${summary}`;
      const id = `${requestor.id ?? ''} ${String(requestor.guests)} ${requestor.group ?? ''}`;
      const other = ids.get(key) ?? id;
      ids.set(key, id);
      return other === id ? [] : [`told of two in one sentence: ${summary} (${other}, ${id})`];
    });
  });
}

async function exchange(
  { given }: Subject,
  document: Governance,
  other: Governance,
  facts = given.facts,
): Promise<readonly string[] | undefined> {
  const [before, after] = await Promise.all([document, other].map((each) => resourcesIn(each, facts)));
  if (before === undefined || after === undefined) return undefined;
  return judged(
    sideOf({ ...given, facts, resources: before }),
    sideOf({ ...given, facts, resources: after }),
  );
}

/** Two groups of one display name. */
export const groups: Relation = (subject) =>
  exchange(subject, subject.document, exchanged(subject.document, 'group', ['Twin One', 'Twin Two']));

/** Two users of one name. */
export const users: Relation = (subject) => {
  const { given, choice, document } = subject;
  const members = [...given.facts.users.values()].filter(({ userType }) => userType === 'Member');
  const [one, two] = choice.shuffled(members);
  if (one?.id === undefined || two?.id === undefined) return Promise.resolve(undefined);
  const facts = {
    ...given.facts,
    users: new Map(given.facts.users)
      .set(one.id, { ...one, label: 'Sam Sample' })
      .set(two.id, { ...two, label: 'Sam Sample' }),
  };
  return exchange(subject, document, exchanged(document, 'user', [one.id, two.id]), facts);
};

/** Two organizations of one label whose people change places. */
export const organizations: Relation = (subject) => {
  const { document, choice } = subject;
  const all = document.connectedOrganizations ?? {};
  const [one, two] = choice.shuffled(Object.entries(all));
  if (one === undefined || two === undefined) return Promise.resolve(undefined);
  const displayName = 'Partner';
  const withSources = (first: typeof one, second: typeof two): Governance => ({
    ...document,
    connectedOrganizations: {
      ...all,
      [one[0]]: { ...one[1], displayName, identitySources: first[1].identitySources },
      [two[0]]: { ...two[1], displayName, identitySources: second[1].identitySources },
    },
  });
  return exchange(subject, withSources(one, two), withSources(two, one));
};
