/**
 * What Graph or the portal refuses about a policy, told before anything is sent (CONTRACT 9, 16). A tenant can hold some
 * of it all the same: made by other tools, or by a later change of something else. That is wrong only once it is sent.
 */
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { durationSeconds } from '../model/duration.ts';
import type { AttributePath } from '../model/path.ts';
import { EXPIRATIONS, EXTENSION_STAGES, SCOPES } from './policy-attributes.ts';
import type { Governance } from '../schema/governance.ts';
import type { Finding } from './kind.ts';
import { EXTENSION_TYPES } from './extension-types.ts';
import { doubt, fault, refusedWhenMade, refusedWhenSent } from './findings.ts';
import { checkApproval, checkManagers, checkReview } from './policy-deciders.ts';
import { catalogOfPolicy, usualExtension } from './policy-extensions.ts';
import { checkQuestion } from './policy-questions.ts';
import { EXTERNAL_SCOPES, SPECIFIC_SCOPES, scopeMeant, scopeOf } from './policy-scopes.ts';
import { subjectSort } from './subject-set.ts';
import type { DeclaredSubject } from './subject-set.ts';

type Spec = NonNullable<Governance['policies']>[string];
type StageSetting = NonNullable<Spec['customExtensionStageSettings']>[number];

const DAY = 86_400;
/** What one policy may name (CONTRACT 15). */
const MOST_ORGANIZATIONS = 1000;
const MOST_PRINCIPALS = 500;
/** A target as it is written for a scope; users and groups for every other. */
const TARGET_OF: Readonly<Record<string, string>> = {
  specificConnectedOrganizationUsers: '{ connectedOrganization: KEY }',
  specificDirectoryServicePrincipals: '{ servicePrincipal: NAME }',
};

/** Every fault of one declared policy; `path` is its place in the merged document. */
export function* checkPolicy(spec: Spec, path: AttributePath, document: Governance): Generator<Finding> {
  yield* checkTargets(spec, path, document);
  yield* checkVisibility(spec, path, document);
  yield* checkExpiration(spec, [...path, 'expiration']);
  yield* checkApproval(spec, path);
  yield* checkReview(spec, [...path, 'reviewSettings']);
  yield* checkManagers(spec, path);
  yield* checkAutomatic(spec, path, document);
  yield* checkExtensions(spec, [...path, 'customExtensionStageSettings']);
  yield* checkCalledExtensions(spec, path, document);
  for (const [index, question] of (spec.questions ?? []).entries())
    yield* checkQuestion(question, [...path, 'questions', index]);
}

function* checkTargets(spec: Spec, path: AttributePath, document: Governance): Generator<Finding> {
  const scope = spec.allowedTargetScope ?? 'notSpecified';
  const targets = (spec.specificAllowedTargets ?? []) as readonly DeclaredSubject[];
  const at = [...path, 'specificAllowedTargets'];
  // What a scope that the schema does not list takes is unknown.
  if (!SCOPES.includes(scope)) return;
  if (!SPECIFIC_SCOPES.includes(scope)) {
    if (targets.length > 0) {
      yield refusedWhenMade(
        'KIND_TARGETS_UNUSED',
        `allowedTargetScope "${scope}" takes no specificAllowedTargets`,
        at,
        `Remove the targets, or choose ${scopeMeant(spec) ?? 'a scope that begins with "specific"'}`,
      );
    }
    return;
  }
  if (targets.length === 0) {
    yield refusedWhenMade(
      'KIND_TARGETS_MISSING',
      `allowedTargetScope "${scope}" needs specificAllowedTargets`,
      [...path, 'allowedTargetScope'],
      `Add specificAllowedTargets: [${TARGET_OF[scope] ?? '{ group: NAME }'}], or choose another scope`,
    );
  }
  const [most, what] =
    scope === 'specificConnectedOrganizationUsers'
      ? [MOST_ORGANIZATIONS, 'connected organizations']
      : [MOST_PRINCIPALS, 'users and groups'];
  if (targets.length > most) {
    yield fault(
      'KIND_TARGETS_LIMIT',
      `The policy names ${targets.length} ${what}, but Graph takes ${most}`,
      at,
      'Split the policy, or use a group',
    );
  }
  yield* checkSorts(spec, path, document);
}

