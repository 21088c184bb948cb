/** Organizations whose people are unknown, because how they sign in is: in words. */
import type { AccessModel } from './model.ts';
import type { Requestor } from './requestor.ts';
import { organizationName, organizationsOf } from './requestor.ts';
import { unlistedType } from './sources.ts';

/** What is unknown of the people of the organizations that a requestor stands for or may belong to. */
export function unlistedSourcesOf(model: AccessModel, requestor: Requestor): readonly string[] {
  const { certain, possible } = organizationsOf(model, requestor);
  return [...certain, ...possible].flatMap(({ address, sources }) => {
    const types = [...new Set(sources.flatMap((source) => unlistedType(source) ?? []))];
    if (types.length === 0) return [];
    const name = organizationName(model, address);
    return [
      `who belongs to ${name}: this version does not know how people sign in by an identity source of the type ${types.join(' or ')}`,
    ];
  });
}
