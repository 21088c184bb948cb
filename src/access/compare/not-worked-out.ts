/**
 * Attributes that changed, that bear on access, and that nothing which was found accounts for: their effect is said not to
 * be worked out, so that no change is taken for none.
 */
import type { ResourceAddress } from '../../model/address.ts';
import { escalates as isEscalated } from '../relation/approvers.ts';
import { formatPath } from '../../model/path.ts';
import type { AttributePath } from '../../model/path.ts';
import type { Facet } from '../../kinds/bearing.ts';
import { holdsAttributes } from '../../kinds/bearing.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { Attributes } from '../../model/value.ts';
import { asString, equalValues, objectsOf } from '../../model/value.ts';
import type { AccessChange, AccessDiff } from './access-change.ts';
import type { Candidate, PlaceOf, ResourceChange } from './causes.ts';
import { causeAt, differencesIn } from './causes.ts';
import type { AccessModel } from '../facts/model.ts';
import { signInKey } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import { isAutomatic, objectAt, reviewOf } from '../facts/policy-view.ts';
import type { AccessCapability } from '../relation/capability.ts';
import { assignmentAnswer } from '../relation/assignment.ts';
import { requestorsNamed } from '../relation/overview.ts';
import type { Revision } from './touched.ts';

/** One change for each resource that has such attributes. */
export function effectsNotWorkedOut(
  { before, after, changes }: Revision,
  found: AccessDiff,
  /** Policies through which people get in before or after: the terms of these were compared. */
  compared: ReadonlySet<ResourceAddress>,
  placeOf: PlaceOf,
): AccessChange[] {
  const entries = [...found.gained, ...found.lost, ...found.changed];
  const said = saidBy(entries.filter(({ capability = 'request' }) => !isDecision(capability)));
  const decided = saidBy(entries.filter(({ capability = 'request' }) => isDecision(capability)));
  // That a review or a stage went with those who decide in it does not say what else went with it.
  const isSaid = ({ address, kind }: ResourceChange, path: AttributePath): boolean => {
    const key = `${address} ${formatPath(path)}`;
    return said.has(key) || (decided.has(key) && !holdsAttributes(KINDS.get(kind)?.attributes ?? {}, path));
  };
  // Of access that is gained or lost all terms are said; who decides about it says nothing of the other terms.
  const whole = new Set(
    [...found.gained, ...found.lost]
      .filter(({ capability = 'request' }) => !isDecision(capability))
      .flatMap(({ causes }) => causes.map(({ address }) => address)),
  );
  return changes.flatMap((change) => {
    const open = differencesIn(change).filter(
      ({ path, facets }) =>
        path.length > 0 &&
        (facets.has('workflows') || !(whole.has(change.address) || compared.has(change.address))) &&
        !isSaid(change, path) &&
        !isWorkedOut(change, { path, facets }, [before, after]),
    );
    if (open.length === 0) return [];
    const abouts =
      change.kind === 'customExtension'
        ? packagesCalling([before, after], change.address)
        : [aboutOf(change)];
    return abouts.map((about) => entry(change, { about, open }, after, placeOf));
  });
}

function saidBy(entries: readonly AccessChange[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ causes }) => causes.map(({ address, path = '' }) => `${address} ${path}`)),
  );
}

const isDecision = (capability: AccessCapability): boolean =>
  capability === 'approve' || capability === 'review' || capability === 'requestFor';

/** What a change is about: the package that a policy or role belongs to, or what changed itself. */
function aboutOf({ address, after }: ResourceChange): ResourceAddress {
  const named = after?.['accessPackage'];
  return typeof named === 'string' ? named : address;
}

/** Packages with a policy that calls an extension: of one that none calls, nothing follows. */
function packagesCalling(
  models: readonly AccessModel[],
  address: ResourceAddress,
): readonly ResourceAddress[] {
  const callers = models.flatMap(({ policies }) =>
    [...policies.values()].filter(({ attributes }) =>
      objectsOf(attributes['customExtensionStageSettings']).some(
        (setting) => objectAt(setting, 'customExtension')['id'] === address,
      ),
    ),
  );
  return [...new Set(callers.map((policy) => policy.package))].sort();
}

interface Open {
  /** The package, or the object itself. */
  readonly about: ResourceAddress;
  readonly open: readonly Candidate[];
}

/** True where the comparison of all answers has it that nothing differs. */
function isWorkedOut(
  { address, kind, before = {}, after = {} }: ResourceChange,
  { path, facets }: Candidate,
  models: readonly AccessModel[],
): boolean {
  if (facets.has('workflows')) return false;
  // Whom a policy admits was asked of everyone whom it names, before and after.
  if (kind === 'policy' && [...facets].every((facet) => facet === 'reach')) return true;
  if (kind === 'connectedOrganization' && facets.has('people')) return sameSources(before, after);
  if (kind !== 'policy') return true;
  // While nothing can be requested, every answer is the same.
  if (models.every((model) => isClosed(model, String(after['accessPackage'] ?? '')))) return true;
  // Nor is anything gained, held or reviewed through a policy that has ended.
  if (models.every(({ policies }) => policies.get(address)?.ended !== undefined)) return true;
  // Who came to hold it before they were kept out of it holds it on; what is said of them counts.
  const isOfHolders = [...facets].some((facet) => OF_HOLDERS.includes(facet));
  if (!isOfHolders && models.every((model) => isUnused(model, address))) return true;
  return isDormant(path, before) && isDormant(path, after);
}

/** What happens to those who hold it, whether or not it could be requested today. */
const OF_HOLDERS: readonly Facet[] = ['review', 'leaving', 'lapse'];

