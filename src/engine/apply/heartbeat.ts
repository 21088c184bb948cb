/** Says every ten seconds how far an apply is, and what it waits for. */
import type { ApplyEvent } from '../../apply/events.ts';
import { grouped } from '../../model/counted.ts';
import type { ResourceAddress } from '../../model/address.ts';

const EVERY_MS = 10_000;
/** Names of what is under way; the others are counted. */
const MOST_NAMES = 3;

export class Heartbeat {
  readonly #changes: number;
  readonly #tell: (line: string) => void;
  readonly #since = performance.now();
  readonly #running = new Set<ResourceAddress>();
  readonly #over = new Set<ResourceAddress>();
  readonly #timer: NodeJS.Timeout;

  /** `changes`: how many there are in all. */
  constructor(changes: number, tell: (line: string) => void, everyMs = EVERY_MS) {
    this.#changes = changes;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#tell(this.#line()), everyMs).unref();
  }

  hear({ type, address }: ApplyEvent): void {
    if (type === 'apply_moved') return;
    if (type === 'apply_start') {
      this.#running.add(address);
      return;
    }
    this.#running.delete(address);
    this.#over.add(address);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** `[412/1,050] 30 s elapsed; still running: policy.a, policy.b and 4 others.` */
  #line(): string {
    const elapsed = `${Math.round((performance.now() - this.#since) / 1000)} s elapsed`;
    const names = [...this.#running].slice(0, MOST_NAMES).join(', ');
    const others = this.#running.size - MOST_NAMES;
    const rest = others > 0 ? ` and ${grouped(others)} ${others === 1 ? 'other' : 'others'}` : '';
    const running = names === '' ? '' : `; still running: ${names}${rest}`;
    return `[${grouped(this.#over.size)}/${grouped(this.#changes)}] ${elapsed}${running}.`;
  }
}
