import { h } from './dom.js';

const THOUGHT = /^\s*<think>([\s\S]*?)(<\/think>\s*|$)/;

/** What a model said, without what it thought before. */
export function spoken(content) {
  return content.replace(THOUGHT, '');
}

/** What a model that thinks aloud wrote between its think tags: folded away, above the answer. */
export class Thought {
  #words = h('div', { class: 'thought-words' });
  #summary = h('summary');
  element = h('details', { class: 'thought', hidden: true }, this.#summary, this.#words);

  show(content) {
    const [, words = '', end = ''] = THOUGHT.exec(content) ?? [];
    this.element.hidden = words.trim() === '';
    this.#summary.textContent = end ? 'Thoughts' : 'Thinking…';
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }
}
