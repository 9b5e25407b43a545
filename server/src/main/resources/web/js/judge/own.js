import { Failure } from '../api/failure.js';

const PAGE = 20;

/** The list of this person's judgements as the server has them, as part of the state: {items, next, status, failure}. */
export class Own {
  #store;
  #client;
  #asked = 0;

  constructor(store, client) {
    this.#store = store;
    this.#client = client;
  }

  /** Reads from the beginning, as many as are shown now. */
  load() {
    return this.#read(0, Math.min(100, Math.max(PAGE, this.#store.state.own.items.length)), []);
  }

  more() {
    const { next, items } = this.#store.state.own;
    return next === null ? null : this.#read(next, PAGE, items);
  }

  async #read(offset, limit, before) {
    const asked = ++this.#asked;
    this.#change({ status: 'reading', failure: null });
    try {
      const { data, next_offset: next } = await this.#client.ownJudgements(offset, limit);
      const known = new Set(before.map(({ id }) => id));
      if (asked === this.#asked) this.#change({ items: [...before, ...data.filter(({ id }) => !known.has(id))], next, status: 'read' });
    } catch (accident) {
      if (!(accident instanceof Failure)) throw accident;
      if (asked === this.#asked) this.#change({ status: 'failed', failure: accident.record() });
    }
  }

  #change(fields) {
    this.#store.update(({ own }) => ({ own: { ...own, ...fields } }));
  }
}
