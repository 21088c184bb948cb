/** Ends lists whose pages do not end: a broken service must not keep a command busy for ever, nor fill its memory. */
import type { JsonObject } from '../model/value.ts';
import type { WireRequest } from './answer.ts';
import { unexpected } from './errors.ts';

/** Pages of one list. Graph's usual page has 100 objects, and entitlement management holds far fewer than a million. */
const MOST_PAGES = 10_000;
/** Objects of one list. */
const MOST_OBJECTS = 1_000_000;
/** Letters of JSON of one list, estimated by the first and last object of each page. */
const MOST_LETTERS = 512 * 1024 * 1024;

export class ListBounds {
  readonly #request: WireRequest;
  readonly #mostPages: number;
  readonly #seen = new Set<string>();
  #objects = 0;
  #letters = 0;

  /** `request`: the request of the first page; errors name its address. */
  constructor(request: WireRequest, mostPages = MOST_PAGES) {
    this.#request = request;
    this.#mostPages = mostPages;
  }

  /** Before a page is asked for. Throws GraphError for one that was read already, and when there are too many. */
  enter(path: string): void {
    if (this.#seen.has(path))
      throw unexpected(this.#request, `with pages that lead back to one that was read: ${path}`);
    this.#seen.add(path);
    if (this.#seen.size <= this.#mostPages && this.#objects <= MOST_OBJECTS && this.#letters <= MOST_LETTERS)
      return;
    const read = `${this.#seen.size - 1} pages with ${this.#objects} objects`;
    throw unexpected(this.#request, `with pages that do not end: ${read} were read`);
  }

  /** After a page was read. */
  add(items: readonly JsonObject[]): void {
    this.#objects += items.length;
    this.#letters += (items.length * (lettersOf(items[0]) + lettersOf(items.at(-1)))) / 2;
  }
}

function lettersOf(item: JsonObject | undefined): number {
  return item === undefined ? 0 : JSON.stringify(item).length;
}
