import { shown } from '../model/tree.js';
import { Turn } from './turn.js';

const NEAR_PX = 48;

/** The conversation. It follows the answer down, until the reader scrolls up, and again from when they are back at the end. */
export class Log {
  #element = document.getElementById('log');
  #turns = document.getElementById('turns');
  #welcome = document.getElementById('welcome');
  #toEnd = document.getElementById('to-end');
  #views = [];
  #chat;
  #desk;
  #askForKey;
  #conversationId = null;
  #follows = true;
  #top = 0;

  /** @param desk {judging, boards} */
  constructor(store, chat, desk, askForKey) {
    this.#chat = chat;
    this.#desk = desk;
    this.#askForKey = askForKey;
    this.#element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#toEnd.addEventListener('click', () => this.end());
    document.getElementById('ideas').addEventListener('click', event => {
      if (event.target instanceof HTMLButtonElement) chat.send(event.target.textContent);
    });
    new ResizeObserver(() => this.#follow()).observe(this.#turns);
    store.subscribe(state => this.#render(state));
  }

  /** Goes to the end and follows from there. */
  end() {
    this.#follows = true;
    this.#follow();
  }

  #render(state) {
    const conversation = state.conversations.get(state.current) ?? state.draft;
    const path = shown(conversation);
    const busy = state.running.has(conversation.id);
    if (conversation.id !== this.#conversationId) this.#startOver(conversation.id);
    if (path.length > this.#views.length && busy) this.#follows = true;
    path.forEach((node, i) => this.#view(i).update({
      conversation, node, busy, isLast: i === path.length - 1, isEdited: state.editing === node.id, state,
    }));
    for (const view of this.#views.splice(path.length)) view.element.remove();
    this.#welcome.hidden = path.length > 0;
    this.#element.setAttribute('aria-busy', String(busy));
    this.#follow();
  }

  #view(index) {
    if (!this.#views[index]) {
      this.#views[index] = new Turn(this.#chat, this.#desk, this.#askForKey);
      this.#turns.append(this.#views[index].element);
    }
    return this.#views[index];
  }

  #startOver(conversationId) {
    this.#conversationId = conversationId;
    this.#views = [];
    this.#turns.replaceChildren();
    this.#follows = true;
  }

  #follow() {
    if (this.#follows) {
      this.#element.scrollTop = this.#element.scrollHeight;
      this.#top = this.#element.scrollTop;
    }
    this.#toEnd.hidden = this.#follows || this.#isNearEnd();
  }

  /** Text that comes in moves the end away from the reader; only the reader moves up. */
  #scrolled() {
    const { scrollTop } = this.#element;
    if (scrollTop < this.#top - 1 && !this.#isNearEnd()) this.#follows = false;
    else if (this.#isNearEnd()) this.#follows = true;
    this.#top = scrollTop;
    this.#toEnd.hidden = this.#follows || this.#isNearEnd();
  }

  #isNearEnd() {
    return this.#element.scrollHeight - this.#element.scrollTop - this.#element.clientHeight < NEAR_PX;
  }
}
