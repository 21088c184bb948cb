/** What is worth knowing of the word at a cursor. */
import { readYaml } from '../../config/yaml/read-yaml.ts';
import type { SourceNode } from '../../config/yaml/source-node.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { KINDS } from '../../kinds/registry.ts';
import { parseAddress } from '../../model/address.ts';
import { counted } from '../../model/counted.ts';
import type { AttributePath } from '../../model/path.ts';
import type { ShortWay } from '../access/overviews.ts';
import { listedPackage } from '../access/overviews.ts';
import { offlineModel } from '../access/offline-model.ts';
import type { Host } from '../host.ts';
import type { Project } from '../project.ts';
import { localState } from '../project.ts';
import type { Question } from './complete.ts';
import { namedAt } from './define.ts';
import { knownOf } from './known.ts';
import { meaningOf, schemaAt, schemaOf, valuesAt } from './schemas.ts';
import type { EditorOptions, OpenTexts } from './workspace.ts';
import { configurationOf } from './workspace.ts';

/** Requestors that are listed; the rest is counted. */
const MOST = 8;

/** Markdown about the word at the cursor; undefined where there is nothing to say. */
export async function hoverAt(
  question: Question,
  options: EditorOptions,
  host: Host,
  texts: OpenTexts,
): Promise<string | undefined> {
  const { file, text, offset } = question;
  const examined = await configurationOf(file, options, host, texts);
  if (examined === undefined) return undefined;
  const { root } = await readYaml(file, file, { instead: text });
  const place = root === undefined ? undefined : placeAt(root, offset, []);
  const known = await knownOf(examined, options, host, texts);
  const address = namedAt(known, question, host.cwd);
  const { configuration, sources } = examined.loaded;
  const about =
    address === undefined || configuration === undefined
      ? []
      : await resourceLines(address, { configuration, sources }, host);
  const said = place === undefined ? undefined : schemaText(file, place);
  const parts = [...(about.length === 0 ? [] : [about.join('\n\n')]), ...(said === undefined ? [] : [said])];
  return parts.length === 0 ? undefined : parts.join('\n\n---\n\n');
}

interface Place {
  readonly path: AttributePath;
  /** Of a value that is hovered, that. */
  readonly value?: string;
}

function placeAt(node: SourceNode, offset: number, path: AttributePath): Place | undefined {
  if (node.type === 'scalar')
    return node.start <= offset && offset <= node.end ? { path, value: String(node.value) } : undefined;
  if (node.type === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = placeAt(item, offset, [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [key, { keyStart, keyEnd, value }] of node.members) {
    if (keyStart <= offset && offset <= keyEnd) return { path: [...path, key] };
    const found = placeAt(value, offset, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function schemaText(file: string, { path, value }: Place): string | undefined {
  const root = schemaOf(file);
  const node = schemaAt(root, path);
  if (node === undefined) return undefined;
  const chosen = value === undefined ? undefined : valuesAt(node).find(({ name }) => name === value);
  return chosen !== undefined && chosen.meaning !== '' ? chosen.meaning : meaningOf(root, node);
}

/** A resource in a few lines: its name, who can request it, and what tracks it. */
async function resourceLines(address: string, project: Project, host: Host): Promise<string[]> {
  const declared = project.configuration.declarations.find((each) => each.address === address);
  const kind = KINDS.get(parseAddress(address)?.kind ?? '');
  if (declared === undefined || kind === undefined) return [];
  const { displayName } = (declared.spec ?? {}) as { readonly displayName?: unknown };
  const named = typeof displayName === 'string' ? ` "${displayName}"` : '';
  const state = await localState(project.configuration, host).catch(() => undefined);
  const tracked = state?.resources.find((each) => each.address === address);
  return [
    `**${kind.words.noun}${named}** \`${address}\``,
    ...(await requestLines(address, project, host)),
    ...(tracked === undefined ? [] : [`The state tracks it as \`${tracked.id}\`.`]),
  ];
}

/** Who can request a package, or what a policy lets them request, by the configuration alone. */
async function requestLines(address: string, project: Project, host: Host): Promise<string[]> {
  const part = KINDS.get(parseAddress(address)?.kind ?? '')?.access?.part;
  if (part !== 'requested' && part !== 'terms') return [];
  const offline = await offlineModel(project, host).catch((error: unknown) => {
    // A seed that is not valid is told where it stands.
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  });
  if (offline === undefined) return [];
  const { model } = offline;
  const packages =
    part === 'requested'
      ? [address]
      : [...model.policiesOf].flatMap(([owner, policies]) =>
          policies.some((policy) => policy.address === address) ? [owner] : [],
        );
  const lines = packages
    .flatMap((each) => listedPackage(model, each)?.access ?? [])
    .filter(({ policy }) => part === 'requested' || policy?.address === address)
    .map((each) => `- ${each.requestors.map(({ label }) => label).join(', ')}: ${termsOf(each)}`);
  if (lines.length === 0) return ['By the configuration, it cannot be requested.'];
  const rest = lines.length - MOST;
  return [
    ['By the configuration, it can be requested by:', '', ...lines.slice(0, MOST)].join('\n'),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ];
}

function termsOf({ verdict, automatic, stages, deadEnd, lasts }: ShortWay): string {
  return [
    ...(verdict === 'unknown' ? ['unknown'] : []),
    ...(automatic ? ['assigned by a rule'] : []),
    ...(stages === null ? [] : [stages === 0 ? 'no approval' : counted(stages, 'approval stage')]),
    ...(deadEnd ? ['which cannot be approved'] : []),
    ...(lasts === null ? [] : [lasts]),
  ].join(', ');
}
