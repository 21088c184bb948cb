/** Packages that are suggested to a person, by the reasons that are asked for. */
import type { Answer, Call, Route } from '../context.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { page } from '../read/render.ts';
import { enumValue } from '../wire/request-body.ts';
import { param } from '../route.ts';
import { callingPerson } from './caller.ts';
import { BEFORE, NEAR, suggestionsFor } from './suggestions.ts';

/** `on` has flags: any number of them, separated by commas. */
function filtered(call: Call): Answer {
  const on = param(call, 'on')
    .split(',')
    .map((flag) => enumValue('on', flag.trim(), ['none', NEAR, BEFORE]));
  const person = callingPerson(call, 'filterByCurrentUser');
  return page(call, KINDS.accessPackageSuggestion, suggestionsFor(call, person, on));
}

export const suggestionRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${EM}/accessPackageSuggestions/filterByCurrentUser(on='{on}')`,
    answers: ['accessPackageSuggestion'],
    handle: filtered,
  },
];
