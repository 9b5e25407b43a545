import { h, iconButton } from './dom.js';

const SHOWN_MS = 9000;

/** Short messages that go by themselves, some with a way back. They wait while somebody points at them or has the focus in them. */
export class Notices {
  #element = document.getElementById('notices');
  #chat;
  #shown = new Map();

  constructor(store, chat) {
    this.#chat = chat;
    store.subscribe(state => this.#render(state.notices));
  }

  #render(notices) {
    for (const [id, element] of this.#shown) {
      if (notices.some(notice => notice.id === id)) continue;
      element.remove();
      this.#shown.delete(id);
    }
    for (const notice of notices) if (!this.#shown.has(notice.id)) this.#add(notice);
  }

  #add({ id, words, action }) {
    const close = () => this.#chat.dismiss(id);
    const run = () => {
      action.run();
      close();
    };
    const element = h('div', { class: 'notice' }, h('span', {}, words),
      action && h('button', { type: 'button', onClick: run }, action.label),
      iconButton('close', 'Close', close));
    const leave = () => (element.matches(':hover, :focus-within') ? setTimeout(leave, SHOWN_MS) : close());
    setTimeout(leave, SHOWN_MS);
    this.#shown.set(id, element);
    this.#element.append(element);
  }
}
