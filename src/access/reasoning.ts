/** The reasoning about one requestor and one package while it goes on: what was found so far. */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Requestor } from './access-change.ts';
import type { Restriction, Step } from './answer.ts';
import type { Asker } from './asker.ts';
import { requestorOf } from './asker.ts';
import type { AccessModel } from './model.ts';

export class Reasoning {
  readonly steps: Step[] = [];
  readonly restrictions: Restriction[] = [];
  /** What is not known and why it matters, a sentence each. */
  readonly unknown: string[] = [];
  readonly model: AccessModel;
  readonly asker: Asker;
  readonly address: ResourceAddress;
  readonly requestor: Requestor;
  /** False for those who ask very often and need no steps. */
  readonly explained: boolean;

  constructor(model: AccessModel, asker: Asker, address: ResourceAddress, explained: boolean) {
    this.model = model;
    this.asker = asker;
    this.address = address;
    this.requestor = requestorOf(model, asker);
    this.explained = explained;
  }

  get who(): string {
    return this.requestor.label;
  }

  step(result: Step['result'], text: string, address?: ResourceAddress, ...path: AttributePath): void {
    if (this.explained)
      this.steps.push({ result, text, ...(address !== undefined && { at: { address, path } }) });
  }

  restrict(
    type: Restriction['type'],
    ids: readonly string[],
    labelOf: (id: string) => string = (id) => id,
  ): void {
    this.restrictions.push({ type, ids, labels: ids.map(labelOf) });
  }
}
