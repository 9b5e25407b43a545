import { SUGGESTED } from '../../judge/example.js';
import { h, iconButton } from '../dom.js';
import { spoken } from '../thought.js';
import { Verdict } from './verdict.js';

const ROLES = { user: 'Somebody asks', assistant: 'The assistant answers', system: 'The assistant was told' };

/** Where an example is written: both sides of a conversation, with the model's suggestions for its side. */
export class WritePage {
  #example;
  #turns = new Map();
  #list = h('div', { class: 'example' });
  #add = h('button', { type: 'button', onClick: () => this.#example.add() }, 'Add a turn');
  #remove = h('button', { type: 'button', onClick: () => this.#example.remove() }, 'Remove the last turn');
  #send = h('button', { type: 'button', class: 'strong', onClick: () => this.#submit() }, 'Send the example');
  #verdict;
  element;

  /** @param desk {judging, example} */
  constructor(store, { judging, example }) {
    this.#example = example;
    this.#verdict = new Verdict(judging);
    this.element = h('div', { onKeydown: event => this.#key(event) },
      h('p', { class: 'quiet' }, 'Write how a conversation should go. The model learns from the assistant’s side.'),
      this.#list, h('div', { class: 'row' }, this.#send, this.#add, this.#remove,
        h('button', { type: 'button', onClick: () => example.clear() }, 'Begin anew')), this.#verdict.element);
    store.subscribe(state => state.page === 'write' && this.#render(state));
  }

  #render(state) {
    const { turns, suggestFor, sent } = state.example;
    const ids = turns.map(({ id }) => id);
    if (ids.join() !== [...this.#turns.keys()].join()) {
      this.#turns = new Map(turns.map(turn => [turn.id, this.#turns.get(turn.id) ?? new TurnField(turn, this.#example)]));
      this.#list.replaceChildren(...[...this.#turns.values()].map(({ element }) => element));
    }
    for (const [i, turn] of turns.entries()) {
      this.#turns.get(turn.id).update(turn, turn.id === suggestFor ? state.boards.get(SUGGESTED) : null, turns.slice(0, i).every(({ content }) => content.trim()));
    }
    this.#send.disabled = !this.#example.isWhole;
    this.#remove.disabled = turns.length <= 2;
    this.#verdict.update(state, sent);
  }

  #submit() {
    if (this.#example.isWhole) this.#example.send().then(() => this.#list.querySelector('textarea')?.focus());
  }

  #key(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#submit();
  }
}

/** One turn, and what the model would say there. */
class TurnField {
  #example;
  #field;
  #suggest;
  #board = null;
  #suggestions = h('div', { class: 'suggestions' });
  element;

  constructor({ id, role }, example) {
    this.#example = example;
    const label = ROLES[role] ?? role;
    this.#field = h('textarea', { rows: '2', id: `turn-${id}`, onInput: () => example.write(id, this.#field.value) });
    this.#suggest = h('button', { type: 'button', class: 'suggest', hidden: role !== 'assistant', onClick: () => example.suggest(id) }, 'Suggest');
    this.element = h('div', { class: `example-turn ${role}` }, h('div', { class: 'row' }, h('label', { for: this.#field.id }, label), h('span', { class: 'space' }), this.#suggest),
      this.#field, this.#suggestions);
  }

  /** @param board suggestions, or null for none */
  update({ content }, board, isReady) {
    if (this.#field.value !== content) this.#field.value = content;
    this.#suggest.disabled = !isReady || board?.status === 'drawing';
    if (board === this.#board) return;
    this.#board = board;
    this.#suggestions.replaceChildren(...(board ? this.#cards(board) : []));
  }

  #cards({ answers, status, failure }) {
    const take = text => {
      this.#example.take(text);
      this.#field.focus();
    };
    return [
      h('div', { class: 'row' }, h('p', { class: 'quiet', role: 'status' }, wordsFor(status, failure)), h('span', { class: 'space' }),
        iconButton('close', 'Without a suggestion', () => this.#example.endSuggesting())),
      ...answers.map(({ content, finish }, i) => h('div', { class: 'suggestion' }, h('p', {}, spoken(content)),
        h('button', { type: 'button', disabled: finish === null, 'aria-label': `Use suggestion ${i + 1}`, onClick: () => take(spoken(content)) }, 'Use it'))),
    ];
  }
}

function wordsFor(status, failure) {
  if (failure) return `${failure.title}. ${failure.message}`;
  return status === 'drawing' ? 'The model is writing…' : 'What the model would say. You can change what you take.';
}
