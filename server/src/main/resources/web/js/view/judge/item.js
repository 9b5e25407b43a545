import { wishOf } from '../../model/judgements.js';
import { wordsOfReason } from '../../model/rules.js';
import { h, icon } from '../dom.js';
import { Board } from './board.js';
import { FixForm } from './fix.js';
import { ThumbForm } from './thumbs.js';
import { Verdict } from './verdict.js';

const OUTCOMES = { first: 'The first is better', second: 'The second is better', tie: 'Both are alike', both_bad: 'Both are bad' };
const LOOKS = {
  thumb: ({ thumb }) => (thumb === 'up' ? ['thumbUp', 'Good answer'] : ['thumbDown', 'Bad answer']),
  correction: () => ['fix', 'Correction'],
  ranking: () => ['rank', 'Order of answers'],
  comparison: () => ['columns', 'Choice between two answers'],
  demonstration: () => ['write', 'Example'],
};

/** One judgement as the server has it, which can be changed and taken back. */
export class JudgementItem {
  #desk;
  #item = null;
  #wish = null;
  #editor = null;
  #verdict;
  #head = h('header');
  #said = h('div', { class: 'said-of' });
  #room = h('div');
  #row;
  element;

  /** @param desk {judging, boards, example, chat} */
  constructor(item, desk) {
    this.#desk = desk;
    this.#verdict = new Verdict(desk.judging);
    this.#row = h('div', { class: 'row' },
      h('button', { type: 'button', class: 'change', onClick: () => this.#change() }, 'Change'),
      h('button', { type: 'button', class: 'take-back', onClick: () => desk.judging.retract(this.#wish, this.#item.id) }, 'Take back'));
    this.element = h('li', { class: 'judgement' }, this.#head, this.#said, this.#row, this.#room, this.#verdict.element);
    this.#show(item);
  }

  get subject() {
    return this.#wish.subject;
  }

  update(item, state) {
    if (item.revision !== this.#item.revision) this.#show(item);
    this.#verdict.update(state, this.subject);
    if (this.#editor instanceof Board) this.#editor.update(state);
  }

  #show(item) {
    this.#item = item;
    this.#wish = { ...wishOf(item), ...(this.#wish && { subject: this.#wish.subject }) };
    const [drawing, words] = LOOKS[item.kind](item);
    const when = new Date(item.created * 1000);
    this.#head.replaceChildren(icon(drawing), h('strong', {}, words), h('span', { class: 'space' }),
      h('time', { class: 'quiet', datetime: when.toISOString() }, when.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })));
    this.#said.replaceChildren(...about(item));
    this.#row.firstChild.hidden = item.answers.some(({ content }) => content === null);
    this.element.setAttribute('aria-label', words);
  }

  #change() {
    const { judging, boards, example, chat } = this.#desk;
    const close = () => {
      this.#editor = null;
      this.#room.replaceChildren();
      this.#row.firstChild.focus();
    };
    if (this.#editor) return close();
    const { kind, answers, id } = this.#item;
    if (kind === 'demonstration') {
      example.revise(this.#wish, id);
      return chat.look('write');
    }
    if (kind === 'thumb') this.#editor = new ThumbEditor(this.#wish, judging, close);
    else if (kind === 'correction') this.#editor = new FixForm(this.#wish.correction, { close, send: text => judging.correct(answers[0].id, text).then(close) });
    else this.#editor = this.#board(boards);
    this.#room.replaceChildren(this.#editor.element);
    this.#editor.open?.();
  }

  #board(boards) {
    const name = `change ${this.#item.id}`;
    const answers = this.#item.answers.map(({ id, content }, index) => ({ id, content, index, finish: 'stop' }));
    boards.show(name, { answers, tiers: this.#wish.tiers ?? answers.map(({ id }) => [id]), grades: this.#wish.criteria, comment: this.#wish.comment });
    return new Board(name, this.#desk);
  }
}

/** A thumb that may turn round, with its reasons. */
class ThumbEditor {
  element;

  constructor(wish, judging, close) {
    const form = new ThumbForm(judging, { close, send: said => judging.thumb(wish.answer, said.thumb, said).then(close) });
    const turn = (direction, drawing, label) => h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label,
      'aria-pressed': String(direction === wish.thumb), onClick: event => point(event.currentTarget, direction) }, icon(drawing));
    const point = (button, direction) => {
      for (const other of button.parentElement.children) other.setAttribute('aria-pressed', String(other === button));
      form.update({ thumb: direction, reasons: [], comment: '' });
    };
    this.element = h('div', {}, h('div', { class: 'actions' }, turn('up', 'thumbUp', 'Good answer'), turn('down', 'thumbDown', 'Bad answer')), form.element);
    form.update(wish);
  }
}

function about({ kind, answers, messages, thumb, reasons = [], comment, correction, ranking, outcome }) {
  const places = ranking?.map(tier => tier.map(id => answers.find(answer => answer.id === id)));
  return [
    answers[0]?.prompt && kind !== 'demonstration' && h('p', { class: 'asked clip' }, answers[0].prompt),
    kind === 'demonstration' && messages.map(({ role, content }) => h('p', { class: role === 'user' ? 'asked clip' : 'clip' }, content)),
    (thumb || correction) && h('p', { class: correction ? 'clip struck' : 'clip' }, answers[0].content ?? 'This answer is no longer kept.'),
    correction && h('p', { class: 'clip' }, correction),
    places && h('ol', {}, places.map(tier => h('li', {}, tier.map(answer => h('p', { class: 'clip' }, answer?.content ?? '…'))))),
    outcome && [h('strong', {}, OUTCOMES[outcome]), h('ul', {}, answers.map(({ content }) => h('li', {}, h('p', { class: 'clip' }, content ?? '…'))))],
    reasons.length > 0 && h('p', { class: 'chips' }, reasons.map(reason => h('span', { class: 'chip' }, wordsOfReason(reason)))),
    comment && h('blockquote', {}, comment),
  ].flat().filter(Boolean);
}
