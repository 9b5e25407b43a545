import { h } from '../dom.js';
import { Verdict } from './verdict.js';
import { JudgementItem } from './item.js';

/** What this person has said of answers: what the server has, and above it what has not got there yet. */
export class JudgementsPage {
  #desk;
  #own;
  #items = new Map();
  #waiting = new Map();
  #thanked = null;
  #pending = h('ul', { class: 'judgements pending', 'aria-label': 'Not sent yet' });
  #list = h('ul', { class: 'judgements', 'aria-label': 'Kept by the server' });
  #words = h('p', { class: 'quiet', role: 'status' });
  #row = h('div', { class: 'row' });
  element = h('div', { class: 'own' }, h('p', { class: 'quiet' }, 'What you say of answers is what the model learns from. You can change it or take it back.'),
    this.#pending, this.#list, this.#words, this.#row);

  /** @param desk {judging, boards, example, chat} */
  constructor(store, own, desk) {
    this.#own = own;
    this.#desk = desk;
    store.subscribe(state => this.#render(state));
  }

  open() {
    this.#own.load();
  }

  #render(state) {
    if (state.page !== 'judgements') return;
    if (this.#thanked && this.#thanked !== state.thanked) this.#own.load();
    this.#thanked = state.thanked;
    const { items, next, status, failure } = state.own;
    const known = new Map(items.map(item => [item.id, item]));
    this.#place(this.#list, this.#items, [...known.keys()], id => new JudgementItem(known.get(id), this.#desk));
    for (const [id, view] of this.#items) view.update(known.get(id), state);
    const subjects = new Set([...this.#items.values()].map(view => view.subject));
    const waiting = [...new Set(state.outbox.map(({ wish }) => wish.subject).filter(subject => !subjects.has(subject)))];
    this.#place(this.#pending, this.#waiting, waiting, subject => new PendingItem(state.outbox.find(({ wish }) => wish.subject === subject).wish, this.#desk));
    for (const view of this.#waiting.values()) view.update(null, state);
    this.#words.textContent = failure ? `${failure.title}. ${failure.message}` : wordsFor(status, items.length + waiting.length);
    this.#foot(status, next);
  }

  #foot(status, next) {
    const look = status === 'failed' ? 'again' : next !== null && status === 'read' ? 'more' : '';
    if (this.#row.dataset.look === look) return;
    this.#row.dataset.look = look;
    this.#row.replaceChildren(...(look === 'again' ? [h('button', { type: 'button', onClick: () => this.#own.load() }, 'Try again')] : []),
      ...(look === 'more' ? [h('button', { type: 'button', onClick: () => this.#own.more() }, 'Show more')] : []));
  }

  /** Views that stay keep their elements, and what somebody writes in them. */
  #place(list, views, ids, make) {
    if (ids.join() === [...views.keys()].join()) return;
    const before = new Map(views);
    views.clear();
    for (const id of ids) views.set(id, before.get(id) ?? make(id));
    for (const [id, view] of before) if (!views.has(id)) view.element.remove();
    [...views.values()].forEach(({ element }, i) => list.children[i] !== element && list.insertBefore(element, list.children[i] ?? null));
  }
}

const KINDS = { thumb: 'A thumb', correction: 'A correction', ranking: 'An order of answers', comparison: 'A choice between answers',
  demonstration: 'An example', retraction: 'Something you took back' };

/** Something that is not with the server yet. */
class PendingItem {
  #verdict;
  #subject;
  element;

  constructor(wish, { judging }) {
    this.#subject = wish.subject;
    this.#verdict = new Verdict(judging);
    const text = wish.correction ?? wish.messages?.at(-1).content ?? wish.comment ?? '';
    this.element = h('li', { class: 'judgement' }, h('header', {}, h('strong', {}, KINDS[wish.kind])), text && h('p', { class: 'clip' }, text), this.#verdict.element);
  }

  update(_, state) {
    this.#verdict.update(state, this.#subject);
  }
}

function wordsFor(status, count) {
  if (status === 'reading' && count === 0) return 'Reading…';
  return status === 'read' && count === 0 ? 'You have not judged an answer yet. Under each answer there are thumbs.' : '';
}
