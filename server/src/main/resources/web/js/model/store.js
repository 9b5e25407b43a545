/** The one place where state lives: replaced as a whole, never changed; listeners hear of it at most once per animation frame. */
export class Store {
  #state;
  #shown = null;
  #frame = 0;
  #listeners = [];

  constructor(state) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  /** @param change from the state to the fields that become different */
  update(change) {
    this.#state = { ...this.#state, ...change(this.#state) };
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  /** @param render gets the state, and the one it saw last (null at first) */
  subscribe(render) {
    this.#listeners.push(render);
    render(this.#state, null);
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#frame = 0;
    const [state, before] = [this.#state, this.#shown];
    this.#shown = state;
    for (const render of this.#listeners) render(state, before);
  }
}
