import type { PlaceOf } from '../compare/causes.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Who } from './who.ts';

/** What one guarantee is about, as values of the model. */
export interface Guaranteed {
  readonly model: AccessModel;
  readonly name: string;
  readonly who: Who;
  readonly now: number;
  readonly placeOf: PlaceOf;
}
