/**
 * Templates, defaults and entries in place, resolved before anything is validated: what comes out has the form that it
 * would have had when written out, and every value still knows where it is said. Pure.
 */
import type { AttributePath } from '../../model/path.ts';
import { TEMPLATE_LAYOUT, templatedAddress } from '../../kinds/template-layout.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { keyTwice } from '../yaml/duplicate-key.ts';
import type { MapMember, MapNode, ScalarNode, SourceNode, Via } from '../yaml/source-node.ts';
import { rangeOfKey, rangeOfNode } from '../yaml/source-node.ts';
import type { Template, ValueOf } from './template-parts.ts';
import { entriesOf, memberOf, templateFault, templatesOf } from './template-parts.ts';
import { argumentsOf, instantiate, lay, ownMembers } from './template-use.ts';

const { section: SECTION, within: WITHIN, owner: OWNER, group: GROUP, groups: GROUPS } = TEMPLATE_LAYOUT;

/** Values that the uses of templates may come to in one configuration; a million is the largest that is tested. */
const MAX_EXPANDED_NODES = 3_000_000;

/** Where an entry of the expanded document is written. */
interface Written {
  /** In the document as it was before. */
  readonly path: AttributePath;
  /** The template that it takes. */
  readonly template?: string;
}

export interface Expansion {
  readonly root: MapNode;
  /** Templated entries by key. */
  readonly written: ReadonlyMap<string, Written>;
  /** Keys of entries that could not be filled in; what else is wrong with them follows from that. */
  readonly unfilled: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Expands a merged document; `valueOf` fills in its variables. */
export function expand(root: MapNode, valueOf: ValueOf): Expansion {
  return new Expander(root, valueOf).run();
}

/** What an entry takes besides its own members, lowest first. */
interface Layers {
  readonly below: SourceNode | undefined;
  readonly named?: { readonly template: string; readonly member: MapMember } | undefined;
  readonly given: ReadonlyMap<string, MapMember>;
  /** False when what names the template, or gives it parameters, has the wrong form. */
  readonly sound: boolean;
}

interface Entry {
  readonly key: string;
  readonly member: MapMember;
  readonly value: SourceNode;
  readonly path: AttributePath;
}

class Expander {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly unknownAt = new Set<MapMember>();
  private isMisnamed = false;
  private readonly written = new Map<string, Written>();
  private readonly unfilled = new Set<string>();
  private readonly templates: ReadonlyMap<string, Template>;
  private readonly defaults: SourceNode | undefined;
  private readonly root: MapNode;
  private readonly valueOf: ValueOf;
  private nodes = 0;

  constructor(root: MapNode, valueOf: ValueOf) {
    this.root = root;
    this.valueOf = valueOf;
    const { templates, diagnostics } = templatesOf(root.members.get('policyTemplates')?.value, valueOf);
    this.templates = templates;
    this.diagnostics.push(...diagnostics);
    this.defaults = root.members.get('defaults')?.value;
  }

  run(): Expansion {
    const { root } = this;
    const members = new Map(root.members);
    this.checkGroups(members.get(GROUPS)?.value);
    const owners = members.get(WITHIN);
    const inPlace: Entry[] = [];
    if (owners?.value.type === 'map') {
      const filled = this.owners(owners.value, inPlace);
      if (filled !== owners.value) members.set(WITHIN, { ...owners, value: filled });
    }
    const section = members.get(SECTION);
    const map = section?.value;
    if (map === undefined || map.type === 'map') {
      const entries = this.entries(map, inPlace, members.get(WITHIN)?.value);
      const at = section ?? owners;
      const base: SourceNode | undefined = map ?? owners?.value;
      if (entries !== undefined && at !== undefined && base !== undefined)
        members.set(SECTION, { ...at, value: { ...base, type: 'map', members: entries } });
    }
    const { written, unfilled, diagnostics } = this;
    return { root: { ...root, members }, written, unfilled, diagnostics };
  }

  /** Defaults are for groups that are declared. */
  private checkGroups(declared: SourceNode | undefined): void {
    const known = entriesOf(declared).map(([key]) => key);
    for (const [key, member] of entriesOf(memberOf(this.defaults, GROUPS))) {
      if (known.includes(key)) continue;
      this.isMisnamed = true;
      const near = didYouMean(key, known);
      const hint =
        near === undefined ? `Declare it below ${GROUPS}, or remove it` : `Did you mean "${near}"?`;
      const summary = `defaults.${GROUPS} names "${key}", which is not declared`;
      this.diagnostics.push({
        ...templateFault(summary, hint, rangeOfKey(member)),
        code: 'REFERENCE_UNKNOWN',
      });
    }
  }

