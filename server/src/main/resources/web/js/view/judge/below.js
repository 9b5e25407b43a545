import { answerOf, firstAnswerOf } from '../../model/judgements.js';
import { h } from '../dom.js';
import { spoken } from '../thought.js';
import { Comparing } from './comparing.js';
import { FixForm } from './fix.js';
import { ThumbForm } from './thumbs.js';
import { Verdict } from './verdict.js';

/** The room under an answer: what is being said of it, and how it stands with what was said. */
export class Below {
  #desk;
  #thumb;
  #correction;
  #node = null;
  #what = null;
  #panel = null;
  #room = h('div');
  element = h('div', { class: 'below' });

  /** @param desk {judging, boards} */
  constructor(desk) {
    this.#desk = desk;
    this.#thumb = new Verdict(desk.judging);
    this.#correction = new Verdict(desk.judging);
    this.element.append(this.#thumb.element, this.#correction.element, this.#room);
  }

  /** @param place {node, state} */
  update({ node, state }) {
    const answer = answerOf(node);
    this.#thumb.update(state, answer && `thumb ${answer}`);
    this.#correction.update(state, answer && `correction ${firstAnswerOf(node)}`);
    const what = answer && state.opened?.node === node.id ? state.opened.what : null;
    if (what !== this.#what || node.id !== this.#node?.id) this.#open(node, what);
    this.#node = node;
    if (this.#what === 'thumb') this.#panel.update(this.#desk.judging.standing(`thumb ${answer}`).wish);
    if (this.#what === 'compare') this.#panel.update(state);
  }

  #open(node, what) {
    this.#what = what;
    this.#panel = what && this.#make(node, what);
    this.#room.replaceChildren(...(what ? [this.#panel.element] : []));
    this.#panel?.open?.();
  }

  #make(node, what) {
    const { judging } = this.#desk;
    const close = () => {
      judging.close();
      this.element.closest('.turn').querySelector(`[data-action='${what === 'thumb' ? 'up' : what}']`)?.focus();
    };
    if (what === 'thumb') return new ThumbForm(judging, { close, send: said => judging.thumb(answerOf(node), said.thumb, said).then(close) });
    if (what === 'compare') return new Comparing(firstAnswerOf(node), this.#desk, close);
    const answer = firstAnswerOf(node);
    const { entry, kept } = judging.standing(`correction ${answer}`);
    const text = entry?.wish.correction ?? kept?.wish.correction ?? spoken(node.content);
    return new FixForm(text, { close, send: words => judging.correct(answer, words).then(close) });
  }
}
