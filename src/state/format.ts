/** The state file's text. Parsing names what is wrong before anything trusts the content. */
import { compareAddresses } from '../model/address.ts';
import { jsonFault } from '../model/json-fault.ts';
import { printableJson } from '../model/printable.ts';
import { isObject } from '../model/value.ts';
import type { StateDocument } from './document.ts';
import { STATE_FORMAT_VERSION } from './document.ts';
import { stateError } from './faults.ts';
import validateState from '../schema/validate-state.js';

/**
 * Parses a state; throws DiagnosticError STATE_CORRUPT, STATE_FOREIGN, STATE_NEWER or STATE_INVALID. `restore`: what to do
 * about a damaged one; `elsewhere`: about one that is not ours.
 */
export function parseState(
  text: string,
  display: string,
  restore: string = restoreHint(display),
  elsewhere = 'Name another file under state: in the configuration; this one was not touched',
): StateDocument {
  const data = parseJson(text, display, restore);
  if (!isObject(data) || !('formatVersion' in data) || !('lineage' in data)) {
    throw stateError('STATE_FOREIGN', `${display} is ${whatElse(data)}`, elsewhere);
  }
  const version = data['formatVersion'];
  if (typeof version === 'number' && version > STATE_FORMAT_VERSION) {
    throw stateError(
      'STATE_NEWER',
      `${display} was written by a newer Entente (format ${version}; this one knows ${STATE_FORMAT_VERSION})`,
      'Upgrade Entente; the state was not touched',
    );
  }
  if (!validateState(data)) {
    const [fault] = validateState.errors ?? [];
    const where = fault?.instancePath === '' ? 'its top level' : (fault?.instancePath ?? '');
    throw stateError(
      'STATE_INVALID',
      `${display} is not a valid state: ${where} fails "${fault?.keyword ?? ''}"`,
      restore,
      JSON.stringify(fault?.params),
    );
  }
  const document = data as unknown as StateDocument;
  const addresses = new Set<string>();
  for (const { address } of document.resources) {
    if (addresses.has(address)) {
      throw stateError('STATE_INVALID', `${display} lists ${address} twice`, restore);
    }
    addresses.add(address);
  }
  return document;
}

function whatElse(data: unknown): string {
  if (isObject(data) && 'terraform_version' in data) return 'not a state of Entente but of Terraform';
  const isPlan = isObject(data) && 'formatVersion' in data && 'digest' in data;
  return isPlan ? 'a saved plan, not a state' : 'not a state of Entente';
}

function parseJson(text: string, display: string, restore: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw stateError('STATE_CORRUPT', `${display} is damaged: ${jsonFault(text, error)}`, restore);
  }
}

function restoreHint(display: string): string {
  return `Restore it from ${display}.backup or from version control; nothing was changed`;
}

/**
 * The text of a state: one resource a line, so that two of them can be compared by eye. It is printed, kept in repositories
 * and shown by them, so that no letter in it is hidden and none commands a CI system.
 */
export function formatState(document: StateDocument): string {
  const { resources, ...rest } = document;
  const sorted = [...resources].sort((a, b) => compareAddresses(a.address, b.address));
  const head = JSON.stringify({ ...rest, resources: 0 }, null, 2).replace(/\n {2}"resources": 0\n}$/, '');
  const lines = sorted.map((resource) => `\n    ${JSON.stringify(resource)}`);
  return printableJson(`${head}\n  "resources": [${lines.join(',')}${lines.length > 0 ? '\n  ' : ''}]\n}\n`);
}
