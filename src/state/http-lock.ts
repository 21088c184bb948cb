/** Lock information as Terraform's protocol carries it. */
import { printableJson } from '../model/printable.ts';
import { isObject } from '../model/value.ts';
import type { LockInfo } from './backend.ts';

/** The body of a LOCK and UNLOCK. Servers require every field; what has no field of its own travels in `Info`. */
export function encodeLock(info: LockInfo, version: string): string {
  return printableJson(
    JSON.stringify({
      ID: info.id,
      Operation: info.operation,
      Info: JSON.stringify(info),
      Who: info.host === '' ? info.who : `${info.who}@${info.host}`,
      Version: version,
      Created: info.createdAt,
      Path: '',
    }),
  );
}

/** The holder that a refusal names, be it another tool's; what it does not say is empty. */
export function decodeLock(text: string): LockInfo {
  const body = parse(text);
  const field = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const id = field('ID');
  const own = parse(field('Info'));
  if (id !== '' && own['id'] === id && typeof own['who'] === 'string') return own as unknown as LockInfo;
  return {
    id,
    operation: field('Operation'),
    who: field('Who'),
    host: '',
    pid: 0,
    createdAt: field('Created'),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
