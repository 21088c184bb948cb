/**
 * YAML files into a Configuration. Reads files and nothing else: no network, no state, no clock.
 * Every fault is collected, each with its place; a configuration comes back only when none is an error.
 */
import type { JsonObject } from '../model/value.ts';
import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { didYouMean, shortFor } from '../diagnostics/did-you-mean.ts';
import { keepSignIns } from '../diagnostics/secrets.ts';
import { withPlaces } from '../diagnostics/with-places.ts';
import { wantsOf } from '../kinds/recorder.ts';
import { SECTIONS } from '../schema/sections.ts';
import type { Configuration, ReadFile } from './configuration.ts';
import { EditedLines } from './edits/edited.ts';
import { expand } from './templates/expand.ts';
import { shownPath, slashed } from '../files/shown-path.ts';
import { atInclude, includedFiles } from './include.ts';
import { withNamedSections } from './misnamed-sections.ts';
import { lifecycleOf } from './lifecycle.ts';
import type { SourceTree } from './edits/edit-yaml.ts';
import { addIncluded, overlay } from './merge.ts';
import { movesOf } from './moves.ts';
import type { OwnFiles } from './own-files.ts';
import { ownPlaces } from './own-files.ts';
import { readYaml } from './yaml/read-yaml.ts';
import type { MapNode, ScalarNode, SourceFile, SourceNode } from './yaml/source-node.ts';
import { commentAt, rangeAt, rangeOfKey, rangeOfNode, rangeOfSpan } from './yaml/source-node.ts';
import { hasSection, isBlank, isExtension } from './sections.ts';
import { scalarReader, substitute } from './templates/substitute.ts';
import { atTemplates, followsFromUse, pathInTemplate, usedRange } from './templates/template-places.ts';
import { misnamedEntries, withEnvironmentsOf } from './environment-entries.ts';
import { atVariables, variableAt } from './templates/variable-places.ts';
import { variableFaults } from './templates/variable-faults.ts';
import { PUBLISHED, takesMember } from './advice/schema-view.ts';
import { schemaFaults, understand } from './understand.ts';
import type { SchemaFault } from './validate.ts';
import { nearFile, wrongRoot } from './wrong-root.ts';

export interface LoadOptions {
  /** Root file, absolute or relative to `cwd`. */
  readonly file: string;
  readonly cwd: string;
  /** Name of an entry of `environments`. */
  readonly environment?: string;
  /** For `${env.NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Texts that files are to hold, by absolute path: what the configuration will be once they are written. */
  readonly texts?: ReadonlyMap<string, string>;
}

export interface LoadResult {
  /** Absent when a diagnostic is an error. */
  readonly configuration?: Configuration;
  /** For edits of the files; absent when a file could not be read. */
  readonly tree?: SourceTree;
  readonly diagnostics: readonly Diagnostic[];
  /** Text by shown file name, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
  readonly own: OwnFiles;
}

/** Loads, merges and checks the configuration. Rejects only for I/O errors that no input caused. */
export async function loadConfiguration(options: LoadOptions): Promise<LoadResult> {
  const loader = new Loader(options);
  const configuration = await loader.load();
  const diagnostics = sortDiagnostics(loader.diagnostics);
  const valid = configuration !== undefined && !hasErrors(diagnostics);
  return {
    ...(valid && { configuration }),
    ...(loader.tree !== undefined && { tree: loader.tree }),
    diagnostics,
    sources: loader.sources,
    own: loader.own,
  };
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined))?.isSymbolicLink() === true;
}

/** The same bytes whichever line endings a checkout gives a file: YAML takes them for one. */
function withLineFeeds(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0x0d)) return bytes;
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The name that the first entry of a list says for itself. */
function nameIn(section: SourceNode): string {
  const [first] = section.type === 'list' ? section.items : [];
  const name = first?.type === 'map' ? first.members.get('name')?.value : undefined;
  return name?.type === 'scalar' ? String(name.value) : 'prod';
}

/** A file without its sections `x-...`: what aliases repeat of them stands where it is used. */
function withoutExtensions(root: MapNode): MapNode {
  const members = [...root.members].filter(([section]) => !isExtension(section));
  return members.length === root.members.size ? root : { ...root, members: new Map(members) };
}

