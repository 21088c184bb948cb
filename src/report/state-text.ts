/** What the state holds, as text. */
import type { StateVersion } from '../state/backend.ts';
import type { ResourceState, StateDocument, UncertainCreation } from '../state/document.ts';
import { wholeLines } from './attribute-lines.ts';
import { createStyle, printable } from './style.ts';
import { compareNames } from '../model/natural-order.ts';

/** One address a line, in natural order. */
export function renderStateList(document: StateDocument | undefined): string {
  const addresses = (document?.resources ?? []).map(({ address }) => address).sort(compareNames);
  return addresses.map((address) => `${printable(address)}\n`).join('');
}

/** Creations whose twins are looked for, one a line; empty when there are none. */
export function renderUncertain(open: readonly UncertainCreation[]): string {
  if (open.length === 0) return '';
  const lines = open.map((creation) => `  ${printable(creation.address)}: ${lostAnswer(creation)}`);
  return ['\nCreations of unknown outcome, whose twins every plan looks for:', ...lines].join('\n');
}

/** Why a twin of an object is looked for. */
export function lostAnswer({ startedAt }: UncertainCreation): string {
  return `the answer to its creation at ${printable(startedAt)} was lost`;
}

/** One resource with its attributes and what its kind has to say about them. */
export function renderStateResource(
  resource: ResourceState,
  facts: readonly string[],
  options: { readonly color: boolean },
): string {
  const style = createStyle(options.color);
  const lines = wholeLines('+', resource.attributes, 2, { style: createStyle(false), names: {} }).map(
    (line) => line.replace(/^( *)\+ /, '$1'),
  );
  const dependsOn =
    resource.dependsOn.length === 0 ? [] : [`  depends on: ${resource.dependsOn.map(printable).join(', ')}`];
  const known = facts.map((fact) => `  ${printable(fact)}`);
  return `${[style.bold(printable(resource.address)), `  id: ${printable(resource.id)}`, ...dependsOn, ...known, ...lines].join('\n')}\n`;
}

/** One version a line, the newest first. */
export function renderStateVersions(versions: readonly StateVersion[]): string {
  return versions
    .map(({ id, writtenAt, bytes, current }) => {
      const size = `${bytes} byte${bytes === 1 ? '' : 's'}`;
      return `${printable(id)}  ${printable(writtenAt)}  ${size}${current ? '  current' : ''}\n`;
    })
    .join('');
}
