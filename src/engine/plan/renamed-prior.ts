import type { Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { PlanMode } from '../../plan/plan.ts';
import type { DesiredResource } from '../../refresh/snapshot.ts';
import type { StateDocument } from '../../state/document.ts';
import { namesAfter, renamedDocument } from '../../state/rename.ts';

interface RenamedPrior {
  readonly document: StateDocument | undefined;
  /** Former address by present one. */
  readonly moved: ReadonlyMap<ResourceAddress, ResourceAddress>;
}

/**
 * The state as `moved` has it, and with what the configuration spells in another way under the address of that.
 * Throws PLAN_MOVED for what cannot be moved. Only a normal plan moves anything.
 */
export function renamedPrior(
  prior: StateDocument | undefined,
  configuration: Configuration,
  mode: PlanMode,
  desired: readonly DesiredResource[],
): RenamedPrior {
  if (prior === undefined || mode !== 'normal') return { document: prior, moved: new Map() };
  const { moved } = configuration;
  const { names, conflicts } = namesAfter(prior, moved, KINDS);
  if (conflicts.length > 0) {
    throw new DiagnosticError(
      conflicts.map(({ from, to }): Diagnostic => {
        const entry = moved.find((move) => move.from === from || move.to === to);
        const range = entry === undefined ? undefined : configuration.rangeOf(entry.path);
        return {
          code: 'PLAN_MOVED',
          severity: 'error',
          summary: `${from} cannot become ${to}: the state holds another resource under that address`,
          hint: `Take the entry out of moved; entente state rm ${from} lets the old object go`,
          ...(range !== undefined && { range }),
        };
      }),
    );
  }
  const document = renamedDocument(prior, names, KINDS);
  const spelled = respelled(document, desired);
  const former = new Map([...names].map(([from, to]) => [to, from]));
  const again = [...spelled].map(([from, to]) => [to, former.get(from) ?? from] as const);
  return { document: renamedDocument(document, spelled, KINDS), moved: new Map([...former, ...again]) };
}

/** New address by old one of what the configuration declares under another spelling: `{ id }` for a name, say. */
function respelled(
  { resources }: StateDocument,
  desired: readonly DesiredResource[],
): ReadonlyMap<ResourceAddress, ResourceAddress> {
  const keyOf = ({ kind: name, attributes }: Pick<DesiredResource, 'kind' | 'attributes'>) => {
    const kind = KINDS.get(name);
    return kind?.identity.spelled === true
      ? `${name} ${kind.identity.naturalKeys(attributes).join(' ')}`
      : undefined;
  };
  const declared = new Set(desired.map(({ address }) => address));
  const tracked = new Set(resources.map(({ address }) => address));
  const anew = new Map(
    desired.filter(({ address }) => !tracked.has(address)).map((each) => [keyOf(each), each.address]),
  );
  return new Map(
    resources.flatMap((resource) => {
      const key = declared.has(resource.address) ? undefined : keyOf(resource);
      const to = key === undefined ? undefined : anew.get(key);
      return to === undefined ? [] : [[resource.address, to] as const];
    }),
  );
}
