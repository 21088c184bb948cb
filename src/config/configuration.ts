/** The configuration as the other rooms see it: validated, merged, every value with its place in a file. */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { SourceRange } from '../diagnostics/diagnostic.ts';
import type { Governance } from '../schema/governance.ts';
import type { Refusal } from './checks/placed.ts';
import type { EditedRange, EditQuestion } from './edits/edited.ts';
import type { JsonObject } from '../model/value.ts';
import type { KindDeclaration, Wants } from '../kinds/recorder.ts';

/** Guards of one resource, Terraform's meaning. */
export interface Lifecycle {
  readonly preventDestroy: boolean;
  /** Attributes whose live value is left as it is. */
  readonly ignoreChanges: readonly AttributePath[];
}

/** A renamed key. */
export interface Move {
  readonly from: ResourceAddress;
  /** The declared address, at the end of a chain of moves. */
  readonly to: ResourceAddress;
  /** Of the entry. */
  readonly path: AttributePath;
}

/** A file that the configuration was made from. */
export interface ReadFile {
  /** Relative to the folder of the root file. */
  readonly name: string;
  /** SHA-256 (hex) of its bytes. */
  readonly digest: string;
}

export interface Configuration {
  /** As shown in messages: relative to the working folder. */
  readonly rootFile: string;
  /** Absolute folder of the root file. */
  readonly folder: string;
  /** Every file read, in reading order. */
  readonly files: readonly ReadFile[];
  /** SHA-256 (hex) over names and bytes of the files, the environment's name and the ${env.*} values used. */
  readonly digest: string;
  readonly environment: string | undefined;
  readonly document: Governance;
  /** The same as it is written: words that the schema does not list in the form that says so. */
  readonly written: JsonObject;
  readonly declarations: readonly KindDeclaration[];
  readonly wants: Wants;
  readonly lifecycle: ReadonlyMap<ResourceAddress, Lifecycle>;
  readonly moved: readonly Move[];
  /** No longer tracked and not deleted, with what lives inside. */
  readonly removed: readonly ResourceAddress[];
  readonly refusals: readonly Refusal[];
  /** The place of the nearest entry that encloses `path`. */
  rangeOf(path: AttributePath): SourceRange | undefined;
  /** The line that was edited where `path` says another thing than before. */
  editOf(path: AttributePath, question: EditQuestion): EditedRange | undefined;
}