/** Where a policy says who it is for. */
const scopeAndTargets = (path: AttributePath): AttributePath[] =>
  ['allowedTargetScope', 'specificAllowedTargets'].map((member) => [...path, member]);

/** Targets of another sort than a specific scope takes. */
function* checkSorts(spec: Spec, path: AttributePath, document: Governance): Generator<Finding> {
  const about = scopeAndTargets(path);
  const scope = spec.allowedTargetScope ?? 'notSpecified';
  const targets = (spec.specificAllowedTargets ?? []) as readonly DeclaredSubject[];
  const wantsPartners = scope === 'specificConnectedOrganizationUsers';
  const fitting: readonly string[] = [
    'unlisted',
    ...(wantsPartners ? ['connectedOrganization'] : ['principal', 'attributeRule']),
  ];
  const misfits = [...targets.entries()].filter(([, target]) => !fitting.includes(subjectSort(target)));
  const meant = scopeMeant(spec);
  if (meant !== undefined && misfits.length > 1 && misfits.length === targets.length) {
    yield refusedWhenSent(
      'KIND_TARGET_MISPLACED',
      `None of the targets can be used with allowedTargetScope "${scope}"`,
      [...path, 'allowedTargetScope'],
      { hint: `Write allowedTargetScope: ${meant}, or name other targets`, about },
    );
    return;
  }
  for (const [index, target] of misfits) {
    // A name that no sponsor has is most likely that of an organization.
    const isUnknown =
      typeof target === 'string' &&
      subjectSort(target) === 'principal' &&
      document.sponsors?.[target] === undefined;
    const told = [
      'KIND_TARGET_MISPLACED',
      `${targetInWords(target)} cannot be used with allowedTargetScope "${scope}"`,
      [...path, 'specificAllowedTargets', index],
    ] as const;
    const hint = `${wantsPartners ? `Use ${partnerMeant(target, targets, document)}` : 'Use a user, a group or an attributeRule'}${scopeFor(target, meant)}`;
    yield isUnknown ? fault(...told, hint) : refusedWhenSent(...told, { hint, about });
  }
}

/** A connected organization as it is written: the one that a key means, or else the only one that is not named yet. */
function partnerMeant(
  target: DeclaredSubject,
  targets: readonly DeclaredSubject[],
  { connectedOrganizations, existing }: Governance,
): string {
  const keys = Object.keys({ ...connectedOrganizations, ...existing?.connectedOrganizations });
  const named = targets.map((each) =>
    typeof each === 'object' && 'connectedOrganization' in each ? each.connectedOrganization : undefined,
  );
  const free = keys.filter((key) => !named.includes(key));
  const near = typeof target === 'string' ? didYouMean(target, keys) : undefined;
  const key = near ?? (free.length === 1 ? free[0] : undefined);
  return `{ connectedOrganization: ${key ?? 'KEY'} }`;
}

/** What lets a target stand after all: another scope, where all targets are of it, or else a policy of its own. */
function scopeFor(target: DeclaredSubject, meant: string | undefined): string {
  if (meant !== undefined) return `, or write allowedTargetScope: ${meant}`;
  const own = scopeOf(target);
  return own === undefined ? '' : `, or name it in another policy, with allowedTargetScope: ${own}`;
}

function* checkVisibility(spec: Spec, path: AttributePath, document: Governance): Generator<Finding> {
  const scope = spec.allowedTargetScope ?? 'notSpecified';
  const catalogKey = document.packages?.[spec.accessPackage]?.catalog;
  const catalog = catalogKey === undefined ? undefined : document.catalogs?.[catalogKey];
  if (!EXTERNAL_SCOPES.includes(scope) || catalog?.isExternallyVisible !== false) return;
  yield refusedWhenSent(
    'KIND_CATALOG_NOT_VISIBLE',
    `The policy is for external users, but catalog "${catalogKey}" is not externally visible`,
    [...path, 'allowedTargetScope'],
    {
      hint: `Set catalogs.${catalogKey}.isExternallyVisible to true, or choose an internal scope`,
      about: [
        [...path, 'allowedTargetScope'],
        ['catalogs', catalogKey ?? '', 'isExternallyVisible'],
      ],
    },
  );
}

