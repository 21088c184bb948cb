/** A place inside attributes or configuration: member names and list indexes, outermost first. */
export type AttributePath = readonly (string | number)[];

/** Whether a path leads to the place of another one, or to a place inside it. */
export function isWithin(path: AttributePath, outer: AttributePath): boolean {
  return path.length >= outer.length && outer.every((step, index) => path[index] === step);
}

/** Whether two paths lead to the same place. */
export function isSamePath(one: AttributePath, other: AttributePath): boolean {
  return one.length === other.length && isWithin(one, other);
}

/** `['stages', 0, 'primaryApprovers']` → `stages[0].primaryApprovers`; a name with odd characters is quoted. */
export function formatPath(path: AttributePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[@A-Za-z_][\w@-]*$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** The inverse of `formatPath`; undefined for a text that is not a path. */
export function parsePath(text: string): AttributePath | undefined {
  const path: (string | number)[] = [];
  const step = /(?<start>^|\.)(?<name>[@A-Za-z_][\w@-]*)|\[(?<index>\d+)\]|\[(?<quoted>"(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < text.length) {
    const { lastIndex } = step;
    const found = step.exec(text)?.groups;
    if (found === undefined || (found['start'] === '.' && lastIndex === 0)) return undefined;
    if (found['index'] !== undefined) path.push(Number(found['index']));
    else if (found['quoted'] !== undefined) path.push(JSON.parse(found['quoted']) as string);
    else path.push(found['name'] ?? '');
  }
  return path.length === 0 ? undefined : path;
}
