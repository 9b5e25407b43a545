import { preference, prefer } from '../../model/preferences.js';
import { h, iconButton } from '../dom.js';
import { Board } from './board.js';

const USUAL = 3;

/** Other answers to the question of an answer, to be put in order under it. */
export class Comparing {
  #board;
  element;

  /** @param desk {judging, boards} */
  constructor(answer, desk, close) {
    const id = `compare ${answer}`;
    const draw = k => desk.boards.draw(id, { path: 'alternatives', request: { completion_id: answer, k } });
    this.#board = new Board(id, desk);
    this.element = h('section', { class: 'comparing', 'aria-label': 'Compare answers', onKeydown: escape(close) },
      h('div', { class: 'row' }, h('h3', {}, 'Which answer is best?'), h('span', { class: 'space' }), howMany(draw),
        iconButton('close', 'Close the comparison', close)),
      this.#board.element);
    if (!desk.boards.of(id)) draw(preference('compare', USUAL));
  }

  update(state) {
    this.#board.update(state);
  }
}

/** A choice of how many answers to draw, which is remembered, and draws. */
export function howMany(draw, word = 'Draw again') {
  const k = preference('compare', USUAL);
  const picker = h('select', { 'aria-label': 'How many answers' }, [2, 3, 4, 5, 6, 7, 8, 9].map(n => h('option', { value: n, selected: n === k }, `${n} answers`)));
  const go = () => {
    prefer('compare', Number(picker.value));
    draw(Number(picker.value));
  };
  return h('span', { class: 'how-many' }, picker, h('button', { type: 'button', onClick: go }, word));
}

function escape(close) {
  return event => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
}
