/** May somebody ask for a package, how, and why: the question that this room is for. */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Requestor } from './access-change.ts';
import { stageText } from './approvers.ts';
import type { Asker } from './asker.ts';
import {
  departureOf,
  groupOf,
  isExternal,
  isNewcomer,
  organizationsOf,
  requestorOf,
  sourceNames,
} from './asker.ts';
import type { Admission } from './eligibility.ts';
import { admission, assignability, automaticAdmission } from './eligibility.ts';
import type { SignIn, Tri } from './facts.ts';
import { domainOf } from './facts.ts';
import type { AccessModel, PackageView } from './model.ts';
import { nameOf } from './model.ts';
import type { Named, PolicyClass, PolicyView } from './policy-view.ts';
import type { Terms } from './terms.ts';
import { termsOf } from './terms.ts';

/** One step of the reasoning. */
export interface Step {
  /** `note`: a fact on the way that decides nothing by itself. */
  readonly result: Tri | 'note';
  /** A sentence without a full stop; untrusted text inside. */
  readonly text: string;
  /** What in the configuration or tenant says so; a path inside the resource's attributes. */
  readonly at?: { readonly address: ResourceAddress; readonly path: AttributePath };
}

/** What decided: the first precondition that fails, or how the policies came out. */
export type Reason =
  | 'offered'
  | 'packageMissing'
  | 'catalogUnpublished'
  | 'accountDisabled'
  | 'catalogNotVisible'
  | 'domainNotInvited'
  | 'incompatible'
  | 'holdsAlready'
  | 'noPolicy'
  | 'factsMissing';

/** A policy through which somebody gets access, and on which terms. */
export interface Way {
  readonly policy: Named & { readonly class: PolicyClass | undefined };
  readonly terms: Terms;
}

export interface AccessAnswer {
  readonly requestor: Requestor;
  readonly package: Named;
  /** May they ask for it by themselves. */
  readonly verdict: Tri;
  readonly reason: Reason;
  /** Only its link leads to the package; says nothing about who may ask. */
  readonly hidden: boolean;
  /** What is offered, by name of the policy; with verdict `unknown`, what may be. Empty for `no`. */
  readonly ways: readonly Way[];
  /** Access that they have or get without asking; `unknown` where the rule cannot be decided. */
  readonly automatic: readonly (Way & { readonly certain: boolean })[];
  /** What a `yes` still depends on, a sentence each (`not for holders of Tango audit`). */
  readonly conditions: readonly string[];
  /** What is not known and why it matters, a sentence each. */
  readonly unknown: readonly string[];
  /** The reasoning in its order. */
  readonly steps: readonly Step[];
}

/** Answers for one requestor and one package. Pure, and independent of how many others there are. */
export function answerFor(model: AccessModel, asker: Asker, address: ResourceAddress): AccessAnswer {
  return new Answering(model, asker, address, true).answer();
}

/** The same answer without its steps, for those who ask very often. */
export function briefAnswer(model: AccessModel, asker: Asker, address: ResourceAddress): AccessAnswer {
  return new Answering(model, asker, address, false).answer();
}

class Answering {
  private readonly steps: Step[] = [];
  private readonly conditions: string[] = [];
  private readonly unknown: string[] = [];
  private readonly model: AccessModel;
  private readonly asker: Asker;
  private readonly address: ResourceAddress;
  private readonly requestor: Requestor;
  private readonly explained: boolean;

  constructor(model: AccessModel, asker: Asker, address: ResourceAddress, explained: boolean) {
    this.explained = explained;
    this.model = model;
    this.asker = asker;
    this.address = address;
    this.requestor = requestorOf(model, asker);
  }

  private get who(): string {
    return this.requestor.label;
  }

  answer(): AccessAnswer {
    const view = this.model.packages.get(this.address);
    if (view === undefined) {
      this.step('no', `There is no package ${this.address}`);
      return this.result('no', 'packageMissing');
    }
    const refused = this.preconditions(view);
    const automatic = this.automatic(view);
    if (refused !== undefined)
      return this.result(refused === 'factsMissing' ? 'unknown' : 'no', refused, [], automatic);
    return this.policies(view, automatic);
  }

  private preconditions(view: PackageView): Reason | undefined {
    this.step('yes', `The package ${view.displayName} exists`, view.address);
    if (view.hidden) this.step('note', 'It is hidden: only its link leads to it', view.address, 'isHidden');
    return (
      this.catalog(view) ??
      this.account() ??
      this.visibility(view) ??
      this.invitation() ??
      this.incompatible(view) ??
      this.held(view)
    );
  }