/** True for a policy that has ended, or of which the package keeps out everyone whom it names: nobody comes in through it. */
function isUnused(model: AccessModel, address: ResourceAddress): boolean {
  const policy = model.policies.get(address);
  if (policy === undefined || policy.ended !== undefined) return true;
  if (policy.automatic) return false;
  const named = requestorsNamed(model, policy);
  return (
    named.length > 0 &&
    named.every((each) => assignmentAnswer(model, each, policy.package).reason === 'incompatible')
  );
}

/** True where those who sign in as before do so with the same issuer and cloud, which no answer looks at. */
function sameSources(before: Attributes, after: Attributes): boolean {
  const past = new Map(objectsOf(before['identitySources']).map((source) => [signInKey(source), source]));
  return objectsOf(after['identitySources']).every((source) => {
    const was = past.get(signInKey(source));
    return was === undefined || equalValues(was, source);
  });
}

function isClosed({ catalogs, packages }: AccessModel, address: string): boolean {
  const view = packages.get(address);
  return view !== undefined && catalogs.get(view.catalog)?.published === false;
}

/** True for what a policy says and does not use. */
function isDormant(path: AttributePath, policy: Attributes): boolean {
  const named = path.filter((step) => typeof step === 'string').join('.');
  return DORMANT.some(([beginning, dormant]) => named.startsWith(beginning) && dormant(policy, path));
}

type Dormant = readonly [beginning: string, dormant: (policy: Attributes, path: AttributePath) => boolean];

const STAGES = 'requestApprovalSettings.stages';
const ON_BEHALF = ['Add', 'Update', 'Remove'].map((verb) => `enableOnBehalfRequestorsTo${verb}Access`);

const DORMANT: readonly Dormant[] = [
  [
    STAGES,
    (policy) => !needsApproval(policy, 'Add') && !(needsApproval(policy, 'Update') && isExtended(policy)),
  ],
  ['requestApprovalSettings.isRequestorJustificationRequired', (policy) => !needsApproval(policy, 'Add')],
  ['requestApprovalSettings.isApprovalRequiredForUpdate', (policy) => !isExtended(policy)],
  [`${STAGES}.escalationApprovers`, (policy, path) => !escalates(policy, path)],
  [`${STAGES}.fallbackEscalationApprovers`, (policy, path) => !escalates(policy, path)],
  [`${STAGES}.durationBeforeEscalation`, (policy, path) => !escalates(policy, path)],
  ['requestorSettings.enableTargetsToSelfUpdateAccess', (policy) => !ends(policy)],
  [
    'requestorSettings.onBehalfRequestors',
    (policy) => ON_BEHALF.every((verb) => objectAt(policy, 'requestorSettings')[verb] !== true),
  ],
  [
    'requestorSettings.enableOnBehalfRequestors',
    (policy) => objectsOf(objectAt(policy, 'requestorSettings')['onBehalfRequestors']).length === 0,
  ],
  ['requestorSettings.allowCustomAssignmentSchedule', isAutomatic],
  ['requestorSettings.enableTargetsToSelf', isAutomatic],
  ['requestApprovalSettings', isAutomatic],
  ['questions', isAutomatic],
  ['automaticRequestSettings', (policy) => !isAutomatic(policy)],
  ['expiration.duration', (policy) => objectAt(policy, 'expiration')['type'] !== 'afterDuration'],
  ['expiration.endDateTime', (policy) => objectAt(policy, 'expiration')['type'] !== 'afterDateTime'],
  ['reviewSettings', (policy) => reviewOf(policy) === undefined],
  [
    'reviewSettings.primaryReviewers',
    (policy) => objectAt(policy, 'reviewSettings')['isSelfReview'] === true,
  ],
];

function needsApproval(policy: Attributes, verb: 'Add' | 'Update'): boolean {
  return objectAt(policy, 'requestApprovalSettings')[`isApprovalRequiredFor${verb}`] === true;
}

function ends(policy: Attributes): boolean {
  const { type } = objectAt(policy, 'expiration');
  return type === 'afterDuration' || type === 'afterDateTime';
}

function isExtended(policy: Attributes): boolean {
  return ends(policy) && objectAt(policy, 'requestorSettings')['enableTargetsToSelfUpdateAccess'] === true;
}

function escalates(policy: Attributes, path: AttributePath): boolean {
  const stages = objectsOf(objectAt(policy, 'requestApprovalSettings')['stages']);
  const index = path.find((step) => typeof step === 'number');
  const meant = index === undefined ? stages : stages.slice(index, index + 1);
  return meant.some(isEscalated);
}

function entry(
  { address, kind, after }: ResourceChange,
  { about, open }: Open,
  model: AccessModel,
  placeOf: PlaceOf,
): AccessChange {
  const view = model.packages.get(about) ?? model.organizations.get(about);
  const called = model.packages.has(about) ? packageName(model, about) : (view?.displayName ?? about);
  const paths = open.map(({ path }) => formatPath(path));
  const named = kind === 'customExtension' ? asString(after?.['displayName']) : view?.displayName;
  const own = model.policies.get(address)?.displayName ?? named ?? address;
  return {
    capability: 'request',
    requestor: { type: 'unknown', label: 'people whom Entente cannot tell' },
    package: { address: about, displayName: view?.displayName ?? about },
    severity: 'medium',
    certain: false,
    direction: 'incomparable',
    summary: `${called} changed, effect not worked out: ${own}`,
    details: paths.map((path) => `effect not worked out: ${path}`),
    causes: open.map(({ path }) => causeAt(address, path, placeOf)),
    differences: [...new Set(open.flatMap(({ facets }) => [...facets]))].map((facet) => ({
      facet,
      direction: 'incomparable',
      before: null,
      after: null,
    })),
  };
}
