import { InvalidArgumentError } from 'commander';
import { durationOption } from '../engine/duration-option.ts';
import { durationSeconds } from '../model/duration.ts';

/** A duration on the command line, in seconds. */
export function durationFlag(value: string): number {
  const seconds = durationOption(value);
  if (seconds === undefined) throw new InvalidArgumentError('Write a duration such as 30s, 5m or 1h.');
  return seconds;
}

/** An ISO 8601 duration on the command line, in seconds; 0 needs no unit. */
export function isoDurationFlag(value: string): number {
  const seconds = value === '0' ? 0 : durationSeconds(value);
  if (seconds === undefined)
    throw new InvalidArgumentError('Write an ISO 8601 duration such as PT5S or P1D.');
  return seconds;
}
