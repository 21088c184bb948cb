/** Files that a project consists of or has its place for, whichever of its environments is chosen. */
import type { StateLocation } from '../schema/governance.ts';
import { overlay } from './merge.ts';
import type { MapNode, SourceNode } from './yaml/source-node.ts';
import { substitute } from './templates/substitute.ts';

/** Where one environment, or the document without one, has its state and its embedded tenant. */
export interface OwnPlaces {
  readonly state: StateLocation;
  readonly embedded?: string;
  readonly seed?: string;
}

/** What nothing else may be written over; known as far as the files can be read, also when they are not valid. */
export interface OwnFiles {
  /** Absolute folder of the root file, to which the places are relative. */
  readonly folder: string;
  /** Absolute paths of the configuration's files. */
  readonly files: readonly string[];
  readonly places: readonly OwnPlaces[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Without a root that can be read: what applies without any setting. */
export function ownPlaces(root: MapNode | undefined, env: Environment): readonly OwnPlaces[] {
  if (root === undefined) return [{ state: {} }];
  const section = root.members.get('environments')?.value;
  const environments = section?.type === 'map' ? [...section.members.values()] : [];
  const base = onlyPlaces(root);
  const documents = [base, ...environments.map(({ value }) => overlay(base, onlyPlaces(value)))];
  return documents.flatMap((document) => (document.type === 'map' ? placesOf(document, env) : []));
}

/** The rest of a document may be large. */
function onlyPlaces<T extends SourceNode>(node: T): T {
  if (node.type !== 'map') return node;
  const wanted = ['tenant', 'state', 'variables'];
  return { ...node, members: new Map([...node.members].filter(([name]) => wanted.includes(name))) };
}

/** What is wrong with the values is told where they are checked. */
function placesOf(document: MapNode, env: Environment): OwnPlaces[] {
  const { value } = substitute(document, env);
  const [state, tenant] = [member(value, 'state'), member(value, 'tenant')];
  const text = (of: unknown, name: string) => {
    const found = member(of, name);
    return typeof found === 'string' ? found : undefined;
  };
  const [file, embedded, seed] = [text(state, 'file'), text(tenant, 'embedded'), text(tenant, 'seed')];
  const isRemote = member(state, 'azureBlob') !== undefined || member(state, 'http') !== undefined;
  return [
    {
      state: isRemote ? (state as StateLocation) : file === undefined ? {} : { file },
      ...(embedded !== undefined && { embedded }),
      ...(seed !== undefined && { seed }),
    },
  ];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