function noSections(root: SourceNode | undefined, file: SourceFile): Diagnostic {
  const summary = root === undefined ? 'The file is empty' : 'The file must be a map of sections';
  const range = rangeOfSpan(file, [0, 0]);
  return { code: 'CONFIG_EMPTY', severity: 'error', summary, hint: 'Begin with: version: 1', range };
}

/** Sections that say nothing by themselves: what others say is filled in from them. */
const FILLING: readonly string[] = ['variables', 'policyTemplates', 'defaults'];

class Loader {
  readonly diagnostics: Diagnostic[] = [];
  readonly sources = new Map<string, string>();
  tree: SourceTree | undefined;
  /** All files, without what the environment changes. */
  private merged: MapNode | undefined;
  private overlaid: SourceNode | undefined;
  /** A file could not be read or is missing, so that what it declares is unknown. */
  private incomplete = false;
  /** Absolute paths of what was read, or was to be. */
  private readonly named = new Set<string>();
  private readonly files: ReadFile[] = [];
  private readonly hash = createHash('sha256');
  private readonly options: LoadOptions;
  private readonly folder: string;

  constructor(options: LoadOptions) {
    this.options = options;
    this.folder = path.dirname(path.resolve(options.cwd, options.file));
  }

  get own(): OwnFiles {
    const { merged: root, folder, named } = this;
    return { folder, files: [...named], places: ownPlaces(root, this.options.env) };
  }

  async load(): Promise<Configuration | undefined> {
    const { cwd, environment, file } = this.options;
    const rootPath = path.resolve(cwd, file);
    const read = await this.readMerged(rootPath, []);
    const named = read && withNamedSections(read, FILLING);
    const merged = named?.root;
    this.diagnostics.push(...(named?.diagnostics ?? []));
    this.merged = merged;
    const root = merged === undefined ? undefined : this.withEnvironment(merged);
    if (root === undefined) return undefined;
    const { expansion, expanded, value, used, faults, diagnostics } = this.checked(root);
    this.tree = { root, expansion, ...(this.overlaid !== undefined && { overlay: this.overlaid }) };
    this.tellNames([...expansion.diagnostics, ...diagnostics]);
    this.diagnostics.push(...this.atCauses(expanded, faults, this.overlaid, environment));
    this.checkOtherEnvironments(merged);
    // A broken file read only in part would let every reference into it look dangling.
    if (hasErrors(this.diagnostics)) return undefined;
    const { document, declarations, recording, diagnostics: found, refusals } = understand(value);
    const placed = withEnvironmentsOf(found, { merged, value }).map(({ aspect, ...fault }) => ({
      ...withPlaces(fault, (at) => rangeAt(expanded, at)),
      range: rangeAt(expanded, fault.path, aspect),
    }));
    this.diagnostics.push(...this.atCauses(expanded, placed, this.overlaid, environment));
    this.hash.update(JSON.stringify([environment ?? null, used]));
    const edited = new EditedLines(expanded, document, recording);
    return {
      rootFile: this.shown(rootPath),
      folder: this.folder,
      files: this.files,
      digest: this.hash.digest('hex'),
      environment,
      document,
      written: value as JsonObject,
      declarations,
      wants: wantsOf(declarations, recording),
      lifecycle: lifecycleOf(document),
      moved: movesOf(document),
      removed: document.removed ?? [],
      refusals,
      rangeOf: (at) => usedRange(expanded, at),
      editOf: (at, question) => edited.rangeOf(at, question),
    };
  }

  /** A document with templates and variables filled in, and what its schema says against it. */
  private checked(root: MapNode) {
    const { env } = this.options;
    const expansion = expand(root, scalarReader(root, env));
    const expanded = expansion.root;
    const { value, environment: used, unfilled, diagnostics } = substitute(expanded, env);
    keepSignIns(value);
    const faults = schemaFaults(value, (at, aspect) => rangeAt(expanded, at, aspect), {
      named: (at) => pathInTemplate(expanded, at),
      writtenAt: (at) => variableAt(expanded, at),
      commentAt: (at) => commentAt(expanded, at),
    }).filter(
      // What is wrong with a value that could not be filled in follows from that.
      ({ range, path: at }) =>
        !followsFromUse(expansion, at) &&
        !unfilled.some(({ file, start }) => file.name === range?.file && start === range.start.offset),
    );
    return { expansion, expanded, value, used, faults, diagnostics };
  }