  private catalog(view: PackageView): Reason | undefined {
    const catalog = this.model.catalogs.get(view.catalog);
    const name = catalog?.displayName ?? view.catalog;
    if (catalog?.published === true) {
      this.step('yes', `Its catalog ${name} is published`, view.catalog, 'state');
      return undefined;
    }
    this.step('no', `Its catalog ${name} is not published`, view.catalog, 'state');
    return 'catalogUnpublished';
  }

  private account(): Reason | undefined {
    if (this.asker.type !== 'person') return undefined;
    const { id, userType, accountEnabled } = this.asker.person;
    if (id === undefined) {
      this.step('note', `${this.who} is not in the directory yet`);
      return undefined;
    }
    const type = userType === undefined ? 'user' : userType.toLowerCase();
    if (accountEnabled === false) {
      this.step('no', `The account of ${this.who} is disabled`);
      return 'accountDisabled';
    }
    if (departureOf(this.model, this.asker) === undefined)
      this.step('note', `${this.who} is a ${type} in the directory`);
    return undefined;
  }

  private visibility(view: PackageView): Reason | undefined {
    this.organizations();
    if (!isNewcomer(this.asker)) return undefined;
    const visible = this.model.catalogs.get(view.catalog)?.externallyVisible === true;
    const text = `The catalog is ${visible ? '' : 'not '}visible to people from outside`;
    this.step(visible ? 'yes' : 'no', text, view.catalog, 'isExternallyVisible');
    return visible ? undefined : 'catalogNotVisible';
  }

  private organizations(): void {
    if (!this.explained || this.asker.type !== 'person' || isExternal(this.asker) === 'no') return;
    const { certain, possible, signIn } = organizationsOf(this.model, this.asker);
    const how = this.signIn(signIn);
    for (const { address, displayName } of certain)
      this.step('note', `${this.who} ${how}, so is of ${displayName}`, address, 'identitySources');
    if (certain.length > 0) return;
    if (possible.length === 0) this.step('note', `${this.who} ${how}, and is of no connected organization`);
    else
      this.step(
        'unknown',
        signIn === undefined
          ? `It is not known whether an Entra tenant has verified ${domainOf(this.mail) ?? 'the domain'}`
          : `It is not known whether ${this.who} is a guest`,
      );
  }

  private get mail(): string | undefined {
    return this.asker.type === 'person' ? this.asker.person.mail : undefined;
  }

  private signIn(signIn: SignIn | undefined): string {
    switch (signIn?.kind) {
      case 'entra': {
        const name = this.model.directory.names?.[signIn.tenantId];
        return `signs in through the Entra tenant ${name ?? signIn.tenantId}`;
      }
      case 'federation':
        return `signs in by federation of ${domainOf(this.mail) ?? 'the domain'}`;
      case 'social':
        return `signs in with ${signIn.provider}`;
      case 'oneTimePasscode':
        return 'signs in with a one-time passcode';
      case undefined:
        return 'signs in in a way that is not known here';
    }
  }

  /** The list of partner domains stops invitations, so newcomers only. */
  private invitation(): Reason | undefined {
    const lists = this.model.invitationDomains;
    if (!isNewcomer(this.asker) || (lists?.allow === undefined && lists?.deny === undefined))
      return undefined;
    const domains = this.domains();
    if (domains === undefined) {
      if (lists.allow !== undefined)
        this.conditions.push(`only from domains that may be invited: ${lists.allow.join(', ')}`);
      if (lists.deny !== undefined)
        this.conditions.push(`not from domains that may not be invited: ${lists.deny.join(', ')}`);
      return undefined;
    }
    const refused = domains.filter((domain) => !this.invited(domain));
    const [first] = refused;
    if (first === undefined) return undefined;
    if (refused.length < domains.length) {
      this.conditions.push(`not from ${refused.join(', ')}, which may not be invited`);
      return undefined;
    }
    this.step('no', `Nobody of ${first} may be invited (tenant.invitationDomains)`);
    return 'domainNotInvited';
  }

  /** Domains that the requestor's address can have; undefined where it can be any. */
  private domains(): readonly string[] | undefined {
    if (this.asker.type === 'person') {
      const domain = domainOf(this.mail);
      return domain === undefined ? undefined : [domain];
    }
    if (this.asker.type !== 'connectedOrganization') return undefined;
    const sources = this.model.organizations.get(this.asker.address)?.sources ?? [];
    const names = sources.flatMap((source) => sourceNames(this.model, source));
    return names.length > 0 && names.every((name) => /^\S+\.\S+$/.test(name)) ? names : undefined;
  }

