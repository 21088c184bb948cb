/** What was meant by values of another spelling: durations, dates, switches, the portal's words. Pure. */

/** A value as Entente writes it. */
export interface Spelling {
  readonly value: string;
  /** It says the same and needs no decision, so that `validate --fix` may write it. */
  readonly safe: boolean;
}

const DAY_UNITS: Readonly<Record<string, 'W' | 'D'>> = { w: 'W', week: 'W', d: 'D', day: 'D' };
const TIME_UNITS: Readonly<Record<string, 'H' | 'M' | 'S'>> = {
  h: 'H',
  hour: 'H',
  hr: 'H',
  minute: 'M',
  min: 'M',
  second: 'S',
  sec: 'S',
};

/** `90 days`, `2 weeks`, `1 day 12 hours`, `p90d`, `P12H` as ISO 8601; undefined for months, years and mere numbers. */
export function spelledDuration(text: string): Spelling | undefined {
  const plain = text.trim();
  // The time span of .NET and PowerShell.
  const [, days, hour = '', minute = ''] = /^(\d+)\.(\d\d):(\d\d):00$/.exec(plain) ?? [];
  if (days !== undefined && Number(hour) + Number(minute) === 0) return { value: `P${days}D`, safe: true };
  const misplaced = timeOutOfPlace(plain);
  if (misplaced !== undefined) return misplaced;
  const hours = /^P(\d+H)$/i.exec(plain)?.[1];
  if (hours !== undefined) return { value: `PT${hours.toUpperCase()}`, safe: true };
  if (/^PT?\d[\dDWHMST]*$/i.test(plain)) return { value: plain.toUpperCase(), safe: true };
  const parts = [
    ...plain.toLowerCase().matchAll(/(\d+)\s*([a-z]+?)s?(?=[\s,]|$|\d)(?:\s*,?\s*(?:and\s+)?)/g),
  ];
  if (parts.map(([whole]) => whole).join('') !== plain.toLowerCase() || parts.length === 0) return undefined;
  let date = '';
  let time = '';
  for (const [, count = '', unit = ''] of parts) {
    const day = DAY_UNITS[unit];
    const part = TIME_UNITS[unit];
    if (day !== undefined && time === '') date += count + day;
    else if (part !== undefined) time += count + part;
    else return undefined;
  }
  return { value: `P${date}${time === '' ? '' : `T${time}`}`, safe: true };
}

/** `P90D12H` and `PT90D`: T stands before hours, minutes and seconds, and before nothing else. */
function timeOutOfPlace(plain: string): Spelling | undefined {
  const [, date = '', time = ''] = /^PT?((?:\d+[WD])+)T?((?:\d+H)?(?:\d+M)?(?:\d+S)?)$/i.exec(plain) ?? [];
  if (date === '') return undefined;
  return { value: `P${date}${time === '' ? '' : `T${time}`}`.toUpperCase(), safe: true };
}

/** The duration that a member says whose name has the unit: `expirationInDays: 90`; days where it has none; or the text says it all: `90 days`. */
export function countedIn(name: string, value: unknown): string | undefined {
  if (typeof value === 'string' && !/^\d+$/.test(value)) return spelledDuration(value)?.value;
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (/days/i.test(name)) return `P${value}D`;
  if (/hours/i.test(name)) return `PT${value}H`;
  return name === 'duration' ? `P${value}D` : undefined;
}

/** Numbers that people write as words, from 1 on. */
const COUNTS: readonly string[] = 'one two three four five six seven eight nine ten'.split(' ');

/** The number that a word says. */
export function numberInWords(text: string): number | undefined {
  const counted = COUNTS.indexOf(text.toLowerCase());
  return counted === -1 ? undefined : counted + 1;
}

/** The days of a text, where a member counts days. */
export function daysOf(text: string, name: string): string | undefined {
  if (!/days$/i.test(name)) return undefined;
  return /^P(\d+)D$/.exec(spelledDuration(text)?.value ?? '')?.[1];
}

/** Why a text cannot be made a duration without a decision, and what to write. */
export function durationAdvice(text: string): string | undefined {
  const number = /^\s*-?P?(\d+)\s*$/i.exec(text)?.[1];
  if (number !== undefined)
    return `Add the unit: P${number}D for days, PT${number}H for hours, PT${number}M for minutes`;
  const [, count = '', unit = ''] = /^\s*P?\s*(\d+)\s*(m|months?|y|years?)\s*$/i.exec(text) ?? [];
  if (count === '') return calendarAdvice(text);
  const days = Number(count) * (/^m/i.test(unit) ? 30 : 365);
  const word = /^m/i.test(unit) ? 'Months' : 'Years';
  return `${word} differ in length; write days, such as P${days}D`;
}

