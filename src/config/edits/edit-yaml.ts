/**
 * Changes of single values in configuration files. Only the stretch of text that says the value is replaced; comments,
 * order and everything else stay as they are. What cannot be placed is refused with the reason, and nothing is guessed.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { AttributePath } from '../../model/path.ts';
import { formatPath } from '../../model/path.ts';
import type { Members } from '../../model/shape.ts';
import type { JsonValue } from '../../model/value.ts';
import { Editor } from './edit-changes.ts';
import { Refusal } from './edit-places.ts';
import { EditWriter } from './edit-writer.ts';
import type { Expansion } from '../templates/expand.ts';
import type { MapMember, MapNode, SourceNode } from '../yaml/source-node.ts';
import { rangeOfNode } from '../yaml/source-node.ts';
import type { TextEdit } from './text-edits.ts';

/** A document with its files, as far as edits need it. */
export interface SourceTree {
  readonly root: MapNode;
  /** The same with templates, defaults and entries in place resolved. */
  readonly expansion?: Expansion;
  /** The part of a file that an environment laid over the rest. */
  readonly overlay?: SourceNode;
}

/** What an entry says, and is to say; `explicit` with all defaults written out, `sparse` without them. */
export interface EntryEdit {
  readonly path: AttributePath;
  readonly shape: Members;
  readonly from: { readonly explicit: JsonValue };
  readonly to: { readonly explicit: JsonValue; readonly sparse: JsonValue };
}

export interface Edited {
  readonly edits: readonly TextEdit[];
  readonly refusals: readonly Diagnostic[];
}

/** The edits that make an entry say something else. */
export function editEntry(tree: SourceTree, { path, shape, from, to }: EntryEdit): Edited {
  return attempt(tree, path, ({ editor }, node) => {
    const change = { from: from.explicit, to: to.explicit, sparse: to.sparse };
    editor.change(node, { type: 'object', members: shape }, change);
  });
}

/** The edits that take entries away; each path names a member of a map or an item of a list. */
export function removeEntries(tree: SourceTree, paths: readonly AttributePath[]): Edited {
  const byParent = new Map<string, AttributePath[]>();
  for (const path of paths) {
    const parent = JSON.stringify(path.slice(0, -1));
    byParent.set(parent, [...(byParent.get(parent) ?? []), path]);
  }
  const all = [...byParent.values()].map((siblings) => {
    const parent = (siblings[0] ?? []).slice(0, -1);
    return attempt(tree, parent, ({ writer }, node, member) => {
      const steps = siblings.map((path) => path.at(-1) ?? '');
      if (node.type === 'list') writer.rewriteList(node, member, new Set(steps.map(Number)), []);
      else if (node.type === 'map') writer.removeMembers(node, member, new Set(steps.map(String)));
    });
  });
  return { edits: all.flatMap(({ edits }) => edits), refusals: all.flatMap(({ refusals }) => refusals) };
}

interface Editors {
  readonly editor: Editor;
  readonly writer: EditWriter;
}

function attempt(
  tree: SourceTree,
  path: AttributePath,
  work: (editors: Editors, node: SourceNode, member: MapMember | undefined) => void,
): Edited {
  const writer = new EditWriter(tree.overlay);
  const editor = new Editor(writer);
  try {
    const { node, member } = editor.locate(tree.root, path);
    work({ editor, writer }, node, member);
    return { edits: writer.edits, refusals: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      edits: [],
      refusals: [
        {
          code: 'ACCEPT_REFUSED',
          severity: 'error',
          summary: `${formatPath(path)} cannot be written here: ${error.message}`,
          hint: 'Change the file by hand, or undo the drift with entente apply',
          path,
          range: rangeOfNode(error.node),
        },
      ],
    };
  }
}
