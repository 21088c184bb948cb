/** Who can request what, for all packages at once: as a list by catalog, and as a matrix. Changes nothing. */
import type { AccessAnswer, AccessModel, Requestor, RequestorName, Tri, Way } from '../../access/index.ts';
import { accessFor, accessToEach, answerFor, expirationText, requestorName } from '../../access/index.ts';
import { byName } from '../../access/facts/model.ts';
import { packageName } from '../../access/facts/names.ts';
import { distinct, requestorKey, requestorsOf } from '../../access/relation/overview.ts';
import { isDeadEnd } from '../../access/relation/stage-order.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Host } from '../host.ts';
import type { AccessOptions, AccessView } from './view.ts';
import { openAccess } from './view.ts';
import { compareNameLists } from '../../model/natural-order.ts';

type Named = AccessAnswer['package'];

/** The terms that a reader compares first. */
export interface ShortWay {
  readonly verdict: Exclude<Tri, 'no'>;
  /** Null where what is unknown comes before any policy. */
  readonly policy: Named | null;
  /** Assigned by a rule, without a request. */
  readonly automatic: boolean;
  /** Approval stages of a request; null where there is no request, or no policy to tell. */
  readonly stages: number | null;
  /** True when nobody can decide a stage, not on escalation either, so that each request is denied. */
  readonly deadEnd: boolean;
  /** How long access lasts, in words; null where no policy tells. */
  readonly lasts: string | null;
  /** What access still depends on, a phrase each. */
  readonly conditions: readonly string[];
  /** What is not known, a phrase each. */
  readonly unknown: readonly string[];
}

/** Requestors who have a package on the same short terms, through one policy. */
export interface ListedAccess extends ShortWay {
  readonly requestors: readonly RequestorName[];
}

export interface ListedPackage extends Named {
  /** Only its link leads to the package. */
  readonly hidden: boolean;
  readonly access: readonly ListedAccess[];
  /** Those whom a policy names and who cannot request the package all the same. */
  readonly refused: readonly { readonly requestor: RequestorName; readonly because: string }[];
  /** What is not known of its policies, so that others may be able to request it. */
  readonly unknown: readonly string[];
}

export interface ListedCatalog extends Named {
  /** Undefined where nothing tells of the catalog. */
  readonly published: boolean | undefined;
  readonly externallyVisible: boolean | undefined;
  readonly packages: readonly ListedPackage[];
}

export interface AccessList {
  readonly view: AccessView;
  /** By name, as the packages in them. */
  readonly catalogs: readonly ListedCatalog[];
}

/** Every package with those who can request it, by catalog. */
export async function listAccess(options: AccessOptions, host: Host): Promise<AccessList> {
  const view = await openAccess(options, host);
  return { view, catalogs: catalogsOf(view.model) };
}

function catalogsOf(model: AccessModel): readonly ListedCatalog[] {
  const byCatalog = groupBy([...model.packages.values()].sort(byName), ({ catalog }) => catalog);
  // Also those that have no package: they are places where one may come to be.
  const addresses = new Set([...model.catalogs.keys(), ...byCatalog.keys()]);
  return [...addresses]
    .map((address): ListedCatalog => {
      const catalog = model.catalogs.get(address);
      return {
        address,
        displayName: catalog?.displayName ?? address,
        published: catalog?.published,
        externallyVisible: catalog?.externallyVisible,
        packages: (byCatalog.get(address) ?? []).map((each) => packageOf(model, each)),
      };
    })
    .sort(byName);
}

/** One package with those who can request it; undefined for the address of anything else. */
export function listedPackage(model: AccessModel, address: string): ListedPackage | undefined {
  const found = model.packages.get(address);
  return found && packageOf(model, found);
}

function packageOf(
  model: AccessModel,
  { address, displayName, hidden }: Named & { readonly hidden: boolean },
): ListedPackage {
  const answers = accessToEach(model, address);
  const unknown = model.unknownOf.get(address) ?? [];
  const listed = new Set((model.policiesOf.get(address) ?? []).flatMap(({ organizations }) => organizations));
  return {
    ...{ address, displayName, hidden },
    access: accessOf(answers, unknown),
    refused: answers
      .filter(({ verdict, automatic }) => verdict === 'no' && automatic.length === 0)
      // One that only a whole class could admit is not named: a proposed organization, say.
      .filter(({ requestor: { type, id = '' } }) => type !== 'connectedOrganization' || listed.has(id))
      .map(({ requestor, steps, reason }) => ({
        requestor,
        because: steps.filter(({ result }) => result === 'no').at(-1)?.text ?? reason,
      })),
    unknown,
  };
}

/** Requestors with the same short terms share an entry. What is not known of the package is said of it, not of each. */
function accessOf(answers: readonly AccessAnswer[], said: readonly string[]): readonly ListedAccess[] {
  const each = answers.flatMap((answer) =>
    waysOf(answer, said).map((way) => ({ requestor: answer.requestor, way })),
  );
  return [...groupBy(each, ({ way }) => JSON.stringify(way)).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first.way, requestors: group.map(({ requestor }) => requestor) }];
  });
}

