import { criteriaOf } from '../../model/rules.js';
import { h } from '../dom.js';

/** Grades by criterion and a comment, folded away: what may be said of answers besides their order. */
export class Grades {
  #boardId;
  #boards;
  #judging;
  #table = h('table');
  #comment;
  #letters = '';
  element;

  /** @param desk {judging, boards} */
  constructor(boardId, { judging, boards }) {
    this.#boardId = boardId;
    this.#boards = boards;
    this.#judging = judging;
    this.#comment = h('textarea', { rows: '2', 'aria-label': 'Why', placeholder: 'Why (if you like)',
      onInput: () => boards.comment(boardId, this.#comment.value) });
    this.element = h('details', { class: 'grades' }, h('summary', {}, 'Say more: grades and a comment'),
      h('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Grades' }, this.#table), this.#comment);
  }

  /** @param lettered [{letter, id}] */
  update(board, lettered) {
    const letters = lettered.map(({ id }) => id).join();
    if (letters === this.#letters) return;
    this.#letters = letters;
    this.#comment.maxLength = this.#judging.rules.commentChars;
    this.#comment.value = board.comment;
    this.#table.replaceChildren(
      h('thead', {}, h('tr', {}, h('td'), lettered.map(({ letter }) => h('th', { scope: 'col' }, letter)))),
      h('tbody', {}, criteriaOf(this.#judging.rules).map(([criterion, words]) => h('tr', {}, h('th', { scope: 'row' }, words),
        lettered.map(({ letter, id }) => h('td', {}, this.#picker(criterion, `${words}, answer ${letter}`, id, board.grades[criterion]?.[id])))))));
  }

  #picker(criterion, label, answer, given) {
    const set = ({ currentTarget }) => this.#boards.grade(this.#boardId, criterion, answer, Number(currentTarget.value) || null);
    return h('select', { 'aria-label': label, onChange: set }, h('option', { value: '' }, '–'),
      [1, 2, 3, 4, 5].map(n => h('option', { value: n, selected: n === given }, String(n))));
  }
}
