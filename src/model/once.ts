/** Answers that are made once for each thing asked about. What is asked about never changes. */

type Value = object | string | number | boolean;

/** `make`, whose answer is kept for each object, and forgotten with it. */
export function onceFor<K extends object, V extends Value>(make: (of: K) => V): (of: K) => V {
  return kept(new WeakMap<K, V>(), make);
}

/** `make`, whose answer is kept for each pair of objects. */
export function onceForPair<A extends object, B extends object, V extends Value>(
  make: (first: A, second: B) => V,
): (first: A, second: B) => V {
  const keptOf = onceFor((first: A) => onceFor((second: B) => make(first, second)));
  return (first, second) => keptOf(first)(second);
}

/** `make`, whose answer is kept for each text. */
export function onceForText<V extends Value>(make: (of: string) => V): (of: string) => V {
  return kept(new Map<string, V>(), make);
}

interface Answers<K, V> {
  get(of: K): V | undefined;
  set(of: K, value: V): unknown;
}

function kept<K, V extends Value>(made: Answers<K, V>, make: (of: K) => V): (of: K) => V {
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const value = make(of);
    made.set(of, value);
    return value;
  };
}
