import { facetsAt } from '../../kinds/bearing.ts';
import { KINDS } from '../../kinds/registry.ts';
import { parseAddress } from '../../model/address.ts';
import { parsePath } from '../../model/path.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'ignored-access',
  title: 'Ignored changes of who can get in',
  severity: 'warning',
  rationale:
    'What ignoreChanges names is left as it is in the tenant: a change in the portal is one of who can request, who approves or for how long, and no plan undoes it.',
  remedy: 'Remove the property from ignoreChanges, or accept it with a suppression.',
  *check({ document }) {
    for (const [address, { ignoreChanges = [] }] of Object.entries(document.lifecycle ?? {})) {
      const table = KINDS.get(parseAddress(address)?.kind ?? '')?.attributes ?? {};
      for (const [index, text] of ignoreChanges.entries()) {
        const facets = [...facetsAt(table, parsePath(text) ?? [])];
        if (facets.length === 0) continue;
        const message = `Changes of ${text} of ${address} are ignored, and it decides about access (${facets.join(', ')})`;
        yield { address, path: ['lifecycle', address, 'ignoreChanges', index], message };
      }
    }
  },
});
