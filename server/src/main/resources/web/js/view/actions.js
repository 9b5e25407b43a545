import { answerOf } from '../model/judgements.js';
import { copyText, h, icon } from './dom.js';
import { thumbAction } from './judge/thumbs.js';
import { spoken } from './thought.js';

/**
 * What can be done with a message: a row of buttons under it, in this order. An action says where it fits and what it does, and if
 * it has one its state: pressed (`isOn`) or open (`opens`, the room below the turn). A new one is one more entry here.
 */
export const ACTIONS = [
  {
    id: 'copy',
    icon: 'copy',
    label: 'Copy',
    fits: ({ node }) => node.content !== '',
    async run({ node, say }) {
      await copyText(spoken(node.content));
      say('Copied');
    },
  },
  { id: 'up', icon: 'thumbUp', label: 'Good answer', ...thumbAction('up') },
  { id: 'down', icon: 'thumbDown', label: 'Bad answer', ...thumbAction('down') },
  {
    id: 'edit',
    icon: 'edit',
    label: 'Edit and ask again',
    fits: ({ node, busy }) => node.role === 'user' && !busy,
    run: ({ node, chat }) => chat.edit(node.id),
  },
  {
    id: 'regenerate',
    icon: 'again',
    label: 'Answer again',
    fits: ({ node, busy }) => node.role === 'assistant' && !busy,
    run: ({ node, chat }) => chat.regenerate(node.id),
  },
  {
    id: 'continue',
    icon: 'forward',
    label: 'Continue this answer',
    fits: ({ node, busy, isLast }) => node.role === 'assistant' && !busy && isLast && node.content !== '' && isUnfinished(node),
    run: ({ node, chat }) => chat.resume(node.id),
  },
  {
    id: 'compare',
    icon: 'columns',
    label: 'Compare with other answers',
    opens: 'compare',
    fits: ({ node }) => answerOf(node) !== null,
    run: ({ node, judging }) => judging.toggle(node.id, 'compare'),
  },
  {
    id: 'fix',
    icon: 'fix',
    label: 'Fix this answer',
    opens: 'fix',
    fits: ({ node }) => answerOf(node) !== null,
    run: ({ node, judging }) => judging.toggle(node.id, 'fix'),
  },
];

function isUnfinished(node) {
  return node.status !== 'done' || node.runs.at(-1)?.finish === 'length';
}

/** The row of one turn. Its buttons stay the same elements, so the focus stays where it was. */
export class ActionRow {
  #buttons;
  #said = h('span', { role: 'status', class: 'said' });
  #turn = null;

  constructor() {
    this.#buttons = ACTIONS.map(action => ({ action, button: this.#button(action) }));
    this.element = h('div', { class: 'actions' }, this.#buttons.map(({ button }) => button), this.#said);
  }

  /** @param turn {node, busy, isLast, chat, judging, opened} */
  update(turn) {
    this.#turn = turn;
    for (const { action, button } of this.#buttons) {
      button.hidden = !action.fits(turn);
      if (action.isOn) mark(button, 'aria-pressed', action.isOn(turn));
      if (action.opens) mark(button, 'aria-expanded', turn.opened === action.opens);
    }
  }

  #button(action) {
    const run = () => action.run({ ...this.#turn, say: words => this.#say(words) });
    const attributes = { type: 'button', class: 'icon-button', 'aria-label': action.label, title: action.label, 'data-action': action.id };
    return h('button', { ...attributes, onClick: run }, icon(action.icon));
  }

  #say(words) {
    this.#said.textContent = words;
    setTimeout(() => (this.#said.textContent = ''), 1600);
  }
}

/** Rows are looked at in every frame while an answer grows: what is as it was is left alone. */
function mark(button, attribute, isSo) {
  if (button.getAttribute(attribute) !== String(isSo)) button.setAttribute(attribute, String(isSo));
}