  /** A file with everything that it includes; `chain` are the files that led here, `from` is what names it. */
  private async readMerged(
    absolute: string,
    chain: readonly string[],
    from?: ScalarNode,
  ): Promise<MapNode | undefined> {
    const name = this.shown(absolute);
    this.named.add(absolute);
    const isRoot = chain.length === 0;
    // The user named the root file, but a link in its place may be part of a proposed change.
    const isNamed = isRoot && !(await isLink(absolute));
    const isOurs = (text: string) =>
      isBlank(text) || hasSection(text, SECTIONS) || (!isRoot && /^\s*\{\s*\}\s*$/.test(text));
    const { file, bytes, root, diagnostics } = await readYaml(absolute, name, {
      instead: this.options.texts?.get(absolute),
      within: isRoot ? undefined : this.folder,
      takes: takesMember(PUBLISHED.governance),
      ...(!isNamed && { isOurs, sections: SECTIONS }),
    });
    const hint = bytes === undefined ? await this.otherFile(absolute, isRoot) : {};
    this.diagnostics.push(...diagnostics.map((found) => ({ ...atInclude(found, from), ...hint })));
    if (file !== undefined) this.sources.set(name, file.text);
    if (file === undefined || bytes === undefined || diagnostics.length > 0) {
      this.incomplete = true;
      return undefined;
    }
    const relative = slashed(path.relative(this.folder, absolute));
    const content = withLineFeeds(bytes);
    this.files.push({ name: relative, digest: createHash('sha256').update(content).digest('hex') });
    this.hash.update(JSON.stringify([relative, content.length])).update(content);
    // A file that waits for its first section, or whose last one was commented out, adds nothing.
    if (root === undefined && !isRoot) return undefined;
    const document = await this.documentOf(root, file, isRoot ? absolute : undefined);
    if (document === undefined) return undefined;
    const included = await includedFiles(document, path.dirname(absolute), this.folder);
    this.diagnostics.push(...included.diagnostics);
    this.incomplete ||= included.diagnostics.length > 0;
    let merged = withoutExtensions(document);
    for (const { path: next, from } of included.files) {
      if ([...chain, absolute].includes(next)) {
        this.cyclic(from, [...chain, absolute, next]);
        continue;
      }
      const added = await this.readMerged(next, [...chain, absolute], from);
      if (added !== undefined) merged = addIncluded(merged, added, this.diagnostics);
    }
    return merged;
  }

  /** The sections of a file, or what is wrong with it as a whole; `rootPath`: of one that has to be a configuration by itself. */
  private async documentOf(
    root: SourceNode | undefined,
    file: SourceFile,
    rootPath: string | undefined,
  ): Promise<MapNode | undefined> {
    const shown = (each: string) => this.shown(each);
    if (root?.type !== 'map') this.diagnostics.push(noSections(root, file));
    const wrong =
      root?.type !== 'map' || rootPath === undefined ? undefined : await wrongRoot(root, rootPath, shown);
    if (wrong !== undefined) this.diagnostics.push(wrong);
    return root?.type === 'map' && wrong === undefined ? root : undefined;
  }

  /** What to do about a root file that cannot be read, where another one is near; an included one is mended where it is named. */
  private async otherFile(absolute: string, isRoot: boolean): Promise<Pick<Diagnostic, 'hint'>> {
    const near = isRoot ? await nearFile(absolute) : undefined;
    return near === undefined ? {} : { hint: `Did you mean --file ${this.shown(near)}?` };
  }

  /** Faults at the variable, template or environment that says what is wrong. */
  private atCauses(
    expanded: MapNode,
    faults: readonly SchemaFault[],
    overlay: SourceNode | undefined,
    environment: string | undefined,
  ): readonly Diagnostic[] {
    const { merged, incomplete } = this;
    const named = misnamedEntries({ merged, overlay, environment, incomplete }, faults);
    return atVariables(expanded, atTemplates(expanded, named));
  }

