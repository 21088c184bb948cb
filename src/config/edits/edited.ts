/** Which line of the files was edited where a value means another thing than before, though several lines say it. Pure. */
import type { AttributePath } from '../../model/path.ts';
import { isWithin } from '../../model/path.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { JsonValue } from '../../model/value.ts';
import { textsIn, valueAt } from '../../model/value.ts';
import type { LookupKey } from '../../model/principal.ts';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import type { Governance } from '../../schema/governance.ts';
import type { Recording } from '../../kinds/recorder.ts';
import type { MapNode, SourceNode } from '../yaml/source-node.ts';
import { rangeOfNode, rangeOfSpan } from '../yaml/source-node.ts';
import { definitionsAt, stepInto } from '../templates/definitions.ts';
import type { Definition } from '../templates/definitions.ts';
import { usedRange } from '../templates/template-places.ts';

/** What an item of a list says: its texts, and what it looks up or refers to. */
export interface SaidItem {
  readonly texts: readonly string[];
  readonly lookups: readonly LookupKey[];
  readonly references: readonly ResourceAddress[];
}

/** What is known of an edit. */
export interface EditQuestion {
  /** Whether what a path of the document says means another thing than before; undefined where nothing tells. */
  readonly isChanged: (path: AttributePath) => boolean | undefined;
  /** Whether an item of the list at the path came with the edit. */
  readonly isNew: (item: SaidItem) => boolean;
  /** Something came with the edit: where no item is found that says it, nothing tells that one was removed. */
  readonly isAdded: boolean;
  /** Whether the entry of `sponsors` that is named at the path can be another. */
  readonly mayDiffer: (sponsor: string, path: AttributePath) => boolean;
  /** The value before, as the tenant has it. */
  readonly was: JsonValue | undefined;
  /** Nothing has to be said for the value after. */
  readonly mayBeUnsaid: boolean;
}

/** An edited line; where it is gone, `removed`: the line of what it was removed from. */
export type EditedRange = SourceRange & { readonly removed?: true | undefined };

/** Finds edited lines in an expanded document. */
export class EditedLines {
  private readonly root: MapNode;
  private readonly document: Governance;
  private readonly recording: Pick<Recording, 'lookups' | 'references' | 'sponsors'>;
  private users: ReadonlyMap<string, readonly AttributePath[]> | undefined;

  constructor(root: MapNode, document: Governance, recording: EditedLines['recording']) {
    this.root = root;
    this.document = document;
    this.recording = recording;
  }

  /** The line that says what stands at the path, of those that say it the one that every change of it agrees with. */
  rangeOf(path: AttributePath, question: EditQuestion): EditedRange {
    const found = this.nodeAt(path);
    if (found === undefined) return this.within(path, question);
    if (found.type !== 'list') return this.said(path, found, question);
    const index = found.items.findIndex((_, at) => question.isNew(this.itemAt([...path, at])));
    const item = found.items[index];
    if (item !== undefined) return this.said([...path, index], item, question);
    const range = this.said(path, found, question);
    // Something was taken out of the list, if the list stands where the entry says it.
    const own = usedRange(this.root, path, 'key');
    return !question.isAdded &&
      range.file === rangeOfNode(found).file &&
      own.also === undefined &&
      question.was !== undefined
      ? { ...own, removed: true }
      : range;
  }

  /** What the files do not say by itself: it is gone, or what stands around it says it in one. */
  private within(path: AttributePath, question: EditQuestion): EditedRange {
    const { was, mayBeUnsaid } = question;
    const range = usedRange(this.root, path);
    if (mayBeUnsaid) return was !== undefined && was !== null ? { ...range, removed: true } : range;
    let around = path;
    let node: SourceNode | undefined;
    while (around.length > 0 && node === undefined) {
      around = around.slice(0, -1);
      node = this.nodeAt(around);
    }
    return node !== undefined && node.size <= MOST_IN_ONE ? this.said(around, node, question) : range;
  }

  private said(path: AttributePath, node: SourceNode, question: EditQuestion): EditedRange {
    const definitions = this.sharedAt(path, node);
    for (const definition of definitions) {
      if (!fits(definition, question.was)) continue;
      if (definition.sponsor !== undefined && !question.mayDiffer(definition.sponsor, path)) continue;
      const users = this.usersOf(definition.key).map((user) => question.isChanged(user));
      if (users.some((changed) => changed === false)) continue;
      const used = usedRange(this.root, path);
      // What fills a part of what a template says is read with the template and its use.
      return { ...used, ...definition.range };
    }
    const { via } = definitions.find((each) => each.via !== undefined) ?? {};
    // What others take as well did not change for them: it is the entry that takes another thing.
    if (via !== undefined && via.role !== 'argument') return rangeOfSpan(via.other.file, via.other.span);
    return usedRange(this.root, path);
  }

  /** What stands at the path because it is said elsewhere, the most shared first. */
  private sharedAt(path: AttributePath, node: SourceNode): readonly Definition[] {
    const sponsors = this.recording.sponsors.filter((named) => isWithin(named.path, path));
    const named = [...new Set(sponsors.map(({ name }) => name))].flatMap((name) => {
      const entry = this.nodeAt(['sponsors', name]);
      return entry === undefined
        ? []
        : [{ key: `sponsor ${name}`, sponsor: name, range: usedRange(this.root, ['sponsors', name]) }];
    });
    return [...named, ...definitionsAt(this.root, path, node)];
  }

  private usersOf(key: string): readonly AttributePath[] {
    this.users ??= this.indexed();
    return this.users.get(key) ?? [];
  }

  private indexed(): ReadonlyMap<string, readonly AttributePath[]> {
    const users = new Map<string, AttributePath[]>();
    const add = (key: string, path: AttributePath) => {
      const known = users.get(key);
      if (known === undefined) users.set(key, [path]);
      else known.push(path);
    };
    for (const { name, path } of this.recording.sponsors) add(`sponsor ${name}`, path);
    const walk = (node: SourceNode, path: AttributePath) => {
      for (const { key } of definitionsAt(this.root, path, node, { inside: false })) add(key, path);
      if (node.type === 'map') for (const [name, { value }] of node.members) walk(value, [...path, name]);
      if (node.type === 'list')
        for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    };
    for (const [section, { value }] of this.root.members)
      if (!NOT_USED.includes(section)) walk(value, [section]);
    return users;
  }

  private itemAt(path: AttributePath): SaidItem {
    const { lookups, references } = this.recording;
    return {
      texts: textsIn(valueAt(this.document as unknown as JsonValue, path)),
      lookups: lookups.filter((each) => isWithin(each.path, path)).map(({ key }) => key),
      references: references.filter((each) => isWithin(each.path, path)).map(({ to }) => to),
    };
  }

  private nodeAt(path: AttributePath): SourceNode | undefined {
    let node: SourceNode | undefined = this.root;
    for (const step of path) {
      node = node === undefined ? undefined : stepInto(node, step);
    }
    return node;
  }
}

/** Nodes of a principal, a resource or a role: what says several attributes in one. */
const MOST_IN_ONE = 8;

/** Sections whose values count where they are used. */
const NOT_USED: readonly string[] = ['variables', 'policyTemplates', 'defaults', 'environments'];

/** Whether a text of this pattern can have been the value before. */
function fits({ pattern }: Definition, was: JsonValue | undefined): boolean {
  return pattern === undefined || typeof was !== 'string' || pattern.test(was);
}
