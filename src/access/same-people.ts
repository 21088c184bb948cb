/** The same people before and after: an organization's key and name may come to mean others. */
import { groupBy } from '../model/group-by.ts';
import type { Requestor } from './requestor.ts';
import { sourceNames } from './requestor.ts';
import type { AccessModel } from './model.ts';
import { signInKey } from './model.ts';
import { requestorKey } from './overview.ts';

/** What one group of people is to the model before and to the model after. */
export interface Sides {
  readonly past: Requestor;
  readonly present: Requestor;
  /** Others of the same organization are something else before or after. */
  readonly split: boolean;
  /** Domains or tenants that they sign in with, where their organization has others too. */
  readonly signIns?: readonly string[];
}

/** Each once. People of organizations are followed by how they sign in, everyone else is one by their id or class. */
export function sidesOf(
  before: AccessModel,
  after: AccessModel,
  requestors: readonly Requestor[],
): readonly Sides[] {
  const all = requestors.flatMap((requestor) =>
    requestor.type === 'connectedOrganization'
      ? organizationSides(before, after, requestor)
      : [{ past: requestor, present: requestor, split: false }],
  );
  return [
    ...new Map(
      all.map((sides) => [`${requestorKey(sides.past)}\n${requestorKey(sides.present)}`, sides]),
    ).values(),
  ];
}

type Organization = Extract<Requestor, { readonly type: 'connectedOrganization' }>;

function organizationSides(before: AccessModel, after: AccessModel, organization: Organization): Sides[] {
  const sources = [before, after].flatMap(({ organizations }) =>
    (organizations.get(organization.address)?.sources ?? []).map((source) => {
      const key = signInKey(source);
      const [past, present] = [belongingTo(before, key), belongingTo(after, key)];
      return { key, past, present, names: sourceNames(after, source) };
    }),
  );
  if (sources.length === 0) return [{ past: organization, present: organization, split: false }];
  const once = new Map(sources.map((source) => [source.key, source])).values();
  const groups = groupBy(once, ({ past, present }) => `${requestorKey(past)}\n${requestorKey(present)}`);
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ past, present }) => {
      const all =
        present.type === 'connectedOrganization' ? signInsOf(after, present) : signInsOf(before, past);
      const isPart = all.some((key) => group.every((each) => each.key !== key));
      const signIns = group.flatMap(({ names }) => names);
      return { past, present, split: groups.size > 1, ...(isPart && { signIns }) };
    }),
  );
}

function signInsOf({ organizations }: AccessModel, requestor: Requestor): string[] {
  if (requestor.type !== 'connectedOrganization') return [];
  return (organizations.get(requestor.address)?.sources ?? []).map(signInKey);
}

/** Whom a sign-in belongs to; who is of no organization is anyone on the internet. */
function belongingTo({ organizationsBySignIn }: AccessModel, signIn: string): Requestor {
  const [organization] = organizationsBySignIn.get(signIn) ?? [];
  return organization === undefined
    ? { type: 'anyExternalUser' }
    : { type: 'connectedOrganization', address: organization.address };
}
