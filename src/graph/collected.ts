/** The objects of a list, each once: what is added while pages are read moves others on, so that two pages show the same. */
import type { JsonObject } from '../model/value.ts';
import { asString } from '../model/value.ts';

/** Stands for "none yet" wherever Graph makes ids when they are first used (CONTRACT 6), so it tells nothing apart. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

export class Collected {
  readonly #items: JsonObject[] = [];
  readonly #places = new Map<string, number>();

  get items(): readonly JsonObject[] {
    return this.#items;
  }

  /** Takes a page in, and gives what it shows for the first time. What was shown before is as the later page has it. */
  add(page: readonly JsonObject[]): readonly JsonObject[] {
    return page.filter((item) => {
      const id = asString(item['id'])?.toLowerCase();
      const known = id === undefined ? undefined : this.#places.get(id);
      if (known !== undefined) {
        this.#items[known] = item;
        return false;
      }
      if (id !== undefined && id !== NO_ID) this.#places.set(id, this.#items.length);
      this.#items.push(item);
      return true;
    });
  }
}
