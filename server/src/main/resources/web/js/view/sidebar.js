import { fileName, toJson, toMarkdown } from '../model/transfer.js';
import { h, iconButton, saveFile } from './dom.js';
import { Menu } from './menu.js';
import { found, grouped } from './search.js';

/** The conversations of this browser: to open, find, name, take along and delete. */
export class Sidebar {
  #store;
  #chat;
  #list = document.getElementById('conversations');
  #nothing = document.getElementById('nothing-found');
  #unkept = document.getElementById('unkept');
  #search = document.getElementById('search');
  #menu = new Menu();
  #rows = new Map();
  #seen = '';
  #onOpen;

  /** @param onOpen called when a conversation was chosen */
  constructor(store, chat, onOpen) {
    this.#store = store;
    this.#chat = chat;
    this.#onOpen = onOpen;
    document.body.append(this.#menu.element);
    this.#search.addEventListener('input', () => store.update(() => ({ query: this.#search.value })));
    this.#search.addEventListener('keydown', event => this.#searchKey(event));
    this.#list.addEventListener('keydown', event => this.#listKey(event));
    document.getElementById('new-chat').addEventListener('click', () => {
      chat.startNew();
      onOpen();
    });
    const file = document.getElementById('import-file');
    document.getElementById('import').addEventListener('click', () => file.click());
    file.addEventListener('change', () => this.#import(file));
    document.getElementById('export-all').addEventListener('click', () => this.#exportAll());
    store.subscribe(state => this.#render(state));
  }

  #render(state) {
    const groups = grouped(found([...state.conversations.values()], state.query), Date.now());
    const seen = JSON.stringify([groups.map(({ name, hits }) => [name, hits.map(({ conversation: { id, title }, snippet }) =>
      [id, title, snippet, state.running.has(id)])]), currentOf(state), state.renaming]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    const focused = document.activeElement;
    const rows = new Map();
    this.#list.replaceChildren(...groups.map(({ name, hits }) =>
      h('section', { 'aria-label': name }, h('h2', {}, name), h('ul', {}, hits.map(hit => {
        const row = this.#row(hit, state);
        rows.set(hit.conversation.id, row);
        return row.element;
      })))));
    this.#rows = rows;
    if (focused !== document.activeElement && focused?.isConnected) focused.focus();
    this.#nothing.hidden = groups.length > 0;
    this.#nothing.textContent = state.query ? 'Nothing found.' : 'Conversations will stand here.';
    this.#unkept.hidden = state.persistent;
  }

  /** The row a conversation had, if it still looks the same. */
  #row({ conversation: { id, title }, snippet }, state) {
    const look = JSON.stringify([title, snippet, state.running.has(id), currentOf(state) === id, state.renaming === id]);
    const old = this.#rows.get(id);
    if (old?.look === look) return old;
    const element = h('li', { class: currentOf(state) === id ? 'current' : null },
      state.renaming === id ? this.#nameField(id, title) : this.#openButton(id, title, snippet, state),
      iconButton('more', `Options of “${title}”`, event => this.#options(event.currentTarget, id), { 'aria-haspopup': 'menu' }));
    return { look, element };
  }

  #openButton(id, title, snippet, state) {
    const open = () => {
      this.#chat.open(id);
      this.#onOpen();
    };
    return h('button', { type: 'button', class: 'open', 'aria-current': currentOf(state) === id ? 'page' : null, onClick: open },
      h('span', { class: 'title' }, title),
      state.running.has(id) && h('span', { class: 'writing', title: 'An answer is being written', 'aria-label': 'An answer is being written', role: 'img' }),
      snippet && h('span', { class: 'snippet' }, snippet));
  }

  #nameField(id, title) {
    const field = h('input', { type: 'text', 'aria-label': 'Name of the conversation', maxlength: '200', class: 'name', value: title });
    let isOver = false;
    const end = name => {
      if (isOver) return;
      isOver = true;
      if (name !== null) this.#chat.rename(id, name);
      this.#store.update(() => ({ renaming: null }));
    };
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter') end(field.value);
      if (event.key === 'Escape') end(null);
      event.stopPropagation();
    });
    field.addEventListener('blur', () => end(field.value));
    requestAnimationFrame(() => field.select());
    return field;
  }

  #options(button, id) {
    const conversation = this.#store.state.conversations.get(id);
    const save = (ending, type, text) => saveFile(fileName(conversation.title, ending), type, text);
    this.#menu.open(button, [
      { label: 'Rename', icon: 'edit', run: () => this.#store.update(() => ({ renaming: id })) },
      { label: 'Save as Markdown', icon: 'save', run: () => save('md', 'text/markdown', toMarkdown(conversation)) },
      { label: 'Save as JSON', icon: 'save', run: () => save('json', 'application/json', toJson([conversation])) },
      { label: 'Delete', icon: 'trash', danger: true, run: () => this.#chat.remove(id) },
    ]);
  }

  #exportAll() {
    const all = [...this.#store.state.conversations.values()];
    if (all.length === 0) this.#chat.notice('There is nothing to save yet.');
    else saveFile(fileName(`attune ${new Date().toISOString().slice(0, 10)}`, 'json'), 'application/json', toJson(all));
  }

  async #import(file) {
    for (const one of file.files) this.#chat.import(await one.text());
    file.value = '';
  }

  #searchKey(event) {
    if (event.key === 'ArrowDown') this.#list.querySelector('.open')?.focus();
    if (event.key === 'Enter') this.#list.querySelector('.open')?.click();
  }

  #listKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...this.#list.querySelectorAll('.open')];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === 'Delete' && at >= 0) this.#chat.remove([...this.#rows.keys()][at]);
    if (!step || at < 0) return;
    event.preventDefault();
    (buttons[at + step] ?? (step < 0 ? this.#search : buttons[at])).focus();
  }
}

/** What is looked at; on another page it is none of the conversations. */
function currentOf({ page, current }) {
  return page ? null : current;
}