function* checkExpiration(spec: Spec, path: AttributePath): Generator<Finding> {
  const { type, duration, endDateTime } = spec.expiration ?? {};
  const kind = type ?? 'noExpiration';
  if (!EXPIRATIONS.includes(kind)) return;
  const [saysDuration, saysEnd] = [duration !== undefined, endDateTime !== undefined];
  if (kind === 'afterDuration' && !saysDuration && !saysEnd) {
    yield fault(
      'KIND_EXPIRATION',
      'expiration of type "afterDuration" needs a duration',
      path,
      'For example: duration: P90D',
    );
  }
  if (kind === 'afterDateTime' && !saysDuration && !saysEnd) {
    yield fault(
      'KIND_EXPIRATION',
      'expiration of type "afterDateTime" needs an endDateTime',
      path,
      'For example: endDateTime: 2027-06-30T00:00:00Z',
    );
  }
  for (const member of ['duration', 'endDateTime'] as const)
    if (kind !== TERMS[member] && spec.expiration?.[member] !== undefined)
      yield termOfOtherType(spec.expiration, member, path);
  const seconds = duration === undefined ? undefined : durationSeconds(duration);
  if (seconds !== undefined && seconds > 3660 * DAY) {
    yield doubt(
      'KIND_EXPIRATION',
      'Access cannot last longer than 3660 days',
      [...path, 'duration'],
      'Use P3660D or less',
    );
  }
}

/** The members that say when access ends, each with the type that takes it. */
const TERMS = { duration: 'afterDuration', endDateTime: 'afterDateTime' } as const;

/** When access ends, beside a type that does not say so; without a type it would never end. */
function termOfOtherType(
  spec: NonNullable<Spec['expiration']>,
  member: keyof typeof TERMS,
  path: AttributePath,
): Finding {
  const { type, [member]: value = '' } = spec;
  const needs = TERMS[member];
  if (type === undefined)
    return fault(
      'KIND_EXPIRATION',
      `expiration has ${member}, but no type, and without one access never ends`,
      path,
      `Write { type: ${needs}, ${member}: ${value} }`,
    );
  const [own] = Object.entries(TERMS).find(([, each]) => each === type) ?? [];
  const isMissing = own !== undefined && spec[own as keyof typeof TERMS] === undefined;
  return fault(
    'KIND_EXPIRATION',
    `expiration of type "${type}" takes no ${member}`,
    [...path, member],
    isMissing
      ? `Write type: ${needs}, or ${own} in the place of ${member}`
      : `Write type: ${needs}, or remove ${member}`,
  );
}

function* checkAutomatic(spec: Spec, path: AttributePath, document: Governance): Generator<Finding> {
  const targets = (spec.specificAllowedTargets ?? []) as readonly DeclaredSubject[];
  const rules = targets.filter((target) => subjectSort(target) === 'attributeRule').length;
  if (spec.automaticRequestSettings === undefined) {
    if (rules > 0) {
      yield refusedWhenSent(
        'KIND_AUTOMATIC',
        'An attributeRule needs automaticRequestSettings',
        [...path, 'specificAllowedTargets'],
        {
          hint: 'Add automaticRequestSettings, or name users and groups',
          about: [...scopeAndTargets(path), [...path, 'automaticRequestSettings']],
        },
      );
    }
    return;
  }
  const at = [...path, 'automaticRequestSettings'];
  const scope = spec.allowedTargetScope ?? 'notSpecified';
  const isListed = SCOPES.includes(scope) && targets.every((target) => subjectSort(target) !== 'unlisted');
  if (isListed && (scope !== 'specificDirectoryUsers' || rules !== 1 || targets.length !== 1)) {
    yield refusedWhenSent(
      'KIND_AUTOMATIC',
      'Automatic assignment needs allowedTargetScope "specificDirectoryUsers" and exactly one attributeRule',
      at,
      {
        hint: 'For example: specificAllowedTargets: [ { attributeRule: (user.department -eq "Sales") } ]',
        about: [...scopeAndTargets(path), at],
      },
    );
  }
  const others = automaticPolicies(document).get(spec.accessPackage) ?? [];
  if (others.length > 1 && document.policies?.[others[0] ?? ''] !== spec) {
    yield {
      ...refusedWhenSent(
        'KIND_AUTOMATIC',
        `Package "${spec.accessPackage}" has more than one policy with automatic assignment`,
        at,
        {
          hint: `The first is policies.${others[0]}; a package takes one`,
          about: [at, ['policies', others[0] ?? '', 'automaticRequestSettings']],
        },
      ),
      other: { message: 'first here', path: ['policies', others[0] ?? '', 'automaticRequestSettings'] },
    };
  }
}

