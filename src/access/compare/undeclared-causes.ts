/** Causes that nothing declares: they have an id for an address. */
import type { ResourceAddress } from '../../model/address.ts';
import { parseAddress } from '../../model/address.ts';
import { canonicalJson } from '../../model/value.ts';
import { parentIn } from '../../kinds/parents.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { DirectoryFacts } from '../facts/facts.ts';
import { NO_FACTS } from '../facts/facts.ts';
import type { AccessResource } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { AccessCause, AccessChange, AccessDiff } from './access-change.ts';
import type { PlaceOf } from './causes.ts';
import { causeAt } from './causes.ts';

interface BothSides {
  readonly past: readonly AccessResource[];
  readonly present: readonly AccessResource[];
  readonly directory?: DirectoryFacts | undefined;
  /** Absent where nothing is said of lines. */
  readonly placeOf?: PlaceOf | undefined;
}

/**
 * Each is also called what the tenant calls it. What goes with the package or catalog that it is in is not a cause of its
 * own: that is.
 */
export function withUndeclaredCauses(diff: AccessDiff, sides: BothSides): AccessDiff {
  const { gained, lost, changed } = diff;
  const causes = [...gained, ...lost, ...changed].flatMap((entry) => entry.causes);
  const ids = new Set(causes.map(({ address }) => address).filter((id) => parseAddress(id) === undefined));
  if (ids.size === 0) return diff;
  const { past, present, directory = NO_FACTS, placeOf = () => undefined } = sides;
  const stays = new Set(present.map(({ address }) => address));
  const undeclared = new Map(
    [...past, ...present].filter(({ address }) => ids.has(address)).map((each) => [each.address, each]),
  );
  const called = (cause: AccessCause): AccessCause => {
    const resource = undeclared.get(cause.address);
    const kind = resource && KINDS.get(resource.kind);
    if (resource === undefined || kind === undefined) return cause;
    const within = stays.has(resource.address) ? undefined : declaredIn(kind, resource);
    if (within !== undefined) return causeAt(within, [], placeOf);
    const name = kind.words
      .displayName(resource.attributes)
      .split(' ')
      .map((word) => nameOf(directory, word))
      .join(' ');
    return { ...cause, called: `${kind.words.noun} "${name}"` };
  };
  const all = (list: readonly AccessChange[]) =>
    list.map((entry) => ({ ...entry, causes: onceEach(entry.causes.map(called)) }));
  return { gained: all(gained), lost: all(lost), changed: all(changed) };
}

function declaredIn(
  kind: Parameters<typeof parentIn>[0],
  { attributes }: AccessResource,
): ResourceAddress | undefined {
  const within = parentIn(kind, attributes);
  return within === undefined || parseAddress(within) === undefined ? undefined : within;
}

/** Without one of a whole object beside one that says what of it. */
function onceEach(causes: readonly AccessCause[]): readonly AccessCause[] {
  const once = [
    ...new Map(causes.map((cause) => [canonicalJson([cause.address, cause.path ?? null]), cause])).values(),
  ];
  const inPart = new Set(once.flatMap(({ address, path }) => (path === undefined ? [] : [address])));
  return once.filter(({ address, path }) => path !== undefined || !inPart.has(address));
}
