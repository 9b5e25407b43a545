import { h } from './dom.js';

/** The line above the conversation: which model answers, and whether the server can be reached. */
export class Header {
  #picker = document.getElementById('model');
  #status = document.getElementById('connection');
  #pages;
  #onKey;
  #seen = '';

  constructor(store, chat, pages, onKey) {
    this.#pages = pages;
    this.#onKey = onKey;
    this.#picker.addEventListener('change', () => chat.setModel(this.#picker.value));
    store.subscribe(state => this.#render(state));
  }

  #render(state) {
    const conversation = state.conversations.get(state.current) ?? state.draft;
    const names = state.models.map(({ id }) => id);
    const chosen = names.includes(conversation.model) ? conversation.model : names[0];
    const title = this.#pages.find(({ id }) => id === state.page)?.title ?? conversation.title;
    const seen = JSON.stringify([names, chosen, state.connection, title]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#picker.replaceChildren(...names.map(name => h('option', { value: name, selected: name === chosen }, name)));
    this.#picker.hidden = names.length === 0;
    this.#status.replaceChildren(...this.#connection(state.connection));
    this.#status.hidden = !state.connection;
    document.title = title ? `${title} · Attune` : 'Attune';
  }

  #connection(failure) {
    if (!failure) return [];
    if (failure.kind === 'key') return [`${failure.title}. `, h('button', { type: 'button', onClick: this.#onKey }, 'Enter a key')];
    if (failure.kind === 'starting') return ['The model is being loaded…'];
    return [`${failure.title}. Trying again…`];
  }
}
