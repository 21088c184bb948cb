/** A place inside attributes or configuration: member names and list indexes, outermost first. */
export type AttributePath = readonly (string | number)[];

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