  private invited(domain: string): boolean {
    const { allow, deny } = this.model.invitationDomains ?? {};
    const has = (list: readonly string[]) => list.some((each) => each.toLowerCase() === domain);
    return !(deny !== undefined && has(deny)) && (allow === undefined || has(allow));
  }

  private incompatible(view: PackageView): Reason | undefined {
    const name = (address: string) => this.model.packages.get(address)?.displayName ?? address;
    const { asker } = this;
    const holds = asker.type === 'person' ? asker.person.holds : undefined;
    const held = view.incompatiblePackages.find((other) => holds?.includes(other) === true);
    if (held !== undefined) {
      const text = `${this.who} holds ${name(held)}, which is incompatible`;
      this.step('no', text, view.address, 'incompatibleAccessPackages');
      return 'incompatible';
    }
    const newcomer = asker.type === 'person' && asker.person.id === undefined;
    if (holds === undefined && !newcomer && view.incompatiblePackages.length > 0)
      this.conditions.push(`not for holders of ${view.incompatiblePackages.map(name).join(', ')}`);
    return this.incompatibleGroups(view);
  }

  private incompatibleGroups(view: PackageView): Reason | undefined {
    if (view.incompatibleGroups.length === 0) return undefined;
    const found = groupOf(this.model, this.asker, view.incompatibleGroups);
    const group = nameOf(this.model.directory, found.group ?? '');
    if (found.in === 'yes') {
      const text = `${this.who} is in ${group}, which is incompatible`;
      this.step('no', text, view.address, 'incompatibleGroups');
      return 'incompatible';
    }
    if (found.in === 'no') return undefined;
    const names = view.incompatibleGroups.map((id) => nameOf(this.model.directory, id)).join(', ');
    if (this.asker.type !== 'person') {
      this.conditions.push(`not for members of ${names}`);
      return undefined;
    }
    const text = `${group} is incompatible, and its members are not known here`;
    this.step('unknown', text, view.address, 'incompatibleGroups');
    this.unknown.push(`whether ${this.who} is in ${names}, whose members may not ask`);
    return 'factsMissing';
  }

  private held(view: PackageView): Reason | undefined {
    if (this.asker.type !== 'person' || this.asker.person.holds?.includes(view.address) !== true)
      return undefined;
    this.step('no', `${this.who} holds it already; only an extension can be asked for`, view.address);
    return 'holdsAlready';
  }

  private automatic(view: PackageView): AccessAnswer['automatic'] {
    return this.policiesOf(view).flatMap((policy) => {
      if (!policy.automatic) return [];
      const found = automaticAdmission(policy, this.asker);
      if (this.asker.type === 'person' || found.admits === 'yes') this.admissionStep(policy, found, 'note');
      return found.admits === 'no' ? [] : [{ ...this.way(policy), certain: found.admits === 'yes' }];
    });
  }

  private policiesOf(view: PackageView): readonly PolicyView[] {
    return this.model.policiesOf.get(view.address) ?? [];
  }

  /** Also says whether direct assignment can help: the assignee has to be in the scope of a policy. */
  private noPolicy(all: readonly PolicyView[]): string {
    const text = `No policy lets ${this.who} request it`;
    if (!this.explained) return text;
    const through = (wanted: Tri) =>
      all
        .filter((policy) => assignability(this.model, policy, this.asker) === wanted)
        .map(({ displayName }) => displayName)
        .join(', ');
    const [sure, open] = [through('yes'), through('unknown')];
    if (sure !== '') return `${text}; an administrator can assign it directly through ${sure}`;
    if (open !== '')
      return `${text}; whether ${this.who} is in the scope of ${open}, so that an administrator can assign it directly, is unknown`;
    return `${text}, and none has them in its scope, so it cannot be assigned directly either`;
  }

