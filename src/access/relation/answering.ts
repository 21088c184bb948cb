/** Whether a requestor can request a package, how, and why: the question that this room answers. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessAnswer, Reason, Restriction, Way } from './answer.ts';
import type { Requestor } from '../facts/requestor.ts';
import { departureOf } from '../facts/requestor.ts';
import { unlistedSourcesOf } from '../facts/unlisted-sources.ts';
import type { Admission } from './eligibility.ts';
import { admission, assignability, automaticAdmission } from './eligibility.ts';
import type { Tri } from '../facts/facts.ts';
import type { AccessModel, PackageView } from '../facts/model.ts';
import { restrictionText, stageText } from '../words/phrases.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { excludedBeside, isExcluded, preconditions } from './preconditions.ts';
import { Reasoning } from './reasoning.ts';
import type { Terms } from './terms.ts';
import { termsOf } from './terms.ts';

/** Answers for one requestor and one package. Pure, and independent of how many others there are. */
export function answerFor(model: AccessModel, requestor: Requestor, address: ResourceAddress): AccessAnswer {
  return new Answering(new Reasoning(model, requestor, address, true)).answer();
}

/** Why not, where it is `no`: the step that decided; `isNamedAbove`: as a line below the name of those whom it is said of. */
export function refusalOf(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
  isNamedAbove: boolean,
): string {
  const { steps } = new Answering(new Reasoning(model, requestor, address, true, isNamedAbove)).answer();
  return steps.filter(({ result }) => result === 'no').at(-1)?.text ?? '';
}

/** The same answer without its steps, for those who ask very often. */
export function briefAnswer(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
): AccessAnswer {
  return new Answering(new Reasoning(model, requestor, address, false)).answer();
}

/** A policy with its terms for one requestor. */
export function wayThrough(model: AccessModel, policy: PolicyView, requestor: Requestor): Way {
  return wayOn(policy, termsOf(model, policy, requestor));
}

/** A policy with terms that it has for some people. */
export function wayOn({ address, displayName, class: strictness }: PolicyView, terms: Terms): Way {
  return { policy: { address, displayName, class: strictness }, terms };
}

class Answering {
  private readonly reasoning: Reasoning;

  constructor(reasoning: Reasoning) {
    this.reasoning = reasoning;
  }

  answer(): AccessAnswer {
    const { model, address } = this.reasoning;
    const view = model.packages.get(address);
    if (view === undefined) {
      this.reasoning.step('no', `There is no package ${address}`);
      return this.result('no', 'packageMissing');
    }
    const refused = preconditions(this.reasoning, view);
    const automatic = this.automatic(view);
    if (refused !== undefined && automatic.length > 0) excludedBeside(this.reasoning, view, refused);
    if (refused !== undefined)
      return this.result(refused === 'factsMissing' ? 'unknown' : 'no', refused, [], automatic);
    return this.policies(view, automatic);
  }

  private automatic(view: PackageView): AccessAnswer['automatic'] {
    const { model, requestor } = this.reasoning;
    return this.policiesOf(view).flatMap((policy) => {
      if (!policy.automatic) return [];
      const excluded = isExcluded(this.reasoning, view);
      const found = doubted(automaticAdmission(policy, requestor), excluded);
      if (found.admits === 'unknown' && excluded !== 'no') this.reasoning.unknown.push(UNDOCUMENTED);
      if (requestor.type === 'person' || found.admits === 'yes') this.admissionStep(policy, found, 'note');
      const certain = found.admits === 'yes' && departureOf(model, requestor) === undefined;
      return found.admits === 'no' ? [] : [{ ...this.way(policy), certain }];
    });
  }

  private policiesOf(view: PackageView): readonly PolicyView[] {
    return this.reasoning.model.policiesOf.get(view.address) ?? [];
  }

