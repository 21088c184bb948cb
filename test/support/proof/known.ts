/** Faults that are known and open. A run passes over them; a test fails as soon as one of them is mended, so that it leaves this list. */
import type { FoundFault } from './run.ts';

export interface KnownFault {
  readonly name: string;
  readonly reason: string;
  readonly is: (fault: FoundFault) => boolean;
  /** An edit that shows it; absent where none of the present worlds is needed to show it. */
  readonly example: { readonly world: number; readonly edit: number };
}

const ORGANIZATION = /^(live\.)?connectedOrganization/;

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    name: 'what happens in the directory is no change',
    reason: 'compareAccess takes one directory and one list of invitations for both sides',
    is: ({ attribute }) => attribute.startsWith('facts.'),
    example: { world: 0, edit: 0 },
  },
];

export const knownFault = (fault: FoundFault): KnownFault | undefined => KNOWN_FAULTS.find(({ is }) => is(fault));
void ORGANIZATION;