/** For what counts years or months among other things, is negative, or has no end. */
function calendarAdvice(text: string): string | undefined {
  if (/^\s*-P?\d/.test(text)) return `A duration is not negative: write ${text.trim().slice(1)}`;
  if (/^(?:never|none|unlimited|no ?expiration)$/i.test(text.trim()))
    return 'A duration ends; access without an end is expiration: { type: noExpiration }';
  const [, years = '', months = ''] = /^\s*P(?:(\d+)Y)?(?:(\d+)M?)?(?:\d+[WD]?)*\s*$/i.exec(text) ?? [];
  if (years === '' && months === '') return undefined;
  return `Years and months differ in length; write days, such as P${Number(years) * 365 + Number(months) * 30}D`;
}

/** A date in ISO 8601, from `31.12.2027`, `12/31/2027` and `31 December 2027`; undefined when day and month may be exchanged. */
export function spelledDate(text: string): Spelling | undefined {
  const plain = text.trim();
  const [, a = '', b = '', year = ''] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(plain) ?? [];
  if (year !== '') {
    const [first, second] = [Number(a), Number(b)];
    if (first > 12) return isoDate(Number(year), second, first);
    if (second > 12 || first === second) return isoDate(Number(year), first, second);
    return undefined;
  }
  const [, yearFirst = '', monthNext = '', dayLast = ''] =
    /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$/.exec(plain) ?? [];
  if (yearFirst !== '') return isoDate(Number(yearFirst), Number(monthNext), Number(dayLast));
  const [, day = '', month = '', inYear = ''] = /^(\d{1,2})\.? ([A-Za-z]{3,9}),? (\d{4})$/.exec(plain) ?? [];
  const index = MONTHS.findIndex((name) => month.length >= 3 && name.startsWith(month.toLowerCase()));
  return index === -1 ? undefined : isoDate(Number(inYear), index + 1, Number(day));
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function isoDate(year: number, month: number, day: number): Spelling | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  // A day that the month does not have, such as 31 June, is one of another month.
  if (date.getUTCMonth() !== month - 1) return undefined;
  return { value: date.toISOString().slice(0, 10), safe: true };
}

/** A date and time in UTC; the time of day or the zone that a text leaves out is a decision. */
export function spelledDateTime(text: string): Spelling | undefined {
  const plain = text.trim();
  const [, date = '', time = '', zone = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2})?))?(Z)?$/i.exec(plain) ?? [];
  const day = date === '' ? spelledDate(plain)?.value : date;
  if (day === undefined) return undefined;
  const full = time === '' ? '00:00:00' : time.length === 5 ? `${time}:00` : time;
  return { value: `${day}T${full}Z`, safe: time !== '' && zone !== '' };
}

/** Why a date cannot be told, or is none. */
export function dateAdvice(text: string): string | undefined {
  const [, inYear = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:T|$)/.exec(text) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (inYear !== '' && name === undefined) return `There are 12 months, and this is month ${month}`;
  if (name !== undefined) {
    const last = new Date(Date.UTC(Number(inYear), Number(month), 0)).getUTCDate();
    const spelled = name.charAt(0).toUpperCase() + name.slice(1);
    if (day === '00' || Number(day) > last) return `${spelled} ${inYear} has ${last} days`;
  }
  if (/T(?:2[4-9]|[3-9]\d):/.test(text)) return 'Hours go from 00 to 23';
  if (/T\d\d:[6-9]\d|T\d\d:\d\d:[6-9]\d/.test(text)) return 'Minutes and seconds go from 00 to 59';
  const only = /^\s*(\d{4})\s*$/.exec(text)?.[1];
  if (only !== undefined) return `Write the day too: ${only}-12-31, with T00:00:00Z where a time is wanted`;
  const [, a = '', b = '', year = ''] = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/.exec(text) ?? [];
  if (year === '') return undefined;
  const two = (part: string) => part.padStart(2, '0');
  return `Day and month may be exchanged: write ${year}-${two(b)}-${two(a)} or ${year}-${two(a)}-${two(b)}, with T00:00:00Z where a time is wanted`;
}

/** A switch in other words; a number or anything else is a decision. */
export function spelledBoolean(data: unknown): boolean | undefined {
  if (typeof data !== 'string') return undefined;
  const word = data.toLowerCase().replace(/\s*[}\]]+$/, '');
  if (['true', 'yes', 'on', 'y'].includes(word)) return true;
  if (['false', 'no', 'off', 'n'].includes(word)) return false;
  return undefined;
}

