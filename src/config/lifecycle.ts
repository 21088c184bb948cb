/** The `lifecycle` section: guards by address, and what they may name. */
import type { AttributePath } from '../model/path.ts';
import { parseAddress } from '../model/address.ts';
import { formatPath, parsePath } from '../model/path.ts';
import type { Members, Shape } from '../model/shape.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { nearAddress } from '../kinds/near-address.ts';
import type { Governance } from '../schema/governance.ts';
import type { KindDeclaration } from '../kinds/recorder.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Lifecycle } from './configuration.ts';
import { fault } from './checks/placed.ts';
import type { Placed } from './checks/placed.ts';

/** The guards of a valid document. */
export function lifecycleOf(document: Governance): ReadonlyMap<string, Lifecycle> {
  return new Map(
    Object.entries(document.lifecycle ?? {}).map(([address, { preventDestroy, ignoreChanges }]) => [
      address,
      {
        preventDestroy: preventDestroy ?? false,
        ignoreChanges: (ignoreChanges ?? []).flatMap((text) => {
          const path = parsePath(text);
          return path === undefined ? [] : [path];
        }),
      },
    ]),
  );
}

/** Guards of nothing, and of properties that do not exist. */
export function checkLifecycle(declarations: readonly KindDeclaration[], document: Governance): Placed[] {
  const kindByAddress = new Map(declarations.map(({ address, kind }) => [address, kind]));
  return Object.entries(document.lifecycle ?? {}).flatMap(([address, rule]) => {
    const kind = kindByAddress.get(address);
    const path = ['lifecycle', address];
    if (kind === undefined) {
      const near = nearAddress(address, kindByAddress.keys());
      const known = KINDS.has(parseAddress(address)?.kind ?? '');
      if (near === undefined && known) return [undeclared(address, path, rule.preventDestroy === true)];
      const hint =
        near === undefined ? 'Name a declared resource, such as catalog.KEY' : `Did you mean "${near}"?`;
      return [fault('REFERENCE_UNKNOWN', path, `There is no resource "${address}"`, hint)];
    }
    const members = KINDS.get(kind)?.attributes ?? {};
    return (rule.ignoreChanges ?? []).flatMap((text, index) => {
      const wrong = wrongAttribute(kind, members, text);
      return wrong === undefined
        ? []
        : [fault('REFERENCE_UNKNOWN', [...path, 'ignoreChanges', index], wrong.summary, wrong.hint)];
    });
  });
}

/** What was taken out of the configuration is still guarded: only the plan knows whether it exists. */
function undeclared(address: string, path: readonly string[], guarded: boolean): Placed {
  return {
    ...fault(
      'LIFECYCLE_UNDECLARED',
      path,
      `${address} is not declared${guarded ? '; its preventDestroy still stops its deletion' : ''}`,
      'Once it is gone, or is meant to go, remove this entry',
    ),
    severity: 'warning',
  };
}

interface Wrong {
  readonly summary: string;
  readonly hint: string;
}

/** What is wrong with the path of an attribute of a kind, if anything. */
function wrongAttribute(kind: string, members: Members, text: string): Wrong | undefined {
  const path = parsePath(text);
  if (path === undefined) {
    const hint = 'Write it like requestApprovalSettings.stages[0].primaryApprovers';
    return { summary: `"${text}" is not the path of a property`, hint };
  }
  let shape: Shape = { type: 'object', members };
  for (const [depth, step] of path.entries()) {
    const at = depth === 0 ? `A ${kind}` : formatPath(path.slice(0, depth));
    const next = inside(shape, step, at, path.slice(0, depth));
    if ('summary' in next) return next;
    shape = next;
  }
  return undefined;
}

/** The only path within that ends with a name. */
function onlyPathTo(name: string, members: Members, path: AttributePath): string | undefined {
  const found = Object.entries(members).flatMap(([member, shape]) =>
    shape.type === 'object' && Object.hasOwn(shape.members, name)
      ? [formatPath([...path, member, name])]
      : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

function inside(shape: Shape, step: string | number, at: string, path: AttributePath): Shape | Wrong {
  if (shape.type === 'object' && typeof step === 'string') {
    const member = shape.members[step];
    if (member !== undefined) return member;
    const known = Object.keys(shape.members);
    const near = didYouMean(step, known) ?? onlyPathTo(step, shape.members, path);
    const hint = near === undefined ? `It has ${known.join(', ')}` : `Did you mean "${near}"?`;
    return { summary: `${at} has no property "${step}"`, hint };
  }
  if (shape.type === 'object')
    return { summary: `${at} is not a list`, hint: `It has ${Object.keys(shape.members).join(', ')}` };
  if (shape.type === 'list') {
    if (typeof step === 'number') return shape.of;
    return {
      summary: `${at} is a list`,
      hint: `Name an entry by its place: ${formatPath([...path, 0, step])}`,
    };
  }
  if (shape.type === 'set')
    return { summary: `The entries of ${at} have no order and no names`, hint: `Ignore ${at} as a whole` };
  return { summary: `${at} has no parts`, hint: `Ignore ${at} itself` };
}
