/** Days that there are and times of day, as the schemas' `format` wants them. */

const DAY =
  '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const LEAP_DAY = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const HOUR = '(?:[01]\\d|2[0-3])';

/** By the format's name; seconds may be left out. */
export const FORMATS: Readonly<Record<string, RegExp>> = {
  date: new RegExp(`^(?:${DAY}|${LEAP_DAY})$`),
  'date-time': new RegExp(
    `^(?:${DAY}|${LEAP_DAY})T${HOUR}:[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z|[+-]${HOUR}:[0-5]\\d)$`,
  ),
};
