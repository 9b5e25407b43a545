import { answerOf } from '../../model/judgements.js';
import { reasonsFor } from '../../model/rules.js';
import { h } from '../dom.js';

const QUESTIONS = { up: 'What was good about it?', down: 'What was wrong with it?' };

/** The thumb of an action row: pressed once it is said, it opens the reasons; pressed again it takes itself back. */
export function thumbAction(direction) {
  const wishOf = ({ node, judging }) => judging.standing(`thumb ${answerOf(node)}`).wish;
  return {
    fits: ({ node }) => answerOf(node) !== null,
    isOn: turn => wishOf(turn)?.thumb === direction,
    run(turn) {
      const { node, judging } = turn;
      const wish = wishOf(turn);
      if (wish?.thumb === direction) {
        judging.retract(wish);
        judging.close();
      } else {
        judging.thumb(answerOf(node), direction, { comment: wish?.comment });
        judging.open(node.id, 'thumb');
      }
    },
  };
}

/** Why a thumb points where it does: reasons to tick and words of one's own. */
export class ThumbForm {
  #direction = null;
  #question = h('h3');
  #chips = h('div', { class: 'chips', role: 'group' });
  #judging;
  #comment = h('textarea', { rows: '2', 'aria-label': 'In your own words', placeholder: 'In your own words (if you like)' });
  element;

  /** @param on {send: said => …, close}, where said is {thumb, reasons, comment} */
  constructor(judging, { send, close }) {
    this.#judging = judging;
    const submit = event => {
      event.preventDefault();
      send({ thumb: this.#direction, reasons: this.#reasons(), comment: this.#comment.value.trim() });
    };
    this.element = h('form', { class: 'card-form', onSubmit: submit, onKeydown: formKeys(close) }, this.#question, this.#chips, this.#comment,
      h('div', { class: 'row' }, h('button', { class: 'strong' }, 'Send'), h('button', { type: 'button', onClick: close }, 'Close')));
  }

  /** @param wish the thumb as it stands; what somebody has ticked or written is left alone until it points elsewhere */
  update(wish) {
    if (!wish || wish.thumb === this.#direction) return;
    this.#direction = wish.thumb;
    this.#question.textContent = QUESTIONS[wish.thumb];
    this.#chips.setAttribute('aria-label', QUESTIONS[wish.thumb]);
    this.#chips.replaceChildren(...reasonsFor(this.#judging.rules, wish.thumb).map(([reason, words]) => chip(reason, words, wish.reasons.includes(reason))));
    this.#comment.maxLength = this.#judging.rules.commentChars;
    this.#comment.value = wish.comment || this.#comment.value;
  }

  #reasons() {
    return [...this.#chips.querySelectorAll('[aria-pressed=true]')].map(({ dataset }) => dataset.reason);
  }
}

/** In a form under an answer: Control and Enter sends, Escape closes. */
export function formKeys(close) {
  return event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function chip(reason, words, isOn) {
  const flip = ({ currentTarget: button }) => button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
  return h('button', { type: 'button', class: 'chip', 'data-reason': reason, 'aria-pressed': String(isOn), onClick: flip }, words);
}
