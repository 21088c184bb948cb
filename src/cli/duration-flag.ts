import { InvalidArgumentError } from 'commander';
import { durationOption } from '../engine/duration-option.ts';

/** A duration on the command line, in seconds. */
export function durationFlag(value: string): number {
  const seconds = durationOption(value);
  if (seconds === undefined) throw new InvalidArgumentError('Write a duration such as 30s, 5m or 1h.');
  return seconds;
}
