/** The reasoning about one requestor and one package while it goes on: what was found so far. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Restriction, Step } from './answer.ts';
import type { Requestor } from '../facts/requestor.ts';
import { departureOf, requestorName } from '../facts/requestor.ts';
import type { AccessModel } from '../facts/model.ts';

export class Reasoning {
  readonly steps: Step[] = [];
  readonly restrictions: Restriction[] = [];
  /** What is not known and why it matters, a sentence each. */
  readonly unknown: string[] = [];
  /** The same of what has to be so before any policy is asked: with one of these nobody is known to get in. */
  readonly doubts: string[] = [];
  readonly model: AccessModel;
  readonly requestor: Requestor;
  readonly address: ResourceAddress;
  readonly name: RequestorName;
  /** False for those who ask very often and need no steps. */
  readonly explained: boolean;
  /** Whether the steps stand below their name: they call a class `they`. */
  private readonly isNamedAbove: boolean;

  constructor(
    model: AccessModel,
    requestor: Requestor,
    address: ResourceAddress,
    explained: boolean,
    isNamedAbove = false,
  ) {
    this.model = model;
    this.requestor = requestor;
    this.address = address;
    this.name = requestorName(model, requestor);
    this.explained = explained;
    this.isNamedAbove = isNamedAbove && requestor.type !== 'person';
  }

  get who(): string {
    return this.isNamedAbove ? 'they' : this.name.label;
  }

  /** Whom something happens to. */
  get whom(): string {
    return this.isNamedAbove ? 'them' : this.name.label;
  }

  step(result: Step['result'], text: string, address?: ResourceAddress, ...path: AttributePath): void {
    if (this.explained)
      this.steps.push({ result, text, ...(address !== undefined && { at: { address, path } }) });
  }

  doubt(text: string): void {
    this.step('unknown', `Unknown: ${text}`);
    this.doubts.push(text);
  }

  /** True of those who left the directory: nothing is theirs unless they are restored, which is unknown. */
  departed(what: string): boolean {
    const departure = departureOf(this.model, this.requestor);
    if (departure === undefined) return false;
    const when = departure === '' ? '' : `: ${departure}`;
    this.step('unknown', `${this.who} ${what} unless the account is restored${when}`);
    this.unknown.push(`whether ${this.who} is restored${when}`);
    return true;
  }

  restrict(
    type: Restriction['type'],
    ids: readonly string[],
    labelOf: (id: string) => string = (id) => id,
  ): void {
    this.restrictions.push({ type, ids, labels: ids.map(labelOf) });
  }
}