function waysOf(answer: AccessAnswer, said: readonly string[]): readonly ShortWay[] {
  const { verdict, conditions } = answer;
  const unknown = answer.unknown.filter((text) => !said.includes(text));
  const requested = answer.ways.map((way): ShortWay => ({
    verdict: verdict === 'yes' ? 'yes' : 'unknown',
    ...policyOf(way),
    automatic: false,
    stages: way.terms.approval.length,
    deadEnd: isDeadEnd(way.terms.approval),
    ...{ conditions, unknown },
  }));
  const automatic = answer.automatic.map((way): ShortWay => ({
    verdict: way.certain ? 'yes' : 'unknown',
    ...policyOf(way),
    automatic: true,
    stages: null,
    deadEnd: false,
    ...{ conditions: [], unknown: [] },
  }));
  const open = verdict === 'unknown' && requested.length === 0 ? [{ ...OPEN, conditions, unknown }] : [];
  return [...requested, ...open, ...automatic];
}

/** Access that is possible, and of which no policy tells more. */
const OPEN = {
  verdict: 'unknown',
  policy: null,
  automatic: false,
  stages: null,
  deadEnd: false,
  lasts: null,
} as const;

function policyOf({ policy: { address, displayName }, terms }: Way): Pick<ShortWay, 'policy' | 'lasts'> {
  return { policy: { address, displayName }, lasts: expirationText(terms) };
}

export interface MatrixCell {
  /** Index in `requestors`. */
  readonly requestor: number;
  /** Index in `packages`. */
  readonly package: number;
  /** Whether they can request it. */
  readonly verdict: Tri;
  /** Of `no`: why, where a policy would let them. */
  readonly because: string | null;
  /** Of what is not known, so that access is possible. */
  readonly unknown: readonly string[];
  readonly ways: readonly ShortWay[];
}

export interface AccessTable {
  /** By name. */
  readonly packages: readonly (Named & { readonly label: string; readonly catalog: string })[];
  /** Organizations by name first, then classes, groups and users; those with a cell. */
  readonly requestors: readonly RequestorName[];
  /** Where there is more to say than that they cannot request it. */
  readonly cells: readonly MatrixCell[];
  /** Connected organizations that can request nothing. */
  readonly without: readonly RequestorName[];
  /** What is not known of the policies of packages, so that others may be able to request these. */
  readonly unknown: readonly { readonly package: Named; readonly because: readonly string[] }[];
}

/** Everyone whom policies tell apart, and each connected organization, with all that they can request. */
export async function tabulateAccess(
  options: AccessOptions,
  host: Host,
): Promise<AccessTable & { readonly view: AccessView }> {
  const view = await openAccess(options, host);
  const { model } = view;
  const packages = [...model.packages.values()].sort(byName);
  const column = new Map(packages.map(({ address }, index) => [address, index]));
  const named = everyone(model).map((requestor) => ({ requestor, name: requestorName(model, requestor) }));
  const namedIn = packagesNaming(model);
  const rows = named
    .map(({ requestor, name }) => ({ name, answers: answersOf(model, requestor, namedIn) }))
    .sort(byRank);
  const full = rows.filter(({ answers }) => answers.length > 0);
  return {
    view,
    packages: packages.map(({ address, displayName, catalog }) => ({
      ...{ address, displayName },
      label: packageName(model, address),
      catalog: model.catalogs.get(catalog)?.displayName ?? catalog,
    })),
    requestors: full.map(({ name }) => name),
    cells: full.flatMap(({ answers }, requestor) =>
      answers.map((answer) => cellOf(answer, requestor, column.get(answer.package.address) ?? 0)),
    ),
    without: rows.filter(({ answers }) => answers.length === 0).map(({ name }) => name),
    unknown: packages.flatMap(({ address, displayName }) => {
      const because = model.unknownOf.get(address) ?? [];
      return because.length === 0 ? [] : [{ package: { address, displayName }, because }];
    }),
  };
}

/** Packages by the key of each requestor whom one of their policies names. */
function packagesNaming(model: AccessModel): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const address of model.packages.keys())
    for (const requestor of requestorsOf(model, address)) {
      const key = requestorKey(requestor);
      found.set(key, (found.get(key) ?? new Set()).add(address));
    }
  return found;
}

/** What a requestor can request, and what they cannot although a policy names them. */
function answersOf(
  model: AccessModel,
  requestor: Requestor,
  namedIn: ReadonlyMap<string, ReadonlySet<string>>,
): readonly AccessAnswer[] {
  const open = accessFor(model, requestor);
  const told = new Set(open.map((answer) => answer.package.address));
  const refused = [...(namedIn.get(requestorKey(requestor)) ?? [])].filter((address) => !told.has(address));
  return [...open, ...refused.map((address) => answerFor(model, requestor, address))];
}

function everyone(model: AccessModel): readonly Requestor[] {
  return distinct([
    ...[...model.organizations.keys()].map((address): Requestor => ({
      type: 'connectedOrganization',
      address,
    })),
    ...[...model.packages.keys()].flatMap((address) => requestorsOf(model, address)),
  ]);
}

function cellOf(answer: AccessAnswer, requestor: number, package_: number): MatrixCell {
  const { verdict, steps, automatic } = answer;
  const refused = verdict === 'no' && automatic.length === 0;
  return {
    requestor,
    package: package_,
    verdict,
    because: refused ? (steps.filter(({ result }) => result === 'no').at(-1)?.text ?? null) : null,
    unknown: answer.unknown,
    ways: waysOf(answer, answer.unknown),
  };
}

interface Row {
  readonly name: RequestorName;
}

function byRank({ name: a }: Row, { name: b }: Row): number {
  const rank = ({ type }: RequestorName) => (type === 'connectedOrganization' ? 0 : 1);
  return rank(a) - rank(b) || compareNameLists([a.type, a.label, a.id ?? ''], [b.type, b.label, b.id ?? '']);
}