  /** The owners with their defaults and without what stands in place, which is collected. */
  private owners(map: MapNode, inPlace: Entry[]): MapNode {
    const below = memberOf(this.defaults, WITHIN);
    let changed = false;
    const members = new Map<string, MapMember>();
    for (const [key, member] of map.members) {
      let { value } = member;
      if (value.type === 'map') {
        const placed = value.members.get(SECTION);
        if (placed?.value.type === 'map') {
          for (const [name, entry] of placed.value.members) this.take(key, member, name, entry, inPlace);
          const rest = new Map(value.members);
          rest.delete(SECTION);
          value = { ...value, members: rest };
        }
        if (below?.type === 'map') {
          const via = this.defaultsVia(`defaults.${WITHIN}`, key, `${WITHIN}.${key}`, member);
          value = lay({ ...below, via }, value);
        }
      }
      if (value !== member.value) changed = true;
      members.set(key, value === member.value ? member : { ...member, value });
    }
    return changed ? { ...map, members } : map;
  }

  /** Takes an entry out of its owner. */
  private take(owner: string, at: MapMember, name: string, entry: MapMember, inPlace: Entry[]): void {
    const key = `${owner}-${name}`;
    const path = [WITHIN, owner, SECTION, name];
    const said = memberOf(entry.value, OWNER);
    if (said !== undefined) {
      const summary = `${path.join('.')} names ${OWNER}, but it stands below its package already`;
      this.diagnostics.push(templateFault(summary, `Remove ${OWNER}`, rangeOfNode(said)));
    }
    const { value } = entry;
    const { file, keyStart, keyEnd } = at;
    const scalar: ScalarNode = { type: 'scalar', file, start: keyStart, end: keyEnd, size: 1, value: owner };
    const named: MapMember = { file, keyStart, keyEnd, value: scalar };
    // An empty one is a map without members: defaults may fill it.
    const map: SourceNode =
      value.type === 'map' ? { ...value, members: new Map([...value.members, [OWNER, named]]) } : value;
    inPlace.push({ key, member: { ...entry, value: map }, value: map, path });
  }

  /** All entries expanded; undefined when there is nothing to change. */
  private entries(
    map: MapNode | undefined,
    inPlace: readonly Entry[],
    owners: SourceNode | undefined,
  ): ReadonlyMap<string, MapMember> | undefined {
    const isPlain =
      inPlace.length === 0 &&
      memberOf(this.defaults, SECTION) === undefined &&
      memberOf(this.defaults, GROUPS) === undefined &&
      entriesOf(map).every(([, { value }]) => value.type !== 'map' || ownMembers(value) === value);
    if (isPlain) return undefined;
    const entries = new Map<string, MapMember>();
    const add = ({ key, member, value, path }: Entry) => {
      const first = entries.get(key);
      if (first !== undefined) {
        const summary = `${path.join('.')} and another entry are both ${SECTION}.${key}`;
        this.diagnostics.push(keyTwice(summary, first, member, 'rename'));
        return;
      }
      const expanded =
        this.isFull() || value.type !== 'map' ? value : this.expandEntry(key, member, value, owners, path);
      entries.set(key, expanded === value ? member : { ...member, value: expanded });
    };
    for (const [key, member] of map?.members ?? [])
      add({ key, member, value: member.value, path: [SECTION, key] });
    for (const entry of inPlace) add(entry);
    return entries;
  }

  private isFull(): boolean {
    return this.nodes > MAX_EXPANDED_NODES;
  }

  private expandEntry(
    key: string,
    member: MapMember,
    entry: MapNode,
    owners: SourceNode | undefined,
    path: AttributePath,
  ): MapNode {
    const { below, named, given, sound } = this.layersOf(key, member, entry, owners);
    const own = ownMembers(entry);
    if (!sound) {
      this.unfilled.add(key);
      return own;
    }
    this.written.set(key, { path, ...(named !== undefined && { template: named.template }) });
    // Defaults that name no group may be those that say the rest.
    if (named === undefined && this.isMisnamed) this.unfilled.add(key);
    if (named === undefined) return lay(below, own) as MapNode;
    const template = this.templates.get(named.template);
    if (template === undefined) this.unknown(named.template, named.member, key);
    if (template?.sound !== true) {
      this.unfilled.add(key);
      return own;
    }
    const address = templatedAddress(key);
    // A use that names its template is where a fault of its arguments is mended, and otherwise the entry itself.
    const at = entry.members.get('template') ?? member;
    const use = { template, named: at, given, entry: key, address, key: member };
    const { values, diagnostics } = argumentsOf(use, this.valueOf);
    if (diagnostics.length > 0) {
      this.diagnostics.push(...diagnostics);
      this.unfilled.add(key);
      return own;
    }
    const body = instantiate(use, values);
    this.count(body.size);
    return lay(lay(below, body), own) as MapNode;
  }

