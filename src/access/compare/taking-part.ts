/** Which changes can open a way to access in several steps: those that have to do with groups that packages grant. */
import { isList, isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import { withOuterGroups } from '../facts/facts.ts';
import { grantedGroup } from '../facts/model.ts';
import type { AccessModel } from '../facts/model.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { ResourceChange } from './causes.ts';
import { differencesIn } from './causes.ts';
import { PATH_FACETS } from './path-facets.ts';
import type { Revision } from './touched.ts';

/** The changes that can open a way through a granted group. */
export function takingPartInPaths({ before, after, changes }: Revision): readonly ResourceChange[] {
  const groups = new GroupGrants([before, after]);
  return changes.filter((change) => groups.takesPart(change));
}

const ROLES: readonly string[] = ['packageResourceRole', 'catalogResource', 'catalogRole', 'tenantRole'];

/** Which groups packages make people members or owners of, before or after. */
class GroupGrants {
  private readonly models: readonly AccessModel[];
  /** Ids of the groups, and of those that they are members of. */
  private readonly groups: ReadonlySet<string>;
  private readonly packages = new Set<string>();
  /** Addresses of the grants and of their resources. */
  private readonly grants = new Set<string>();

  constructor(models: readonly AccessModel[]) {
    this.models = models;
    const granted = new Set<string>();
    for (const { grantsOf } of models)
      for (const [address, grants] of grantsOf)
        for (const grant of grants) {
          const group = grantedGroup(grant);
          if (group === undefined) continue;
          granted.add(group);
          this.packages.add(address);
          this.grants.add(grant.address).add(grant.from);
        }
    this.groups = new Set(models.flatMap(({ directory }) => [...withOuterGroups(directory, granted)]));
  }

  /** Whether a change can open a way through one of them. */
  takesPart(change: ResourceChange): boolean {
    const { kind, address, before, after } = change;
    // Roles that go open nothing, and terms such as the duration lead nowhere.
    if (after === undefined && ROLES.includes(kind)) return false;
    const edits = differencesIn(change);
    if (before && after && !edits.some(({ facets }) => [...facets].some((facet) => PATH_FACETS.has(facet))))
      return false;
    switch (kind) {
      case 'packageResourceRole':
      case 'catalogResource':
        return this.grants.has(address);
      case 'policy':
        return [before, after].some(
          (policy) => this.packages.has(String(policy?.['accessPackage'])) || this.names(policy),
        );
      case 'catalogRole':
      case 'tenantRole':
        return this.names(before) || this.names(after);
      case 'accessPackage':
        return this.isOnTheWay(address);
      case 'catalog':
        return this.models.some(({ packagesIn }) =>
          (packagesIn.get(address) ?? []).some((each) => this.isOnTheWay(each)),
        );
      case 'connectedOrganization':
        return this.names(before) || this.names(after) || this.isOpenTo(address);
      case 'crossTenantAccess':
        return edits.length > 0 && this.isOpenTo(undefined);
      default:
        return false;
    }
  }

  /** It grants a group, or names one that is granted. */
  private isOnTheWay(address: string): boolean {
    return (
      this.packages.has(address) ||
      this.models.some(({ policiesOf }) =>
        (policiesOf.get(address) ?? []).some(({ attributes }) => this.names(attributes)),
      )
    );
  }

  /** Whether people of an organization can request one of the packages; for undefined, anyone from outside. */
  private isOpenTo(organization: string | undefined): boolean {
    const isOpen = ({ organizations, scope }: PolicyView) =>
      organizations.length > 0
        ? organization === undefined || organizations.includes(organization)
        : EXTERNAL_SCOPES.includes(scope);
    return this.models.some(({ policiesOf }) =>
      [...this.packages].some((address) => (policiesOf.get(address) ?? []).some(isOpen)),
    );
  }

  private names(value: JsonValue | undefined): boolean {
    if (typeof value === 'string') return this.groups.has(value);
    if (isList(value)) return value.some((each) => this.names(each));
    return isObject(value) && Object.values(value).some((each) => this.names(each));
  }
}
