import { ordinal } from '../../model/ranking.js';
import { h, icon, iconButton } from '../dom.js';
import { Markdown } from '../markdown.js';
import { spoken } from '../thought.js';
import { draggable } from './drag.js';

/** One of several answers, under a letter: nothing tells who wrote it. It is moved by its grip, its arrows or the keyboard. */
export class Candidate {
  #on;
  #words = h('div', { class: 'words' });
  #markdown = new Markdown(this.#words);
  #letter = h('strong', { class: 'letter' });
  #grip = h('span', { class: 'grip', title: 'Drag to another place' }, icon('grip'));
  #moves;
  #seen = '';
  element;

  /** @param on {step(−1 | 1), place(number), places, drop(index, tied)} */
  constructor(on) {
    this.#on = on;
    this.#moves = h('span', { class: 'moves' }, iconButton('left', 'Better', () => on.step(-1)), iconButton('right', 'Worse', () => on.step(+1)));
    this.element = h('article', { class: 'candidate assistant', tabindex: '0', onKeydown: event => this.#key(event) },
      h('header', {}, this.#grip, this.#letter, h('span', { class: 'space' }), this.#moves), this.#words);
    draggable(this.#grip, this.element, on);
  }

  /** @param look {answer, letter, place, places, shared, isWritten, isFixed}: isFixed if it is chosen and not moved */
  update({ answer, letter, place, places, shared, isWritten, isFixed }) {
    const seen = [answer.content, letter, place, places, shared, isWritten, isFixed].join('\n');
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#letter.textContent = letter;
    this.#grip.hidden = this.#moves.hidden = isFixed;
    this.element.classList.toggle('writing', !isWritten);
    this.element.setAttribute('aria-label', isFixed ? `Answer ${letter}` : `Answer ${letter}, ${ordinal(place)} of ${places}${shared ? ', shared' : ''}`);
    const [better, worse] = this.#moves.children;
    better.setAttribute('aria-label', `Answer ${letter} is better`);
    worse.setAttribute('aria-label', `Answer ${letter} is worse`);
    better.disabled = place === 1 && !shared;
    worse.disabled = place === places && !shared;
    this.#markdown.show(spoken(answer.content) || (isWritten ? '*(nothing)*' : ''), isWritten);
  }

  #key(event) {
    if (event.target !== this.element || this.#moves.hidden || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) this.#on.step(step);
    else if (/^[1-9]$/.test(event.key)) this.#on.place(Number(event.key));
    else return;
    event.preventDefault();
  }
}