  private count(size: number): void {
    const before = this.isFull();
    this.nodes += size;
    if (before || !this.isFull()) return;
    const at = this.root.members.get('policyTemplates');
    this.diagnostics.push(
      templateFault(
        'The uses of templates make this configuration too large',
        'Use smaller templates',
        at && rangeOfKey(at),
      ),
    );
  }

  /** Defaults of the file and of the entry's group, the template that counts, and what it is given. */
  private layersOf(key: string, member: MapMember, entry: MapNode, owners: SourceNode | undefined): Layers {
    const owner = this.text(memberOf(entry, OWNER));
    const group = owner === undefined ? undefined : this.text(memberOf(memberOf(owners, owner), GROUP));
    const general = memberOf(this.defaults, SECTION);
    const special =
      group === undefined ? undefined : memberOf(memberOf(memberOf(this.defaults, GROUPS), group), SECTION);
    const address = templatedAddress(key);
    let below: SourceNode | undefined;
    let template: Layers['named'];
    let given = new Map<string, MapMember>();
    const before = this.diagnostics.length;
    const levels = [
      [general, `defaults.${SECTION}`],
      [special, `defaults.${GROUPS}.${group ?? ''}.${SECTION}`],
      [entry, ''],
    ] as const;
    for (const [level, words] of levels) {
      if (level?.type !== 'map') continue;
      if (words !== '') {
        const via = this.defaultsVia(words, key, address, member);
        below = lay(below, { ...ownMembers(level), via });
      }
      const named = this.named(level);
      if (named !== undefined && named.template !== template?.template) given = new Map();
      template = named ?? template;
      const values = level.members.get('parameters');
      if (values === undefined) continue;
      if (values.value.type !== 'map') this.notAMap(values);
      else if (template === undefined && words === '') this.withoutTemplate(values);
      for (const [name, value] of entriesOf(values.value)) given.set(name, value);
    }
    return { below, named: template, given, sound: this.diagnostics.length === before };
  }

  private named(level: MapNode): Layers['named'] {
    const member = level.members.get('template');
    if (member === undefined) return undefined;
    const template = this.text(member.value);
    if (template !== undefined) return { template, member };
    const summary = 'template must be the name of an entry of policyTemplates';
    this.diagnostics.push({
      ...templateFault(summary, 'For example: template: two-stage', rangeOfNode(member.value)),
      code: 'SCHEMA_TYPE',
    });
    return undefined;
  }

  private text(node: SourceNode | undefined): string | undefined {
    const value = node?.type === 'scalar' ? this.valueOf(node) : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  private notAMap({ value }: MapMember): void {
    this.diagnostics.push({
      ...templateFault(
        'parameters must be a map',
        'For example: parameters: { days: 30 }',
        rangeOfNode(value),
      ),
      code: 'SCHEMA_TYPE',
    });
  }

  private withoutTemplate(member: MapMember): void {
    // Defaults that name no group may be those that name the template.
    if (this.isMisnamed) return;
    this.diagnostics.push(
      templateFault('parameters are given, but no template', 'Add template: NAME', rangeOfKey(member)),
    );
  }

  private unknown(name: string, member: MapMember, key: string): void {
    // Many entries may take the defaults that name it.
    if (this.unknownAt.has(member)) return;
    this.unknownAt.add(member);
    const known = [...this.templates.keys()];
    // A template whose form is wrong is told by the schema.
    if (memberOf(this.root.members.get('policyTemplates')?.value, name) !== undefined) return;
    const near = didYouMean(name, known);
    const hint =
      near !== undefined
        ? `Did you mean "${near}"?`
        : known.length > 0
          ? `Declared: ${known.join(', ')}`
          : `Declare it: policyTemplates: { ${name}: { ${TEMPLATE_LAYOUT.body}: { ... } } }`;
    this.diagnostics.push({
      ...templateFault(`There is no template "${name}"`, hint, rangeOfKey(member)),
      code: 'REFERENCE_UNKNOWN',
      address: templatedAddress(key),
      range: member.value.type === 'scalar' ? rangeOfNode(member.value) : rangeOfKey(member),
    });
  }

  private defaultsVia(source: string, entry: string, address: string, key: MapMember): Via {
    const other = { file: key.file, span: [key.keyStart, key.keyEnd] as const };
    return { role: 'default', source, entry, address, other };
  }
}