  private policies(view: PackageView, automatic: AccessAnswer['automatic']): AccessAnswer {
    const all = this.policiesOf(view);
    const found = all
      .filter((policy) => !policy.automatic)
      .map((policy) => ({ policy, admission: admission(this.model, policy, this.asker) }));
    for (const { policy, admission } of found) this.admissionStep(policy, admission);
    if (all.length === 0) this.step('no', 'It has no policy', view.address);
    const of = (result: Tri) => found.filter(({ admission }) => admission.admits === result);
    const sure = this.strictest(of('yes').map(({ policy }) => policy));
    const open = of('unknown').map(({ policy }) => policy);
    for (const { policy, admission } of of('unknown'))
      this.unknown.push(`whether the policy ${policy.displayName} applies: it ${admission.because}`);
    const unknown = this.model.unknownOf.get(view.address) ?? [];
    this.unknown.push(...unknown);
    for (const each of unknown) this.step('unknown', `It is not known ${each}`, view.address);
    if (sure.length === 0 && open.length === 0 && unknown.length > 0)
      return this.result('unknown', 'factsMissing', [], automatic);
    if (sure.length === 0 && open.length === 0) {
      this.step('no', all.length === 0 ? `${this.who} may not ask` : this.noPolicy(all));
      return this.result('no', 'noPolicy', [], automatic);
    }
    if (sure.length === 0) {
      this.step('unknown', `Whether ${this.who} may ask depends on what is not known`);
      return this.result(
        'unknown',
        'factsMissing',
        open.map((policy) => this.way(policy)),
        automatic,
      );
    }
    const ways = sure.map((policy) => this.way(policy));
    const departure = departureOf(this.model, this.asker);
    if (departure !== undefined) {
      const when = departure === '' ? '' : `: ${departure}`;
      this.step('unknown', `${this.who} cannot ask unless restored${when}`);
      this.unknown.push(`whether ${this.who} is restored${when}`);
      return this.result('unknown', 'factsMissing', ways, automatic);
    }
    if (this.explained) for (const way of ways) this.termSteps(way);
    this.step('yes', `${this.who} may ask for ${view.displayName}`);
    return this.result('yes', 'offered', ways, automatic);
  }

  /** Policies of a stricter class hide the others. */
  private strictest(policies: readonly PolicyView[]): readonly PolicyView[] {
    const strictest = Math.min(...policies.map((policy) => policy.class ?? 1));
    const chosen = policies.filter((policy) => (policy.class ?? 1) === strictest);
    const names = chosen.map(({ displayName }) => `"${displayName}"`).join(', ');
    for (const policy of policies) {
      if (chosen.includes(policy)) continue;
      const text = `Policy "${policy.displayName}" is not offered: ${names} is for a narrower choice of people`;
      this.step('note', text, policy.address, 'allowedTargetScope');
    }
    return chosen;
  }

  private way(policy: PolicyView): Way {
    const { address, displayName, class: strictness } = policy;
    return {
      policy: { address, displayName, class: strictness },
      terms: termsOf(this.model, policy, this.asker),
    };
  }

  private admissionStep(policy: PolicyView, { admits, because, member }: Admission, as?: 'note'): void {
    this.step(as ?? admits, `Policy "${policy.displayName}" ${because}`, policy.address, member);
  }

  private termSteps({ policy, terms }: Way): void {
    const approval = 'requestApprovalSettings';
    if (terms.approval.length === 0)
      this.step('note', 'No approval is needed', policy.address, approval, 'isApprovalRequiredForAdd');
    for (const stage of terms.approval) {
      const path = ['stages', stage.index, FROM[stage.from]];
      this.step('note', `Stage ${stage.index + 1}: ${stageText(stage)}`, policy.address, approval, ...path);
      for (const reason of stage.approvers.leftOut)
        this.step(
          'note',
          `Stage ${stage.index + 1}: not counted: ${reason}`,
          policy.address,
          approval,
          'stages',
          stage.index,
        );
    }
  }

  private step(
    result: Step['result'],
    text: string,
    address?: ResourceAddress,
    ...path: AttributePath
  ): void {
    if (this.explained)
      this.steps.push({ result, text, ...(address !== undefined && { at: { address, path } }) });
  }

  private result(
    verdict: Tri,
    reason: Reason,
    ways: readonly Way[] = [],
    automatic: AccessAnswer['automatic'] = [],
  ): AccessAnswer {
    const { steps, conditions, unknown, model, requestor, address } = this;
    const view = model.packages.get(address);
    const displayName = view?.displayName ?? address;
    return {
      requestor,
      package: { address, displayName },
      hidden: view?.hidden === true,
      ...{ verdict, reason, ways, automatic, conditions, unknown, steps },
    };
  }
}

const FROM = {
  primary: 'primaryApprovers',
  fallback: 'fallbackPrimaryApprovers',
  nobody: 'primaryApprovers',
} as const;

/** True when nobody has to agree. */
export function isUnapproved({ ways }: Pick<AccessAnswer, 'ways'>): boolean {
  return ways.some(({ terms }) => terms.approval.length === 0);
}
