import { parseAddress } from '../../model/address.ts';
import { parseLookup } from '../../model/principal.ts';
import { declaredLookups } from '../declared-lookups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'deleted-principal',
  title: 'Deleted people, groups and applications are named',
  severity: 'warning',
  rationale:
    'The directory object was deleted. As an approver or reviewer it does not count; as a target it admits nobody; as a resource it grants nothing (Maester MT.1107 and MT.1109).',
  remedy: 'Remove the name or put another in its place; a deleted object can be restored for 30 days.',
  *check({ document, departed }) {
    if (departed.size === 0) return;
    for (const { key, path, address } of declaredLookups(document)) {
      if (!departed.has(key)) continue;
      const kind = parseAddress(address)?.kind ?? 'resource';
      const message = `${parseLookup(key).text}, which ${kind === 'catalogResource' ? 'is a resource of a catalog' : `${address} names`}, was deleted from the directory`;
      yield { address, path, message };
    }
  },
});