const automaticByDocument = new WeakMap<Governance, ReadonlyMap<string, readonly string[]>>();

/** Keys of the automatic policies by package; counted once per document, not once per policy. */
function automaticPolicies(document: Governance): ReadonlyMap<string, readonly string[]> {
  const known = automaticByDocument.get(document);
  if (known !== undefined) return known;
  const byPackage = new Map<string, string[]>();
  for (const [key, policy] of Object.entries(document.policies ?? {})) {
    if (policy.automaticRequestSettings === undefined) continue;
    byPackage.set(policy.accessPackage, [...(byPackage.get(policy.accessPackage) ?? []), key]);
  }
  automaticByDocument.set(document, byPackage);
  return byPackage;
}

function* checkExtensions(spec: Spec, path: AttributePath): Generator<Finding> {
  const type = spec.expiration?.type ?? 'noExpiration';
  if (type !== 'noExpiration') return;
  for (const [index, { stage }] of (spec.customExtensionStageSettings ?? []).entries()) {
    if (!stage.endsWith('BeforeExpiration')) continue;
    yield doubt(
      'KIND_EXTENSION_STAGE',
      `Stage "${stage}" never comes, because access does not expire`,
      [...path, index, 'stage'],
      'Set an expiration, or choose another stage',
    );
  }
}

/** A policy calls extensions of its own catalog only, each at stages of its type (CONTRACT 8). */
function* checkCalledExtensions(spec: Spec, path: AttributePath, document: Governance): Generator<Finding> {
  const own = catalogOfPolicy(spec, document);
  if (own === undefined) return;
  const has = (catalog: string, key: string) =>
    Object.hasOwn(document.catalogs?.[catalog]?.customExtensions ?? {}, key);
  for (const [index, setting] of (spec.customExtensionStageSettings ?? []).entries()) {
    const { customExtension: key } = setting;
    if (typeof key !== 'string') continue;
    if (has(own, key)) {
      const type = document.catalogs?.[own]?.customExtensions?.[key]?.type ?? '';
      yield* checkStageOf(setting, type, [...path, 'customExtensionStageSettings', index]);
      continue;
    }
    const home = Object.keys(document.catalogs ?? {}).find((catalog) => has(catalog, key));
    if (home === undefined) continue;
    yield fault(
      'KIND_EXTENSION_OF_OTHER_CATALOG',
      `Custom extension "${key}" is in catalog "${home}", but package "${spec.accessPackage}" is in catalog "${own}"`,
      [...path, 'customExtensionStageSettings', index, 'customExtension'],
      `A policy calls extensions of its own catalog only; declare one in catalogs.${own}.customExtensions`,
    );
  }
}

function* checkStageOf(
  { stage, customExtension: key }: StageSetting,
  type: string,
  path: AttributePath,
): Generator<Finding> {
  const wanted = EXTENSION_STAGES.includes(stage) ? usualExtension(stage) : type;
  if (wanted === type || !Object.hasOwn(EXTENSION_TYPES, type)) return;
  const fitting = EXTENSION_STAGES.filter((each) => usualExtension(each) === type);
  yield doubt(
    'KIND_EXTENSION_STAGE',
    `Custom extension "${String(key)}" is of type ${type}, which is not called at stage "${stage}"`,
    [...path, 'stage'],
    `Write one of ${fitting.join(', ')}, or call an extension of type ${wanted}`,
  );
}

/** A target as it is written, shortly. */
function targetInWords(target: DeclaredSubject): string {
  if (typeof target === 'string') return `"${target}"`;
  const [[sort, value] = ['This target', undefined]] = Object.entries(target);
  return typeof value === 'string' ? `{ ${sort}: ${value} }` : sort;
}
