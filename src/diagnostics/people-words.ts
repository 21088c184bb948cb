/** What people call the classes of people that guarantees, tests and command lines name. Pure. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  anyone: ['everyone', 'all', 'any', '*'],
  anyExternalUser: ['external', 'externals', 'outside', 'guests', 'guest', 'public', 'internet'],
  members: ['internal', 'employees', 'employee', 'staff', 'member'],
  configuredOrganizations: ['partners', 'partner', 'organizations'],
  directoryUsers: ['users', 'directory'],
};

/** Words that say nothing of which people: `external users` are those of `external`. */
const FILLING = /^(?:users?|people|persons?|from|of|the|an?)$/;

/** The one of `classes` that a text means, whole or by the words in it; undefined where several may be meant. */
export function classMeant(text: string, classes: readonly string[]): string | undefined {
  const whole = text.trim().toLowerCase();
  const calledBy = (word: string) => classes.filter((each) => CALLED[each]?.includes(word) === true);
  const [exact] = calledBy(whole);
  if (exact !== undefined) return exact;
  const words = whole.split(/[\s_-]+/).filter((word) => !FILLING.test(word));
  const found = words.map((word) => calledBy(word)[0]);
  const [first] = found;
  return found.every((each) => each === first) ? first : undefined;
}
