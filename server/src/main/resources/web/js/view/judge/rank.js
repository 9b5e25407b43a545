import { h } from '../dom.js';
import { preference } from '../../model/preferences.js';
import { Board, subjectOf } from './board.js';
import { howMany } from './comparing.js';

const BOARD = 'session';

/** A ranking session: the server picks something that was asked before and answers it anew, to be put in order. */
export class RankPage {
  #boards;
  #judging;
  #board;
  #asked = h('div', { class: 'asked-before' });
  #messages = null;
  #scope = h('select', { 'aria-label': 'From whose conversations' }, h('option', { value: 'own' }, 'From my conversations'),
    h('option', { value: 'any' }, 'From everybody’s (for labelers)'));
  #next = h('button', { type: 'button', class: 'strong next', hidden: true, onClick: () => this.#draw() }, 'Give me another');
  element;

  /** @param desk {judging, boards} */
  constructor(store, desk) {
    this.#boards = desk.boards;
    this.#judging = desk.judging;
    this.#board = new Board(BOARD, desk);
    this.element = h('div', { class: 'session' },
      h('p', { class: 'quiet' }, 'The server picks something that was asked before and answers it again, several times, in random order. Which answer is best is for you to say.'),
      h('div', { class: 'row' }, this.#scope, howMany(() => this.#draw(), 'Give me something to rank')),
      this.#asked, this.#board.element, this.#next);
    store.subscribe(state => state.page === 'rank' && this.#render(state));
  }

  #render(state) {
    const board = state.boards.get(BOARD) ?? null;
    this.#board.update(state);
    if (board?.messages !== this.#messages) this.#ask(board?.messages ?? []);
    const subject = board && board.status === 'drawn' && board.answers.length > 1 ? subjectOf(board) : null;
    const isSaid = subject !== null && (state.thanked.has(subject) || this.#judging.standing(subject).wish !== null);
    if (this.#next.hidden === !isSaid) return;
    this.#next.hidden = !isSaid;
    if (isSaid) this.#next.focus();
  }

  #ask(messages) {
    this.#messages = messages;
    this.#asked.replaceChildren(...messages.map(({ role, content }) => h('p', { class: `said-before ${role}` }, content)));
  }

  #draw() {
    this.#boards.draw(BOARD, { path: 'ranking-sessions', request: { k: preference('compare', 3), scope: this.#scope.value } });
  }
}
