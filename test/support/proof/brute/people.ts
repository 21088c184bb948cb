/** All people of small worlds, as valuations of what such a world can tell apart: 46 of them. */
import type { Name, SignIn } from './small-world.ts';
import { READERS } from './small-world.ts';

export interface Valuation {
  readonly label: string;
  readonly name?: Name;
  readonly signIn: SignIn | 'home';
  readonly status: 'absent' | 'guest' | 'member';
  readonly enabled: boolean;
  readonly inReaders: boolean;
  readonly holds: 'p' | 'q' | undefined;
  /** Matched by the rule of automatic assignment. */
  readonly sales: boolean;
}

const SIGN_INS: readonly SignIn[] = ['fabrikam.example', 'woodgrove', 'other.example'];
const HOLDS = [undefined, 'q', 'p'] as const;
const BOTH = [false, true] as const;

type Unlabelled = Omit<Valuation, 'label'>;

const NAMED: Readonly<Record<Name, Pick<Valuation, 'signIn' | 'status' | 'enabled' | 'sales'>>> = {
  ann: { signIn: 'home', status: 'member', enabled: true, sales: true },
  ben: { signIn: 'home', status: 'member', enabled: true, sales: false },
  cat: { signIn: 'fabrikam.example', status: 'guest', enabled: true, sales: false },
  dan: { signIn: 'home', status: 'member', enabled: false, sales: false },
  eve: { signIn: 'other.example', status: 'guest', enabled: true, sales: false },
};

/** Only consistent ones: the members of the group are known, and who is not in the directory holds nothing. */
function all(): Unlabelled[] {
  const unnamed = { enabled: true, inReaders: false, holds: undefined, sales: false } as const;
  const inDirectory = HOLDS.flatMap((holds) => BOTH.map((sales) => ({ ...unnamed, holds, sales })));
  const disabled = { ...unnamed, enabled: false };
  const guests = SIGN_INS.flatMap((signIn) =>
    [...inDirectory, disabled].map((rest) => ({ ...rest, signIn, status: 'guest' as const })),
  );
  const members = [...inDirectory, disabled].map((rest) => ({
    ...{ ...rest, signIn: 'home' as const, status: 'member' as const },
  }));
  const named = (Object.keys(NAMED) as Name[]).flatMap((name) =>
    HOLDS.map((holds) => ({ ...NAMED[name], name, holds, inReaders: READERS.includes(name) })),
  );
  const absent = SIGN_INS.map((signIn) => ({ ...unnamed, signIn, status: 'absent' as const }));
  return [...absent, ...guests, ...members, ...named];
}

export const PEOPLE: readonly Valuation[] = all().map((person) => ({
  ...person,
  label: [
    person.name ?? person.status,
    person.signIn,
    ...(person.inReaders ? ['in readers'] : []),
    ...(person.holds === undefined ? [] : [`holds ${person.holds}`]),
    ...(person.sales ? ['sales'] : []),
    ...(person.enabled ? [] : ['disabled']),
  ].join(' '),
}));