  /** Takes faults of names, which are none as long as a file that may declare them is not read. */
  private tellNames(faults: readonly Diagnostic[]): void {
    if (!this.incomplete) this.diagnostics.push(...faults);
  }

  private cyclic(from: ScalarNode, chain: readonly string[]): void {
    this.diagnostics.push({
      code: 'CONFIG_INCLUDE',
      severity: 'error',
      summary: `The files include each other in a circle: ${chain.map((file) => this.shown(file)).join(' -> ')}`,
      hint: 'Remove one of the includes',
      range: rangeOfNode(from),
    });
  }

  private withEnvironment(root: MapNode): MapNode | undefined {
    const { environment } = this.options;
    const section = root.members.get('environments')?.value;
    const members = new Map(root.members);
    members.delete('environments');
    const rest: MapNode = { ...root, members };
    this.checkEnvironments(section);
    this.tellNames(variableFaults(root));
    if (environment === undefined) return rest;
    const environments = section?.type === 'map' ? section.members : new Map<string, never>();
    const chosen = environments.get(environment);
    if (chosen !== undefined) {
      this.overlaid = chosen.value;
      return overlay(rest, chosen.value) as MapNode;
    }
    const known = [...environments.keys()];
    const near = didYouMean(environment, known) ?? shortFor(environment, known);
    this.diagnostics.push({
      code: 'CONFIG_ENVIRONMENT',
      severity: 'error',
      summary: `There is no environment "${environment}"`,
      hint:
        near !== undefined
          ? `Did you mean "${near}"?`
          : `Declared: ${known.length > 0 ? known.join(', ') : 'none'}`,
      range: rangeAt(root, ['environments'], 'key'),
    });
    return undefined;
  }

  /** Also those that are not selected: otherwise they would be broken when they are needed. */
  private checkEnvironments(section: SourceNode | undefined): void {
    if (section === undefined) return;
    const check = (what: string, node: SourceNode, hint: string) => {
      if (node.type === 'map') return;
      const summary = `${what} must be a map`;
      this.diagnostics.push({
        code: 'SCHEMA_TYPE',
        severity: 'error',
        summary,
        hint,
        range: rangeOfNode(node),
      });
    };
    check('environments', section, `Write them by name: environments: { ${nameIn(section)}: { ... } }`);
    for (const [name, { value }] of section.type === 'map' ? section.members : [])
      this.checkEnvironment(name, value, check);
  }

  private checkEnvironment(
    name: string,
    value: SourceNode,
    check: (what: string, node: SourceNode, hint: string) => void,
  ): void {
    check(`environments.${name}`, value, `For example: ${name}: { tenant: { id: contoso.com } }`);
    if (value.type !== 'map') return;
    const include = value.members.get('include');
    if (include === undefined) return;
    this.diagnostics.push({
      code: 'CONFIG_INCLUDE',
      severity: 'error',
      summary: `The environment "${name}" cannot include files`,
      hint: 'Write what differs below environments, or keep a root file for each environment and name it with --file',
      range: rangeOfKey(include),
    });
  }

  /** What the schema says against environments that are not chosen: they would be broken when they are needed. */
  private checkOtherEnvironments(merged: MapNode | undefined): void {
    const section = merged?.members.get('environments')?.value;
    if (merged === undefined || section?.type !== 'map') return;
    for (const [name, { value }] of section.members) {
      if (value.type !== 'map' || name === this.options.environment) continue;
      // Sections that it leaves as they are say nothing of it, and large ones take their time.
      const members = new Map(
        [...merged.members].filter(([key]) => value.members.has(key) || FILLING.includes(key)),
      );
      const { expanded, faults } = this.checked(overlay({ ...merged, members }, value) as MapNode);
      const isWithin = ({ range }: Diagnostic) =>
        range?.file === value.file.name && range.start.offset >= value.start && range.end.offset <= value.end;
      this.diagnostics.push(...this.atCauses(expanded, faults, value, name).filter(isWithin));
    }
  }

  private shown(absolute: string): string {
    return shownPath(absolute, this.options.cwd);
  }
}