/** Letters and digits alone, so that casing, blanks and hyphens make no difference. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The allowed value that a text means: in other casing, or in the words of the portal and of Graph's beta version. */
export function spelledEnum(text: string, allowed: readonly string[]): Spelling | undefined {
  const wanted = bare(text);
  const same = allowed.filter((value) => bare(value) === wanted);
  const [only] = same;
  if (same.length === 1 && only !== undefined) return { value: only, safe: true };
  const meant = PORTAL[wanted]?.find((value) => allowed.includes(value));
  return meant === undefined ? undefined : { value: meant, safe: false };
}

/** How often the portal lets reviews take place, where Graph counts units: for the words of which it has none. */
export function recurrenceAdvice(text: string, allowed: readonly string[]): string | undefined {
  const [type, interval] = INTERVALS[bare(text)] ?? [];
  return type !== undefined && allowed.includes(type)
    ? `Write type: ${type}, interval: ${interval}`
    : undefined;
}

/** The pattern that a word for how often reviews take place stands for: `{ type: absoluteMonthly, interval: 3 }`. */
export function patternMeant(text: string): string | undefined {
  const word = bare(text);
  const [type, interval] = INTERVALS[word] ?? [UNITS[word], 1];
  return type === undefined ? undefined : `{ type: ${type}, interval: ${interval} }`;
}

const UNITS: Readonly<Record<string, string>> = {
  daily: 'daily',
  weekly: 'weekly',
  monthly: 'absoluteMonthly',
  annual: 'absoluteYearly',
  annually: 'absoluteYearly',
  yearly: 'absoluteYearly',
};

const INTERVALS: Readonly<Record<string, readonly [type: string, interval: number]>> = {
  quarterly: ['absoluteMonthly', 3],
  semiannually: ['absoluteMonthly', 6],
  halfyearly: ['absoluteMonthly', 6],
  biannually: ['absoluteMonthly', 6],
  bimonthly: ['absoluteMonthly', 2],
  biweekly: ['weekly', 2],
  fortnightly: ['weekly', 2],
};

/** The allowed values between which the portal asks further: its first question alone does not say which is meant. */
export function portalChoices(text: string, allowed: readonly string[]): readonly string[] {
  return (PORTAL_CHOICES[bare(text)] ?? []).filter((value) => allowed.includes(value));
}

const PORTAL_CHOICES: Readonly<Record<string, readonly string[]>> = {
  forusersinyourdirectory: ['specificDirectoryUsers', 'allMemberUsers', 'allDirectoryUsers'],
  forusersnotinyourdirectory: [
    'specificConnectedOrganizationUsers',
    'allConfiguredConnectedOrganizationUsers',
    'allExternalUsers',
  ],
};

/** The portal's words and those of Graph's beta version, letters alone, with what they are in Graph v1.0. */
const PORTAL: Readonly<Record<string, readonly string[]>> = {
  allmembersexcludingguests: ['allMemberUsers'],
  allmembers: ['allMemberUsers'],
  allusersincludingguests: ['allDirectoryUsers'],
  specificusersandgroups: ['specificDirectoryUsers'],
  specificconnectedorganizations: ['specificConnectedOrganizationUsers'],
  allconfiguredconnectedorganizations: ['allConfiguredConnectedOrganizationUsers'],
  allusersallconnectedorganizationsanynewexternalusers: ['allExternalUsers'],
  allusersallconnectedorganizationsandanynewexternalusers: ['allExternalUsers'],
  noneadministratordirectassignmentsonly: ['notSpecified'],
  allexistingdirectorymemberusers: ['allMemberUsers'],
  allexistingdirectorysubjects: ['allDirectoryUsers'],
  specificdirectorysubjects: ['specificDirectoryUsers'],
  specificconnectedorganizationsubjects: ['specificConnectedOrganizationUsers'],
  allconfiguredconnectedorganizationsubjects: ['allConfiguredConnectedOrganizationUsers'],
  allexistingconnectedorganizationsubjects: ['allConfiguredConnectedOrganizationUsers'],
  allexternalsubjects: ['allExternalUsers'],
  nosubjects: ['notSpecified'],
  never: ['noExpiration', 'noEnd'],
  ondate: ['afterDateTime', 'endDate'],
  numberofdays: ['afterDuration'],
  numberofhours: ['afterDuration'],
  takerecommendations: ['acceptAccessRecommendation'],
  nochange: ['keepAccess'],
  approveaccess: ['keepAccess'],
  monthly: ['absoluteMonthly'],
  annually: ['absoluteYearly'],
  yearly: ['absoluteYearly'],
  enabled: ['published'],
  disabled: ['unpublished'],
  blockuserfromsigningintothisdirectory: ['blockSignIn'],
  removeuser: ['blockSignInAndDelete'],
};
