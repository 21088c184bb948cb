/** What a resource has to know of those who request a role on it, as YAML and as Graph writes it (CONTRACT 4). */
import { withUnsaid } from '../model/unsaid.ts';
import type { Unsaid } from '../model/unsaid.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { AttributeTable } from './bearing.ts';
import { declareMembers, located } from './declare-members.ts';
import type { Naming } from './kind.ts';
import { QUESTION } from './policy-attributes.ts';
import { declaredQuestion, questionSpec } from './policy-questions.ts';
import { unifiedQuestion } from './policy-wire.ts';
import { shortType, typed } from './wire.ts';

/** The only place for answers, and the only source of them, that the documentation knows. */
const USER = 'accessPackageUserDirectoryAttributeStore';
const ASKED = 'accessPackageResourceAttributeQuestion';

const TYPE: AttributeTable = { '@odata.type': { type: 'string', bearsOn: 'questions' } };

const MEMBERS: AttributeTable = {
  name: { type: 'string', bearsOn: 'questions' },
  destination: { type: 'object', members: TYPE },
  source: { type: 'object', members: { ...TYPE, question: { type: 'object', members: QUESTION } } },
  // Whether people of whom the value is known already are asked as well.
  isEditable: { type: 'boolean', default: false, bearsOn: 'questions' },
  isPersistedOnAssignmentRemoval: { type: 'boolean', default: false, bearsOn: 'nothing' },
};

/** Where nothing is declared, what the portal requires stays required. */
export const REQUIRED_ATTRIBUTES: AttributeTable = {
  attributes: {
    type: 'list',
    pairBy: 'name',
    mutability: 'kept',
    watched: true,
    of: { type: 'object', members: MEMBERS },
  },
};

/** As they are declared. */
export function declaredAttributes(attributes: JsonValue | undefined): JsonValue {
  return byName(
    objectsOf(attributes).map(({ question, ...members }) => ({
      ...members,
      destination: { '@odata.type': USER },
      source: { '@odata.type': ASKED, question: declaredQuestion(isObject(question) ? question : {}) },
    })),
  );
}

/** As the service returns them. */
export function liveAttributes(attributes: JsonValue | undefined): JsonValue {
  return byName(
    objectsOf(attributes).map((attribute) => {
      const { question, ...source } = objectAt(attribute, 'source');
      return {
        ...attribute,
        destination: shortlyTyped(objectAt(attribute, 'destination')),
        source: {
          ...shortlyTyped(source),
          ...(isObject(question) && { question: unifiedQuestion(shortlyTyped(question)) }),
        },
      };
    }),
  );
}

/** As they are sent: whole, with what `live` holds of the one of the same name and nothing here tells. */
export function wireAttributes(attributes: JsonValue | undefined, live: JsonValue | undefined): JsonValue {
  return objectsOf(attributes).map((attribute) => {
    const { question, ...source } = objectAt(attribute, 'source');
    const body = {
      ...attribute,
      destination: typed(objectAt(attribute, 'destination')),
      source: { ...typed(source), ...(isObject(question) && { question: typed(question) }) },
    };
    const known = objectsOf(live).find(({ name }) => name === attribute['name']);
    return known === undefined ? body : withUnsaid(MEMBERS, known, body);
  });
}

/**
 * Stores and sources of attributes that no configuration can say, as a later Graph may have them. Where there is one, the
 * list is not declared, and so kept as it is.
 */
export function foreignAttributes(attributes: JsonValue | undefined): Unsaid[] {
  return objectsOf(attributes).flatMap((attribute, index) =>
    Object.entries({ destination: USER, source: ASKED }).flatMap(([member, wanted]) => {
      const value = shortType(objectAt(attribute, member)['@odata.type']);
      return value === wanted ? [] : [{ path: ['attributes', index, member, '@odata.type'], value }];
    }),
  );
}

export function attributesSpec(attributes: JsonValue | undefined, naming: Naming): JsonObject[] {
  if (foreignAttributes(attributes).length > 0) return [];
  return objectsOf(attributes).map((attribute, index) =>
    located(index, () => {
      const { destination: _destination, source: _source, name, ...members } = attribute;
      const source = objectAt(attribute, 'source');
      const switches = Object.entries(members).filter(([, value]) => value === true || naming.explicit);
      const { id: _id, ...question } = declareMembers(QUESTION, objectAt(source, 'question'), naming);
      return {
        name: asString(name) ?? '',
        question: located('question', () => questionSpec(question, naming)),
        ...Object.fromEntries(switches),
      };
    }),
  );
}

/** Nothing says that their order means anything. */
function byName(attributes: readonly JsonObject[]): JsonObject[] {
  const nameOf = ({ name }: JsonObject) => asString(name) ?? '';
  return [...attributes].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  return isObject(member) ? member : {};
}

function shortlyTyped(value: JsonObject): JsonObject {
  return { ...value, '@odata.type': shortType(value['@odata.type']) };
}

/** What a declared resource is a copy of: the property that says so, and its value. */
export function declaredOrigin(
  resource: object | undefined,
): readonly [sort: string, name: string] | undefined {
  return Object.entries(resource ?? {}).find(
    (entry): entry is [string, string] => entry[0] !== 'attributes' && typeof entry[1] === 'string',
  );
}
