/** Answers with what leads a reader on: the place of each step in the files, and the link of the package in My Access. */
import type { AccessAnswer, Step } from '../../access/index.ts';
import { myAccessLink } from '../../access/relation/my-access.ts';
import type { Place } from './places.ts';
import type { AccessView } from './view.ts';

type PlacedStep = Step & {
  /** Null where the configuration says nothing of it. */
  readonly source: Place | null;
};

export type PlacedAnswer = Omit<AccessAnswer, 'steps'> & {
  /** Null without a package in the tenant, or a domain of the tenant. */
  readonly link: string | null;
  readonly steps: readonly PlacedStep[];
};

export function placedAnswer(view: AccessView, answer: AccessAnswer): PlacedAnswer {
  return {
    ...answer,
    link: linkOf(view, answer.package.address),
    steps: answer.steps.map((step) => ({ ...step, source: placeOfStep(view, step) })),
  };
}

/** Where the policy stands by which a person gets in; null for those who do not. */
export function placeOfWay({ placeOf }: AccessView, { ways, automatic }: AccessAnswer): Place | null {
  const policy = [...ways, ...automatic][0]?.policy.address;
  return policy === undefined ? null : (placeOf(policy, []) ?? null);
}

/** Where people request a package. */
export function linkOf({ cloud, domain, packageId }: AccessView, address: string): string | null {
  const id = packageId(address);
  return id === undefined || domain === undefined ? null : (myAccessLink(cloud, domain, id) ?? null);
}

function placeOfStep({ placeOf }: AccessView, { at }: Step): Place | null {
  return at === undefined ? null : (placeOf(at.address, at.path) ?? null);
}