  /** Also says whether direct assignment can help: the assignee has to be in the scope of a policy. */
  private noPolicy(all: readonly PolicyView[]): string {
    const text = `No policy lets ${this.reasoning.whom} request it`;
    if (!this.reasoning.explained) return text;
    const through = (wanted: Tri) =>
      all
        .filter((policy) => assignability(this.reasoning.model, policy, this.reasoning.requestor) === wanted)
        .map(({ displayName }) => displayName)
        .join(', ');
    const [sure, open] = [through('yes'), through('unknown')];
    const ended = all.filter((policy) => policy.ended !== undefined).map(({ displayName }) => displayName);
    if (sure === '' && open === '' && ended.length > 0)
      return `${text}; access through ${ended.join(', ')} has ended`;
    if (sure !== '') return `${text}; an administrator can assign it directly through ${sure}`;
    if (open !== '')
      return `${text}; whether ${this.reasoning.who} is in the scope of ${open}, so that an administrator can assign it directly, is unknown`;
    return `${text}, and none has them in its scope, so it cannot be assigned directly either`;
  }

  /** A policy that lists an organization names people of whom it can be unknown who they are. */
  private unknownPeople(sure: readonly unknown[]): readonly string[] {
    const { model, requestor } = this.reasoning;
    const isWhole = requestor.type === 'connectedOrganization' && sure.length > 0;
    return isWhole ? unlistedSourcesOf(model, requestor) : [];
  }

  private policies(view: PackageView, automatic: AccessAnswer['automatic']): AccessAnswer {
    const all = this.policiesOf(view);
    // Users whom a rule matches request as what else they are.
    const asked = this.reasoning.requestor.type === 'attributeRule' ? [] : all;
    const found = asked
      .filter((policy) => !policy.automatic)
      .map((policy) => ({
        policy,
        admission: admission(this.reasoning.model, policy, this.reasoning.requestor),
      }));
    for (const { policy, admission } of found) this.admissionStep(policy, admission);
    const of = (result: Tri) => found.filter(({ admission }) => admission.admits === result);
    const sure = this.strictest(of('yes').map(({ policy }) => policy));
    const open = of('unknown').map(({ policy }) => policy);
    for (const { policy, admission } of of('unknown'))
      this.reasoning.unknown.push(
        `whether the policy ${policy.displayName} applies: it ${admission.because}`,
      );
    const unknown = this.reasoning.model.unknownOf.get(view.address) ?? [];
    if (all.length + unknown.length === 0) this.reasoning.step('no', 'It has no policy', view.address);
    this.reasoning.unknown.push(...unknown, ...this.unknownPeople(of('yes')));
    for (const each of unknown) this.reasoning.step('unknown', `Unknown: ${each}`, view.address);
    if (sure.length === 0 && open.length === 0 && unknown.length > 0)
      return this.result('unknown', 'factsMissing', [], automatic);
    if (sure.length === 0 && open.length === 0) {
      this.reasoning.step(
        'no',
        all.length === 0 ? `${this.reasoning.who} cannot request it` : this.noPolicy(all),
      );
      return this.result('no', 'noPolicy', [], automatic);
    }
    if (sure.length === 0) {
      this.reasoning.step('unknown', `Whether ${this.reasoning.who} can request it depends on unknown facts`);
      return this.result(
        'unknown',
        'factsMissing',
        open.map((policy) => this.way(policy)),
        automatic,
      );
    }
    const ways = sure.map((policy) => this.way(policy));
    const unread = unknownOfCatalog(this.reasoning.model, view);
    if (unread !== undefined) {
      this.reasoning.unknown.push(unread);
      return this.result('unknown', 'factsMissing', ways, automatic);
    }
    const { doubts } = this.reasoning;
    if (doubts.length > 0) {
      this.reasoning.unknown.push(...doubts);
      this.reasoning.step('unknown', `Whether ${this.reasoning.who} can request it depends on unknown facts`);
      return this.result('unknown', 'factsMissing', ways, automatic);
    }
    if (this.reasoning.departed('cannot request it'))
      return this.result('unknown', 'factsMissing', ways, automatic);
    if (this.reasoning.explained) for (const way of ways) this.termSteps(way);
    this.reasoning.step('yes', `${this.reasoning.who} can request ${view.displayName}`);
    return this.result('yes', 'offered', ways, automatic);
  }

