/**
 * What is live at attributes whose changes are ignored: no plan corrects it, so that is what counts, and never what is
 * declared. Where the tenant is not read it is unknown.
 */
import type { AccessResource } from '../../access/index.ts';
import { UNREAD_SCOPE } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { GraphReader } from '../../graph/port.ts';
import { partOf } from '../../kinds/access-parts.ts';
import { bearingOnAccess } from '../../kinds/bearing.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import { AddressBook } from '../../model/address-book.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { formatPath } from '../../model/path.ts';
import type { Attributes } from '../../model/value.ts';
import { withValuesOf } from '../../plan/ignore.ts';
import { readLive } from '../../refresh/read.ts';
import type { StateDocument } from '../../state/document.ts';
import { readable } from '../connection/connect.ts';
import type { Host } from '../host.ts';

export interface IgnoredAsked {
  readonly configuration: Pick<Configuration, 'lifecycle'>;
  readonly prior: StateDocument | undefined;
  /** Undefined where the tenant is not read. */
  readonly graph: GraphReader | undefined;
  readonly delay: Host['delay'];
}

export interface IgnoredFound {
  readonly resources: readonly AccessResource[];
  /** What was not read, a sentence each. */
  readonly notes: readonly string[];
}

/** The declared resources with what is live at ignored attributes; what is not tracked is going to be as declared. */
export async function withIgnored(
  resources: readonly AccessResource[],
  { configuration, prior, graph, delay }: IgnoredAsked,
): Promise<IgnoredFound> {
  const tracked = new Map((prior?.resources ?? []).map((each) => [each.address, each]));
  const ignored = new Map(
    resources.flatMap(({ address, kind }) => {
      const paths = bearingOnAccess(
        KINDS.get(kind)?.attributes ?? {},
        configuration.lifecycle.get(address)?.ignoreChanges ?? [],
      );
      return paths.length > 0 && tracked.has(address) ? [[address, paths] as const] : [];
    }),
  );
  if (prior === undefined || ignored.size === 0) return { resources, notes: [] };
  if (graph === undefined)
    return {
      resources: resources.map((each) => (ignored.has(each.address) ? unread(each) : each)),
      notes: [...ignored].map(([address, paths]) => noteOn(address, paths)),
    };
  const live = await readable(() => liveOf(prior, ignored, { graph, delay }));
  return {
    resources: resources.map((each) => ({
      ...each,
      attributes: withValuesOf(each.attributes, live.get(each.address), ignored.get(each.address) ?? []),
    })),
    notes: [],
  };
}

async function liveOf(
  prior: StateDocument,
  ignored: ReadonlyMap<ResourceAddress, unknown>,
  { graph, delay }: { readonly graph: GraphReader; readonly delay: Host['delay'] },
): Promise<ReadonlyMap<ResourceAddress, Attributes>> {
  const resources = prior.resources.filter(({ address }) => ignored.has(address));
  const asked = { ...prior, resources, pending: [], uncertain: [] };
  const { objects } = await readLive({ graph, prior: asked, wants: NO_WANTS, delay });
  const book = new AddressBook(prior.resources);
  return new Map(
    [...objects].flatMap(([kind, found]) =>
      found.map(({ id, attributes }): [ResourceAddress, Attributes] => [
        book.nameOf(kind, id),
        book.withAddresses(KINDS.get(kind)?.attributes ?? {}, attributes),
      ]),
    ),
  );
}

/** A policy of which it is not known whom it admits, nor how; of other kinds only a note tells. */
function unread(resource: AccessResource): AccessResource {
  if (partOf(resource.kind) !== 'terms') return resource;
  const { attributes } = resource;
  return {
    ...resource,
    attributes: {
      ...attributes,
      allowedTargetScope: UNREAD_SCOPE,
      specificAllowedTargets: [],
      automaticRequestSettings: null,
    },
  };
}

function noteOn(address: ResourceAddress, paths: readonly AttributePath[]): string {
  const which = paths.map((path) => formatPath(path)).join(', ');
  return `Changes of ${which} of ${address} are ignored, and what is live there was not read. To read it: --refresh`;
}
