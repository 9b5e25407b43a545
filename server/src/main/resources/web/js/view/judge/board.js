import { comparison, ranking } from '../../model/judgements.js';
import { ordinal, placeOf } from '../../model/ranking.js';
import { saidOn } from '../../judge/boards.js';
import { h } from '../dom.js';
import { Candidate } from './candidate.js';
import { Grades } from './grades.js';
import { Verdict } from './verdict.js';

const LETTERS = 'ABCDEFGHI';

/** Answers side by side. Of two one is chosen; more are put in order, best first, and those in one column share a place. */
export class Board {
  #id;
  #desk;
  #board = null;
  #shape = '';
  #moved = null;
  #cards = new Map();
  #how = h('p', { class: 'quiet' });
  #tiers = h('ol', { class: 'tiers' });
  #said = h('p', { class: 'visually-hidden', role: 'status' });
  #trouble = h('div', { class: 'trouble', role: 'alert', hidden: true });
  #row = h('div', { class: 'row choices' });
  #grades;
  #verdict;
  element;

  /** @param desk {judging, boards} */
  constructor(id, desk) {
    this.#id = id;
    this.#desk = desk;
    this.#grades = new Grades(id, desk);
    this.#verdict = new Verdict(desk.judging);
    this.element = h('div', { class: 'board' }, this.#how, this.#tiers, this.#said, this.#trouble, this.#grades.element, this.#row, this.#verdict.element);
  }

  update(state) {
    const board = state.boards.get(this.#id) ?? null;
    if (board && board !== this.#board) this.#render(board);
    this.#board = board;
    this.#verdict.update(state, board && subjectOf(board));
  }

  #render(board) {
    const isPair = board.answers.length === 2 && board.status !== 'drawing';
    const lettered = board.answers.map((answer, i) => ({ ...answer, letter: LETTERS[i] }));
    this.element.setAttribute('aria-busy', String(board.status === 'drawing'));
    this.#how.textContent = wordsFor(board, isPair);
    this.#fail(board);
    this.#arrange(board);
    for (const answer of lettered) this.#cards.get(answer.id).update(lookOf(board, answer, isPair));
    this.#announce(board, lettered);
    const isDrawn = board.status === 'drawn' && board.answers.length > 1;
    this.#grades.element.hidden = !isDrawn;
    if (isDrawn) this.#grades.update(board, lettered);
    const seen = `${board.status} ${isPair}`;
    if (this.#row.dataset.seen === seen) return;
    this.#row.dataset.seen = seen;
    this.#row.replaceChildren(...this.#choices(board, isPair, isDrawn));
  }

  #choices({ status }, isPair, isDrawn) {
    const { judging, boards } = this.#desk;
    const button = (words, run, strong = false) => h('button', { type: 'button', class: strong ? 'strong' : null, onClick: run }, words);
    if (status === 'drawing') return [button('Stop', () => boards.stop(this.#id))];
    if (!isDrawn) return [];
    if (!isPair) return [button('Send this order', () => judging.rank(this.#board.tiers, saidOn(this.#board)), true)];
    const choose = outcome => () => judging.compare(this.#board.answers.map(({ id }) => id), outcome, saidOn(this.#board));
    return [button('A is better', choose('first'), true), button('Both are alike', choose('tie')), button('Both are bad', choose('both_bad')),
      button('B is better', choose('second'), true)];
  }

  #fail({ status, failure }) {
    const isOver = status === 'failed' || status === 'stopped';
    this.#trouble.hidden = !isOver;
    if (!isOver) return;
    this.#trouble.replaceChildren(
      h('p', {}, failure ? [h('strong', {}, `${failure.title}.`), ` ${failure.message}`] : 'Stopped. Only whole answers can be put in order.'),
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'strong', onClick: () => this.#desk.boards.redraw(this.#id) }, 'Try again')));
  }

  /** Cards keep their elements when they change places, and with them the focus. */
  #arrange({ tiers }) {
    const shape = JSON.stringify(tiers);
    if (shape === this.#shape) return;
    this.#shape = shape;
    const focused = document.activeElement;
    const cards = new Map(tiers.flat().map(id => [id, this.#cards.get(id) ?? this.#card(id)]));
    this.#cards = cards;
    this.#tiers.replaceChildren(...tiers.map((tier, i) => h('li', { class: 'tier' },
      h('span', { class: 'place' }, `${ordinal(i + 1)}${tier.length > 1 ? ', shared' : ''}`), tier.map(id => cards.get(id).element))));
    if (this.#tiers.contains(focused)) focused.focus({ preventScroll: true });
  }

  #card(answer) {
    const { boards } = this.#desk;
    const moved = move => (...place) => {
      this.#moved = answer;
      move(...place);
    };
    return new Candidate({
      step: moved(step => boards.step(this.#id, answer, step)),
      place: moved(number => boards.place(this.#id, answer, number - 1 > placeOf(this.#board.tiers, answer) ? number : number - 1, false)),
      drop: moved((index, tied) => boards.place(this.#id, answer, index, tied)),
      places: () => [...this.#tiers.children],
    });
  }

  #announce({ tiers }, lettered) {
    if (!this.#moved) return;
    const letterOf = id => lettered.find(answer => answer.id === id).letter;
    const place = placeOf(tiers, this.#moved);
    const others = tiers[place].filter(id => id !== this.#moved).map(letterOf);
    this.#said.textContent = `${letterOf(this.#moved)} is ${ordinal(place + 1)} of ${tiers.length}${others.length ? `, shared with ${others.join(' and ')}` : ''}.`;
    this.#moved = null;
  }
}

/** What the judgement of a board would be about. */
export function subjectOf({ answers, tiers }) {
  return answers.length === 2 ? comparison(answers.map(({ id }) => id), 'tie', {}).subject : ranking(tiers, {}).subject;
}

function lookOf({ tiers, status }, answer, isPair) {
  const place = placeOf(tiers, answer.id);
  return { answer, letter: answer.letter, place: place + 1, places: tiers.length, shared: tiers[place].length > 1,
    isWritten: answer.finish !== null || status !== 'drawing', isFixed: isPair || status !== 'drawn' };
}

function wordsFor({ status, answers }, isPair) {
  if (status === 'drawing') return answers.length ? 'The answers are being written…' : 'Waiting for the first words…';
  if (status === 'drawn' && answers.length === 1) return 'The model wrote the same every time: there is nothing to compare.';
  if (isPair) return 'Read both and choose.';
  return answers.length ? 'The best first. Drag an answer by its grip, use its arrows, or focus it and press ← → or 1 to 9. Those framed together share a place.' : '';
}
