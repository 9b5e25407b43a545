const AGAIN_MS = 2000;

/** Asks what is served until there is something, and again whenever `ask` is called; a refused key is not tried twice. */
export class Connection {
  #store;
  #client;
  #onKeyWanted;
  #timer = 0;

  constructor(store, client, onKeyWanted) {
    this.#store = store;
    this.#client = client;
    this.#onKeyWanted = onKeyWanted;
  }

  async ask() {
    clearTimeout(this.#timer);
    try {
      const models = await this.#client.models();
      this.#store.update(({ draft }) => ({ models, connection: null, draft: { ...draft, model: draft.model ?? models[0]?.id ?? null } }));
    } catch (failure) {
      this.#store.update(() => ({ connection: failure }));
      if (failure.kind === 'key') this.#onKeyWanted();
      else this.#timer = setTimeout(() => this.ask(), AGAIN_MS);
    }
  }
}