  /** Policies of a stricter class hide the others. */
  private strictest(policies: readonly PolicyView[]): readonly PolicyView[] {
    const strictest = Math.min(...policies.map((policy) => policy.class ?? 1));
    const chosen = policies.filter((policy) => (policy.class ?? 1) === strictest);
    const names = chosen.map(({ displayName }) => `"${displayName}"`).join(', ');
    for (const policy of policies) {
      if (chosen.includes(policy)) continue;
      const text = `Policy "${policy.displayName}" is not offered: ${names} applies to them more specifically`;
      this.reasoning.step('note', text, policy.address, 'allowedTargetScope');
    }
    return chosen;
  }

  private way(policy: PolicyView): Way {
    return wayThrough(this.reasoning.model, policy, this.reasoning.requestor);
  }

  private admissionStep(policy: PolicyView, { admits, because, member }: Admission, as?: 'note'): void {
    this.reasoning.step(as ?? admits, `Policy "${policy.displayName}" ${because}`, policy.address, member);
  }

  private termSteps({ policy, terms }: Way): void {
    const approval = 'requestApprovalSettings';
    if (terms.approval.length === 0)
      this.reasoning.step(
        'note',
        'No approval is needed',
        policy.address,
        approval,
        'isApprovalRequiredForAdd',
      );
    for (const stage of terms.approval) {
      const path = ['stages', stage.index, FROM[stage.from]];
      this.reasoning.step(
        'note',
        `Stage ${stage.index + 1}: ${stageText(stage)}`,
        policy.address,
        approval,
        ...path,
      );
      for (const reason of stage.approvers.leftOut)
        this.reasoning.step(
          'note',
          `Stage ${stage.index + 1}: not counted: ${reason}`,
          policy.address,
          approval,
          'stages',
          stage.index,
        );
    }
  }

  private result(
    verdict: Tri,
    reason: Reason,
    ways: readonly Way[] = [],
    automatic: AccessAnswer['automatic'] = [],
  ): AccessAnswer {
    const { steps, restrictions: all, unknown, model, name, address } = this.reasoning;
    // A rule assigns to whomever it matches, be they kept out of requests; only who has something incompatible may be passed over.
    const byRule = ways.length === 0 && automatic.length > 0;
    const restrictions = byRule ? all.filter(({ type }) => EXCLUDING.includes(type)) : all;
    const view = model.packages.get(address);
    const displayName = view?.displayName ?? address;
    return {
      requestor: name,
      package: { address, displayName },
      hidden: view?.hidden === true,
      ...{ verdict, reason, ways, automatic },
      conditions: restrictions.map(restrictionText),
      ...{ restrictions, unknown, steps },
    };
  }
}

const EXCLUDING: readonly Restriction['type'][] = ['holders', 'members'];
const UNDOCUMENTED = 'whether automatic assignment passes over those who have something incompatible';

function doubted(found: Admission, excluded: Tri): Admission {
  if (found.admits !== 'yes' || excluded === 'no') return found;
  const have = excluded === 'yes' ? 'have' : 'may have';
  return {
    ...found,
    admits: 'unknown',
    because: `${found.because}; whether it assigns to those who ${have} something incompatible is not known`,
  };
}

const FROM = {
  primary: 'primaryApprovers',
  fallback: 'fallbackPrimaryApprovers',
  nobody: 'primaryApprovers',
} as const;

/** What is not known of the catalog that a package lies in. */
function unknownOfCatalog({ catalogs }: AccessModel, { catalog: address }: PackageView): string | undefined {
  const catalog = catalogs.get(address);
  if (catalog === undefined) return `whether its catalog ${address} is published and visible`;
  return catalog.published === undefined
    ? `whether its catalog ${catalog.displayName} is published`
    : undefined;
}
