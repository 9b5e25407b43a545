import { versions } from '../model/tree.js';
import { ActionRow } from './actions.js';
import { h, iconButton } from './dom.js';
import { editForm } from './edit.js';
import { facts } from './facts.js';
import { Below } from './judge/below.js';
import { Markdown } from './markdown.js';
import { Thought, spoken } from './thought.js';
import { Trouble } from './trouble.js';

/**
 * One place in the conversation, whatever message stands there now: when another version is chosen the elements stay, and with
 * them the focus. People's words are shown as they are, the model's as markdown.
 */
export class Turn {
  #chat;
  #desk;
  #askForKey;
  #node = null;
  #seen = '';
  #words = h('div', { class: 'words' });
  #markdown = new Markdown(this.#words);
  #thought = new Thought();
  #trouble = new Trouble();
  #row = new ActionRow();
  #facts = h('p', { class: 'facts' });
  #position = h('span', { class: 'position' });
  #versions = h('div', { class: 'versions', role: 'group', 'aria-label': 'Versions' },
    iconButton('left', 'Previous version', () => this.#chat.turn(this.#node.id, -1)),
    this.#position,
    iconButton('right', 'Next version', () => this.#chat.turn(this.#node.id, +1)));
  #foot = h('footer', {}, this.#versions, this.#row.element, this.#facts);
  #below = null;
  element = h('article', { class: 'turn' }, this.#thought.element, this.#words, this.#trouble.element, this.#foot);

  /** @param desk {judging, boards} */
  constructor(chat, desk, askForKey) {
    this.#chat = chat;
    this.#desk = desk;
    this.#askForKey = askForKey;
  }

  /** @param place {conversation, node, busy, isLast, isEdited, state} */
  update(place) {
    if (place.node.role === 'assistant') this.#belowOf().update(place);
    const all = versions(place.conversation, place.node);
    const seen = [all.length, place.busy, place.isLast, place.isEdited].join();
    this.#act(place);
    if (place.node === this.#node && seen === this.#seen) return;
    if (place.node.content !== this.#node?.content || place.node.status !== this.#node?.status || seen !== this.#seen) this.#say(place);
    this.#node = place.node;
    this.#seen = seen;
    this.#frame(place, all);
  }

  #say({ node, isEdited }) {
    if (isEdited) {
      this.#words.replaceChildren(editForm(node, this.#chat));
    } else if (node.role === 'user') {
      this.#words.textContent = node.content;
    } else {
      this.#thought.show(node.content);
      this.#markdown.show(spoken(node.content), node.status !== 'running');
    }
  }

  #frame({ node, busy, isLast, isEdited }, all) {
    const isRunning = node.status === 'running';
    this.element.className = `turn ${node.role} ${node.status}${isEdited ? ' edited' : ''}`;
    this.element.setAttribute('aria-label', node.role === 'user' ? 'You' : 'Answer');
    this.element.dataset.completion = node.runs.at(-1)?.id ?? '';
    this.#foot.hidden = isRunning || isEdited;
    this.#versions.hidden = all.length < 2;
    this.#position.textContent = `${all.findIndex(other => other.id === node.id) + 1}/${all.length}`;
    this.#trouble.show({ node, busy, isLast, chat: this.#chat, askForKey: this.#askForKey });
    this.#facts.textContent = node.role === 'assistant' ? facts(node) : '';
  }
  #act({ node, busy, isLast, state }) {
    const opened = state.opened?.node === node.id ? state.opened.what : null;
    this.#row.update({ node, busy, isLast, opened, chat: this.#chat, judging: this.#desk.judging });
  }
  #belowOf() {
    if (!this.#below) this.element.append((this.#below = new Below(this.#desk)).element);
    return this.#below;
  }
}
